import FoundationEssentials
import Networks
public import RLCore
public import Threads

/// Saving and resuming: a resumed run goes on bit for bit as if it had never stopped. `PolicyCheckpoint` has the layout.
extension PPO {
  /// The policy, and all that the run needs to go on.
  public func checkpoint() -> [UInt8]? {
    let state = TrainingState(
      configuration: configuration, adam: optimiser, generator: generator,
      shardGenerators: shards.map(\.generator), guideGenerators: shards.map(\.guideGenerator),
      returns: shards.map(\.returns), shapedReturns: shards.map(\.shapedReturns),
      discountedReturns: shards.map(\.discountedReturns), lengths: shards.map(\.lengths), recent: recent,
      rewardStatistics: rewardStatistics, failures: failures, guide: guide?.name)
    var metadata = PolicyFile.metadata(
      PolicyFile.Header(
        environment: entry.spec.id, name: name, step: step, action: entry.spec.action, network: network.shape))
    metadata["training.state"] = PolicyFile.text(state)
    var tensors = PolicyFile.tensors(of: network, normaliser: observationStatistics)
    tensors += network.tensors(of: network.firstMoment, prefix: "training.adam.first.")
    tensors += network.tensors(of: network.secondMoment, prefix: "training.adam.second.")
    let states = shards.flatMap { shard in
      (0..<shard.environments.count).flatMap { shard.environments.restorable?.capture($0) ?? [] }
    }
    if !states.isEmpty {
      let shape = [configuration.environments, states.count / configuration.environments]
      tensors.append(Tensor(name: "training.environments", shape: shape, elements: .bytes(states)))
    }
    if let guide {
      let kept = guide.stateText
      tensors.append(Tensor(name: "training.guide." + guide.name, shape: [kept.count], elements: .bytes(kept)))
    }
    return Safetensors.encode(tensors, metadata: metadata)
  }

  /// Starts from the policy of another run: its weights and normalisers, and its optimiser where settings say so.
  func adopt(_ start: PolicyCheckpoint) throws {
    guard start.environment == entry.spec.id else {
      throw SafetensorsError.mismatch("it is of \(start.environment), not \(entry.spec.id)")
    }
    guard start.policy.normaliser == nil || observationStatistics != nil else {
      throw InvalidSettingError(
        key: "normaliseObservations", value: "false", valid: "true, as the policy to start from was trained so")
    }
    try start.policy.load(into: network)
    observationStatistics = start.policy.normaliser ?? observationStatistics
    if start.hasTraining { rewardStatistics = try start.training.rewardStatistics }
    if configuration.startOptimiser == .kept { try keepOptimiser(of: start) }
  }

  private func keepOptimiser(of start: PolicyCheckpoint) throws {
    guard start.hasTraining else {
      throw InvalidSettingError(
        key: "start.optimiser", value: "kept", valid: "fresh, as the policy to start from comes without an optimiser")
    }
    try network.fill(network.firstMoment, from: start.policy.tensors, prefix: "training.adam.first.")
    try network.fill(network.secondMoment, from: start.policy.tensors, prefix: "training.adam.second.")
    optimiser.steps = try start.training.adam.steps
  }

  /// A run taken up where a checkpoint left it; its guide is made by its line in `methods`.
  ///
  /// - Parameters:
  ///   - name: the run's name, where it is another run than the one that the checkpoint is of.
  ///   - settings: those by which it goes on, where not by its own. Its network, environments and rollouts have to be the
  ///     same.
  public static func resume(
    _ checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, methods: Catalog<RefinementMethod> = MethodCatalog.methods,
    pool: WorkerPool, totalSteps: Int? = nil, as name: String? = nil, by settings: PPOConfiguration? = nil
  ) throws -> PPO {
    guard checkpoint.environment == entry.spec.id else {
      throw SafetensorsError.mismatch("it is of \(checkpoint.environment), not \(entry.spec.id)")
    }
    let state = try checkpoint.training
    var configuration = settings ?? state.configuration
    if let totalSteps { configuration.totalSteps = totalSteps }
    let guide = try state.guide.flatMap {
      try methods.entry($0).guide(GuidanceTable(), entry: entry, configuration: configuration, oracle: .kept)
    }
    let pieces = state.shardGenerators.count
    guard pieces > 0, configuration.environments % pieces == 0 else {
      throw SafetensorsError.mismatch("\(configuration.environments) environments make no \(pieces) equal shards")
    }
    let run = try PPO(
      name: name ?? checkpoint.name, entry: entry, configuration: configuration, guide: guide, seed: 0, pool: pool,
      rolloutShards: pieces)
    try run.take(checkpoint, state)
    return run
  }

  /// Draws from another seed from here on. What was learnt and where the environments stand stays as it is.
  public func reseed(_ seed: UInt64) {
    generator = SeededGenerator(seed: seed, stream: 1)
    for (index, shard) in shards.enumerated() { shard.reseed(seed, stream: UInt64(index)) }
  }

  private func take(_ checkpoint: PolicyCheckpoint, _ state: TrainingState) throws {
    try checkpoint.policy.load(into: network)
    try network.fill(network.firstMoment, from: checkpoint.policy.tensors, prefix: "training.adam.first.")
    try network.fill(network.secondMoment, from: checkpoint.policy.tensors, prefix: "training.adam.second.")
    let perShard = configuration.environments / shards.count
    guard state.shardGenerators.count == shards.count, state.guideGenerators.count == shards.count,
      [state.returns, state.shapedReturns, state.discountedReturns].allSatisfy({
        $0.count == shards.count && $0.allSatisfy { $0.count == perShard }
      }), state.lengths.count == shards.count, state.lengths.allSatisfy({ $0.count == perShard })
    else { throw SafetensorsError.mismatch("its shards are not \(shards.count) of \(perShard)") }
    step = checkpoint.step
    optimiser = state.adam
    if configuration.adamEpsilon != state.configuration.adamEpsilon { optimiser.epsilon = configuration.adamEpsilon }
    generator = state.generator
    recent = state.recent
    failures = state.failures
    rewardStatistics = state.rewardStatistics
    observationStatistics = checkpoint.policy.normaliser ?? observationStatistics
    for (index, shard) in shards.enumerated() {
      shard.generator = state.shardGenerators[index]
      shard.guideGenerator = state.guideGenerators[index]
      shard.returns = state.returns[index]
      shard.shapedReturns = state.shapedReturns[index]
      shard.discountedReturns = state.discountedReturns[index]
      shard.lengths = state.lengths[index]
    }
    try takeEnvironments(checkpoint)
    if let guide { try guide.restore(checkpoint.bytes("training.guide." + guide.name), at: progress) }
  }

  /// Restores the environments' states; episodes of an environment that cannot be restored begin anew.
  private func takeEnvironments(_ checkpoint: PolicyCheckpoint) throws {
    guard entry.capabilities.contains(.restorable) else {
      for shard in shards { shard.begin(seed: generator.words.x) }
      let detail = "\(entry.spec.id) cannot be restored, so the episodes that were under way are lost"
      return pendingAlerts.append(("episodes begin anew", detail))
    }
    let states = try checkpoint.bytes("training.environments")
    let size = states.count / configuration.environments
    for shard in shards {
      for index in 0..<shard.environments.count {
        let start = (shard.first + index) * size
        try shard.environments.restorable?.restore(index, state: states[start..<(start + size)])
      }
    }
  }
}

extension RolloutGuide {
  /// The state as JSON.
  fileprivate var stateText: [UInt8] { Array(PolicyFile.text(state).utf8) }

  /// Takes up a state that `stateText` gave; what an earlier version did not know stays as it is.
  fileprivate func restore(_ text: [UInt8], at progress: RunProgress) throws {
    guard let kept = try? decode(State.self, from: Data(text), over: state) else {
      throw SafetensorsError.malformed("the state of \(name) cannot be read")
    }
    try restore(kept, at: progress)
  }
}
