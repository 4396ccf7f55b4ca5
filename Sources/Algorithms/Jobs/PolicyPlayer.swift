import Glibc
public import Networks
public import RLCore

/// A policy in one environment: observes, decides, acts. What evaluation, recording and evidence are made of.
public final class PolicyPlayer {
  /// A shard that holds the one environment.
  public let environments: any EnvironmentShard
  let network: PolicyNetwork
  /// Draws actions.
  public var generator: SeededGenerator
  /// Draw actions (true) or take the most probable one.
  public let samples: Bool
  let row: RowBuffer
  let workspace: Workspace
  let sampler: ActionSampler

  /// A player of `network` in a new environment of `entry`.
  public init(entry: EnvironmentEntry, network: PolicyNetwork, generator: SeededGenerator, samples: Bool) {
    environments = entry.makeShard(1)
    self.network = network
    self.generator = generator
    self.samples = samples
    row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    workspace = Workspace(network: network, capacity: 1)
    sampler = ActionSampler(space: entry.spec.action)
  }

  /// Looks at the environment and computes the policy's answer, without acting.
  public func decide() {
    environments.observe(0, into: row.base)
    network.forward(RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1), workspace)
    sampler.read(workspace.policy, network)
    if samples { sampler.sample(&generator) } else { sampler.takeMode() }
    sampler.execute()
  }

  /// The action of the last `decide`, within the bounds.
  public var action: FloatBuffer { sampler.executed }

  /// The same before it was put within the bounds, or the one that was given since.
  var drawn: FloatBuffer { sampler.action }

  /// Takes the most probable action in the state of the last `decide`, within the bounds, in the place of what was drawn.
  func takeMode() -> Action {
    sampler.takeMode()
    sampler.execute()
    return Action(values: action.base, space: environments.spec.action)
  }

  /// V(s) of the last `decide`.
  public var value: Float { workspace.value(0, network) }

  /// π(·|s) of the last `decide`; nothing where actions are continuous.
  public var probabilities: [Float] {
    (0..<environments.spec.action.count).map { expf(sampler.logProbabilities.base[$0]) }
  }

  /// Decides and acts.
  public func act() -> StepOutcome {
    decide()
    return environments.step(0, action: action.base)
  }

  /// Acts as told, within the bounds.
  public func act(_ given: Action) -> StepOutcome {
    sampler.take(given)
    sampler.execute()
    return environments.step(0, action: action.base)
  }
}
