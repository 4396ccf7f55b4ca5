import RLCore
import Testing

/// What a shard makes of environments that fail or can do little.
@Suite struct ShardTests {
  /// One step of `shard` with `action`.
  private func step(_ shard: any EnvironmentShard, _ action: Float = 0) -> StepOutcome {
    withUnsafePointer(to: action) { shard.step(0, action: $0) }
  }

  private func row(_ shard: any EnvironmentShard) -> [Float] {
    var values = [Float](repeating: 9, count: 4)
    values.withUnsafeMutableBytes { if let base = $0.baseAddress { shard.observe(0, into: base) } }
    return Array(values.prefix(2))
  }

  @Test(arguments: Counter.Fault.allCases) func aStepThatFailsEndsItsEpisode(fault: Counter.Fault) throws {
    let shard = TypedShard(count: 1) { Counter(fault: fault, at: 3) }
    shard.reset(0, seed: 1)
    #expect(step(shard) == StepOutcome(reward: 1, terminated: false, truncated: false))
    #expect(step(shard).hasFailed == false && row(shard) == [2, 0])
    let outcome = step(shard)
    #expect(outcome == .failed && outcome.isOver && outcome.terminated && !outcome.truncated && outcome.reward == 0)
    #expect("\(try #require(shard.failure(0)))" == fault.rawValue)
    // Until a reset there is nothing to see, and nothing works.
    #expect(row(shard) == [0, 0])
    #expect(step(shard) == .failed)
    shard.reset(0, seed: nil)
    #expect(shard.failure(0) == nil && row(shard) == [0, 0])
    #expect(step(shard).reward == 1 && row(shard) == [1, 0])
  }

  @Test func anEpisodeThatCannotStartFailsAtItsFirstStep() throws {
    let shard = TypedShard(count: 2) { Counter(fault: .throwing, at: 0) }
    shard.reset(0, seed: 1)
    #expect("\(try #require(shard.failure(0)))" == "it is worn out")
    #expect(row(shard) == [0, 0])
    #expect(step(shard) == .failed)
    #expect(shard.failure(1) == nil, "its neighbour is as it was")
  }

  @Test func whatAnEnvironmentLacksIsNotThere() {
    let entry = EnvironmentEntry(summary: "a counter") { Counter() }
    #expect(entry.capabilities.isEmpty && entry.interpreter == nil && entry.canRevisit)
    #expect(entry.featureNames == ["observation 0", "observation 1"], "a dense observation is compared as it is")
    #expect(entry.presets == .discrete)
    let shard = entry.makeShard(1)
    #expect(shard.restorable == nil && shard.viewable == nil && shard.featured != nil)
    #expect(shard.picture(0).caption == "Counter has no picture")
    #expect(throws: MissingCapabilityError.self) { try entry.require(.viewable, for: "the screen draws it") }
    #expect(throws: Never.self) { try entry.require(.restorable, for: "it is deterministic") }
    let steps = [EpisodeStep(action: .discrete(1), reward: 0.5, value: 0, probabilities: [])]
    #expect(entry.narrate(rows: [], steps: steps, first: 4) == ["t=4 on, reward 0.5"])
  }

  @Test func aSentenceSaysWhatIsMissing() {
    let entry = EnvironmentEntry(summary: "a counter") { Counter(isDeterministic: false) }
    let error = #expect(throws: MissingCapabilityError.self) {
      try entry.require(.restorable, for: "verify starts rollouts from recorded states")
    }
    #expect(
      error?.description
        == "verify starts rollouts from recorded states, but Counter is not restorable: its states can neither be "
        + "restored nor reached again by seed and actions; conform its type to Restorable, or make it deterministic and "
        + "say so in its spec")
  }

  private func episode(_ count: Int, over: Bool = true) -> Episode {
    let steps = (0..<count).map { EpisodeStep(action: .discrete($0 % 2), reward: 1, value: 0, probabilities: []) }
    return Episode(
      id: 1, environment: "Counter", seed: 5, steps: steps, stateBytes: 0, states: [], terminated: over)
  }

  @Test func aDeterministicEnvironmentIsPlayedAgain() throws {
    let shard = TypedShard(count: 1) { Counter() }
    let episode = episode(Counter.length)
    for place in [0, 3, Counter.length] {
      #expect(try shard.visit(0, episode.moment(before: place), for: "a test looks again") == place)
      #expect(row(shard)[0] == Float(place))
    }
    var seen: [Float] = []
    try shard.walk(0, through: episode, 2...Counter.length, for: "a test looks again") { place in
      seen.append(row(shard)[0])
      #expect(seen.count == place - 1)
    }
    #expect(seen == (2...Counter.length).map { Float($0) })
  }

  @Test func anEpisodeThatPlaysDifferentlyIsAnError() {
    let shard = TypedShard(count: 1) { Counter() }
    let longer = episode(Counter.length + 2)
    let error = EnvironmentError.playsDifferently(step: Counter.length)
    #expect(throws: error) { try shard.visit(0, longer.moment(before: Counter.length + 1), for: "a test looks again") }
    #expect(throws: error) {
      try shard.walk(0, through: longer, 0...(Counter.length + 1), for: "a test looks again") { _ in }
    }
  }

  @Test func whatIsNeitherRestorableNorDeterministicCannotBeRevisited() {
    let shard = TypedShard(count: 1) { Counter(isDeterministic: false) }
    for moment in [Moment.state([1, 2]), .replay(seed: 1, actions: [])] {
      #expect(throws: MissingCapabilityError.self) { try shard.visit(0, moment, for: "a test looks again") }
    }
  }
}

/// Counts its steps; what goes wrong with it does so at step `at` of an episode, or at its start for step 0.
struct Counter: Environment, Sendable {
  /// What goes wrong, by what is said of it.
  enum Fault: String, CaseIterable, Sendable {
    case throwing = "it is worn out"
    case reward = "the reward is not finite"
    case observation = "the observation is not finite"
  }

  struct WornOut: Error, CustomStringConvertible {
    var description: String { "it is worn out" }
  }

  static let length = 6
  var fault: Fault?
  var place = -1
  var isDeterministic = true
  private var steps = 0

  init(fault: Fault? = nil, at place: Int = -1, isDeterministic: Bool = true) {
    self.fault = fault
    self.place = place
    self.isDeterministic = isDeterministic
  }

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Counter", observation: .dense(dimension: 2), action: .discrete(names: ["off", "on"]),
      stepLimit: Self.length, isDeterministic: isDeterministic)
  }

  mutating func reset(seed: UInt64?) throws {
    steps = 0
    if place == 0 { throw WornOut() }
  }

  mutating func step(_ action: UnsafePointer<Float>) throws -> StepOutcome {
    steps += 1
    if steps == place, fault == .throwing { throw WornOut() }
    return StepOutcome(
      reward: steps == place && fault == .reward ? .nan : 1, terminated: false, truncated: steps >= Self.length)
  }

  func observe(into row: UnsafeMutableRawPointer) {
    let values = row.assumingMemoryBound(to: Float.self)
    values[0] = Float(steps)
    values[1] = steps == place && fault == .observation ? .infinity : 0
  }
}
