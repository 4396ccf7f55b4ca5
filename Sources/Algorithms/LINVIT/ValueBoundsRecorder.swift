public import RLCore

/// Follows LINVIT's bounds at a cost that does not grow with the episodes: O(1) an episode and O(H S) a picture.
public struct ValueBoundsRecorder: Sendable {
  /// Rows of a picture at most; more states share rows.
  public static let rowLimit = 256

  private let exact: Double
  private let widest: Double
  private var optimistic = Curve()
  private var pessimistic = Curve()

  /// Begins with a learner that has seen nothing yet; solves its process exactly once, O(H S² A).
  public init(_ learner: LINVIT) {
    let configuration = learner.configuration
    exact =
      configuration.backup == .regularised
      ? DynamicProgramming.regularised(learner.mdp, prior: learner.prior, weight: configuration.priorWeight).startValue
      : DynamicProgramming.optimal(learner.mdp).startValue
    widest = learner.gaps.max() ?? 0
    note(learner)
  }

  /// Takes the bounds at the start after an episode.
  public mutating func note(_ learner: LINVIT) {
    guard let record = learner.records.last else { return }
    optimistic.append(step: Double(record.episode), value: record.optimistic)
    pessimistic.append(step: Double(record.episode), value: record.pessimistic)
  }

  /// The bounds as they are now.
  public func picture(_ learner: LINVIT) -> ValueBounds {
    let (states, horizon) = (learner.mdp.states, learner.mdp.horizon)
    let share = max(1, (states + Self.rowLimit - 1) / Self.rowLimit)
    var (gaps, upper, lower): ([Double], [Double], [Double]) = ([], [], [])
    for stage in 0..<horizon {
      for first in stride(from: 0, to: states, by: share) {
        var widest = first
        for state in first..<min(states, first + share)
        where learner.gaps[stage * states + state] > learner.gaps[stage * states + widest] { widest = state }
        gaps.append(learner.gaps[stage * states + widest])
        upper.append(learner.optimisticValue(stage, widest))
        lower.append(learner.pessimisticValue(stage, widest))
      }
    }
    return ValueBounds(
      process: learner.mdp.name, states: states, horizon: horizon, statesPerRow: share, episode: learner.episodes,
      episodes: learner.configuration.episodes, optimistic: optimistic.points, pessimistic: pessimistic.points,
      exact: exact, gaps: gaps, upper: upper, lower: lower, widest: widest)
  }
}
