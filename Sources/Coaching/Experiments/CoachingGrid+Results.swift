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
      guard cell.stage != .teacher, var outcome = outcomes[cell.key]?.coaching else { return nil }
      // Names tell methods apart within the file as it is now.
      outcome.method = cell.method
      outcome.setting = cell.setting.name
      return outcome
    }
  }

  func rows(_ outcomes: [String: ExperimentOutcome]) -> [ExperimentResults.Row] {
    found(outcomes).map { .coaching(.init($0)) }
  }

  /// Whom oracles asked and how good that policy is, and how many bases PPO still improves.
  func remarks(_ outcomes: [String: ExperimentOutcome], errors: [String: String]) -> [String] {
    teacherRemarks(outcomes) + plateauRemarks(errors)
  }

  private func teacherRemarks(_ outcomes: [String: ExperimentOutcome]) -> [String] {
    asked.map { teacher in
      let place = "\(teacher.environment.id) (\(teacher.base.name), seed \(teacher.seed))"
      let score =
        outcomes[teacher.key]?.coaching.map {
          "; its mean return is "
            + "\(Numerals.significant($0.mean)) [\(Numerals.significant($0.low)), \(Numerals.significant($0.high))]"
        } ?? ""
      return
        "Oracles ask a policy of \(place) whose training is not charged: they are upper bounds, and no methods\(score)."
    }
  }

  private func plateauRemarks(_ errors: [String: String]) -> [String] {
    specs.flatMap { spec in
      spec.bases.compactMap { base in
        let own = cells.filter { $0.stage == .base && $0.environment.place == spec.place && $0.base == base }
        let unfit = own.filter { ExperimentFailures.isNotStuck(errors[$0.key]) }
        guard !unfit.isEmpty else { return nil }
        return
          "\(unfit.count) of \(own.count) seeds of \(spec.id), \(base.name), are left out, since PPO still improves "
          + "their base: \(unfit.map { "\($0.seed)" }.joined(separator: ", "))."
      }
    }
  }
}
