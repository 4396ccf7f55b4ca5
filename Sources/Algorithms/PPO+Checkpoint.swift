import FoundationEssentials
import Networks
public import RLCore
public import Threads

/// Saving and resuming: a resumed run goes on bit for bit as if it had never stopped.
extension PPO {
  /// Weights, optimiser, normalisers, generators, environment states, counters, α history and guidance.
  public func checkpoint() -> [UInt8]? {
    let state = TrainingState(
      configuration: configuration, adam: optimiser, generator: generator,
      shardGenerators: shards.map(\.generator), guidanceGenerators: shards.map(\.guidanceGenerator),
      returns: shards.map(\.returns), shapedReturns: shards.map(\.shapedReturns),
      discountedReturns: shards.map(\.discountedReturns), lengths: shards.map(\.lengths), alpha: alpha,
      alphaHistory: alphaHistory, recent: recent, rewardStatistics: rewardStatistics,
      observationStatistics: observationStatistics)
    let states = shards.flatMap { shard in
      (0..<shard.environments.count).flatMap { shard.environments.restorable?.capture($0) ?? [] }
    }
    let header = CheckpointHeader(environment: entry.spec.id, name: name, shape: network.shape, step: step)
    let guidance = Array(PolicyCheckpoint.encode(table).utf8)
    return Safetensors.encode(
      [
        Tensor(name: "parameters", shape: [network.parameters.count], elements: .floats(network.parameters.array)),
        Tensor(name: "adam.first", shape: [network.firstMoment.count], elements: .floats(network.firstMoment.array)),
        Tensor(name: "adam.second", shape: [network.secondMoment.count], elements: .floats(network.secondMoment.array)),
        Tensor(
          name: "environments", shape: [configuration.environments, states.count / configuration.environments],
          elements: .bytes(states)),
        Tensor(name: "guidance", shape: [guidance.count], elements: .bytes(guidance)),
      ],
      metadata: [
        "version": "\(PolicyCheckpoint.version)", "header": PolicyCheckpoint.encode(header),
        "training": PolicyCheckpoint.encode(state),
      ])
  }

  /// Starts from the policy of another run: its weights and normaliser, a fresh optimiser.
  func adopt(_ start: PolicyCheckpoint) throws {
    guard start.environment == entry.spec.id else {
      throw SafetensorsError.mismatch("it is of \(start.environment), not \(entry.spec.id)")
    }
    try start.load(into: network)
    let state = try start.training
    guard state.observationStatistics == nil || observationStatistics != nil else {
      throw InvalidSettingError(
        key: "normaliseObservations", value: "false", valid: "true, as the policy to start from was trained so")
    }
    rewardStatistics = state.rewardStatistics
    if observationStatistics != nil {
      observationStatistics = state.observationStatistics ?? observationStatistics
      applyObservationStatistics()
    }
  }

  /// A run taken up where a checkpoint left it.
  public static func resume(
    _ checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, pool: WorkerPool, totalSteps: Int? = nil
  ) throws -> PPO {
    guard checkpoint.environment == entry.spec.id else {
      throw SafetensorsError.mismatch("it is of \(checkpoint.environment), not \(entry.spec.id)")
    }
    let state = try checkpoint.training
    guard let table = try? JSONDecoder().decode(GuidanceTable.self, from: Data(checkpoint.bytes("guidance"))) else {
      throw SafetensorsError.malformed("its guidance cannot be read")
    }
    var configuration = state.configuration
    if let totalSteps { configuration.totalSteps = totalSteps }
    let run = try PPO(
      name: checkpoint.name, entry: entry, configuration: configuration, table: table, seed: 0, pool: pool)
    try run.take(checkpoint, state)
    return run
  }

  private func take(_ checkpoint: PolicyCheckpoint, _ state: TrainingState) throws {
    try checkpoint.load(into: network)
    network.firstMoment.assign(try checkpoint.floats("adam.first", network.firstMoment.count))
    network.secondMoment.assign(try checkpoint.floats("adam.second", network.secondMoment.count))
    let perShard = configuration.environments / shards.count
    guard state.shardGenerators.count == shards.count, state.guidanceGenerators.count == shards.count,
      [state.returns, state.shapedReturns, state.discountedReturns].allSatisfy({
        $0.count == shards.count && $0.allSatisfy { $0.count == perShard }
      }), state.lengths.count == shards.count, state.lengths.allSatisfy({ $0.count == perShard })
    else { throw SafetensorsError.mismatch("its shards are not \(shards.count) of \(perShard)") }
    let states = try checkpoint.bytes("environments")
    let size = states.count / configuration.environments
    for (index, shard) in shards.enumerated() {
      shard.generator = state.shardGenerators[index]
      shard.guidanceGenerator = state.guidanceGenerators[index]
      shard.returns = state.returns[index]
      shard.shapedReturns = state.shapedReturns[index]
      shard.discountedReturns = state.discountedReturns[index]
      shard.lengths = state.lengths[index]
      for environment in 0..<perShard {
        let start = (shard.first + environment) * size
        try shard.environments.restorable?.restore(environment, state: states[start..<(start + size)])
      }
    }
    step = checkpoint.step
    optimiser = state.adam
    generator = state.generator
    alpha = state.alpha
    alphaHistory = state.alphaHistory
    recent = state.recent
    rewardStatistics = state.rewardStatistics
    observationStatistics = state.observationStatistics
    applyObservationStatistics()
  }
}

extension PPOConfiguration {
  /// The network that these settings ask for in an environment.
  func shape(for spec: EnvironmentSpec) -> NetworkShape {
    NetworkShape(
      observation: spec.observation, hidden: hidden, activation: activation, isShared: sharesTrunk,
      policyOutputs: max(spec.action.count, spec.action.width),
      pooling: pooling.isEmpty
        ? nil
        : spec.observation.layout?.grid.map {
          Pooling(grid: $0, blocks: pooling, sharesAll: cellRate == 0 && Pooling.nests(pooling))
        },
      initialLogDeviation: spec.action.count > 0 ? nil : Float(initialLogDeviation))
  }
}
