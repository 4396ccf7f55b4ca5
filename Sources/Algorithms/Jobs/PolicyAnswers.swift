public import Networks
public import RLCore

/// What a policy answers to observations that somebody else made: no environment plays, and nothing is drawn.
public struct PolicyAnswers: Sendable {
  /// For each observation the most probable action as the environment would get it: its number, or the mean cut to its
  /// bounds.
  public private(set) var actions: [[Float]] = []
  /// For each the logits, or the means before they are cut.
  public private(set) var outputs: [[Float]] = []
  /// For each V.
  public private(set) var values: [Float] = []

  /// Asks the policy of `file`, whose actions are those of `action`, about `observations`, each of as many numbers as it
  /// sees.
  ///
  /// - Throws: `SafetensorsError` where its weights are not those of its network.
  public init(of file: PolicyFile, action: ActionSpace, to observations: [[Float]]) throws {
    let network = try file.makeNetwork()
    let workspace = Workspace(network: network, capacity: 1)
    let row = RowBuffer(count: 1, rowBytes: network.shape.observation.rowBytes)
    let sampler = ActionSampler(space: action)
    let numbers = row.base.assumingMemoryBound(to: Float.self)
    for observation in observations {
      for (index, value) in observation.enumerated() { numbers[index] = value }
      network.forward(RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1), workspace)
      sampler.read(workspace.policy, network)
      sampler.takeMode()
      sampler.execute()
      actions.append((0..<action.width).map { sampler.executed.base[$0] })
      outputs.append((0..<network.shape.policyOutputs).map { workspace.policy[$0] })
      values.append(workspace.value(0, network))
    }
  }
}
