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
      TOMLFile.bytes(at: path), name: path, baseline: baseline, catalogs: catalogs, planning: planning)
  }

  /// Reads a text; `path` is the file's, for errors.
  package init(
    _ bytes: [UInt8], name path: String, baseline: String? = nil, catalogs: Catalogs = .standard,
    planning: PlanningCatalogs = PlanningCatalogs()
  ) throws {
    self.bytes = bytes
    let table = try TOMLFile.table(bytes, name: path)
    if let baseline {
      table["baseline"] = baseline
      table.remove(at: "primary")
    }
    let kind = table["kind"]?.string.map { String($0) } ?? "coaching"
    let head = ["name", "kind", "seeds", "baseline", "primary"]
    switch kind {
    case "coaching":
      let top = try ExperimentTable(table, at: path, keys: head + CoachingGrid.keys)
      grid = try CoachingGrid(top, catalogs)
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
  }

  private static func header(_ top: ExperimentTable) throws -> (String, [String: String]) {
    let name = try top.required("name")
    guard PlannedCell.safe(name) == name, name.first != "." else {
      throw ExperimentFileError.wrong(top.place, "name", valid: "a folder's name of letters, digits and . - _ =")
    }
    var header = ["name": name]
    for key in ["kind", "baseline", "primary"] { header[key] = try top.text(key) ?? "" }
    return (name, header)
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
  /// Throws where a base that is still to be copied is not there; `finished` are the cells that are done.
  func checkBases(finished: Set<String>) throws
  /// Does a cell in this process.
  func outcome(of key: String, in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome
  /// Lets go of what a finished cell needs no more.
  func thin(_ key: String, in folder: ExperimentFolder)
  /// The rows of results, in the order of the cells.
  func rows(_ outcomes: [String: ExperimentOutcome]) -> [ExperimentResults.Row]
  /// The results as text.
  func lines(_ outcomes: [String: ExperimentOutcome]) -> [String]
  /// What has to be said of the results, in sentences; `errors` has why a cell failed, by its key.
  func remarks(_ outcomes: [String: ExperimentOutcome], errors: [String: String]) -> [String]
  /// The report: a page, its figures, and the cells as data. `errors` has why a cell failed, by its key.
  func pages(
    _ outcomes: [String: ExperimentOutcome], errors: [String: String], title: String
  ) -> any ExperimentPages
}

extension ExperimentGrid {
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
