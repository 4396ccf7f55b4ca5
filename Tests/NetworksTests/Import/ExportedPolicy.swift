import Networks
import RLCore

/// A policy with random weights, as a session's checkpoint holds it.
struct ExportedPolicy {
  let file: PolicyFile
  let spec: EnvironmentSpec

  /// A policy over three numbers: two continuous actions, or three named ones.
  init(
    isDiscrete: Bool = false, hidden: [Int] = [5, 4], activation: Activation = .tanh, isShared: Bool = false,
    isNormalised: Bool = true
  ) throws {
    var spec = isDiscrete ? EnvironmentSpec.choices(3, 3) : .boxes(3, low: [-1, -2], high: [1, 2])
    spec.bounds = ObservationBounds(low: [-1, -2, -.infinity], high: [1, 2, .infinity], isDouble: true)
    self.spec = spec
    let shape = NetworkShape(
      observation: spec.observation, hidden: hidden, activation: activation, isShared: isShared,
      policyOutputs: isDiscrete ? 3 : 2, initialLogDeviation: isDiscrete ? nil : -0.5)
    var generator = SeededGenerator(seed: 11)
    let network = PolicyNetwork(shape: shape, generator: &generator)
    // Initial heads are too small to tell anything.
    let weights = network.tensors(of: network.parameters).map { tensor -> Tensor in
      let count = tensor.shape.reduce(1, *)
      let values = (0..<count).map { _ in Float(generator.normal()) * 0.4 }
      return Tensor(name: tensor.name, shape: tensor.shape, elements: .floats(values))
    }
    // The last one is cut at 10 by most observations.
    let statistics = RunningStatistics(mean: [0.5, -1, 2], variance: [0.25, 3, 1e-4], count: 900)
    let header = PolicyFile.Header(
      environment: spec.id, name: "base", step: 2048, action: spec.action, network: shape)
    let bytes = Safetensors.encode(
      PolicyFile.tensors(of: isNormalised ? statistics : nil) + weights, metadata: PolicyFile.metadata(header))
    let (tensors, metadata) = try Safetensors.decode(bytes)
    file = try PolicyFile(tensors: tensors, metadata: metadata)
  }

  /// As other programs can hold it.
  var export: PolicyExport { get throws { try PolicyExport(file, in: spec) } }

  /// Observations within and beyond the normaliser's cut.
  static let observations: [[Double]] = [
    [0, 0, 0], [0.5, -1, 2], [1, -2, 2.01], [-0.25, 0.75, 1.995], [-40, 60, -3], [0.1, 0.2, 2.005],
  ]

  /// Every shape that goes out.
  static var all: [(name: String, policy: ExportedPolicy)] {
    get throws {
      [
        ("continuous, apart", try ExportedPolicy()),
        ("continuous, shared", try ExportedPolicy(activation: .relu, isShared: true)),
        ("continuous, one layer", try ExportedPolicy(hidden: [7], isNormalised: false)),
        ("discrete, apart", try ExportedPolicy(isDiscrete: true, activation: .relu)),
        ("discrete, shared", try ExportedPolicy(isDiscrete: true, isShared: true, isNormalised: false)),
      ]
    }
  }
}
