import Networks
import RLCore

/// A policy's environments, with the choice whether the policy acts: what a mask network is trained in.
///
/// Action 0 executes a uniformly random action and action 1 the policy's most probable one, as RICE's code has it
/// (the paper numbers them the other way). Observations, rewards and ends are the environments' own. The generator of
/// random actions belongs to an environment's state.
final class MaskedShard: EnvironmentShard, RestorableShard {
  let spec: EnvironmentSpec
  private let inner: any EnvironmentShard
  private let policy: Acting?
  /// Draws random actions (environments).
  private var generators: [SeededGenerator]

  /// What looks at one environment and says what the policy does there.
  private struct Acting {
    let network: PolicyNetwork
    let workspace: Workspace
    let row: RowBuffer
    let sampler: ActionSampler
  }

  init(_ inner: any EnvironmentShard, spec: EnvironmentSpec, policy: PolicyNetwork?) {
    self.inner = inner
    self.spec = spec
    self.policy = policy.map {
      Acting(
        network: $0, workspace: Workspace(network: $0, capacity: 1),
        row: RowBuffer(count: 1, rowBytes: spec.observation.rowBytes), sampler: ActionSampler(space: inner.spec.action))
    }
    generators = (0..<inner.count).map { SeededGenerator(seed: 0, stream: UInt64($0)) }
  }

  var count: Int { inner.count }
  var restorable: (any RestorableShard)? { inner.restorable == nil ? nil : self }
  var viewable: (any ViewableShard)? { inner.viewable }
  var featured: (any FeaturedShard)? { inner.featured }

  func reset(_ index: Int, seed: UInt64?) {
    if let seed { generators[index] = SeededGenerator(seed: seed, stream: 4_000) }
    inner.reset(index, seed: seed)
  }

  func step(_ index: Int, action: UnsafePointer<Float>) -> StepOutcome {
    guard let policy else { return .failed }
    if action[0] == 0 {
      policy.sampler.take(inner.spec.action.uniform(&generators[index]))
    } else {
      inner.observe(index, into: policy.row.base)
      policy.network.forward(
        RowBatch(base: policy.row.base, rowBytes: policy.row.rowBytes, indices: nil, count: 1), policy.workspace,
        part: .policy)
      policy.sampler.read(policy.workspace.policy, policy.network)
      policy.sampler.takeMode()
    }
    policy.sampler.execute()
    return inner.step(index, action: policy.sampler.executed.base)
  }

  func observe(_ index: Int, into row: UnsafeMutableRawPointer) { inner.observe(index, into: row) }

  func failure(_ index: Int) -> (any Error)? { inner.failure(index) }

  // 32 bytes of the generator, then the environment's own.

  func capture(_ index: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(generators[index])
    return writer.bytes + (inner.restorable?.capture(index) ?? [])
  }

  func restore(_ index: Int, state: ArraySlice<UInt8>) throws {
    guard state.count > 32 else { throw EnvironmentError.stateSize(expected: 33, found: state.count) }
    try inner.restorable?.restore(index, state: state.dropFirst(32))
    var reader = ByteReader(state.prefix(32))
    generators[index] = reader.readGenerator()
  }

  func reseed(_ index: Int, seed: UInt64) {
    generators[index] = SeededGenerator(seed: seed, stream: 4_000)
    inner.restorable?.reseed(index, seed: seed)
  }
}

extension EnvironmentEntry {
  /// What a mask network of the policy in `checkpoint` is trained in. Throws where the policy is not one for this
  /// environment.
  func masked(by checkpoint: PolicyCheckpoint) throws -> EnvironmentEntry {
    try checkpoint.check(self)
    _ = try checkpoint.makeNetwork()
    var entry = self
    entry.spec.id += " mask"
    entry.spec.action = .discrete(names: ["random", "keep"])
    entry.summary = "whether a policy of \(spec.id) acts, or chance does"
    entry.interpreter = nil
    entry.standIn = nil
    entry.capabilities.subtract([.narrated, .described])
    let (make, masked) = (makeShard, entry.spec)
    // That a network can be made of it has been seen; a shard without one fails at every step.
    entry.makeShard = { MaskedShard(make($0), spec: masked, policy: try? checkpoint.makeNetwork()) }
    return entry
  }
}
