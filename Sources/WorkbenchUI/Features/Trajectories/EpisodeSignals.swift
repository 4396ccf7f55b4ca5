/// What follows from an episode's rewards and values: running return, advantage, rewards that stand out.
struct EpisodeSignals: Sendable, Equatable {
  /// The sum of rewards up to and with each step.
  let returns: [Double]
  /// Generalised advantage estimates (Schulman et al., 2016, arXiv:1506.02438, equation 16); empty where a value or a
  /// reward is missing.
  let advantages: [Double]
  /// Steps whose reward is worth going to: not zero where most are zero, else far from the others.
  let notableRewards: [Int]

  init(_ detail: EpisodeDetail) {
    var sum = 0.0
    returns = detail.rewards.map { reward in
      sum += reward
      return sum
    }
    advantages = Self.advantages(detail)
    notableRewards = Self.notable(detail.rewards)
  }

  /// δ_t = r_t + γ V_{t+1} − V_t, and A_t = δ_t + γ λ A_{t+1}, from the end; in the units of the values.
  private static func advantages(_ detail: EpisodeDetail) -> [Double] {
    let (rewards, values) = (detail.rewards, detail.values)
    guard !rewards.isEmpty, detail.rewardScale > 0, values.count >= rewards.count else { return [] }
    var result = [Double](repeating: 0, count: rewards.count)
    // Behind a step limit the state goes on to be worth something; its last known value stands for that.
    let after = values.count > rewards.count ? values[rewards.count] : values[rewards.count - 1]
    var nextValue = detail.terminated == false ? after : 0
    var next = 0.0
    for step in rewards.indices.reversed() {
      let surprise = rewards[step] / detail.rewardScale + detail.discount * nextValue - values[step]
      next = surprise + detail.discount * detail.traceDecay * next
      result[step] = next
      nextValue = values[step]
    }
    return result
  }

  /// Where most steps are rewarded, as in locomotion, only those more than two standard deviations off are notable.
  private static func notable(_ rewards: [Double]) -> [Int] {
    let paid = rewards.indices.filter { rewards[$0] != 0 }
    guard paid.count > max(8, rewards.count / 4) else { return paid }
    let mean = rewards.reduce(0, +) / Double(rewards.count)
    let variance = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rewards.count)
    guard variance > 0 else { return [] }
    let limit = 2 * variance.squareRoot()
    return rewards.indices.filter { (rewards[$0] - mean).magnitude > limit }
  }
}
