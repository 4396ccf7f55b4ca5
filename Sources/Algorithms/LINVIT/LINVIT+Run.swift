public import RLCore

/// The policy's exact value after some episodes.
public struct TabularEvaluation: Sendable, Equatable {
  /// Episodes played.
  public var episode: Int
  /// V^π at the start, of the policy that would be returned then.
  public var value: Double
}

/// A finished run on a tabular process.
public struct TabularRun: Sendable {
  /// The learner's last state: policy, bounds, gaps.
  public var learner: LINVIT
  /// Exact values along the way, the first before any episode.
  public var evaluations: [TabularEvaluation]
  /// V*, for comparison.
  public var optimum: Double

  /// The same run where a uniform draw from all policies played is returned.
  ///
  /// A mixture draws its policy once an episode, so its value is the mean of theirs; those between evaluations are taken to
  /// be worth what the evaluated ones are.
  public var mixture: TabularRun {
    var run = self
    var total = 0.0
    for index in run.evaluations.indices {
      total += run.evaluations[index].value
      run.evaluations[index].value = total / Double(index + 1)
    }
    return run
  }

  /// V^π of what the run returns.
  public var value: Double { evaluations.last?.value ?? 0 }

  /// Episodes after which the policy stays within `accuracy` of the optimum for the rest of the run; nil where it does not.
  public func samples(within accuracy: Double) -> Int? {
    var samples: Int?
    for evaluation in evaluations {
      if optimum - evaluation.value > accuracy {
        samples = nil
      } else if samples == nil {
        samples = evaluation.episode
      }
    }
    return samples
  }
}

extension LINVIT {
  /// The bounds at the start are as near as the settings ask for.
  public var hasConverged: Bool {
    guard configuration.targetGap > 0, let record = records.last else { return false }
    return record.optimistic - record.pessimistic <= configuration.targetGap
  }

  /// Learns until the episodes are used up or the bounds have met; `stop` is asked after each episode.
  public static func run(
    _ mdp: TabularMDP, prior: TabularPolicy, configuration: LINVITConfiguration, seed: UInt64,
    stop: (LINVIT) -> Bool = { _ in false }
  ) throws -> TabularRun {
    var learner = try LINVIT(mdp, prior: prior, configuration: configuration, seed: seed)
    func evaluate(_ learner: LINVIT) -> TabularEvaluation {
      TabularEvaluation(
        episode: learner.episodes, value: DynamicProgramming.evaluate(mdp, learner.policy).startValue)
    }
    var evaluations = [evaluate(learner)]
    while learner.episodes < configuration.episodes, !learner.hasConverged, !stop(learner) {
      learner.advance()
      if learner.episodes % configuration.evaluationInterval == 0 { evaluations.append(evaluate(learner)) }
    }
    if evaluations.last?.episode != learner.episodes { evaluations.append(evaluate(learner)) }
    let run = TabularRun(
      learner: learner, evaluations: evaluations, optimum: DynamicProgramming.optimal(mdp).startValue)
    return configuration.output == .mixture ? run.mixture : run
  }
}
