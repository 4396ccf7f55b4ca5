import RLCore
import Testing

@testable import SessionStore

@Suite struct EpisodeTests {
  private func episode(actions: [Action], stateBytes: Int = 3, seed: UInt64 = .max) -> Episode {
    let steps = actions.enumerated().map { index, action in
      EpisodeStep(
        action: action, reward: Float(index) * 0.1, value: -1 / 3,
        probabilities: index == 0 ? [] : [0.1, 0.9])
    }
    return Episode(
      id: 0, environment: "Pong", seed: seed, steps: steps, stateBytes: stateBytes,
      states: (0..<((actions.count + 1) * stateBytes)).map { UInt8(truncatingIfNeeded: $0) }, terminated: true)
  }

  @Test func episodesAreNumberedAndComeBackExactly() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let first = episode(actions: [.discrete(0), .discrete(5), .discrete(-1)])
    let second = episode(actions: [.continuous([0.1, -.infinity]), .continuous([])], stateBytes: 0, seed: 4)
    #expect(try store.addEpisodes([first, second], checkpoint: "base-1", now: 2) == [1, 2])
    #expect(try store.addEpisodes([second], checkpoint: "base-2", now: 2) == [3])
    var expected = first
    expected.id = 1
    #expect(try store.episode(1) == expected)
    expected = second
    expected.id = 3
    #expect(try store.episode(3) == expected)
    #expect(try store.episode(4) == nil)
    #expect(
      try store.episodeSummaries() == [
        EpisodeSummary(
          id: 1, length: 3, environmentReturn: first.environmentReturn, terminated: true, seed: .max,
          checkpoint: "base-1"),
        EpisodeSummary(
          id: 2, length: 2, environmentReturn: second.environmentReturn, terminated: true, seed: 4,
          checkpoint: "base-1"),
        EpisodeSummary(
          id: 3, length: 2, environmentReturn: second.environmentReturn, terminated: true, seed: 4,
          checkpoint: "base-2"),
      ])
  }

  @Test func missingStatesAreRefusedAndNothingIsStored() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    var broken = episode(actions: [.discrete(0)])
    broken.states.removeLast()
    let good = episode(actions: [.discrete(0)])
    #expect(throws: SessionStoreError.self) { try store.addEpisodes([good, broken], checkpoint: "a", now: 1) }
    #expect(try store.episodeSummaries().isEmpty)
  }

  @Test func damagedStepsGiveAnError() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addEpisodes([episode(actions: [.discrete(0)])], checkpoint: "a", now: 1)
    store.close()
    try runSQL("UPDATE episode SET steps = x'01FFFFFFFF01FFFFFFFF'", session: scratch.session())
    let again = try SessionStore.open(path: scratch.session())
    #expect(throws: SessionStoreError.self) { try again.episode(1) }
  }

  @Test func aSizeThatNothingHasGivesAnError() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addEpisodes([episode(actions: [.discrete(0)])], checkpoint: "a", now: 1)
    store.close()
    try runSQL("UPDATE episode SET stateBytes = 9223372036854775807", session: scratch.session())
    let again = try SessionStore.open(path: scratch.session())
    #expect(throws: SessionStoreError.self) { try again.episode(1) }
  }

  @Test func everyShorteningOfTheBytesIsNoticed() throws {
    let steps = episode(actions: [.discrete(1), .continuous([1, 2])]).steps
    let bytes = EpisodeCodec.encode(steps)
    #expect(EpisodeCodec.decode(bytes) == steps)
    for length in 0..<bytes.count { #expect(EpisodeCodec.decode(Array(bytes.prefix(length))) == nil) }
    #expect(EpisodeCodec.decode([9] + bytes.dropFirst()) == nil)
    #expect(EpisodeCodec.decode(bytes + [0]) == nil, "bytes that nobody wrote")
    #expect(EpisodeCodec.decode(EpisodeCodec.encode([])) == [])
  }
}
