import Algorithms
import Networks
import RLCore
import Testing
import Threads

/// From verdicts to the table that training uses.
@Suite struct GuidanceTableTests {
  private func episode(_ entry: EnvironmentEntry) throws -> Episode {
    let policy = try PPO(
      name: "base", entry: entry, configuration: .small(), seed: 1, pool: WorkerPool(threads: 1)
    ).policy()
    let job = try CollectJob(checkpoint: policy, entry: entry, count: 1, seed: 3)
    _ = try job.advance()
    return try #require(job.episodes.first)
  }

  private func suggestion(_ id: Int, step: Int, action: Int = 2, reward: Double = 0.5) -> Suggestion {
    Suggestion(
      id: id, episode: 1, step: step, action: .discrete(action), reward: reward, rationale: "", confidence: 1,
      advisor: "test")
  }

  @Test func acceptedAndEditedSuggestionsCount() throws {
    let entry = ContextGame.entry()
    let episode = try episode(entry)
    // Not in the order of their ids.
    let suggestions = [5, 3, 1, 2, 4].map { suggestion($0, step: $0) }
    let verdicts: [Int: Verdict] = [
      1: .accepted, 2: .rejected, 3: .edited(action: .discrete(0), reward: -1), 4: .skipped,
    ]
    let table = try GuidanceTable(suggestions: suggestions, verdicts: verdicts, episodes: [1: episode], entry: entry)
    #expect(table.entries.map(\.suggestion) == [1, 3])
    #expect(table.entries.map(\.action) == [.discrete(2), .discrete(0)])
    #expect(table.entries.map(\.reward) == [0.5, -1])
    for item in table.entries {
      let context = Int(try #require(episode.state(before: item.suggestion).first))
      #expect(item.state == Array(episode.state(before: item.suggestion)))
      #expect(item.features == (0..<4).map { $0 == context ? 1 : 0 })
      #expect(item.row == contextEntry(context, action: 0).row)
      #expect(item.key == "context \(context)")
    }
  }

  @Test func aSparseRowIsKeptWithoutItsTail() throws {
    let entry = ContextGame.entry { $0.isSparse = true }
    let table = try GuidanceTable(
      suggestions: [suggestion(1, step: 0)], verdicts: [1: .accepted], episodes: [1: try episode(entry)], entry: entry)
    #expect(table.entries.first?.row.count == 10, "a count and four cells")
  }

  @Test(arguments: GuidanceConfiguration.Match.allCases, [false, true])
  func whatWasAcceptedIsFoundAgain(rule: GuidanceConfiguration.Match, isSparse: Bool) throws {
    let entry = ContextGame.entry { $0.isSparse = isSparse }
    let table = try GuidanceTable(
      suggestions: [suggestion(1, step: 2)], verdicts: [1: .accepted], episodes: [1: try episode(entry)], entry: entry)
    let run = try PPO(
      name: "r", entry: entry,
      configuration: .small {
        $0.guidance.match = rule
        $0.guidance.shapesRewards = true
      }, table: table, seed: 1, pool: WorkerPool(threads: 1))
    let rate = try #require(try run.advance()[.hitRate])
    #expect(rate > 0.1 && rate < 0.45, "one context of four")
  }

  @Test func nothingAcceptedIsAnEmptyTable() throws {
    let entry = ContextGame.entry()
    let table = try GuidanceTable(
      suggestions: [suggestion(1, step: 0)], verdicts: [:], episodes: [:], entry: entry)
    #expect(table.entries.isEmpty)
  }

  @Test func aSuggestionWithoutAStateIsAnError() throws {
    let entry = ContextGame.entry()
    let episode = try episode(entry)
    #expect(throws: EnvironmentError.missingState(episode: 1, step: 99)) {
      try GuidanceTable(
        suggestions: [suggestion(1, step: 99)], verdicts: [1: .accepted], episodes: [1: episode], entry: entry)
    }
    var short = episode
    short.stateBytes = 8
    #expect(throws: EnvironmentError.self) {
      try GuidanceTable(
        suggestions: [suggestion(1, step: 1)], verdicts: [1: .accepted], episodes: [1: short], entry: entry)
    }
  }

  @Test func evidenceIsThatOfWhatWasProposed() throws {
    let entry = ContextGame.entry()
    let episode = try episode(entry)
    let evidence = Dictionary(
      uniqueKeysWithValues: (1...2).map {
        ($0, Evidence(difference: 3, low: 1, high: 5, rollouts: 4, horizon: 8, hold: 2, environmentSteps: 64))
      })
    let table = try GuidanceTable(
      suggestions: [suggestion(1, step: 0), suggestion(2, step: 1)],
      verdicts: [1: .accepted, 2: .edited(action: .discrete(0), reward: 1)], episodes: [1: episode],
      evidence: evidence, entry: entry)
    #expect(table.entries.map(\.gain) == [3, nil] && table.entries.map(\.hold) == [2, nil])
    #expect(table.entries.map(\.recorded) == [episode.steps[0].action, episode.steps[1].action])
  }

  /// Four steps in the states of context 1 but the third, and what they paid.
  private func walk(_ entry: EnvironmentEntry, rewards: [Float], actions: [Int] = [1, 1, 1, 0]) -> Episode {
    let states = [1, 1, 2, 1, 0].map { ContextGame.state(context: $0) }
    return Episode(
      id: 1, environment: "Context", seed: 1,
      steps: zip(actions, rewards).map {
        EpisodeStep(action: .discrete($0), reward: $1, value: 0, probabilities: [])
      }, stateBytes: states[0].count, states: states.flatMap(\.self), terminated: true)
  }

  @Test func alphaBalancesWhatIsPaidByDensity() throws {
    let entry = ContextGame.entry()
    let table = GuidanceTable(entries: [contextEntry(1, action: 1, reward: -0.5)])
    let episodes = [1: walk(entry, rewards: [1, -2, 0, 1])]
    func alpha(_ configure: (inout GuidanceConfiguration) -> Void = { _ in }) throws -> Double? {
      var settings = PPOConfiguration.small().guidance
      configure(&settings)
      return try table.usualAlpha(in: episodes, entry: entry, configuration: settings)
    }
    // |r_env| is 4 in all. Overriding pays at three matches of 0.5, rewarding alone where the action agrees: twice.
    #expect(try alpha { $0.overridesActions = true } == 0.3 * 4 / 1.5)
    #expect(try alpha { $0.rewardTarget = .state } == 0.3 * 4 / 1.5)
    #expect(try alpha() == 0.3 * 4 / 1)
    let elsewhere = GuidanceTable(entries: [contextEntry(3, action: 1)])
    #expect(
      try elsewhere.usualAlpha(in: episodes, entry: entry, configuration: PPOConfiguration.small().guidance) == nil)
  }

  @Test func whereNothingIsPaidNobodyKnowsAlpha() throws {
    let entry = ContextGame.entry()
    let table = GuidanceTable(entries: [contextEntry(1, action: 1, reward: 0.5)])
    let settings = PPOConfiguration.small().guidance
    let silent = walk(entry, rewards: [0, 0, 0, 0])
    #expect(try table.usualAlpha(in: [1: silent], entry: entry, configuration: settings) == nil)
  }
}
