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

  /// Whom oracles asked and how good that policy is, how many bases PPO still improves, and where less was accepted than was
  /// to be.
  func remarks(_ outcomes: [String: ExperimentOutcome], errors: [String: String]) -> [String] {
    teacherRemarks(outcomes) + plateauRemarks(errors) + matchRemarks(outcomes)
  }

  /// Whether guidance that is to be accepted as often as another one is.
  private func matchRemarks(_ outcomes: [String: ExperimentOutcome]) -> [String] {
    guidances.flatMap { guidance -> [String] in
      guard case .untilAccepted(let other, let draws) = guidance.count else { return [] }
      return tasks.compactMap { task in
        let own = cells.filter {
          $0.stage == .advice && $0.guidance == guidance && $0.environment.id == task.environment
            && $0.base.name == task.base
        }
        let counts = own.compactMap { cell -> (seed: UInt64, accepted: Int, wanted: Int)? in
          guard let one = outcomes[cell.key]?.advice, let model = cell.modelCell,
            let wanted = outcomes[model.key]?.advice
          else { return nil }
          return (cell.seed, one.accepted, wanted.accepted)
        }
        guard !counts.isEmpty else { return nil }
        let short = counts.filter { $0.accepted < $0.wanted }
        let start =
          "Of \(guidance.name) as many suggestions are accepted as of \(other.name) on \(counts.count - short.count) of "
          + "\(counts.count) seeds of \(task.environment), \(task.base)"
        guard !short.isEmpty else { return start + "." }
        let list = short.map { "seed \($0.seed) (\($0.accepted) of \($0.wanted))" }.joined(separator: ", ")
        return start + "; all \(draws) draws of states were spent on \(list)."
      }
    }
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
