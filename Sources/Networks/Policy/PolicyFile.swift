import FoundationEssentials
public import RLCore

/// A policy as a file holds it, readable without anything of the training that made it.
///
/// The file is in the safetensors format. The policy's part of it is:
///
/// | key | what |
/// |---|---|
/// | metadata `version` | the form of the file: `2` |
/// | metadata `policy` | JSON: environment, name, step, action space, distribution and network (`PolicyFile.Header`) |
/// | `trunk.*`, `actor.*`, `critic.*` | F32, see `TensorPlace` |
/// | `observation.mean`, `observation.variance` | F64 (dimension): the normaliser, where observations are normalised |
/// | `observation.count` | F64 (1): samples behind it |
///
/// A normalised observation is `clip((x - mean) / sqrt(variance + 1e-8), -10, 10)`; mean and factor are rounded to
/// single precision first. A discrete action is drawn from the softmax of the logits, a continuous one from
/// `N(mean, exp(log_std)²)` and cut to its bounds. A sparse observation is the vector of its cells, -1, 0 or +1.
/// What begins with `training.` belongs to the run that goes on from here, see `PolicyCheckpoint`.
public struct PolicyFile: Sendable {
  /// What the policy says about itself.
  public struct Header: Sendable, Equatable, Codable {
    /// The environment's id.
    public var environment: String
    /// The run's name.
    public var name: String
    /// Environment steps of training behind it.
    public var step: Int
    /// What it may do; nil in files of version 1.
    public var action: ActionSpace?
    /// How actions come from the outputs: `categorical` or `gaussian`.
    public var distribution: String
    /// The network's shape.
    public var network: NetworkShape

    /// Describes a policy; the distribution follows from the network.
    public init(environment: String, name: String, step: Int, action: ActionSpace?, network: NetworkShape) {
      self.environment = environment
      self.name = name
      self.step = step
      self.action = action
      self.network = network
      distribution = network.initialLogDeviation == nil ? "categorical" : "gaussian"
    }
  }

  /// What the policy says about itself.
  public let header: Header
  /// The observation normaliser, where there is one.
  public let normaliser: RunningStatistics?
  /// The weights by name, and whatever else the file held.
  public let tensors: [String: Tensor]

  /// The version that is written; a higher one in a file is refused.
  public static let version = 2

  /// A policy out of a file's tensors and metadata; throws `SafetensorsError` with what to do next.
  public init(tensors: [String: Tensor], metadata: [String: String]) throws {
    guard let text = metadata["policy"] else { throw SafetensorsError.malformed("its header lacks the policy") }
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(text.utf8))
    } catch {
      throw SafetensorsError.malformed("its policy cannot be read")
    }
    guard header.network.isPossible else { throw SafetensorsError.malformed("its network has an impossible shape") }
    // Before memory is asked for: a header of a few bytes may promise gigabytes.
    let held = tensors.values.reduce(0) { sum, tensor in
      if case .floats(let values) = tensor.elements { sum + values.count } else { sum }
    }
    guard header.network.leastWeights <= held else {
      throw SafetensorsError.mismatch("it holds \(held) weights, fewer than its network has")
    }
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      guard tensor.isFinite else { throw SafetensorsError.malformed("tensor \(name) holds what is no finite number") }
    }
    normaliser = try Self.normaliser(tensors, dimension: header.network.observation.dimension)
    self.tensors = tensors
  }

  /// The file's version; throws where there is none, or a newer one than this program knows.
  public static func version(of metadata: [String: String]) throws -> Int {
    guard let version = metadata["version"].flatMap({ Int($0) }) else {
      throw SafetensorsError.malformed("it says nothing of sidecoach's version")
    }
    guard version <= Self.version else {
      throw SafetensorsError.malformed("it was written by a newer sidecoach (format \(version))")
    }
    return version
  }

  private static func normaliser(_ tensors: [String: Tensor], dimension: Int) throws -> RunningStatistics? {
    let names = ["observation.mean", "observation.variance", "observation.count"]
    guard names.contains(where: { tensors[$0] != nil }) else { return nil }
    let parts = names.map { name -> [Double] in
      guard case .doubles(let values)? = tensors[name]?.elements, values.allSatisfy(\.isFinite) else { return [] }
      return values
    }
    guard parts[0].count == dimension, parts[2].count == 1,
      let statistics = RunningStatistics(mean: parts[0], variance: parts[1], count: parts[2][0])
    else { throw SafetensorsError.mismatch("its normaliser is not of \(dimension) numbers") }
    return statistics
  }

  /// The tensors of a policy, in the order of the file.
  public static func tensors(of network: PolicyNetwork, normaliser: RunningStatistics?) -> [Tensor] {
    tensors(of: normaliser) + network.tensors(of: network.parameters)
  }

  /// The tensors of an observation normaliser; none where there is none.
  public static func tensors(of normaliser: RunningStatistics?) -> [Tensor] {
    guard let normaliser else { return [] }
    let parts = [("mean", normaliser.mean), ("variance", normaliser.variance), ("count", [normaliser.count])]
    return parts.map { Tensor(name: "observation." + $0, shape: [$1.count], elements: .doubles($1)) }
  }

  /// The metadata of a policy.
  public static func metadata(_ header: Header) -> [String: String] {
    ["version": "\(version)", "policy": text(header)]
  }

  /// A value as JSON whose keys are sorted, so that equal values give equal bytes.
  public static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Values checked to be finite always encode; a failure would surface when the file is read.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The policy, for acting.
  public func makeNetwork() throws -> PolicyNetwork {
    var generator = SeededGenerator(seed: 0)
    let network = PolicyNetwork(shape: header.network, generator: &generator)
    try load(into: network)
    return network
  }

  /// Copies the weights, and the observation normaliser where there is one.
  public func load(into network: PolicyNetwork) throws {
    guard network.shape == header.network else {
      throw SafetensorsError.mismatch("its network is \(header.network.hidden), not \(network.shape.hidden)")
    }
    try network.fill(network.parameters, from: tensors)
    if let normaliser { network.normalise(by: normaliser) }
    network.refresh()
  }
}

extension Tensor {
  /// Whether every number is one to calculate with; bytes are.
  fileprivate var isFinite: Bool {
    switch elements {
    case .floats(let values): values.allSatisfy(\.isFinite)
    case .doubles(let values): values.allSatisfy(\.isFinite)
    case .bytes: true
    }
  }
}

extension PolicyNetwork {
  /// Normalises observations by `statistics` from now on: less their mean, over their deviation.
  public func normalise(by statistics: RunningStatistics) {
    let (offset, scale) = (
      FloatBuffer(count: statistics.mean.count), FloatBuffer(count: statistics.mean.count)
    )
    offset.assign(statistics.mean.map { Float($0) })
    scale.assign(statistics.variance.map { Float(1 / ($0 + 1e-8).squareRoot()) })
    inputOffset = offset
    inputScale = scale
  }
}
