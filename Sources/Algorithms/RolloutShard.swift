package import Networks
import RLCore

/// Everything one piece of a rollout needs: a few environments, their randomness and their running sums.
///
/// The number of pieces is fixed, so the same piece draws the same numbers for any number of threads.
final class RolloutShard {
  /// The first environment's place among all.
  let first: Int
  let environments: any EnvironmentShard
  let workspace: Workspace
  /// For the value of a truncated episode's last observation, which must not disturb the batch.
  let single: Workspace
  let singleRow: RowBuffer
  /// The latest observations as the environments gave them (environments).
  let plainRows: RowBuffer
  let sampler: ActionSampler
  let features: FloatBuffer
  /// Draws actions.
  var generator: SeededGenerator
  /// Draws overrides and restarts, so that guidance which does nothing changes no other draw.
  var guidanceGenerator: SeededGenerator
  /// Return so far of each running episode, from the environment's own reward.
  var returns: [Double]
  /// The same with α · r_LLM.
  var shapedReturns: [Double]
  /// Steps so far of each running episode.
  var lengths: [Int]
  /// Discounted shaped return, for reward normalisation.
  var discountedReturns: [Double]
  /// Counts and sums of the latest rollout.
  var tally = Tally()
  /// What an environment said of a simulation that failed in the latest rollout.
  var failure: (any Error)?

  /// What guidance did in one rollout.
  struct Tally: Sendable, Equatable, Codable {
    var hits = 0
    var overrides = 0
    var episodes = 0
    var restarts = 0
    var shapedSize = 0.0
    var environmentSize = 0.0
  }

  init(
    first: Int, count: Int, entry: EnvironmentEntry, network: PolicyNetwork, seed: UInt64, stream: UInt64
  ) {
    self.first = first
    environments = entry.makeShard(count)
    workspace = Workspace(network: network, capacity: count)
    single = Workspace(network: network, capacity: 1)
    singleRow = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    plainRows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
    sampler = ActionSampler(space: entry.spec.action)
    features = FloatBuffer(count: max(1, entry.featureNames.count))
    generator = SeededGenerator(seed: seed, stream: 1_000 + stream)
    guidanceGenerator = SeededGenerator(seed: seed, stream: 2_000 + stream)
    returns = [Double](repeating: 0, count: count)
    shapedReturns = returns
    discountedReturns = returns
    lengths = [Int](repeating: 0, count: count)
    for index in 0..<count {
      environments.reset(index, seed: SeededGenerator.derived(seed: seed, stream: 10_000 + UInt64(first + index)))
    }
  }

  /// The value of environment `index`'s present observation.
  func valueNow(_ index: Int, _ network: PolicyNetwork) -> Float {
    environments.observe(index, into: singleRow.base)
    network.forward(
      RowBatch(base: singleRow.base, rowBytes: singleRow.rowBytes, indices: nil, count: 1), single)
    return single.value(0, network)
  }
}

extension SeededGenerator {
  /// The first word of stream `stream` of `seed`: a seed for something that takes one.
  static func derived(seed: UInt64, stream: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: stream)
    return generator.next()
  }
}

/// The buffers of one rollout, (steps x environments) unless said otherwise.
package final class Rollout {
  package let steps: Int
  package let environments: Int
  /// The observations, and after the last step one more row for each environment.
  package let rows: RowBuffer
  package let actions: FloatBuffer  // (steps x environments x action width)
  package let logProbabilities: FloatBuffer
  package let values: FloatBuffer
  package let rewards: FloatBuffer
  package let bootstrap: FloatBuffer
  package let advantages: FloatBuffer
  package let targets: FloatBuffer
  package let lastValues: FloatBuffer  // (environments)
  package let terminated: UnsafeMutablePointer<UInt8>
  package let truncated: UnsafeMutablePointer<UInt8>
  /// 1 where the batch holds a_LLM and the behaviour-cloning loss applies.
  package let imitated: UnsafeMutablePointer<UInt8>
  /// Return, shaped return and length of the episodes that ended at this step; meaningful where one ended.
  package let finishedReturns: FloatBuffer
  package let finishedShaped: FloatBuffer
  package let finishedLengths: FloatBuffer

  init(steps: Int, environments: Int, rowBytes: Int, actionWidth: Int) {
    self.steps = steps
    self.environments = environments
    let count = steps * environments
    rows = RowBuffer(count: count + environments, rowBytes: rowBytes)
    actions = FloatBuffer(count: count * actionWidth)
    logProbabilities = FloatBuffer(count: count)
    values = FloatBuffer(count: count)
    rewards = FloatBuffer(count: count)
    bootstrap = FloatBuffer(count: count)
    advantages = FloatBuffer(count: count)
    targets = FloatBuffer(count: count)
    lastValues = FloatBuffer(count: environments)
    finishedReturns = FloatBuffer(count: count)
    finishedShaped = FloatBuffer(count: count)
    finishedLengths = FloatBuffer(count: count)
    terminated = .allocate(capacity: count)
    truncated = .allocate(capacity: count)
    imitated = .allocate(capacity: count)
    for flags in [terminated, truncated, imitated] { flags.initialize(repeating: 0, count: count) }
  }

  deinit {
    terminated.deallocate()
    truncated.deallocate()
    imitated.deallocate()
  }

  package var count: Int { steps * environments }
}
