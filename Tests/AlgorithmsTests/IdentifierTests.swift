import Algorithms
import Numerics
import RLCore
import Testing
import Threads

/// Identifiers that read recorded episodes, by hand on episodes of a few steps.
@Suite struct IdentifierTests {
  /// An episode of given rewards and values.
  private func episode(_ rewards: [Float], _ values: [Float], terminated: Bool = true) -> Episode {
    Episode(
      id: 7, environment: "Context", seed: 1,
      steps: zip(rewards, values).map { EpisodeStep(action: .discrete(0), reward: $0, value: $1, probabilities: []) },
      stateBytes: 0, states: [], terminated: terminated)
  }

  private func states(
    _ identifier: some Identifier, _ episode: Episode, _ steps: ClosedRange<Int>, _ maximum: Int
  ) async throws -> [CriticalState] {
    var context = AdviceContext(
      environment: "Context", actionSpace: .discrete(names: ["a", "b"]), episode: 7, firstStep: steps.lowerBound,
      lastStep: steps.upperBound, narration: [], outcome: 0, maximumStates: maximum)
    context.recorded = { episode }
    return try await identifier.criticalStates(in: context).value
  }

  private func near(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-6) }
  }

  @Test func aFallOfTheValueIsWhatWasExpectedLessWhatCame() async throws {
    let identifier = ValueDropIdentifier(values: RecordedValues(discount: 0.5))
    let ended = episode([1, 0, 2, -1], [4, 2, 6, 1])
    // 4 - (1 + 1), 2 - (0 + 3), 6 - (2 + 0.5), 1 - (-1 + 0)
    #expect(near(identifier.scores(of: ended), [2, -1, 3.5, 2]))
    let cut = episode([1, 0, 2, -1], [4, 2, 6, 1], terminated: false)
    #expect(near(identifier.scores(of: cut), [2, -1, 3.5, 1.5]), "the last value stands for the one after it")
    let named = try await states(identifier, ended, 0...3, 2)
    #expect(named.map(\.step) == [0, 2] && named.map(\.score) == [0.571, 1])
    #expect(named.allSatisfy { $0.episode == 7 && $0.why.contains("fell by") })
    #expect(try await states(identifier, ended, 0...1, 2).map(\.step) == [0, 1])
    #expect(try await states(identifier, ended, 3...9, 4).map(\.step) == [3], "the stretch ends with the episode")
    #expect(try await states(identifier, ended, 0...3, 0).isEmpty)
    #expect(try await states(identifier, episode([], []), 0...3, 2).isEmpty)
  }

  @Test func rewardsAreBroughtToTheUnitsOfValues() {
    let values = RecordedValues(discount: 0.5, lambda: 1, rewardScale: 2)
    #expect(near(values.differences(of: episode([4, 2], [1, 1])), [1.5, 0]))
  }

  @Test func advantagesAreGAEs() throws {
    let values = RecordedValues(discount: 0.9, lambda: 0.8)
    let recorded = episode([1, -2, 0.5], [0.5, 1, -1])
    let deltas = [1 + 0.9 * 1 - 0.5, -2 - 0.9 - 1, 0.5 + 1]
    let expected = [deltas[0] + 0.72 * (deltas[1] + 0.72 * deltas[2]), deltas[1] + 0.72 * deltas[2], deltas[2]]
    #expect(near(values.advantages(of: recorded), expected))
    #expect(near(AdvantageIdentifier(values: values).scores(of: recorded), expected.map(abs)))
    var advantages = [Float](repeating: 0, count: 3)
    generalizedAdvantage(
      steps: 3, environments: 1, rewards: [1, -2, 0.5], values: [0.5, 1, -1], lastValues: [9], terminated: [0, 0, 1],
      truncated: [0, 0, 0], bootstrap: [0, 0, 0], discount: 0.9, lambda: 0.8, advantages: &advantages)
    #expect(zip(advantages, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 }, "as training works them out")
  }

  @Test func unitsAreThoseOfTheRunThatWasRecorded() throws {
    let run = try contextRun(
      .small {
        $0.normalisesRewards = true
        $0.discount = 0.7
        $0.gaeLambda = 0.6
      })
    _ = try run.advance()
    let values = try RecordedValues(try run.policy())
    #expect(values.discount == 0.7 && values.lambda == 0.6 && values.rewardScale != 1 && values.rewardScale > 0)
    let plain = try contextRun(.small())
    #expect(try RecordedValues(try plain.policy()).rewardScale == 1)
  }

  @Test func lossesAreCreditedToTheStepsBeforeThem() async throws {
    let identifier = RewardWindowIdentifier(window: 4)
    let recorded = episode([1, 1, 1, 1, 1, -3, 1, 0], [Float](repeating: 0, count: 8))
    #expect(near(identifier.scores(of: recorded), [0, 0, 1, 2, 3, 4, 0.75, 1]))
    #expect(try await states(identifier, recorded, 0...7, 3).map(\.step) == [3, 4, 5])
    let gained = episode([0, 0, 0, 2, 0], [0, 0, 0, 0, 0])
    #expect(near(identifier.scores(of: gained), [0.5, 1, 1.5, 2, 0]), "without a loss a gain is the change")
    let even = episode([1, 1, 1], [0, 0, 0])
    #expect(try await states(identifier, even, 0...2, 2).isEmpty, "where nothing changes there is nothing to name")
  }

  @Test func theEndIsNamedWhereThereIsOne() async throws {
    let ended = episode([0, 0, 0, 0], [0, 0, 0, 0])
    #expect(near(EndingIdentifier().scores(of: ended), [0.25, 0.5, 0.75, 1]))
    let named = try await states(EndingIdentifier(), ended, 0...3, 2)
    #expect(named.map(\.step) == [2, 3] && named.map(\.score) == [0.75, 1])
    #expect(try await states(EndingIdentifier(), ended, 0...1, 1).map(\.step) == [1])
    let cut = episode([0, 0, 0, 0], [0, 0, 0, 0], terminated: false)
    #expect(try await states(EndingIdentifier(), cut, 0...3, 2).isEmpty)
  }

  @Test func laterDrawsNameOtherStepsUntilNoneIsLeft() async throws {
    let steps = episode([Float](repeating: 0, count: 10), [Float](repeating: 0, count: 10))
    var draws: [[Int]] = []
    for draw in 0..<5 {
      draws.append(try await states(RandomIdentifier(seed: 1, draw: draw), steps, 0...9, 3).map(\.step))
    }
    #expect(draws.map(\.count) == [3, 3, 3, 1, 0] && draws.allSatisfy { $0 == $0.sorted() })
    #expect(Set(draws.joined()) == Set(0...9), "each step once")
    #expect(try await states(RandomIdentifier(seed: 1), steps, 0...9, 3).map(\.step) == draws[0])
    #expect(RandomIdentifier(seed: 1).name == "random" && RandomIdentifier(seed: 1, draw: 1).name == "random, draw 2")
  }

  @Test func chanceScoresByTheEpisodeAlone() {
    let recorded = episode([0, 0, 0, 0], [0, 0, 0, 0])
    var other = recorded
    other.id = 8
    let scores = RandomIdentifier(seed: 1).scores(of: recorded)
    #expect(scores == RandomIdentifier(seed: 1).scores(of: recorded) && Set(scores).count == 4)
    #expect(
      scores != RandomIdentifier(seed: 1).scores(of: other) && scores != RandomIdentifier(seed: 2).scores(of: recorded))
  }

  @Test func theHighestAreChosenInOrderOfTime() {
    let scores = [3.0, 1, 3, 2, 3]
    #expect(scores.highest(2, in: 0...4) == [0, 2], "of equal ones the first")
    #expect(scores.highest(3, in: 1...4) == [2, 3, 4] && scores.highest(9, in: 1...2) == [1, 2])
    #expect(scores.highest(0, in: 0...4).isEmpty)
  }

  @Test func theLongestRunLiesAmongTheHighest() {
    let scores = [0.9, 0.1, 0.8, 0.7, 0.2, 0.6, 0.95, 0.85, 0.0, 0.3]
    #expect(scores.longestRun(ofHighest: 0.1) == 6..<7)
    #expect(scores.longestRun(ofHighest: 0.2) == 0..<1, "0 and 6: of runs of one the first")
    #expect(scores.longestRun(ofHighest: 0.3) == 6..<8)
    #expect(scores.longestRun(ofHighest: 0.5) == 2..<4, "2, 3 and 6, 7: the first")
    #expect(scores.longestRun(ofHighest: 0.6) == 5..<8)
    #expect(scores.longestRun(ofHighest: 1) == 0..<10)
    #expect([1.0, 1, 1, 1, 1].longestRun(ofHighest: 0.25) == 0..<2, "at least the share, rounded up")
    #expect([Double]().longestRun(ofHighest: 0.5).isEmpty && [5.0].longestRun(ofHighest: 0.1) == 0..<1)
  }
}
