public import Networks
import RLCore

/// The buffers of one rollout, (steps x environments) unless said otherwise.
public final class Rollout {
  /// Steps of each environment.
  public let steps: Int
  /// Environments.
  public let environments: Int
  /// The observations as the network takes them, and after the last step one more row for each environment.
  public let rows: RowBuffer
  /// The actions of the batch (steps x environments x action width).
  public let actions: FloatBuffer
  /// log π(a|s) of these actions as the policy was.
  public let logProbabilities: FloatBuffer
  /// V(s).
  public let values: FloatBuffer
  /// r_env and what a guide adds; normalised after a guide's `didPlay`, where asked for.
  public let rewards: FloatBuffer
  /// V of the last observation of a truncated episode; meaningful where one was truncated.
  public let bootstrap: FloatBuffer
  /// A.
  public let advantages: FloatBuffer
  /// G = A + V.
  public let targets: FloatBuffer
  /// V(s) after the last step (environments).
  public let lastValues: FloatBuffer
  /// 1 where the episode ended by its own rules, or failed.
  public let terminated: UnsafeMutablePointer<UInt8>
  /// 1 where the episode was cut by its limit.
  public let truncated: UnsafeMutablePointer<UInt8>
  /// 1 where a guide's loss takes the place of the surrogate.
  public let hasOwnLoss: UnsafeMutablePointer<UInt8>
  /// 1 where somebody else acted: the step teaches nothing but what the guide says of it, and no advantage reaches over it.
  public let isApart: UnsafeMutablePointer<UInt8>
  /// Return, shaped return and length of the episodes that ended at this step; meaningful where one ended.
  let finishedReturns: FloatBuffer
  let finishedShaped: FloatBuffer
  let finishedLengths: FloatBuffer

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
    hasOwnLoss = .allocate(capacity: count)
    isApart = .allocate(capacity: count)
    for flags in [terminated, truncated, hasOwnLoss, isApart] { flags.initialize(repeating: 0, count: count) }
  }

  deinit { for flags in [terminated, truncated, hasOwnLoss, isApart] { flags.deallocate() } }

  /// Samples of the batch.
  public var count: Int { steps * environments }

  /// Whether an episode ended with `sample`.
  func isOver(_ sample: Int) -> Bool { terminated[sample] != 0 || truncated[sample] != 0 }
}

/// Everything one piece of a rollout needs: a few environments, their randomness and their running sums.
///
/// The number of shards is fixed, so the same shard draws the same numbers for any number of threads. One thread of the
/// pool has it during a rollout, the run's own thread in between.
final class RolloutShard {
  /// The first environment's place among all.
  let first: Int
  let environments: any EnvironmentShard
  let workspace: Workspace
  /// For the value of a truncated episode's last observation, which must not disturb the batch.
  let single: Workspace
  let singleRow: RowBuffer
  let sampler: ActionSampler
  /// The guide's part in this shard.
  let guide: (any GuidePart)?
  /// Draws actions.
  var generator: SeededGenerator
  /// Draws for the guide, so that one which does nothing changes no other draw.
  var guideGenerator: SeededGenerator
  /// Return so far of each running episode, from the environment's own reward (count).
  var returns: [Double]
  /// The same with what the guide adds (count).
  var shapedReturns: [Double]
  /// Discounted shaped return, for reward normalisation (count).
  var discountedReturns: [Double]
  /// Steps so far of each running episode (count).
  var lengths: [Int]
  /// Counts and sums of the latest rollout.
  var tally = Tally()
  /// Why the last episode that failed did.
  var failure: (any Error)?
  /// What the guide could not do in the latest rollout.
  var error: (any Error)?
  /// Keeps the rollout under way, where somebody asked for it.
  var recording: RolloutRecording?

  struct Tally {
    var episodes = 0
    var failed = 0
    /// Σ |r_env|.
    var rewardSize = 0.0
  }

  init(
    first: Int, count: Int, _ entry: EnvironmentEntry, _ network: PolicyNetwork, _ guide: (any RolloutGuide)?,
    seed: UInt64, stream: UInt64
  ) {
    self.first = first
    environments = entry.makeShard(count)
    workspace = Workspace(network: network, capacity: count)
    single = Workspace(network: network, capacity: 1)
    singleRow = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    sampler = ActionSampler(space: entry.spec.action)
    self.guide = guide?.makePart(environments)
    generator = Self.generator(seed, stream)
    guideGenerator = Self.guideGenerator(seed, stream)
    (returns, shapedReturns, discountedReturns, lengths) = ([], [], [], [])
    begin(seed: seed)
  }

  private static func generator(_ seed: UInt64, _ stream: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: 1_000 + stream)
  }

  private static func guideGenerator(_ seed: UInt64, _ stream: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: 2_000 + stream)
  }

  /// Draws actions, and for the guide, from another seed; episodes go on.
  func reseed(_ seed: UInt64, stream: UInt64) {
    generator = Self.generator(seed, stream)
    guideGenerator = Self.guideGenerator(seed, stream)
  }

  /// Begins an episode in every environment, each from its own stream of `seed`.
  func begin(seed: UInt64) {
    let count = environments.count
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
