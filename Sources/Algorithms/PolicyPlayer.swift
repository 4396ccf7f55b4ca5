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
  let logProbabilities: FloatBuffer
  /// The action of the last step.
  public let action: FloatBuffer

  /// A player of `network` in a new environment of `entry`.
  public init(entry: EnvironmentEntry, network: PolicyNetwork, generator: SeededGenerator, samples: Bool) {
    environments = entry.makeShard(1)
    self.network = network
    self.generator = generator
    self.samples = samples
    row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    workspace = Workspace(network: network, capacity: 1)
    logProbabilities = FloatBuffer(count: max(1, entry.spec.action.count))
    action = FloatBuffer(count: entry.spec.action.width)
  }

  /// Looks at the environment and computes the policy's answer, without acting.
  public func decide() {
    environments.observe(0, into: row.base)
    network.forward(RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1), workspace)
    let choices = logProbabilities.count
    Categorical.logProbabilities(workspace.policy, choices, into: logProbabilities.base)
    let choice =
      samples
      ? Categorical.sample(logProbabilities.base, choices, &generator)
      : Categorical.mode(logProbabilities.base, choices)
    action.base[0] = Float(choice)
  }

  /// V(s) of the last `decide`.
  public var value: Float { workspace.value(0, network) }

  /// π(·|s) of the last `decide`.
  public var probabilities: [Float] { (0..<logProbabilities.count).map { expf(logProbabilities.base[$0]) } }

  /// Decides and acts.
  public func act() -> StepOutcome {
    decide()
    return environments.step(0, action: action.base)
  }

  /// The observation row of the last `decide`, trimmed to what it means.
  public var observationBytes: [UInt8] {
    [UInt8](
      UnsafeRawBufferPointer(
        start: row.base, count: GuidanceMatcher.meaningful(row.base, environments.spec.observation)))
  }
}
