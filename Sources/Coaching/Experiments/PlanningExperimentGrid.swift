import Algorithms
import Experiments
import RLCore
import TextEnvironments
import Threads

/// Environments x task sets x priors x planners x settings x seeds, as a file of `kind = "planning"` states them.
struct PlanningExperimentGrid: ExperimentGrid {
  /// The keys at the top of the file, beside those of every experiment.
  static let keys = ["environment", "priors", "planner", "transitions", "modelCalls"]
  private static let environmentKeys = ["id", "sets", "set", "horizon"]
  private static let plannerKeys = ["method", "preset", "settings"]
  private static let settingKeys = ["name", "set"]

  /// A planner on a set of tasks.
  struct PlanningCell: Sendable {
    var environment: String
    var tasks: String
    var prior: String
    var planner: String
    var setting: String
    var method: String
    var seed: UInt64
    /// What it takes to make the order, as text: what the key stands for.
    var settings: [String]
    var preset: String
    var horizon: Int?
    var budget: PlanBudget

    /// What is asked to be planned.
    var order: PlanOrder {
      var order = PlanOrder(environment)
      if !tasks.isEmpty { order.sets = [tasks] }
      order.settings = settings.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (key: parts[0], value: parts.count == 2 ? parts[1] : "")
      }
      order.prior = prior
      order.planners = planner
      order.preset = preset
      order.horizon = horizon
      order.budget = budget
      order.seed = seed
      return order
    }

    /// Those of its settings that are the environment's.
    func ownSettings(_ catalogs: PlanningCatalogs) -> [String] {
      let own = Set((try? catalogs.text(environment).environment.settings.map(\.key)) ?? [])
      return settings.filter { own.contains(String($0.prefix { $0 != "=" })) }
    }

    var key: String {
      let words = [environment, tasks, prior, method].filter { !$0.isEmpty }.joined(separator: ".")
      let identity =
        "\(environment)|\(tasks)|\(prior)|\(planner)|\(preset)|\(settings.joined(separator: ","))|\(horizon ?? -1)|"
        + "\(budget.transitions ?? -1)|\(budget.modelCalls ?? -1)|\(seed)"
      let digest = sha256Hex(Array(identity.utf8)).prefix(8)
      return PlannedCell.safe(String(words.prefix(120))) + ".s\(seed).\(digest)"
    }

    var label: String {
      "\(method) on \(environment)\(tasks.isEmpty ? "" : " " + tasks), prior \(prior), seed \(seed)"
    }
  }

  let baseline: String
  let primary: PrimaryComparison?
  let aims: ReportAims
  let cells: [PlanningCell]
  let plan: CellPlan
  private let byKey: [String: PlanningCell]
  private let catalogs: PlanningCatalogs

  init(_ top: ExperimentTable, _ catalogs: PlanningCatalogs) throws {
    self.catalogs = catalogs
    let seeds = try top.seeds("seeds")
    let budget = PlanBudget(
      transitions: try top.count("transitions", 0...1_000_000_000),
      modelCalls: try top.count("modelCalls", 0...1_000_000_000))
    let named = try top.texts("priors")
    let environments = try top.tables("environment", keys: Self.environmentKeys)
    let planners = try top.tables("planner", keys: Self.plannerKeys)
    guard !environments.isEmpty else { throw ExperimentFileError.empty("there is no [[environment]]") }
    guard !planners.isEmpty else { throw ExperimentFileError.empty("there is no [[planner]]") }
    guard named?.isEmpty != true else { throw ExperimentFileError.empty("'priors' names none") }
    var cells: [PlanningCell] = []
    for environment in environments {
      let id = try environment.required("id")
      let usual = try ExperimentFileError.at(environment.place) { try catalogs.text(id).environment }
      let priors = named ?? [usual.usualPrior]
      for tasks in try environment.texts("sets") ?? [""] {
        for prior in priors {
          for planner in planners {
            let settings = try planner.tables("settings", keys: Self.settingKeys)
            for setting in settings.isEmpty ? [nil] : settings.map(Optional.some) {
              let set = try setting?.texts("set") ?? []
              let name = try setting?.text("name") ?? set.joined(separator: " ")
              let method = try planner.required("method")
              for seed in seeds {
                cells.append(
                  PlanningCell(
                    environment: id, tasks: tasks, prior: prior, planner: method, setting: name,
                    method: [method, name].filter { !$0.isEmpty }.joined(separator: " "), seed: seed,
                    settings: (try environment.texts("set") ?? []) + set,
                    preset: try planner.text("preset") ?? usual.usualPreset,
                    horizon: try environment.count("horizon", 0...1_000_000), budget: budget))
              }
            }
          }
        }
      }
    }
    let names = cells.map(\.method).distinct()
    func find(_ key: String) throws -> String? {
      guard let name = try top.text(key) else { return nil }
      guard names.contains(name) else {
        throw ExperimentFileError.refused(top.place, "\(UnknownNameError(kind: key, name: name, valid: names))")
      }
      return name
    }
    baseline = try find("baseline") ?? names.first ?? ""
    primary = try ExperimentFile.primary(find("primary"), top)
    aims = ReportAims(effect: try ExperimentFile.effect(top))
    // Names and values are looked up at once, tasks and priors are made before anything is run.
    let planned = try cells.map { cell in
      try ExperimentFileError.at(cell.label) { try cell.order.check(in: catalogs) }
      return PlannedCell(key: cell.key, label: cell.label, steps: budget.transitions ?? 0)
    }
    self.cells = cells
    byKey = Dictionary(cells.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    plan = CellPlan([CellPlan.Phase(name: "plans", cells: planned)])
  }

  var environments: [String] { cells.map(\.environment).distinct() }

  var axes: [String] {
    func line(_ head: String, _ value: (PlanningCell) -> String) -> String {
      "\(head): \(cells.map(value).distinct().joined(separator: ", "))"
    }
    return [
      line("places") { $0.environment + ($0.tasks.isEmpty ? "" : " \($0.tasks)") }, line("priors") { $0.prior },
      line("planners") { $0.method }, line("seeds") { "\($0.seed)" },
    ]
  }

  func outcome(of key: String, in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome {
    guard let cell = byKey[key] else {
      throw UnknownNameError(kind: "cell", name: key, valid: plan.cells.map(\.key))
    }
    let (begun, isReset) = (ContinuousClock.now, PeakMemory.reset())
    let request = try cell.order.request(in: catalogs)
    let run = try PlanRun(request, pool: WorkerPool(threads: threads), keepsTrees: false)
    if let failure = request.prior.live?.failure { throw CoachError.unusable(failure) }
    var outcome = PlannerOutcome(cell, run)
    outcome.peakMemoryBytes = isReset ? PeakMemory.bytes() : nil
    let seconds = ContinuousClock.now - begun
    outcome.seconds = Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18
    return ExperimentOutcome(planning: outcome)
  }

  /// Throws where tasks or a prior that are still needed cannot be made. Another planner or seed changes nothing of them.
  func checkBases(finished: Set<String>) throws {
    var tried: Set<String> = []
    for cell in cells where !finished.contains(cell.key) {
      let asked = "\(cell.environment)|\(cell.tasks)|\(cell.prior)|\(cell.ownSettings(catalogs).joined(separator: ","))"
      guard tried.insert(asked).inserted else { continue }
      _ = try ExperimentFileError.at(cell.label) { try cell.order.request(in: catalogs) }
    }
  }

  func thin(_ key: String, in folder: ExperimentFolder) {}

  /// What came of the cells that are finished, in their order.
  private func found(_ outcomes: [String: ExperimentOutcome]) -> [PlannerOutcome] {
    cells.compactMap { outcomes[$0.key]?.planning }
  }

  func rows(_ outcomes: [String: ExperimentOutcome]) -> [ExperimentResults.Row] {
    found(outcomes).map { .planning(.init($0)) }
  }

  var tasks: [Scores.Task] { cells.map { place($0).task }.distinct() }
}
