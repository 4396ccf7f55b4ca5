import Glibc
public import Networks
public import RLCore
public import Threads

/// Proximal policy optimisation with a clipped surrogate, guided where a table says so.
///
/// Paper: Schulman et al., 2017, arXiv:1707.06347. Loss per sample, with ratio ρ = π(a|s) / π_old(a|s):
/// L = max(−A ρ, −A clip(ρ, 1 − ε, 1 + ε)) + c_v ½ (V − G)² − c_e H[π].
///
/// Details, each at the line that does it: (1) orthogonal weights, (2) annealed rate, (3) truncation bootstraps,
/// (4) GAE, (5) advantages normalised per minibatch, (6) clipped value loss, (7) entropy bonus, (8) global gradient
/// clipping, (9) Adam, ε = 1e-5 unless set, (10) optional stop at a target KL, (11) normalised rewards and
/// observations, (12) advantages worked out anew before each pass, where asked for.
/// Guidance (ULTRA, arXiv:2505.20671) touches the rollout only, and the loss where `imitation` is chosen.
///
/// Deviations: work is cut into a fixed number of shards, each with its own generator, and reduced in shard order, so
/// that the result depends on seed and settings and not on the number of threads. Normalisers move between updates,
/// not between steps.
public final class PPO: EngineJob {
  /// The run's name.
  public let name: String
  /// The settings.
  public let configuration: PPOConfiguration
  /// Policy and value.
  public let network: PolicyNetwork
  /// Environment steps done.
  public internal(set) var step = 0
  /// Time spent playing and learning since this object was made.
  public private(set) var timing = PhaseTiming()
  /// Weight of r_LLM in force.
  public var alpha: Double {
    didSet { if alpha != oldValue { alphaHistory.append(CurvePoint(step: Double(step), value: alpha)) } }
  }

  /// Only a method that adds r_LLM has a use for α.
  public var usesAlpha: Bool { configuration.guidance.shapesRewards && !table.entries.isEmpty }

  let entry: EnvironmentEntry
  let pool: WorkerPool
  let table: GuidanceTable
  var matcher: GuidanceMatcher
  let shards: [RolloutShard]
  package let rollout: Rollout
  let gradientWorkspaces: [Workspace]
  private let partialSums: UnsafeMutablePointer<LossSums>
  let indices: UnsafeMutableBufferPointer<Int32>
  var optimiser = Adam()
  var generator: SeededGenerator
  var alphaHistory: [CurvePoint] = []
  var recent = RecentEpisodes()
  var rewardStatistics = RunningStatistics(width: 1)
  var observationStatistics: RunningStatistics?
  let exhibition: Exhibition
  var watch = FailureWatch()
  /// α with its schedule, for the update under way.
  var effectiveAlpha = 0.0

  /// Training of a new network, or of a copy of `start`'s.
  public init(
    name: String, entry: EnvironmentEntry, configuration: PPOConfiguration, table: GuidanceTable = GuidanceTable(),
    start: PolicyCheckpoint? = nil, seed: UInt64, pool: WorkerPool
  ) throws {
    try configuration.validate()
    try table.check(entry)
    self.name = name
    self.entry = entry
    self.configuration = configuration
    self.pool = pool
    self.table = table
    alpha = configuration.guidance.alpha
    optimiser.epsilon = configuration.adamEpsilon
    generator = SeededGenerator(seed: seed, stream: 1)
    var initial = SeededGenerator(seed: seed, stream: 0)
    network = PolicyNetwork(shape: configuration.shape(for: entry.spec), generator: &initial)  // (1)
    matcher = GuidanceMatcher(table: table, configuration: configuration.guidance, entry: entry)
    let rolloutShards = configuration.rolloutShards
    let perShard = configuration.environments / rolloutShards
    let (network, entry) = (network, entry)
    shards = (0..<rolloutShards).map { index in
      RolloutShard(
        first: index * perShard, count: perShard, entry: entry, network: network, seed: seed, stream: UInt64(index))
    }
    rollout = Rollout(
      steps: configuration.stepsPerUpdate, environments: configuration.environments,
      rowBytes: entry.spec.observation.rowBytes, actionWidth: entry.spec.action.width)
    let pieces = configuration.gradientShards
    let rows = configuration.batchSize / configuration.minibatches / pieces
    gradientWorkspaces = (0..<pieces).map { _ in Workspace(network: network, capacity: rows) }
    partialSums = .allocate(capacity: pieces)
    partialSums.initialize(repeating: LossSums(), count: pieces)
    indices = .allocate(capacity: configuration.batchSize)
    indices.initialize(repeating: 0)
    exhibition = Exhibition(entry: entry, network: network, seed: seed)
    if configuration.normalisesObservations, case .dense(let dimension) = entry.spec.observation {
      observationStatistics = RunningStatistics(width: dimension)
      network.inputOffset = FloatBuffer(count: dimension)
      network.inputScale = FloatBuffer(count: dimension)
      applyObservationStatistics()
    }
    if let start { try adopt(start) }
    network.use(entry.spec.observation.layout)
  }

  deinit {
    indices.deallocate()
    partialSums.deallocate()
  }

  /// Environment steps of the whole run.
  public var totalSteps: Int { configuration.roundedSteps }
  /// Every step has been taken.
  public var isFinished: Bool { step >= totalSteps }

  /// One update: a rollout, its advantages, and several passes of clipped gradient steps.
  public func advance() throws -> [MetricName: Double] {
    let progress = Double(step) / Double(totalSteps)
    effectiveAlpha = alpha * (configuration.guidance.alphaSchedule == .annealed ? 1 - progress : 1)
    let rate = configuration.learningRate * (configuration.annealsLearningRate ? 1 - progress : 1)  // (2)
    let started = ContinuousClock.now
    pool.run(shards.count) { collect(shards[$0], overrideProbability: overrideProbability(progress)) }
    // A value network of its own is asked once about everything: many rows at a time cost less than a few.
    if !network.shape.isShared { revalue() }
    let played = ContinuousClock.now
    try checkRollout()
    step += configuration.batchSize
    gatherEpisodes()
    if configuration.normalisesRewards { normaliseRewards() }  // (11)
    estimateAdvantages()
    var metrics = try improve(rate: rate)
    timing.rollout += played - started
    timing.update += ContinuousClock.now - played
    if observationStatistics != nil { moveObservationStatistics() }  // (11)
    metrics[.learningRate] = rate
    report(into: &metrics)
    try checkFinite(metrics)
    watch.observe(metrics, table: table)
    return metrics
  }

  func overrideProbability(_ progress: Double) -> Double {
    guard configuration.guidance.overridesActions else { return 0 }
    return configuration.guidance.schedule == .annealed ? max(0, 1 - progress) : 1
  }

  // MARK: Rollout

  /// Plays `stepsPerUpdate` steps in every environment of `shard`.
  private func collect(_ shard: RolloutShard, overrideProbability: Double) {
    let (count, width) = (shard.environments.count, entry.spec.action.width)
    let sampler = shard.sampler
    let policyStride = shard.workspace.policyStride(network)
    shard.tally = RolloutShard.Tally()
    shard.failure = nil
    for time in 0..<rollout.steps {
      let base = time * rollout.environments + shard.first
      look(shard, base)
      for index in 0..<count {
        let sample = base + index
        sampler.read(shard.workspace.policy + index * policyStride, network)
        sampler.sample(&shard.generator)
        sampler.execute()
        store(sampler, sample, width)
        rollout.imitated[sample] = 0
        let match =
          matcher.entries.isEmpty
          ? -1
          : matcher.match(
            row: shard.plainRows.row(index), space: entry.spec.observation, shard: shard.environments,
            scratch: shard.features.base)
        if match >= 0 {
          shard.tally.hits += 1
          if overrides(shard, overrideProbability) {
            shard.tally.overrides += 1
            sampler.take(matcher.entries[match].action)
            sampler.execute()
            if configuration.guidance.storedAction != .sampled { store(sampler, sample, width) }
            if configuration.guidance.storedAction == .imitation { rollout.imitated[sample] = 1 }
          }
        }
        if network.shape.isShared { rollout.values.base[sample] = shard.workspace.value(index, network) }
        let outcome = shard.environments.step(index, action: sampler.executed.base)
        record(outcome, shard, index, sample, bonus: match >= 0 ? bonus(match, shard) : 0)
      }
    }
    look(shard, rollout.count + shard.first)
    for index in 0..<count where network.shape.isShared {
      rollout.lastValues.base[shard.first + index] = shard.workspace.value(index, network)
    }
  }

  /// Observes every environment of `shard` into the rows from `base` on, and asks the network about them.
  private func look(_ shard: RolloutShard, _ base: Int) {
    let count = shard.environments.count
    for index in 0..<count {
      let row = rollout.rows.row(base + index)
      shard.environments.observe(index, into: row)
      // Guidance compares rows as the environment gives them, the network takes them in short.
      if !matcher.entries.isEmpty { shard.plainRows.row(index).copyMemory(from: row, byteCount: rollout.rows.rowBytes) }
      network.compact(row)
    }
    network.forward(
      RowBatch(base: rollout.rows.row(base), rowBytes: rollout.rows.rowBytes, indices: nil, count: count),
      shard.workspace, part: .policy)
  }

  /// Puts the chosen action and its log π(a|s) into the batch.
  private func store(_ sampler: ActionSampler, _ sample: Int, _ width: Int) {
    for component in 0..<width { rollout.actions.base[sample * width + component] = sampler.action.base[component] }
    rollout.logProbabilities.base[sample] = sampler.logProbability
  }

  private func overrides(_ shard: RolloutShard, _ probability: Double) -> Bool {
    probability >= 1 || (probability > 0 && shard.guidanceGenerator.uniform() < probability)
  }

  /// α · r_LLM at a matched state, when the executed action earns it.
  private func bonus(_ match: Int, _ shard: RolloutShard) -> Float {
    let guidance = configuration.guidance
    guard guidance.shapesRewards else { return 0 }
    if guidance.rewardTarget == .stateAction,
      !matcher.agrees(shard.sampler.executed.base, with: match, tolerance: Float(guidance.actionTolerance))
    {
      return 0
    }
    return Float(effectiveAlpha * matcher.entries[match].reward)
  }

  private func record(_ outcome: StepOutcome, _ shard: RolloutShard, _ index: Int, _ sample: Int, bonus: Float) {
    let shaped = outcome.reward + bonus
    rollout.rewards.base[sample] = shaped
    rollout.terminated[sample] = outcome.terminated ? 1 : 0
    rollout.truncated[sample] = outcome.truncated ? 1 : 0
    shard.returns[index] += Double(outcome.reward)
    shard.shapedReturns[index] += Double(shaped)
    shard.lengths[index] += 1
    shard.tally.shapedSize += Double(abs(bonus))
    shard.tally.environmentSize += Double(abs(outcome.reward))
    if outcome.hasFailed, shard.failure == nil { shard.failure = shard.environments.failure(index) }
    guard outcome.isOver else { return }
    if outcome.truncated { rollout.bootstrap.base[sample] = shard.valueNow(index, network) }  // (3)
    rollout.finishedReturns.base[sample] = Float(shard.returns[index])
    rollout.finishedShaped.base[sample] = Float(shard.shapedReturns[index])
    rollout.finishedLengths.base[sample] = Float(shard.lengths[index])
    shard.returns[index] = 0
    shard.shapedReturns[index] = 0
    shard.lengths[index] = 0
    shard.tally.episodes += 1
    shard.environments.reset(index, seed: nil)
    restart(shard, index)
  }

  /// Starts an episode at a critical state with the configured probability (RICE's mixture of start states).
  private func restart(_ shard: RolloutShard, _ index: Int) {
    let probability = configuration.guidance.restartProbability
    guard probability > 0, !matcher.entries.isEmpty, shard.guidanceGenerator.uniform() < probability else { return }
    let chosen = matcher.entries[shard.guidanceGenerator.below(matcher.entries.count)]
    let seed = shard.guidanceGenerator.next()
    guard let restorable = shard.environments.restorable,
      (try? restorable.restore(index, state: chosen.state[...])) != nil
    else { return }
    restorable.reseed(index, seed: seed)
    shard.tally.restarts += 1
  }

  // MARK: Advantages

  private func estimateAdvantages() {
    generalizedAdvantage(
      steps: rollout.steps, environments: rollout.environments, rewards: rollout.rewards.base,
      values: rollout.values.base, lastValues: rollout.lastValues.base, terminated: rollout.terminated,
      truncated: rollout.truncated, bootstrap: rollout.bootstrap.base, discount: Float(configuration.discount),
      lambda: Float(configuration.gaeLambda), advantages: rollout.advantages.base)  // (4)
    for index in 0..<rollout.count {
      rollout.targets.base[index] = rollout.advantages.base[index] + rollout.values.base[index]
    }
  }

  /// Asks the network again for the values of the batch, as it is now; values at cuts stay as they were.
  private func revalue() {
    let size = gradientWorkspaces.first?.capacity ?? 1
    let rows = rollout.rows
    let total = rollout.count + rollout.environments
    let pieces = gradientWorkspaces.count
    let span = (total + pieces - 1) / pieces
    pool.run(pieces) { piece in
      let workspace = gradientWorkspaces[piece]
      var start = piece * span
      let end = min(total, start + span)
      while start < end {
        let count = min(size, end - start)
        network.forward(
          RowBatch(base: rows.row(start), rowBytes: rows.rowBytes, indices: nil, count: count), workspace,
          part: .values)
        for row in 0..<count {
          let value = workspace.value(row, network)
          let sample = start + row
          if sample < rollout.count {
            rollout.values.base[sample] = value
          } else {
            rollout.lastValues.base[sample - rollout.count] = value
          }
        }
        start += count
      }
    }
  }

  // MARK: Update

  /// Several passes over the batch in shuffled minibatches.
  private func improve(rate: Double) throws -> [MetricName: Double] {
    let size = configuration.batchSize / configuration.minibatches
    var sums = LossSums()
    for index in 0..<rollout.count { indices[index] = Int32(index) }
    passes: for pass in 0..<configuration.epochs {
      if pass > 0, configuration.recomputesAdvantages {  // (12)
        revalue()
        estimateAdvantages()
      }
      generator.shuffle(indices)
      var passSums = LossSums()
      for minibatch in 0..<configuration.minibatches {
        guard let origin = indices.baseAddress else { break }
        passSums.add(gradientStep(origin + minibatch * size, size, rate))
      }
      sums.add(passSums)
      let divergence = passSums.approximateKL / passSums.samples
      if configuration.targetKL > 0, divergence > configuration.targetKL { break passes }  // (10)
    }
    return sums.metrics
  }

  private func gradientStep(_ samples: UnsafePointer<Int32>, _ size: Int, _ rate: Double) -> LossSums {
    let advantage =
      configuration.normalisesAdvantages
      ? Standardiser(rollout.advantages.base, samples, size) : Standardiser()  // (5)
    let piece = size / gradientWorkspaces.count
    network.prepareBackward()
    pool.run(gradientWorkspaces.count) { shard in
      let workspace = gradientWorkspaces[shard]
      let rows = RowBatch(
        base: rollout.rows.base, rowBytes: rollout.rows.rowBytes, indices: samples + shard * piece, count: piece)
      workspace.gradients.clear()
      network.forward(rows, workspace)
      partialSums[shard] = fillLossGradient(workspace, samples + shard * piece, piece, 1 / Float(size), advantage)
      network.backward(rows, workspace)
    }
    sumGradients(samples, piece)
    var sums = LossSums()
    for shard in gradientWorkspaces.indices { sums.add(partialSums[shard]) }
    sums.gradientNorm = optimiser.step(  // (8) (9)
      network, rate: rate, cellRate: configuration.cellRate, maximumNorm: configuration.maximumGradientNorm,
      pool: pool)
    network.refresh(pool)
    sums.steps = 1
    return sums
  }

  /// Adds the shards' gradients in shard order; a sparse first layer is summed by columns, each in sample order.
  private func sumGradients(_ samples: UnsafePointer<Int32>, _ piece: Int) {
    let origin = network.gradients.base + network.denseRange.lowerBound
    let isSparse = network.denseRange.lowerBound > 0
    let block = 32
    let width = network.shape.inputWidth
    let columnBlocks = isSparse ? (width + block - 1) / block : 0
    let denseBlocks = 2
    let densePiece = (network.denseRange.count / denseBlocks + 16) & ~15
    pool.run(columnBlocks + denseBlocks) { index in
      if index < columnBlocks {
        for (shard, workspace) in gradientWorkspaces.enumerated() {
          let rows = RowBatch(
            base: rollout.rows.base, rowBytes: rollout.rows.rowBytes, indices: samples + shard * piece, count: piece)
          network.addSparseGradient(
            rows, delta: workspace.firstDelta.base, columns: (index * block)..<min(width, (index + 1) * block))
        }
        network.addBlockGradient(columns: (index * block)..<min(width, (index + 1) * block))
      } else {
        let start = min(network.denseRange.count, (index - columnBlocks) * densePiece)
        let length = min(network.denseRange.count, start + densePiece) - start
        for workspace in gradientWorkspaces {
          addInPlace(origin + start, workspace.gradients.base + start, length)
        }
      }
    }
  }
}
