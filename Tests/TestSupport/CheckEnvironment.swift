public import RLCore

/// The laws that every environment of the catalog keeps; gives a sentence for each one that is broken.
///
/// Random actions drive a few episodes to their ends. A law is stated where it is checked. What is found is a list and
/// not a failure, so that the checker itself can be tested on environments that break a law on purpose.
public func brokenLaws(of entry: EnvironmentEntry, seed: UInt64 = 1, episodes: Int = 2) -> [String] {
  var check = EnvironmentCheck(entry, seed: seed)
  check.spec()
  guard check.broken.isEmpty else { return check.broken }
  for episode in 0..<episodes { check.episode(seed: seed &+ UInt64(episode)) }
  check.sameSeedSameTrajectory()
  check.restoresExactly()
  check.reseeds()
  check.refusesStatesOfAnotherSize()
  check.wordsFit()
  return check.broken
}

struct EnvironmentCheck {
  let entry: EnvironmentEntry
  let space: ObservationSpace
  let seed: UInt64
  private var found: [String] = []

  init(_ entry: EnvironmentEntry, seed: UInt64) {
    self.entry = entry
    self.seed = seed
    space = entry.spec.observation
  }

  /// Each broken law once.
  var broken: [String] { found.enumerated().filter { !found.prefix($0.offset).contains($0.element) }.map(\.element) }

  mutating func expect(_ holds: Bool, _ law: String) {
    if !holds { found.append(law) }
  }

  /// The spec describes something that can be trained on.
  mutating func spec() {
    let spec = entry.spec
    expect(!spec.id.isEmpty, "the environment has an id")
    expect(space.dimension > 0, "an observation has cells")
    expect(spec.stepLimit > 0, "an episode has steps")
    expect(!spec.featureNames.isEmpty, "states can be compared by features")
    switch spec.action {
    case .discrete(let names):
      expect(names.count > 1 && Set(names).count == names.count, "discrete actions have distinct names")
    case .box(let low, let high):
      expect(!low.isEmpty && low.count == high.count, "bounds are of one length")
      expect(zip(low, high).allSatisfy { $0 < $1 }, "lower bounds are below upper bounds")
    }
    if case .sparse(let dimension, let capacity) = space {
      expect(dimension <= 0x8000 && capacity > 0 && capacity <= dimension, "cells fit into the words of a row")
    }
    if let grid = spec.grid {
      expect(grid.planes * grid.height * grid.width == space.dimension, "the grid covers the observation")
    }
  }

  /// One episode of random actions from its start to its end.
  mutating func episode(seed: UInt64) {
    let shard = entry.makeShard(1)
    expect(shard.spec == entry.spec, "an environment and its catalog entry agree on the spec")
    var generator = SeededGenerator(seed: seed, stream: 1)
    shard.reset(0, seed: seed)
    var last = row(shard)
    var changes = 0
    var total = 0.0
    var steps = 0
    while steps <= entry.spec.stepLimit {
      let before = shard.capture(0)
      look(shard)
      expect(shard.capture(0) == before, "looking changes nothing")
      let outcome = step(shard, action(&generator))
      steps += 1
      total += Double(outcome.reward)
      expect(outcome.reward.isFinite, "rewards are finite")
      expect(!(outcome.terminated && outcome.truncated), "an episode is terminated or truncated, not both")
      expect(!outcome.truncated || steps == entry.spec.stepLimit, "an episode is truncated at its step limit alone")
      let state = shard.capture(0)
      expect(state.count == before.count, "a captured state has one length")
      let now = row(shard)
      if meaningful(now) != meaningful(last) { changes += 1 }
      last = now
      if outcome.isOver { break }
    }
    look(shard)
    expect(steps <= entry.spec.stepLimit, "an episode ends at its step limit")
    expect(changes * 10 >= steps, "the observation changes when the state changes")
    if let range = entry.spec.returnRange {
      expect(total >= range.lowerBound - 1e-3 && total <= range.upperBound + 1e-3, "returns lie in their range")
    }
    shard.reset(0, seed: nil)
    look(shard)
    expect(!step(shard, action(&generator)).truncated || entry.spec.stepLimit == 1, "a reset starts a new episode")
  }

  /// One seed gives one trajectory, whatever happened before and whatever its neighbours do.
  mutating func sameSeedSameTrajectory() {
    let (first, second) = (entry.makeShard(1), entry.makeShard(2))
    var generator = SeededGenerator(seed: seed, stream: 2)
    var noise = SeededGenerator(seed: seed, stream: 3)
    second.reset(0, seed: seed &+ 100)
    second.reset(1, seed: seed &+ 100)
    for _ in 0..<20 { _ = step(second, action(&noise), index: 1) }
    first.reset(0, seed: seed)
    second.reset(1, seed: seed)
    for _ in 0..<400 {
      let action = action(&generator)
      let outcomes = (step(first, action), step(second, action, index: 1))
      _ = step(second, self.action(&noise), index: 0)
      let isSame = outcomes.0 == outcomes.1 && first.capture(0) == second.capture(1)
      expect(isSame && meaningful(row(first)) == meaningful(row(second, 1)), "one seed gives one trajectory")
      if outcomes.0.isOver {
        first.reset(0, seed: nil)
        second.reset(1, seed: nil)
      }
      if !isSame { return }
    }
  }

  /// After `restore(capture())` the same actions lead to the same future, random draws and later episodes included.
  mutating func restoresExactly() {
    let law = "a restored state has the same future"
    let (original, copy) = (entry.makeShard(1), entry.makeShard(1))
    var generator = SeededGenerator(seed: seed, stream: 4)
    original.reset(0, seed: seed)
    for pause in [0, 1, 7, 60, 400] {
      for _ in 0..<pause { advance(original, action(&generator)) }
      let state = original.capture(0)
      copy.reset(0, seed: seed &+ 77)
      for _ in 0..<13 { advance(copy, action(&generator)) }
      guard (try? copy.restore(0, state: state[...])) != nil else {
        expect(false, "a captured state can be restored")
        return
      }
      expect(copy.capture(0) == state, "a restored state captures as itself")
      expect(meaningful(row(copy)) == meaningful(row(original)), "a restored state looks the same")
      expect(copy.frame(0) == original.frame(0), "a restored state is drawn the same")
      for _ in 0..<600 {
        let action = action(&generator)
        let outcomes = (advance(original, action), advance(copy, action))
        let isSame = outcomes.0 == outcomes.1 && original.capture(0) == copy.capture(0)
        expect(isSame && meaningful(row(original)) == meaningful(row(copy)), law)
        if !isSame { return }
      }
    }
  }

  /// `reseed` changes what will be drawn and nothing that is seen; equal seeds give equal futures.
  mutating func reseeds() {
    let shard = entry.makeShard(3)
    var generator = SeededGenerator(seed: seed, stream: 5)
    for index in 0..<3 {
      shard.reset(index, seed: seed)
      let before = meaningful(row(shard, index))
      shard.reseed(index, seed: index < 2 ? 5 : 6)
      expect(meaningful(row(shard, index)) == before, "reseeding changes nothing that is seen")
    }
    for _ in 0..<200 {
      let action = action(&generator)
      let outcomes = (0..<3).map { advance(shard, action, index: $0) }
      expect(outcomes[0] == outcomes[1] && shard.capture(0) == shard.capture(1), "equal seeds give equal futures")
    }
  }

  /// Bytes of another length are refused with the numbers named.
  mutating func refusesStatesOfAnotherSize() {
    let shard = entry.makeShard(1)
    shard.reset(0, seed: seed)
    let state = shard.capture(0)
    for wrong in [[], Array(state.dropLast()), state + [0]] as [[UInt8]] {
      do {
        try shard.restore(0, state: wrong[...])
        expect(false, "a state of another size is refused")
      } catch {
        let expected = EnvironmentError.stateSize(expected: state.count, found: wrong.count)
        expect(error as? EnvironmentError == expected, "a refused state names both sizes")
      }
    }
    expect(shard.capture(0) == state, "a refused state changes nothing")
  }

  /// The interpreter has words for every step.
  mutating func wordsFit() {
    let shard = entry.makeShard(1)
    shard.reset(0, seed: seed)
    var generator = SeededGenerator(seed: seed, stream: 6)
    var rows = [row(shard)]
    var steps: [EpisodeStep] = []
    for _ in 0..<50 {
      let action = action(&generator)
      let outcome = step(shard, action)
      let value = action.withUnsafeBufferPointer { $0.baseAddress.map { Action(values: $0, space: entry.spec.action) } }
      if let value {
        steps.append(EpisodeStep(action: value, reward: outcome.reward, value: 0, probabilities: []))
      }
      rows.append(row(shard))
      if outcome.isOver { break }
    }
    let words = entry.interpreter
    let lines = words.narrate(rows: rows, steps: steps, first: 3)
    expect(lines.count == steps.count && lines.allSatisfy { !$0.isEmpty }, "every step has a line of narration")
    expect(rows.allSatisfy { !words.key(row: $0).isEmpty }, "every row has a key")
    expect(rows.map { words.key(row: $0) } == rows.map { words.key(row: $0) }, "a row's key is always the same")
    expect(
      ![words.background, words.rules, words.criteria, entry.summary].contains(""), "the task is described in words")
  }
}
