public import RLCore

/// Follows LINVIT's bounds at a cost that does not grow with the episodes: O(1) an episode but for a bounded number of
/// moments, O(H S) each, that are kept of the whole run.
public struct ValueBoundsRecorder: Sendable {
  /// Rows of the tables at most; more states share rows.
  public static let rowLimit = 256
  /// Moments kept at most, fewer where their tables are large.
  public static let momentLimit = 64
  /// Numbers that all moments together hold, about.
  private static let numberLimit = 400_000

  private let exact: Double
  private let widest: Double
  private let limit: Int
  private var optimistic = Curve()
  private var pessimistic = Curve()
  private var moments: [ValueBounds.Moment] = []
  /// Episodes between moments: doubled whenever every second one is dropped.
  private var stride = 1

  /// Begins with a learner that has seen nothing yet; solves its process exactly once, O(H S² A).
  public init(_ learner: LINVIT) {
    let configuration = learner.configuration
    exact =
      configuration.backup == .regularised
      ? DynamicProgramming.regularised(learner.mdp, prior: learner.prior, weight: configuration.priorWeight).startValue
      : DynamicProgramming.optimal(learner.mdp).startValue
    widest = learner.gaps.max() ?? 0
    let numbers = 3 * learner.mdp.horizon * min(Self.rowLimit, learner.mdp.states)
    limit = min(Self.momentLimit, max(2, Self.numberLimit / max(1, numbers)))
    note(learner)
  }

  /// Takes the bounds after an episode.
  public mutating func note(_ learner: LINVIT) {
    guard let record = learner.records.last else { return }
    optimistic.append(step: Double(record.episode), value: record.optimistic)
    pessimistic.append(step: Double(record.episode), value: record.pessimistic)
    guard record.episode % stride == 0 else { return }
    moments.append(moment(learner))
    guard moments.count > limit else { return }
    stride *= 2
    moments.removeAll { $0.episode % stride != 0 }
  }

  /// The bounds as they are now.
  public func picture(_ learner: LINVIT) -> ValueBounds {
    let isKept = moments.last?.episode == learner.episodes
    return ValueBounds(
      process: learner.mdp.name, states: learner.mdp.states, horizon: learner.mdp.horizon,
      statesPerRow: share(learner), episodes: learner.configuration.episodes, optimistic: optimistic.points,
      pessimistic: pessimistic.points, exact: exact, moments: isKept ? moments : moments + [moment(learner)],
      widest: widest)
  }

  private func share(_ learner: LINVIT) -> Int {
    max(1, (learner.mdp.states + Self.rowLimit - 1) / Self.rowLimit)
  }

  private func moment(_ learner: LINVIT) -> ValueBounds.Moment {
    let (states, share) = (learner.mdp.states, share(learner))
    var moment = ValueBounds.Moment(episode: learner.episodes, gaps: [], upper: [], lower: [])
    for stage in 0..<learner.mdp.horizon {
      for first in Swift.stride(from: 0, to: states, by: share) {
        var widest = first
        for state in first..<min(states, first + share)
        where learner.gaps[stage * states + state] > learner.gaps[stage * states + widest] { widest = state }
        moment.gaps.append(learner.gaps[stage * states + widest])
        moment.upper.append(learner.optimisticValue(stage, widest))
        moment.lower.append(learner.pessimisticValue(stage, widest))
      }
    }
    return moment
  }
}
