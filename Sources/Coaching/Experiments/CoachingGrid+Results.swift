import Experiments
import RLCore

extension CoachingGrid {
  func outcome(of key: String, in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome {
    guard let cell = self[key] else {
      throw UnknownNameError(kind: "cell", name: key, valid: plan.cells.map(\.key))
    }
    return try cell.outcome(in: folder, threads: threads)
  }

  func thin(_ key: String, in folder: ExperimentFolder) { try? self[key]?.thin(in: folder) }

  /// What came of the cells that are finished, in their order: the base of each place and seed, then its refinements.
  ///
  /// The one place where outcomes become rows.
  func found(_ outcomes: [String: ExperimentOutcome]) -> [CoachingOutcome] {
    cells.compactMap { cell in
      guard var outcome = outcomes[cell.key]?.coaching else { return nil }
      // Names tell methods apart within the file as it is now.
      outcome.method = cell.method
      outcome.setting = cell.setting.name
      return outcome
    }
  }

  func rows(_ outcomes: [String: ExperimentOutcome]) -> [ExperimentResults.Row] {
    found(outcomes).map { .coaching(.init($0)) }
  }

  func lines(_ outcomes: [String: ExperimentOutcome]) -> [String] {
    CoachingTables(found(outcomes), baseline: baseline, primary: primary).lines
  }
}
