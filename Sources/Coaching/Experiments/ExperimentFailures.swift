import Experiments
import RLCore

/// What did not come out of an experiment: what failed, and what was left out by the experiment's own terms, since PPO still
/// improves its base.
struct ExperimentFailures {
  /// Why cells failed, by their keys; bases that are not on their plateau are among them.
  let errors: [String: String]
  /// Cells that failed, and those that build on one.
  private(set) var failed: [ExperimentResults.Failure] = []
  /// Bases that are not on their plateau, and what builds on one.
  private(set) var leftOut: [ExperimentResults.Failure] = []

  /// What a runner's work came to: cells that failed, with why, and those that build on one.
  init(_ failures: [(cell: PlannedCell, reason: String)], leftOut others: [PlannedCell]) {
    errors = Dictionary(failures.map { ($0.cell.key, $0.reason) }, uniquingKeysWith: { first, _ in first })
    var unfit: Set<String> = []
    for (cell, reason) in failures {
      let found = ExperimentResults.Failure(cell: cell.label, reason: reason)
      if Self.isNotStuck(reason) {
        unfit.insert(cell.key)
        leftOut.append(found)
      } else {
        failed.append(found)
      }
    }
    for cell in others {
      if unfit.isDisjoint(with: cell.needs) {
        failed.append(.init(cell: cell.label, reason: "left out, since what it builds on failed"))
      } else {
        leftOut.append(.init(cell: cell.label, reason: "left out, since PPO still improves its base"))
      }
    }
  }

  /// Whether a cell failed because its base is on no plateau: an outcome, and no fault.
  static func isNotStuck(_ reason: String?) -> Bool { reason?.contains(PlateauTest.notStuck) ?? false }
}
