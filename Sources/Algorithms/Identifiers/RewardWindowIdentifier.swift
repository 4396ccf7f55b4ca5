public import RLCore

/// Names the steps before the episode's largest loss, or change, of reward.
///
/// After EDGE (Guo et al., 2021, NeurIPS): a step is important as far as it tells how the episode's reward came out, and
/// the most important steps are few and lie together. EDGE learns this: a recurrent encoder and a deep Gaussian process
/// regress the final reward on whole episodes, and a linear mixing weight of each step is its importance. Taken from it
/// are the question (which steps tell the outcome) and the answer's form (a score for each step, from rewards alone,
/// without the policy's value). Simplified is all the rest: no model is trained; outcomes are credited to the steps
/// before them by distance in time, so that a decision further back than `window` is never seen.
///
/// With m the median reward of the episode, a step u is a loss of size ℓ_u = max(0, m − r_u); where no step is one,
/// ℓ_u = |r_u − m|. The score of step t is the largest ℓ_u (1 − (u − t) / window) over u = t, …, t + window − 1.
public struct RewardWindowIdentifier: ScoringIdentifier {
  /// `reward-window`.
  public static let catalogName = "reward-window"
  /// One sentence about it.
  public static let catalogSummary =
    "Steps before the largest loss of reward, or its largest change; after EDGE, without the model that EDGE trains."
  /// `reward-window`.
  public let name = catalogName
  /// One sentence about it.
  public let summary = catalogSummary
  /// Steps before a loss that share in it.
  public let window: Int

  /// Looks `window` steps back from a loss.
  public init(window: Int = 20) { self.window = max(1, window) }

  /// Losses credited backwards, nearer steps more.
  public func scores(of episode: Episode) -> [Double] {
    let rewards = episode.steps.map { Double($0.reward) }
    guard !rewards.isEmpty else { return [] }
    let median = rewards.sorted()[rewards.count / 2]
    var losses = rewards.map { max(0, median - $0) }
    if losses.allSatisfy({ $0 == 0 }) { losses = rewards.map { abs($0 - median) } }
    return losses.indices.map { step in
      let ahead = step..<min(losses.count, step + window)
      return ahead.reduce(0) { max($0, losses[$1] * (1 - Double($1 - step) / Double(window))) }
    }
  }

  /// The share in numbers.
  public func reason(for score: Double) -> String {
    score > 0
      ? "shortly before a loss or change of reward, of which \(Numerals.fixed(score, 2)) falls to this step"
      : "no reward changes here"
  }
}
