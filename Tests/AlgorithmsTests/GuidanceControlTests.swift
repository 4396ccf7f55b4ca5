import Algorithms
import RLCore
import Testing
import Threads

/// Tables that a table is compared against, and corrupted advice.
@Suite struct GuidanceControlTests {
  private let space = ActionSpace.discrete(names: ["a", "b", "c", "d"])
  private let table = GuidanceTable(
    entries: (0..<20).map { contextEntry($0 % 4, action: $0 % 3, reward: Double($0) / 20 - 0.4, id: $0 + 1) },
    scale: [1, 2, 1, 1], naturalRadius: 0.3)

  /// A row without what a control changes.
  private func rest(_ entry: GuidanceEntry) -> GuidanceEntry {
    var entry = entry
    entry.action = .discrete(0)
    entry.reward = 0
    return entry
  }

  @Test func statesStayWhereActionsAreDrawn() {
    let drawn = table.withRandomActions(of: space, seed: 4)
    #expect(drawn.entries.map(rest) == table.entries.map(rest) && drawn.scale == table.scale)
    #expect(drawn.entries.map(\.reward) == table.entries.map(\.reward))
    #expect(drawn.entries.allSatisfy { space.problem(with: $0.action) == nil })
    #expect(Set(drawn.entries.map(\.action)).count == 4)
    #expect(
      drawn == table.withRandomActions(of: space, seed: 4) && drawn != table.withRandomActions(of: space, seed: 5))
    var first = table
    first.entries.removeLast(15)
    #expect(first.withRandomActions(of: space, seed: 4).entries == Array(drawn.entries.prefix(5)), "row by row")
  }

  @Test func continuousActionsAreWithinTheirBounds() {
    let box = ActionSpace.box(low: [-1, 2], high: [1, 3])
    let drawn = table.withRandomActions(of: box, seed: 1).entries.map(\.action)
    #expect(drawn.allSatisfy { box.problem(with: $0) == nil } && Set(drawn).count == 20)
  }

  @Test func rewardsAreHandedRound() {
    let shuffled = table.withShuffledRewards(seed: 1)
    #expect(shuffled.entries.map(\.reward).sorted() == table.entries.map(\.reward).sorted())
    #expect(shuffled.entries.map(\.reward) != table.entries.map(\.reward))
    #expect(shuffled.entries.map(\.action) == table.entries.map(\.action))
    #expect(shuffled.entries.map(rest) == table.entries.map(rest))
    let equal = table.withEqualRewards()
    #expect(equal.entries.allSatisfy { $0.reward == 1 } && equal.entries.map(\.action) == table.entries.map(\.action))
  }

  @Test func corruptionTakesAShareAndFlipsTheSign() {
    #expect(table.corrupted(share: 0, of: space, seed: 2) == table)
    var flipped: [[Int]] = []
    for (share, count) in [(0.1, 2), (0.26, 5), (0.5, 10), (1, 20), (3, 20)] {
      let bad = table.corrupted(share: share, of: space, seed: 2)
      let changed = table.entries.indices.filter { bad.entries[$0].reward != table.entries[$0].reward }
      #expect(changed.allSatisfy { bad.entries[$0].reward == -table.entries[$0].reward })
      // One row has the reward 0.
      let zeros = table.entries.count { $0.reward == 0 }
      #expect((count - zeros...count).contains(changed.count), "\(share)")
      for index in table.entries.indices where !changed.contains(index) && table.entries[index].reward != 0 {
        #expect(bad.entries[index] == table.entries[index])
      }
      if let smaller = flipped.last { #expect(Set(smaller).isSubset(of: changed), "a larger share adds to a smaller") }
      flipped.append(changed)
    }
    let drawn = table.withRandomActions(of: space, seed: 2)
    #expect(table.corrupted(share: 1, of: space, seed: 2).entries.map(\.action) == drawn.entries.map(\.action))
  }

  @Test func randomStatesAreRecordedOnes() throws {
    let entry = ContextGame.entry()
    let policy = try contextRun(.small()).policy()
    let job = try CollectJob(checkpoint: policy, entry: entry, count: 4, seed: 3)
    while !job.isFinished { _ = try job.advance() }
    let episodes = Dictionary(uniqueKeysWithValues: job.episodes.map { ($0.id, $0) })
    let moved = try table.atRandomStates(of: episodes, entry: entry, seed: 1)
    #expect(moved.entries.map(\.action) == table.entries.map(\.action))
    #expect(moved.entries.map(\.reward) == table.entries.map(\.reward))
    #expect(moved.entries.map(\.suggestion) == table.entries.map(\.suggestion))
    let recorded = Set(
      job.episodes.flatMap { episode in episode.steps.indices.map { Array(episode.state(before: $0)) } })
    #expect(moved.entries.allSatisfy { recorded.contains($0.state) })
    #expect(Set(moved.entries.map(\.state)).count == 20, "32 steps are enough for distinct ones")
    for row in moved.entries { #expect(row.features.firstIndex(of: 1) == Int(row.state[0]), "looked at anew") }
    #expect(moved.naturalRadius != nil && moved.scale?.count == 4)
    #expect(try table.atRandomStates(of: episodes, entry: entry, seed: 1) == moved)
    #expect(try table.atRandomStates(of: episodes, entry: entry, seed: 2) != moved)
    let few = try table.atRandomStates(of: episodes.filter { $0.key == 1 }, entry: entry, seed: 1)
    #expect(few.entries.count == 20 && Set(few.entries.map(\.state)).count == 8)
    #expect(try table.atRandomStates(of: [:], entry: entry, seed: 1).entries.isEmpty)
    #expect(try GuidanceTable().atRandomStates(of: episodes, entry: entry, seed: 1).entries.isEmpty)
  }
}
