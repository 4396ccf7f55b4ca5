public import Networks
public import RLCore
public import Threads

/// Proximal policy optimisation with a clipped surrogate.
///
/// Paper: Schulman et al., 2017, arXiv:1707.06347. Loss per sample, with ratio ρ = π(a|s) / π_old(a|s):
/// L = max(−A ρ, −A clip(ρ, 1 − ε, 1 + ε)) + c_v ½ (V − G)² − c_e H[π].
///
/// Read it in this order: this file (the loop), `PPO+Rollout` (playing), `PPO+Update` (learning), `PPOLoss`,
/// `GeneralizedAdvantage`, `PPO+Normalisation`; buffers are in `Rollout`, settings in `PPOConfiguration`, saving in
/// `PPO+Checkpoint`. What is reported and how settings are written as text is not needed to follow it.
///
/// Details, each at the line that does it: (1) orthogonal weights, (2) annealed rate, (3) truncation bootstraps, (4) GAE,
/// (5) advantages normalised per minibatch, (6) clipped value loss, (7) entropy bonus, (8) global gradient clipping, (9)
/// Adam, ε = 1e-5 unless set, (10) optional stop at a target KL, (11) normalised rewards and observations, (12)
/// advantages worked out anew before each pass, where asked for.
///
/// Deviations: work is cut into a fixed number of shards, each with its own generator, and reduced in shard order, so
/// that the result depends on seed and settings and not on the number of threads. Normalisers move between updates,
/// not between steps. A step that fails ends its episode as terminated.
///
/// | symbol | code | what it is |
/// |---|---|---|
/// | t | `time` | step of the rollout, 0 ..< `rollout.steps` |
/// | | `index` | an environment's place in its shard |
/// | | `base` | first sample of a shard at one time: time · environments + shard.first |
/// | | `sample` | a sample's place in the batch: `base` + `index`; buffers are (steps x environments), by time |
/// | | `slice` | samples of a minibatch that are summed together, whatever the number of threads |
/// | | `span` | the slices that a thread takes at a time |
/// | | `row` | a sample's place in a slice, or an environment's in its shard: a row of a workspace's buffers |
/// | | `width` | numbers per action: 1, or the components of a continuous one |
/// | | `stride` | numbers from one row of outputs to the next: outputs padded to 16 |
///
/// Threads: everything public is for the thread that made the run. The pool's threads run `collect` (a shard each: it
/// touches that shard and its samples alone), `PPOLoss` (a span each), and what the network cuts up.
public final class PPO: EngineJob {
  /// The run's name.
  public let name: String
  /// The settings.
  public let configuration: PPOConfiguration
  /// Policy and value.
  public let network: PolicyNetwork
  /// What a method of refinement adds to the rollout and the loss; nil for plain PPO.
  public let guide: (any RolloutGuide)?
  /// Environment steps done.
  public internal(set) var step = 0
  /// Time spent playing and learning since this object was made.
  public private(set) var timing = PhaseTiming()
  /// Episodes that ended, and those of them that failed.
  public internal(set) var failures = FailedEpisodes()

  let entry: EnvironmentEntry
  let pool: WorkerPool
  let shards: [RolloutShard]
  package let rollout: Rollout
  let minibatch: Workspace  // (samples of a minibatch)
  let slices: [Workspace]  // of `minibatch`, each with sums of its own
  let spans: [Workspace]  // of `minibatch`, several slices each, for a thread each
  let partialSums: UnsafeMutableBufferPointer<LossSums>  // (slices)
  let indices: UnsafeMutableBufferPointer<Int32>  // (batch), shuffled before each pass
  let exhibition: Exhibition
  var optimiser = Adam()
  var generator: SeededGenerator
  var recent = RecentEpisodes()
  var rewardStatistics = RunningStatistics(width: 1)
  var observationStatistics: RunningStatistics?
  var pendingAlerts: [(title: String, detail: String)] = []

  /// Training of a new network, or of a copy of `start`'s; `guide` is this run's own.
  ///
  /// - Parameter rolloutShards: the pieces of a rollout, where an earlier version cut it otherwise than `configuration` says.
  public init(
    name: String, entry: EnvironmentEntry, configuration: PPOConfiguration, guide: (any RolloutGuide)? = nil,
    start: PolicyCheckpoint? = nil, seed: UInt64, pool: WorkerPool, rolloutShards: Int? = nil
  ) throws {
    try configuration.validate()
    self.name = name
    self.entry = entry
    self.configuration = configuration
    self.guide = guide
    self.pool = pool
    optimiser.epsilon = configuration.adamEpsilon
    generator = SeededGenerator(seed: seed, stream: 1)
    var initial = SeededGenerator(seed: seed, stream: 0)
    network = PolicyNetwork(shape: configuration.shape(for: entry.spec), generator: &initial)  // (1)
    let pieces = rolloutShards ?? configuration.rolloutShards
    let perShard = configuration.environments / pieces
    shards = (0..<pieces).map { [network] index in
      RolloutShard(first: index * perShard, count: perShard, entry, network, guide, seed: seed, stream: UInt64(index))
    }
    rollout = Rollout(
      steps: configuration.stepsPerUpdate, environments: configuration.environments,
      rowBytes: entry.spec.observation.rowBytes, actionWidth: entry.spec.action.width)
    minibatch = Workspace(network: network, capacity: configuration.batchSize / configuration.minibatches)
    slices = minibatch.slices(configuration.gradientSlices)
    spans = minibatch.slices(slices.count / configuration.slicesAtOnce(threads: pool.threads))
    partialSums = .allocate(capacity: slices.count)
    partialSums.initialize(repeating: LossSums())
    indices = .allocate(capacity: configuration.batchSize)
    indices.initialize(repeating: 0)
    exhibition = Exhibition(entry: entry, network: network, seed: seed)
    if configuration.normalisesObservations, case .dense(let dimension) = entry.spec.observation {
      let statistics = RunningStatistics(width: dimension)
      observationStatistics = statistics
      network.normalise(by: statistics)
    }
    if let start { try adopt(start) }
    network.use(entry.spec.observation.layout)
    try guide?.prepare(RunOrigin(network: network, start: start, seed: seed, pool: pool))
  }

  deinit {
    indices.deallocate()
    partialSums.deallocate()
  }

  /// Environment steps of the whole run.
  public var totalSteps: Int { configuration.roundedSteps }
  /// Every step has been taken.
  public var isFinished: Bool { step >= totalSteps }
  /// How far the run is.
  var progress: RunProgress { RunProgress(step: step, totalSteps: totalSteps) }

  /// One update: a rollout, its advantages, and several passes of clipped gradient steps.
  public func advance() throws -> [MetricName: Double] {
    let rate = configuration.learningRate * (configuration.annealsLearningRate ? 1 - progress.share : 1)  // (2)
    let started = ContinuousClock.now
    guide?.willPlay(progress)
    pool.run(shards.count) { collect(shards[$0]) }
    // A value network of its own is asked once about everything: many rows at a time cost less than a few.
    if !network.shape.isShared { revalue() }
    let played = ContinuousClock.now
    try checkShards()
    step += configuration.batchSize
    try guide?.didPlay(rollout, progress)
    try checkRewards()
    gatherEpisodes()
    if configuration.normalisesRewards { normaliseRewards() }  // (11)
    estimateAdvantages()
    guide?.willLearn(rollout, rewardScale: configuration.normalisesRewards ? rewardScale : 1)
    let sums = improve(rate: rate)
    timing.rollout += played - started
    timing.update += ContinuousClock.now - played
    if observationStatistics != nil { moveObservationStatistics() }  // (11)
    var metrics = sums.metrics
    metrics[.learningRate] = rate
    report(into: &metrics)
    guide?.didLearn(rollout, sums, &metrics)
    try checkFinite(metrics)
    return metrics
  }

  /// Alerts raised by the last update.
  public func alerts() -> [(title: String, detail: String)] {
    defer { pendingAlerts = [] }
    return pendingAlerts + (guide?.alerts() ?? [])
  }

  /// A picture of a game played by the present policy, one step on at each call.
  public func exhibit() -> Frame? { exhibition.advance(network) }

  /// Time spent playing and learning since this object was made.
  public var phases: PhaseTiming? { timing }

  /// What a person may turn while the run goes on: a guide's α, where it has one.
  public var adjustable: (any AlphaAdjustable)? { guide?.adjustable }
}
