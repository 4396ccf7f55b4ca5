import Experiments
package import RLCore

/// The results of an experiment: what `experiment` prints.
package struct ExperimentResults: Printable {
  /// The experiment's name.
  package let name: String
  /// The environments' ids, with commas between them.
  package let environment: String
  /// The results, a row for each cell that is finished.
  package let rows: [Row]
  /// Cells that failed, with why, and those that are left out.
  package let failures: [Failure]
  /// Bases that PPO still improves though they were to be on a plateau, with what builds on them.
  package let leftOut: [Failure]

  private let text: [String]

  private enum CodingKeys: String, CodingKey { case name, environment, rows, failures, leftOut }

  package static let keys = """
    name, environment, rows (list of environment, base, method, identifier, advisor, control, setting, seed, replicate, \
    mean, low, high, environmentSteps, guidanceSteps, hitRate, shapedShare, accepted, wanted, \
    acceptedMeanEvidence, checkpointDigest; of planning: environment, tasks, prior, method, setting, seed, count, solved, success, low, high, \
    transitions, modelCalls, outOfBudget, actions, priorDistance; of fidelity: environment, base, method, seed, share, score, low, high, change, \
    length, range, environmentSteps, identifierSteps), failures (list of cell, reason), leftOut (the same of bases that \
    are on no plateau, and of what builds on them)
    """

  init(_ experiment: ExperimentFile, _ outcomes: [String: ExperimentOutcome], _ lost: ExperimentFailures? = nil) {
    name = experiment.name
    environment = experiment.grid.environments.joined(separator: ", ")
    rows = experiment.grid.rows(outcomes)
    let (failures, leftOut) = (lost?.failed ?? [], lost?.leftOut ?? [])
    self.failures = failures
    self.leftOut = leftOut
    let open = experiment.grid.plan.cells.count { outcomes[$0.key] == nil } - failures.count - leftOut.count
    text =
      experiment.grid.pages(outcomes, errors: lost?.errors ?? [:], title: experiment.name).summary
      + failures.map { "failed: \($0.cell): \($0.reason)" }
      + leftOut.filter { ExperimentFailures.isNotStuck($0.reason) }.map { "left out: \($0.cell): \($0.reason)" }
      + (open > 0 ? ["\(open) of \(experiment.grid.plan.cells.count) cells are still to be done"] : [])
  }

  package var lines: [String] { text }

  /// A cell that failed.
  package struct Failure: Encodable, Sendable {
    /// What it is.
    package var cell: String
    /// Why.
    package var reason: String
  }

  /// A row of any kind.
  package enum Row: Encodable, Sendable {
    case coaching(CoachingRow)
    case planning(PlanningRow)
    case fidelity(FidelityRow)

    package func encode(to encoder: any Encoder) throws {
      switch self {
      case .coaching(let row): try row.encode(to: encoder)
      case .planning(let row): try row.encode(to: encoder)
      case .fidelity(let row): try row.encode(to: encoder)
      }
    }
  }

  /// A base policy or a refinement.
  package struct CoachingRow: Encodable, Sendable {
    package let environment: String
    package let base: String
    package let method: String
    @OrNull package private(set) var identifier: String?
    @OrNull package private(set) var advisor: String?
    @OrNull package private(set) var control: String?
    package let setting: String
    package let seed: UInt64
    package let replicate: Int
    @OrNull package private(set) var mean: Double?
    @OrNull package private(set) var low: Double?
    @OrNull package private(set) var high: Double?
    package let environmentSteps: Int
    package let guidanceSteps: Int
    @OrNull package private(set) var hitRate: Double?
    @OrNull package private(set) var shapedShare: Double?
    @OrNull package private(set) var accepted: Int?
    @OrNull package private(set) var wanted: Int?
    @OrNull package private(set) var acceptedMeanEvidence: Double?
    package let checkpointDigest: String

    init(_ one: CoachingOutcome) {
      func known(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
      (environment, base, method, setting) = (one.environment, one.base, one.method, one.setting)
      (seed, replicate) = (one.seed, one.replicate)
      (environmentSteps, guidanceSteps) = (one.environmentSteps, one.guidanceSteps)
      checkpointDigest = one.checkpointDigest
      identifier = one.identifier
      advisor = one.advisor
      control = one.control
      mean = known(one.mean)
      low = known(one.low)
      high = known(one.high)
      hitRate = known(one.hitRate)
      shapedShare = known(one.shapedShare)
      accepted = one.accepted
      wanted = one.wanted
      acceptedMeanEvidence = known(one.acceptedMeanEvidence)
    }
  }

  /// A planner on a set of tasks.
  package struct PlanningRow: Encodable, Sendable {
    package let environment: String
    package let tasks: String
    package let prior: String
    package let method: String
    package let setting: String
    package let seed: UInt64
    package let count: Int
    package let solved: Int
    package let success: Double
    package let low: Double
    package let high: Double
    package let transitions: Double
    package let modelCalls: Double
    package let outOfBudget: Int
    @OrNull package private(set) var actions: Double?
    @OrNull package private(set) var priorDistance: Double?

    init(_ one: PlannerOutcome) {
      (environment, tasks, prior, method) = (one.environment, one.tasks, one.prior, one.method)
      (setting, seed, count, solved) = (one.setting, one.seed, one.count, one.solved)
      (success, low, high) = (one.success, one.low, one.high)
      (transitions, modelCalls, outOfBudget) = (one.transitions, one.modelCalls, one.outOfBudget)
      (actions, priorDistance) = (one.actions, one.priorDistance)
    }
  }
}

/// What an experiment would do: what `experiment --dry-run` prints.
package struct ExperimentPreview: Printable {
  /// The experiment's name.
  package let name: String
  /// Its folder.
  package let folder: String
  /// The axes, a line each.
  package let axes: [String]
  /// Every cell.
  package let cells: [PreviewCell]
  /// Environment steps of all cells.
  package let environmentSteps: Int
  private let phases: [String]

  private enum CodingKeys: String, CodingKey { case name, folder, axes, cells, environmentSteps }

  package static let keys =
    "name, folder, axes, cells (list of key, phase, label, environmentSteps, finished), environmentSteps"

  /// A cell.
  package struct PreviewCell: Encodable, Sendable {
    package let key: String
    package let phase: String
    package let label: String
    package let environmentSteps: Int
    package let finished: Bool
  }

  init(_ experiment: ExperimentFile, folder: String, finished: Set<String>) {
    let plan = experiment.grid.plan
    name = experiment.name
    self.folder = folder
    axes = experiment.grid.axes
    environmentSteps = plan.steps
    cells = plan.phases.flatMap { phase in
      phase.cells.map {
        PreviewCell(
          key: $0.key, phase: phase.name, label: $0.label, environmentSteps: $0.steps,
          finished: finished.contains($0.key))
      }
    }
    phases = plan.phases.map { phase in
      let steps = phase.cells.steps
      let done = phase.cells.count { finished.contains($0.key) }
      return "\(phase.name): \(phase.cells.count) cells, \(steps) steps" + (done > 0 ? ", \(done) finished" : "")
    }
  }

  package var lines: [String] {
    var table = TextTable([("cell", .leading), ("steps", .trailing), ("", .leading), ("what", .leading)])
    table.rows = cells.map { [$0.key, "\($0.environmentSteps)", $0.finished ? "finished" : "", $0.label] }
    return ["\(name) in \(folder)"] + axes + [""] + table.lines + [""] + phases
      + ["\(cells.count) cells, \(environmentSteps) environment steps in all"]
  }
}
