public import RLCore

/// The laws that every environment of the catalog keeps, those of each capability where it has that; gives a sentence for
/// each one that is broken.
///
/// Random actions drive a few episodes to their ends. A law is stated where it is checked. What is found is a list and
/// not a failure, so that the checker itself can be tested on environments that break a law on purpose.
public func brokenLaws(of entry: EnvironmentEntry, seed: UInt64 = 1, episodes: Int = 2) -> [String] {
  var check = EnvironmentCheck(entry, seed: seed)
  check.spec()
  guard check.broken.isEmpty else { return check.broken }
  for episode in 0..<episodes { check.episode(seed: seed &+ UInt64(episode)) }
  if entry.spec.isDeterministic { check.sameSeedSameTrajectory() }
  check.capabilities()
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
    switch spec.action {
    case .discrete(let names):
      expect(names.count > 1 && Set(names).count == names.count, "discrete actions have distinct names")
    case .box(let low, let high):
      expect(!low.isEmpty && low.count == high.count, "bounds are of one length")
      expect(zip(low, high).allSatisfy { $0 < $1 }, "lower bounds are below upper bounds")
    }
    if let layout = space.layout {
      let (dimension, capacity) = (layout.dimension, layout.capacity)
      expect(dimension <= 0x8000 && capacity > 0 && capacity <= dimension, "cells fit into the words of a row")
    }
    if let grid = space.layout?.grid {
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
      let before = capture(shard)
      look(shard)
      expect(capture(shard) == before, "looking changes nothing")
      let outcome = step(shard, action(&generator))
      steps += 1
      total += Double(outcome.reward)
      expect(!outcome.hasFailed, "no step fails")
      expect(!(outcome.terminated && outcome.truncated), "an episode is terminated or truncated, not both")
      expect(!outcome.truncated || steps == entry.spec.stepLimit, "an episode is truncated at its step limit alone")
      expect(capture(shard).count == before.count, "a captured state has one length")
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
      let isSame = outcomes.0 == outcomes.1 && capture(first) == capture(second, 1)
      expect(isSame && meaningful(row(first)) == meaningful(row(second, 1)), "one seed gives one trajectory")
      if outcomes.0.isOver {
        first.reset(0, seed: nil)
        second.reset(1, seed: nil)
      }
      if !isSame { return }
    }
  }
}
