public import RLCore

/// A policy as other programs can hold it: dense layers, their nonlinearity, and how observations are normalised.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | x | an observation | (inputs) |
/// | x' | `clip((x - offset) · scale, -10, 10)`, where there is a normaliser | (inputs) |
/// | μ, z | what the last of `actor` gives | (outputs) |
/// | V | what the last of `critic` gives | (1) |
public struct PolicyExport: Sendable {
  /// What it says about itself.
  private(set) var header: PolicyFile.Header
  /// What it may do.
  public let action: ActionSpace
  /// What its environment declares of its observations.
  public let bounds: ObservationBounds
  /// How observations are normalised before they come in; nil where they are not.
  public let normaliser: RunningStatistics?
  /// Settings of its training under the keys of `--set`, as text.
  public var settings: [String: String] = [:]
  /// Hidden layers that policy and value share.
  let trunk: [DenseLayer]
  /// The policy's layers after those.
  let actor: [DenseLayer]
  /// The value's layers after those.
  let critic: [DenseLayer]
  let activation: Activation
  /// log σ of a Gaussian policy; nil for one that draws from logits.
  let logDeviation: [Float]?

  /// Takes a policy file apart.
  ///
  /// - Parameters:
  ///   - spec: the environment, where it is to be had; the file's own words count before it.
  /// - Throws: `PolicyExportError` where other programs have nothing that computes the same.
  public init(_ file: PolicyFile, in spec: EnvironmentSpec?) throws {
    let header = file.header
    guard case .dense(let dimension) = header.network.observation, header.network.pooling == nil else {
      throw PolicyExportError.unsupported(
        "the policy of \(header.environment) sees sparse frames of \(header.network.observation.dimension) cells, whose "
          + "layers share weights among neighbours; no environment of another program shows these, so that only policies "
          + "over vectors are exported")
    }
    guard let action = header.action ?? spec?.action else {
      throw PolicyExportError.unsupported(
        "the checkpoint is of a version that did not say what the policy may do, and \(header.environment) is not to be "
          + "had here; train it on by some steps first")
    }
    var finder = LayerFinder(file.tensors, as: "the policy")
    trunk = try finder.layers("trunk.")
    actor = try finder.layers("actor.")
    critic = try finder.layers("critic.")
    logDeviation = try finder.tensor("actor.log_std")?.values
    try finder.expectChain(trunk + actor)
    try finder.expectChain(trunk + critic)
    guard (trunk + actor).first?.inputs == dimension, actor.last?.outputs == header.network.policyOutputs,
      critic.last?.outputs == 1, (logDeviation == nil) == (action.count > 0),
      max(action.count, action.width) == header.network.policyOutputs
    else {
      throw PolicyExportError.unsupported(
        "the policy's layers are not those of its environment; export another checkpoint")
    }
    self.header = header
    self.header.action = action
    (self.action, activation, normaliser) = (action, header.network.activation, file.normaliser)
    let declared = spec?.bounds
    bounds = declared?.low.count == dimension ? declared ?? .unbounded(dimension) : .unbounded(dimension)
  }

  /// The environment's id.
  public var environment: String { header.environment }
  /// Environment steps of training behind it.
  public var step: Int { header.step }
  /// Numbers of an observation.
  var inputs: Int { bounds.low.count }
  /// Logits or means.
  var outputs: Int { actor.last?.outputs ?? 0 }
  /// The policy's layers from the observation on.
  var policyLayers: [DenseLayer] { trunk + actor }
  /// The value's layers from the observation on.
  var valueLayers: [DenseLayer] { trunk + critic }

  /// The normaliser in single precision, as the network applies it: (x - offset) · scale.
  var normalisation: (offset: [Float], scale: [Float])? {
    normaliser.map { ($0.mean.map { Float($0) }, $0.variance.map { Float(1 / ($0 + 1e-8).squareRoot()) }) }
  }

  /// Where normalised numbers end.
  static let clip: Float = 10
}

/// Why a policy does not go out in a form, with what to do next.
public enum PolicyExportError: Error, Equatable, CustomStringConvertible, Sendable {
  /// Nothing in that form computes the same: the reason.
  case unsupported(String)

  /// A sentence.
  public var description: String {
    switch self {
    case .unsupported(let reason): reason.plainLine
    }
  }
}
