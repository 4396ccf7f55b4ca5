import Experiments
import TOMLKit

/// An experiment as its file states it, checked: every name is one, and something is to be done.
package struct ExperimentFile: Sendable {
  /// Its name; its folder is called by it.
  package let name: String
  /// The file's bytes.
  package let bytes: [UInt8]
  /// What is fixed beforehand beside the cells, in words.
  let header: [String: String]
  /// The cells.
  let grid: any ExperimentGrid

  /// Reads the file at `path`. Throws `TOMLFileError` and `ExperimentFileError` before anything is run.
  ///
  /// - Parameter baseline: what the others are compared with, in place of what the file says, which has no primary
  ///   comparison then.
  package init(
    path: String, baseline: String? = nil, catalogs: Catalogs = .standard,
    planning: PlanningCatalogs = PlanningCatalogs()
  ) throws {
    try self.init(
      TOMLFile.bytes(at: path), name: path, baseline: baseline, kept: ExperimentFolder.keptByHand(beside: path),
      catalogs: catalogs, planning: planning)
  }

  /// Reads a text; `path` is the file's, for errors.
  ///
  /// - Parameter kept: digests of the sessions by hand that an experiment has kept, by their paths: what a file names that
  ///   an experiment was begun with is what these were then.
  package init(
    _ bytes: [UInt8], name path: String, baseline: String? = nil, kept: [String: String] = [:],
    catalogs: Catalogs = .standard, planning: PlanningCatalogs = PlanningCatalogs()
  ) throws {
    self.bytes = bytes
    let table = try TOMLFile.table(bytes, name: path)
    if let baseline {
      table["baseline"] = baseline
      for key in Self.primaryKeys { table.remove(at: key) }
    }
    let kind = table["kind"]?.string.map { String($0) } ?? "coaching"
    let head = ["name", "kind", "seeds", "baseline", "effect"] + Self.primaryKeys
    switch kind {
    case "coaching":
      let top = try ExperimentTable(table, at: path, keys: head + CoachingGrid.keys)
      grid = try CoachingGrid(top, catalogs, kept: kept)
      (name, header) = try Self.header(top)
    case "planning":
      let top = try ExperimentTable(table, at: path, keys: head + PlanningExperimentGrid.keys)
      grid = try PlanningExperimentGrid(top, planning)
      (name, header) = try Self.header(top)
    case "fidelity":
      let top = try ExperimentTable(table, at: path, keys: ["name", "kind", "seeds"] + FidelityGrid.keys)
      grid = try FidelityGrid(top, catalogs)
      (name, header) = try Self.header(top)
    default:
      throw ExperimentFileError.wrong(
        path, "kind", valid: "\"coaching\", the default, \"planning\" or \"fidelity\"")
    }
    guard !grid.plan.cells.isEmpty else { throw ExperimentFileError.empty("\(path) names nothing to run") }
    try checkLabels(path)
  }

  /// Throws where two cells would be one row, of which tables then showed either: of one environment under two settings, or of a
  /// method whose settings have one name.
  private func checkLabels(_ path: String) throws {
    var labels: Set<String> = []
    for cell in grid.plan.cells where !labels.insert(cell.label).inserted {
      throw ExperimentFileError.refused(
        path,
        "two cells are called '\(cell.label)' and differ in what tables do not tell apart; name settings apart by 'name', and "
          + "make an experiment of its own of an environment with other settings or another budget")
    }
  }

  private static func header(_ top: ExperimentTable) throws -> (String, [String: String]) {
    let name = try top.required("name")
    guard PlannedCell.safe(name) == name, name.first != "." else {
      throw ExperimentFileError.wrong(top.place, "name", valid: "a folder's name of letters, digits and . - _ =")
    }
    var header = ["name": name]
    for key in ["kind", "baseline"] + primaryKeys { header[key] = try top.text(key) ?? "" }
    return (name, header)
  }

  private static let primaryKeys = ["primary", "primaryEnvironment", "primaryBase"]

  /// The comparison of `method` as the file fixes it; nothing without one.
  static func primary(_ method: String?, _ top: ExperimentTable) throws -> PrimaryComparison? {
    let (environment, base) = (try top.text("primaryEnvironment"), try top.text("primaryBase"))
    guard let method else {
      if let key = environment != nil ? "primaryEnvironment" : base != nil ? "primaryBase" : nil {
        throw ExperimentFileError.wrong(top.place, key, valid: "left out where no 'primary' is named")
      }
      return nil
    }
    return PrimaryComparison(method, environment: environment, base: base)
  }

  /// The difference that seeds are counted for.
  static func effect(_ top: ExperimentTable) throws -> Double? {
    guard let effect = try top.number("effect", 0...1e12) else { return nil }
    guard effect > 0 else { throw ExperimentFileError.wrong(top.place, "effect", valid: "a difference above 0") }
    return effect
  }

  /// Throws where the comparison that was fixed beforehand is not one: a report could not make it.
  package func checkPrimary() throws {
    guard let primary = grid.primary else { return }
    let fitting = grid.tasks.filter(primary.fits)
    guard fitting.count != 1 else { return }
    let tasks = grid.tasks.map(\.label).joined(separator: "; ")
    throw ExperimentFileError.refused(
      name,
      fitting.isEmpty
        ? "the primary comparison is made on none of its tasks, which are: \(tasks)"
        : "the primary comparison is one, and '\(primary.method)' is compared on \(fitting.count) tasks (\(tasks)); name one "
          + "by 'primaryEnvironment' and 'primaryBase'")
  }

  /// Throws where a base that is still to be copied is not there, or is none of its environment, or of another version.
  package func checkBases(finished: Set<String> = []) throws { try grid.checkBases(finished: finished) }

  /// What keeps this experiment from going on in a folder that was begun with `other`; nothing where cells were only
  /// added.
  func differences(from other: ExperimentFile) -> [String] {
    let changed = header.keys.sorted().compactMap { key in
      header[key] == other.header[key]
        ? nil : "\(key) was '\(other.header[key] ?? "")' and is '\(header[key] ?? "")'"
    }
    let present = Set(grid.plan.cells.map(\.key))
    let gone = other.grid.plan.cells.filter { !present.contains($0.key) }
    guard !gone.isEmpty else { return changed }
    let some = gone.prefix(3).map(\.label).joined(separator: ", ")
    return changed + [
      "\(gone.count) of its \(other.grid.plan.cells.count) cells are no more, or are others now: \(some)"
        + (gone.count > 3 ? ", …" : "")
    ]
  }
}

/// The cells of one kind of experiment: what they are, how one is done, and what they come to.
protocol ExperimentGrid: Sendable {
  /// The cells in their phases.
  var plan: CellPlan { get }
  /// The axes, a line each.
  var axes: [String] { get }
  /// The environments' ids.
  var environments: [String] { get }
  /// What methods are compared on; nothing where nothing is compared.
  var tasks: [Scores.Task] { get }
  /// The comparison that was fixed beforehand.
  var primary: PrimaryComparison? { get }
  /// The sessions whose decisions guide.
  var byHand: [GuidanceByHand] { get }
  /// Throws where a base that is still to be copied is not there; `finished` are the cells that are done.
  func checkBases(finished: Set<String>) throws
  /// Does a cell in this process.
  func outcome(of key: String, in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome
  /// Lets go of what a finished cell needs no more.
  func thin(_ key: String, in folder: ExperimentFolder)
  /// The rows of results, in the order of the cells.
  func rows(_ outcomes: [String: ExperimentOutcome]) -> [ExperimentResults.Row]
  /// What has to be said of the results, in sentences; `errors` has why a cell failed, by its key.
  func remarks(_ outcomes: [String: ExperimentOutcome], errors: [String: String]) -> [String]
  /// The report: a page, its figures, and the cells as data. `errors` has why a cell failed, by its key.
  func pages(
    _ outcomes: [String: ExperimentOutcome], errors: [String: String], title: String
  ) -> any ExperimentPages
}

extension ExperimentGrid {
  /// Nothing is compared.
  var tasks: [Scores.Task] { [] }
  /// None.
  var byHand: [GuidanceByHand] { [] }
  /// Nothing was fixed.
  var primary: PrimaryComparison? { nil }
  /// Nothing, for most kinds.
  func remarks(_ outcomes: [String: ExperimentOutcome], errors: [String: String]) -> [String] { [] }
}

/// What came of a cell, of whatever kind it is.
package struct ExperimentOutcome: Codable, Equatable, Sendable {
  /// A base policy or a refined one.
  package var coaching: CoachingOutcome?
  /// Advice about a base policy.
  package var advice: AdviceSummary?
  /// Plans.
  package var planning: PlannerOutcome?
  /// An identifier that was measured.
  package var fidelity: FidelityOutcome?

  init(
    coaching: CoachingOutcome? = nil, advice: AdviceSummary? = nil, planning: PlannerOutcome? = nil,
    fidelity: FidelityOutcome? = nil
  ) {
    self.coaching = coaching
    self.advice = advice
    self.planning = planning
    self.fidelity = fidelity
  }
}
