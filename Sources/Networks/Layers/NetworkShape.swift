public import RLCore

/// The nonlinearity after each hidden layer.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// max(x, 0).
  case relu
  /// The hyperbolic tangent.
  case tanh
}

/// The shape of a policy-and-value network.
public struct NetworkShape: Sendable, Equatable, Codable {
  /// What goes in: `ObservationSpace.plain`.
  public var observation: ObservationSpace
  /// Widths of the hidden layers.
  public var hidden: [Int]
  /// The nonlinearity.
  public var activation: Activation
  /// One trunk for policy and value (true), or one network each.
  public var isShared: Bool
  /// Logits or means that come out.
  public var policyOutputs: Int
  /// What neighbouring cells of a sparse grid share on top of weights of their own; nil for nothing.
  public var pooling: Pooling?
  /// log σ at the start of a Gaussian policy, whose means are the policy outputs; nil for a categorical policy.
  public var initialLogDeviation: Float?

  /// Describes a network.
  public init(
    observation: ObservationSpace, hidden: [Int], activation: Activation, isShared: Bool, policyOutputs: Int,
    pooling: Pooling? = nil, initialLogDeviation: Float? = nil
  ) {
    self.observation = observation.plain
    self.hidden = hidden
    self.activation = activation
    self.isShared = isShared
    self.policyOutputs = policyOutputs
    self.pooling = pooling
    self.initialLogDeviation = initialLogDeviation
  }

  /// Weights of a network at most, 1 GiB: memory is asked for before a file shows that it does not hold them.
  static let mostWeights = 1 << 28

  /// Weights that the hidden layers and the policy's outputs have at least, whatever the first layer shares.
  var leastWeights: Int {
    let widths = hidden + [policyOutputs]
    return zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
      + (pooling == nil ? observation.dimension * hidden[0] : 0)
  }

  /// Weights of one tower's matrices.
  private var weights: Int {
    let widths = [observation.dimension] + hidden + [policyOutputs + 1]
    return zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Whether a network of this shape can be made; false for what a damaged file may say.
  public var isPossible: Bool {
    let widths = 1...65_536
    guard !hidden.isEmpty, hidden.count <= 64, hidden.allSatisfy(widths.contains), widths.contains(policyOutputs),
      widths.contains(observation.dimension), weights <= Self.mostWeights
    else { return false }
    if let layout = observation.layout,
      layout.dimension > 0x8000 || !(0...max(0, layout.dimension)).contains(layout.capacity)
    {
      return false
    }
    guard initialLogDeviation?.isFinite ?? true else { return false }
    guard let pooling else { return true }
    let sides = [pooling.grid.planes, pooling.grid.height, pooling.grid.width]
    return sides.allSatisfy { widths.contains($0) } && sides.reduce(1, *) == observation.dimension
      && pooling.blocks.count <= 64
      && pooling.blocks.allSatisfy { widths.contains($0.width) && widths.contains($0.height) }
      && (pooling.sharesAll != true || Pooling.nests(pooling.blocks))
  }

  /// Towers on top of the common first layer: one, or policy and value apart.
  public var towers: Int { isShared ? 1 : 2 }

  /// Outputs of tower `tower`: a shared one gives the logits and then the value.
  public func outputs(of tower: Int) -> Int {
    isShared ? policyOutputs + 1 : tower == 0 ? policyOutputs : 1
  }

  /// Rows by which the first layer is computed: the observation's numbers, or places where these share all weights.
  public var inputRows: Int { pooling?.places ?? observation.dimension }

  /// Columns that the first hidden layer takes in memory for one tower.
  public var inputStride: Int { padded(hidden[0]) }

  /// Columns that the first hidden layer takes in memory, all towers side by side.
  public var inputWidth: Int { inputStride * towers }
}
