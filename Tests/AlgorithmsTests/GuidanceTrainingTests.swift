import Algorithms
import Networks
import RLCore
import Numerics
import Testing

/// What guidance does in a rollout, seen against plain PPO with the same seed: contexts, and in the first rollout the
/// policy's own draws, are then the same.
@Suite struct GuidanceTrainingTests {
  private let table = [contextEntry(2, action: 0, reward: -0.5), contextEntry(3, action: 3, reward: 1, id: 2)]

  private func guided(_ configure: @escaping (inout GuidanceConfiguration) -> Void) -> PPOConfiguration {
    .small { configure(&$0.guidance) }
  }

  private func bonuses(_ run: PPO, _ plain: PPO) -> [Float] {
    (0..<run.rollout.count).map { run.rollout.rewards.base[$0] - plain.rollout.rewards.base[$0] }
  }

  @Test func overridesChangeTheMatchedStatesAlone() throws {
    let plain = try contextRun(.small())
    let run = try contextRun(guided { $0.overridesActions = true }, table: table)
    _ = try plain.advance()
    let metrics = try run.advance()
    #expect(run.contexts == plain.contexts)
    var changed = 0
    for (sample, context) in run.contexts.enumerated() {
      let (found, own) = (run.storedActions[sample], plain.storedActions[sample])
      switch context {
      case 2: #expect(found == 0)
      case 3: #expect(found == 3)
      default: #expect(found == own)
      }
      if found != own { changed += 1 }
      let reward: Float = found == context ? 1 : 0
      #expect(run.rollout.rewards.base[sample] == reward, "without shaping the reward is the environment's")
    }
    #expect(changed > 20)
    let matched = run.contexts.count { $0 >= 2 }
    #expect(metrics[.hitRate] == Double(matched) / 128 && metrics[.overrideRate] == Double(matched) / 128)
    #expect(metrics[.shapedRewardSize] == 0)
  }

  @Test func theBatchHoldsWhatTheModeOfStorageSays() throws {
    let plain = try contextRun(.small())
    _ = try plain.advance()
    for mode in GuidanceConfiguration.StoredAction.allCases {
      let run = try contextRun(
        guided {
          $0.overridesActions = true
          $0.storedAction = mode
        }, table: table)
      let metrics = try run.advance()
      for (sample, context) in run.contexts.enumerated() {
        let suggested = context == 2 ? 0 : context == 3 ? 3 : nil
        let own = plain.storedActions[sample]
        // The environment was given the suggestion in every mode.
        #expect(run.rollout.rewards.base[sample] == ((suggested ?? own) == context ? 1 : 0))
        #expect(run.storedActions[sample] == (mode == .sampled ? own : suggested ?? own))
        #expect((run.rollout.hasOwnLoss[sample] != 0) == (mode == .imitation && suggested != nil))
        let isOwn = mode == .sampled || suggested == nil || suggested == own
        let log = run.rollout.logProbabilities.base[sample]
        #expect((log == plain.rollout.logProbabilities.base[sample]) == isOwn, "log π is that of the stored action")
      }
      #expect((metrics[.imitationLoss] != nil) == (mode == .imitation))
    }
  }

  @Test func rewardsGoToTheActionOrToTheState() throws {
    let plain = try contextRun(.small())
    _ = try plain.advance()
    for target in GuidanceConfiguration.RewardTarget.allCases {
      let run = try contextRun(
        guided {
          $0.shapesRewards = true
          $0.alpha = 0.25
          $0.rewardTarget = target
        }, table: table)
      let metrics = try run.advance()
      #expect(run.storedActions == plain.storedActions, "shaping alone changes no action")
      var size = 0.0
      for (sample, bonus) in bonuses(run, plain).enumerated() {
        let context = run.contexts[sample]
        let action = run.storedActions[sample]
        let agrees = target == .state || (context == 2 && action == 0) || (context == 3 && action == 3)
        let expected: Float = !agrees ? 0 : context == 2 ? -0.125 : context == 3 ? 0.25 : 0
        #expect(bonus == expected)
        size += Double(abs(expected))
      }
      #expect(abs((metrics[.shapedRewardSize] ?? .nan) - size / 128) < 1e-9)
      #expect(metrics[.alpha] == 0.25 && metrics[.overrideRate] == 0)
    }
  }

  @Test func bothTogetherPayForTheOverride() throws {
    let run = try contextRun(
      guided {
        $0.overridesActions = true
        $0.shapesRewards = true
      }, table: table)
    _ = try run.advance()
    for (sample, context) in run.contexts.enumerated() where context >= 2 {
      #expect(run.rollout.rewards.base[sample] == (context == 2 ? -0.25 : 1.5))
    }
  }

  @Test func environmentAndShapedReturnsAreKeptApart() throws {
    let run = try contextRun(
      guided {
        $0.shapesRewards = true
        $0.rewardTarget = .state
        $0.alpha = 1
      }, table: [contextEntry(0, action: 0), contextEntry(1, action: 0), contextEntry(2, action: 0)])
    let plain = try contextRun(.small())
    let (metrics, reference) = (try run.advance(), try plain.advance())
    #expect(metrics[.episodicReturn] == reference[.episodicReturn])
    let shaped = try #require(metrics[.shapedReturn])
    #expect(shaped > (metrics[.episodicReturn] ?? .infinity) + 4, "three in four of eight steps pay 1 more")
    #expect(reference[.shapedReturn] == reference[.episodicReturn])
  }

  @Test func annealedOverridesFadeAndConstantOnesStay() throws {
    for schedule in GuidanceConfiguration.Schedule.allCases {
      let run = try contextRun(
        guided {
          $0.overridesActions = true
          $0.schedule = schedule
        }, table: (0..<4).map { contextEntry($0, action: 1, id: $0) })
      var rates: [Double] = []
      while !run.isFinished { rates.append(try run.advance()[.overrideRate] ?? .nan) }
      #expect(rates.first == 1 && rates.count == 8)
      for (update, rate) in rates.enumerated() {
        // Four deviations of a share of 128 draws are at most 0.18.
        let expected = schedule == .constant ? 1 : 1 - Double(update) / 8
        #expect(abs(rate - expected) <= (schedule == .constant ? 0 : 0.18))
      }
    }
  }

  @Test func alphaIsTheWeightInForceAndMayBeTurned() throws {
    for schedule in GuidanceConfiguration.Schedule.allCases {
      let run = try contextRun(
        guided {
          $0.shapesRewards = true
          $0.rewardTarget = .state
          $0.alphaSchedule = schedule
        }, table: (0..<4).map { contextEntry($0, action: 1, id: $0) })
      for update in 0..<8 {
        if update == 4 { run.alpha = 0.125 }
        let expected = (update < 4 ? 0.5 : 0.125) * (schedule == .constant ? 1 : 1 - Double(update) / 8)
        #expect(
          abs((try run.advance()[.shapedRewardSize] ?? .nan) - expected) < 1e-6)
      }
    }
  }

  @Test(arguments: [0, 0.5, 1]) func episodesRestartAtCriticalStates(probability: Double) throws {
    let run = try contextRun(guided { $0.restartProbability = probability }, table: [contextEntry(2, action: 0)])
    var starts: [Int] = []
    var rates: [Double] = []
    for _ in 0..<8 {
      rates.append(try run.advance()[.restartRate] ?? .nan)
      let width = run.rollout.environments
      for sample in 0..<(run.rollout.count - width) where run.rollout.terminated[sample] != 0 {
        starts.append(run.contexts[sample + width])
      }
    }
    let mean = rates.reduce(0, +) / 8
    let share = Double(starts.count { $0 == 2 }) / Double(starts.count)
    switch probability {
    case 0: #expect(mean == 0 && share < 0.45)
    case 1: #expect(mean == 1 && share == 1)
    default:
      #expect(
        mean.isApproximatelyEqual(to: 0.5, absoluteTolerance: 0.2)
          && share.isApproximatelyEqual(to: 0.625, absoluteTolerance: 0.2))
    }
  }

  @Test func restartsDrawFromAllEntries() throws {
    let run = try contextRun(
      guided { $0.restartProbability = 1 }, table: (0..<4).map { contextEntry($0, action: 0, id: $0) })
    var starts: Set<Int> = []
    for _ in 0..<8 {
      _ = try run.advance()
      let width = run.rollout.environments
      for sample in 0..<(run.rollout.count - width) where run.rollout.terminated[sample] != 0 {
        starts.insert(run.contexts[sample + width])
      }
    }
    #expect(starts == [0, 1, 2, 3])
  }
}
