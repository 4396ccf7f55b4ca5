public import Networks
public import RLCore
public import Threads

extension PPO {
  /// The checkpoint of a run whose steps another program did: its policy, its normalisers and its count of steps,
  /// with a fresh optimiser. A run can go on from it as from any other.
  ///
  /// - Parameter configuration: what `PPOConfiguration.continuing` gave for the same policy.
  public static func checkpoint(
    of policy: PolicyImport, name: RunName, entry: EnvironmentEntry, configuration: PPOConfiguration, seed: UInt64,
    pool: WorkerPool
  ) throws -> [UInt8]? {
    let header = PolicyFile.Header(
      environment: entry.spec.id, name: name.rawValue, step: policy.origin.steps, action: entry.spec.action,
      network: policy.shape)
    let bytes = Safetensors.encode(
      PolicyFile.tensors(of: policy.normaliser) + policy.tensors, metadata: PolicyFile.metadata(header))
    let run = try PPO(
      name: name.rawValue, entry: entry, configuration: configuration, start: try PolicyCheckpoint(bytes: bytes),
      seed: seed, pool: pool)
    run.step = policy.origin.steps
    if let statistics = policy.rewardStatistics { run.rewardStatistics = statistics }
    return run.checkpoint()
  }
}

extension PPOConfiguration {
  /// These settings for a run that goes on from an imported policy: its network and normalisers, and with `trained` the
  /// numbers that it was trained by, as far as these are known and fit together.
  public func continuing(_ policy: PolicyImport, trained: Bool) -> PPOConfiguration {
    var own = self
    if trained {
      var told = self
      let isRead = policy.origin.settings.allSatisfy { key, value in
        (try? Self.fields.apply(key, value, to: &told)) != nil
      }
      told.totalSteps = max(1, policy.origin.steps)
      if isRead, (try? told.validate()) != nil { own = told }
      own.totalSteps = max(1, policy.origin.steps)
    }
    own.hidden = policy.shape.hidden
    own.activation = policy.shape.activation
    own.sharesTrunk = policy.shape.isShared
    if let start = policy.shape.initialLogDeviation { own.initialLogDeviation = Double(start) }
    own.normalisesObservations = policy.normaliser != nil
    if let normalisesRewards = policy.normalisesRewards { own.normalisesRewards = normalisesRewards }
    return own
  }
}
