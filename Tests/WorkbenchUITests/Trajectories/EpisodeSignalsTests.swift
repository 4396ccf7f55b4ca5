import RLCore
import Testing

@testable import WorkbenchUI

@Suite("What follows from rewards and values")
struct EpisodeSignalsTests {
  private func detail(rewards: [Double], values: [Double], terminated: Bool?) -> EpisodeDetail {
    var detail = EpisodeDetail(
      episode: 1, frames: [], narration: [], actions: rewards.map { _ in "STAY" }, rewards: rewards, values: values,
      probabilities: [], actionNames: [], criticalSteps: [])
    detail.terminated = terminated
    (detail.discount, detail.traceDecay) = (0.9, 0.5)
    return detail
  }

  @Test func advantagesAreThoseWorkedOutByHand() throws {
    let signals = EpisodeSignals(detail(rewards: [1, 0, 2], values: [0.5, 1, 0.25], terminated: true))
    // δ = 1 + 0.9 · 1 − 0.5, 0.9 · 0.25 − 1, 2 − 0.25, and each adds 0.45 of the next one.
    let third = 1.75
    let second = -0.775 + 0.45 * third
    let first = 1.4 + 0.45 * second
    #expect(signals.advantages.count == 3)
    for (found, expected) in zip(signals.advantages, [first, second, third]) {
      #expect((found - expected).magnitude < 1e-12)
    }
    #expect(signals.returns == [1, 1, 3])
  }

  @Test func behindTheStepLimitTheLastValueGoesOn() {
    let cut = EpisodeSignals(detail(rewards: [0], values: [2], terminated: false))
    #expect((cut.advantages[0] - (0.9 * 2 - 2)).magnitude < 1e-12)
    let over = EpisodeSignals(detail(rewards: [0], values: [2], terminated: true))
    #expect(over.advantages == [-2])
    #expect(EpisodeSignals(detail(rewards: [1, 1], values: [2], terminated: true)).advantages.isEmpty)
  }

  @Test func rewardsAreBroughtToTheUnitsOfTheValues() {
    var scaled = detail(rewards: [4], values: [2], terminated: true)
    scaled.rewardScale = 2
    #expect(EpisodeSignals(scaled).advantages == [0])
    scaled.rewardScale = 0
    #expect(EpisodeSignals(scaled).advantages.isEmpty)
  }

  @Test func rewardsThatStandOut() {
    #expect(EpisodeSignals(Fixtures.episode).notableRewards == [40, 80])
    #expect(EpisodeSignals(Fixtures.walk).notableRewards == [190])
    let same = detail(rewards: [Double](repeating: 1, count: 40), values: [], terminated: nil)
    #expect(EpisodeSignals(same).notableRewards.isEmpty)
  }

  @Test func termsAreReadFromTheNarration() {
    let line = "t=3 height 1.2 m (low), did hip +0.40, reward +0.93 (healthy +1.00, forward and contact -0.05), margin"
    #expect(
      RewardTerm.terms(in: line) == [
        RewardTerm(name: "healthy", value: 1), RewardTerm(name: "forward and contact", value: -0.05),
      ])
    for other in ["", "the ball moves", "reward +1", "reward 1 (", "no reward here (a 1)", "reward +1 (much)"] {
      #expect(RewardTerm.terms(in: other).isEmpty, "\(other)")
    }
  }
}
