import RLCore
import Testing

@testable import BridgedEnvironments

/// What a child does wrong ends an episode and nothing else.
@Suite(.enabled(if: FakeChild.isAvailable, "there is no python3"), .serialized) struct SurvivalTests {
  private let fake: FakeChild

  init() throws { fake = try FakeChild() }

  private func entry(timeout: Double = 20) throws -> EnvironmentEntry {
    let configuration = fake.configuration(timeout: timeout)
    return BridgedCatalog.entry(
      configuration, profile: try BridgedVector.profile(of: configuration), name: "gym:Fake-v0")
  }

  private func step(_ shard: any EnvironmentShard, _ action: FakeChild.Action, index: Int = 0) -> StepOutcome {
    [Float(action.rawValue)].withUnsafeBufferPointer { numbers in
      numbers.baseAddress.map { shard.step(index, action: $0) } ?? .failed
    }
  }

  private func row(_ shard: any EnvironmentShard, index: Int = 0) -> [Float] {
    var bytes = [UInt8](repeating: 0, count: shard.spec.observation.rowBytes)
    return bytes.withUnsafeMutableBytes { place in
      if let base = place.baseAddress { shard.observe(index, into: base) }
      return (0..<2).map { place.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  @Test func stepsEpisodesAndSeedsArriveAsTheyAre() throws {
    let entry = try entry()
    #expect(entry.spec.id == "gym:Fake-v0")
    #expect(entry.spec.observation == .dense(dimension: 2))
    #expect(entry.spec.stepLimit == 10)
    #expect(entry.capabilities.isSuperset(of: [.restorable, .viewable, .narrated]))
    let shard = entry.makeShard(2)
    shard.reset(0, seed: 5)
    shard.reset(1, seed: 0xFFFF_FFFF_0000_0007)
    #expect(row(shard) == [0, 5])
    // Seeds are cut to 31 bits.
    #expect(row(shard, index: 1) == [0, 7])
    for time in 1...9 {
      #expect(step(shard, .step) == StepOutcome(reward: 0.5, terminated: false, truncated: false))
      #expect(row(shard) == [Float(time), 0])
    }
    #expect(step(shard, .step) == StepOutcome(reward: 0.5, terminated: true, truncated: false))
    // The neighbour stands where it stood, and the last row is the episode's own.
    #expect(row(shard, index: 1) == [0, 7])
    #expect(row(shard) == [10, 0])
    #expect(shard.picture(0).caption == "hi")
    #expect(shard.picture(0).pixels == [1, 3])
  }

  @Test func aStateHasOneLengthAndIsTakenUp() throws {
    let shard = try entry().makeShard(2)
    let states = try #require(shard.restorable)
    shard.reset(0, seed: 1)
    shard.reset(1, seed: 1)
    for _ in 0..<3 { _ = step(shard, .step) }
    let state = states.capture(0)
    #expect(state.count == 16)
    try states.restore(1, state: state[...])
    #expect(row(shard, index: 1) == [3, 0])
    #expect(throws: EnvironmentError.stateSize(expected: 16, found: 3)) { try states.restore(0, state: [1, 2, 3]) }
    #expect(throws: EnvironmentError.damagedState) {
      try states.restore(0, state: [UInt8](repeating: 255, count: 16)[...])
    }
  }

  @Test(arguments: [
    (FakeChild.Action.raise, "ValueError: a bad day"), (.exit, "ended with status 3"), (.killed, "signal 9"),
    (.longReply, "a reply of 1073741824 bytes"), (.unknownKind, "a reply of kind 99"),
    (.halfReply, "ended with status 0"), (.wrongRow, "a row of 4 bytes"), (.extraBytes, "1 bytes after a reply"),
  ])
  func whatGoesWrongEndsTheEpisodeAndIsSaid(_ action: FakeChild.Action, says words: String) throws {
    let shard = try entry().makeShard(1)
    shard.reset(0, seed: 1)
    _ = step(shard, .step)
    let outcome = step(shard, action)
    #expect(outcome.hasFailed && outcome.terminated)
    let failure = try #require(shard.failure(0))
    #expect("\(failure)".contains(words))
    // It stays failed until an episode begins, which then is as any other.
    #expect(step(shard, .step).hasFailed)
    shard.reset(0, seed: 2)
    #expect(row(shard) == [0, 2])
    #expect(!step(shard, .step).hasFailed)
    #expect(row(shard) == [1, 0])
  }

  @Test func theLastThatAChildPrintedIsTold() throws {
    let shard = try entry().makeShard(1)
    shard.reset(0, seed: 1)
    _ = step(shard, .exit)
    #expect("\(try #require(shard.failure(0)))".contains("no more"))
  }

  @Test func whoHangsIsEndedInTime() throws {
    let shard = try entry(timeout: 0.5).makeShard(1)
    shard.reset(0, seed: 1)
    #expect(step(shard, .hang).hasFailed)
    let words = "\(try #require(shard.failure(0)))"
    #expect(words.contains("did not answer in step for 0.50 s") && words.contains("thinking"))
    shard.reset(0, seed: 2)
    #expect(!step(shard, .step).hasFailed)
  }

  @Test(arguments: [FakeChild.Action.flood, .closedLog])
  func whatIsPrintedNeverMeetsTheMessages(_ action: FakeChild.Action) throws {
    let shard = try entry().makeShard(1)
    shard.reset(0, seed: 1)
    #expect(!step(shard, action).hasFailed)
    #expect(row(shard) == [1, Float(action.rawValue)])
    #expect(!step(shard, .step).hasFailed)
  }

  @Test func whoSharesAChildLosesItsEpisodeToo() throws {
    let shard = try entry().makeShard(2)
    shard.reset(0, seed: 1)
    shard.reset(1, seed: 1)
    #expect(step(shard, .exit).hasFailed)
    #expect(step(shard, .step, index: 1).hasFailed)
    #expect(shard.failure(1) as? BridgeError == .lost)
    shard.reset(0, seed: nil)
    shard.reset(1, seed: nil)
    #expect(!step(shard, .step).hasFailed && !step(shard, .step, index: 1).hasFailed)
  }

  @Test func aStateThatCouldNotBeHadFailsTheNextStep() throws {
    let shard = try entry().makeShard(1)
    let states = try #require(shard.restorable)
    shard.reset(0, seed: 1)
    _ = step(shard, .exit)
    let state = states.capture(0)
    #expect(state == [UInt8](repeating: 0, count: 16))
    shard.reset(0, seed: 1)
    try states.restore(0, state: state[...])
    #expect(step(shard, .step).hasFailed)
    shard.reset(0, seed: 1)
    #expect(!step(shard, .step).hasFailed)
  }

  @Test func noPythonIsSaidWithWhatToDo() {
    let configuration = BridgedConfiguration(id: "Fake-v0", python: fake.python + "-nowhere")
    #expect {
      try BridgedVector.profile(of: configuration)
    } throws: { error in
      "\(error)".contains("bridge install") && "\(error)".contains("nowhere")
    }
  }
}
