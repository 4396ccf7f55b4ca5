import Algorithms
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// Distances between dense states, in units of their deviation over the recorded episodes.
@Suite struct ScaledMatchingTests {
  private func episodes(_ count: Int) throws -> [Int: Episode] {
    let run = try PPO(
      name: "base", entry: ReachGame.entry(), configuration: .small { $0.sharesTrunk = false }, seed: 1,
      pool: WorkerPool(threads: 1))
    let collect = try CollectJob(checkpoint: try run.policy(), entry: ReachGame.entry(), count: count, seed: 5)
    while !collect.isFinished { _ = try collect.advance() }
    return Dictionary(uniqueKeysWithValues: collect.episodes.map { ($0.id, $0) })
  }

  private func table(_ episodes: [Int: Episode]) throws -> GuidanceTable {
    let suggestions = episodes.keys.sorted().map { number in
      Suggestion(
        id: number, episode: number, step: 3, action: .continuous([0, 0]), reward: 1, rationale: "", confidence: 1,
        advisor: "test")
    }
    return try GuidanceTable(
      suggestions: suggestions, verdicts: Dictionary(uniqueKeysWithValues: suggestions.map { ($0.id, .accepted) }),
      episodes: episodes, entry: ReachGame.entry())
  }

  @Test func theScaleIsOneOverTheDeviation() throws {
    let scale = try #require(try table(try episodes(40)).scale)
    // Uniform over 1.6: a deviation of 1.6 / √12.
    for value in scale { #expect((1 / value).isApproximatelyEqual(to: 0.4619, absoluteTolerance: 0.03)) }
  }

  @Test func theNaturalRadiusMatchesATenthOfOtherEpisodes() throws {
    let table = try table(try episodes(40))
    var settings = GuidanceConfiguration()
    settings.radius = try #require(table.naturalRadius)
    let matcher = GuidanceMatcher(table: table, configuration: settings, entry: ReachGame.entry())
    let shard = ReachGame.entry().makeShard(1)
    let scratch = FloatBuffer(count: 2)
    var hits = 0
    for seed in UInt64(1)...4_000 {
      shard.reset(0, seed: seed)
      let row = RowBuffer(count: 1, rowBytes: 16)
      shard.observe(0, into: row.base)
      if matcher.match(row: row.base, space: shard.spec.observation, shard: shard, scratch: scratch.base) >= 0 {
        hits += 1
      }
    }
    #expect(hits > 200 && hits < 700, "\(hits) of 4000")
  }

  @Test func oneEpisodeAloneHasNoNaturalRadius() throws {
    #expect(try table(try episodes(1)).naturalRadius == nil)
  }

  @Test func aScaleOfAnotherLengthIsRefused() throws {
    var table = try table(try episodes(2))
    table.scale = [1]
    #expect(throws: InvalidSettingError.self) {
      try PPO(
        name: "run", entry: ReachGame.entry(), configuration: .small { $0.sharesTrunk = false }, table: table, seed: 1,
        pool: WorkerPool(threads: 1))
    }
  }
}
