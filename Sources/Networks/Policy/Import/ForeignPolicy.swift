public import RLCore

/// A dense layer of another program: y = W x + b, with W (outputs x inputs), row-major, as PyTorch has it.
struct DenseLayer: Sendable, Equatable {
  var outputs: Int
  var inputs: Int
  var weights: [Float]
  var bias: [Float]
}

/// How another program normalises observations: clip((x - mean) / sqrt(variance + epsilon), -clip, clip).
public struct ForeignNormaliser: Sendable, Equatable {
  /// Mean of each number.
  public var mean: [Double]
  /// Variance of each number.
  public var variance: [Double]
  /// Samples behind them.
  public var count: Double
  /// What is added to variances.
  public var epsilon: Double
  /// Where normalised numbers end.
  public var clip: Double
  /// Variance of the discounted return by which rewards were divided, and the samples behind it; nil where they were
  /// not.
  public var returns: (variance: Double, count: Double)? {
    returnVariance.map { (variance: $0, count: returnCount) }
  }

  var returnVariance: Double?
  var returnCount: Double = 0
}

/// A policy as another program left it, before it is fitted to an environment.
public struct ForeignPolicy: Sendable {
  /// How actions are spread around the mean.
  enum Deviation: Sendable, Equatable {
    /// Actions are drawn from logits.
    case none
    /// log σ of each number.
    case constant([Float])
    /// State-dependent exploration (gSDE): log of a matrix (features x actions, or features x 1) whose squares weigh
    /// those of the last hidden layer.
    case stateDependent([Float], columns: Int)
    /// The file does not say whether actions are drawn from logits or lie around a mean, and how far.
    case unstated
  }

  /// What is known of its training.
  public struct Origin: Sendable, Equatable {
    /// The program that made it.
    public var program: String
    /// The algorithm, where the file says so.
    public var algorithm: String?
    /// Environment steps, where the file says so.
    public var steps = 0
    /// Settings of the training under the keys of `--set`, as text.
    public var settings: [String: String] = [:]
  }

  /// What is known of its training.
  public internal(set) var origin: Origin
  /// Hidden layers that policy and value share.
  var trunk: [DenseLayer] = []
  /// The policy's layers after those; the last one gives logits or means.
  var actor: [DenseLayer]
  /// The value's layers after those.
  var critic: [DenseLayer]
  var activation: Activation
  var deviation: Deviation
  /// log σ that training began with.
  var initialLogDeviation: Float = 0
  /// How observations are normalised before they come in.
  public var normaliser: ForeignNormaliser?
  /// What it may do, where the file says so; names of actions are their numbers.
  public internal(set) var action: ActionSpace?
  /// Bounds of each number of an observation, where the file says so.
  var observation: (low: [Double], high: [Double])?
  /// It saw normalised observations, whose statistics lie elsewhere.
  public internal(set) var needsNormaliser = false
  /// Whether its rewards were divided by a deviation is known: where a normaliser does not say so they were not.
  var knowsRewards = false
  /// What a person should know about it, a sentence each.
  public internal(set) var notes: [String] = []

  /// Numbers that come in.
  var inputs: Int { (trunk + actor).first?.inputs ?? 0 }
  /// Logits or means that come out.
  var outputs: Int { actor.last?.outputs ?? 0 }

  /// Whether the last number of an observation says how much of an episode is left, as `TimeFeatureWrapper` of
  /// SB3-Contrib adds it: the only number from 0 to 1.
  var hasTimeFeature: Bool {
    guard let observation, observation.low.count == inputs, inputs > 1 else { return false }
    return observation.low[inputs - 1] == 0 && observation.high[inputs - 1] == 1
  }
}

/// Finds the layers of a network among named tensors.
struct LayerFinder {
  let tensors: [String: Tensor]
  let what: String
  private(set) var used: Set<String> = []

  init(_ tensors: [String: Tensor], as what: String) { (self.tensors, self.what) = (tensors, what) }

  /// The layers called `prefix`, a number, `.weight` or `.bias`, in the order of the numbers; nonlinearities lie
  /// between them.
  mutating func layers(_ prefix: String) throws(PolicyImportError) -> [DenseLayer] {
    let numbers = tensors.keys.compactMap { name -> Int? in
      guard name.hasPrefix(prefix), name.hasSuffix(".weight") else { return nil }
      return Int(name.dropFirst(prefix.count).dropLast(".weight".count))
    }
    var layers: [DenseLayer] = []
    for number in numbers.sorted() { layers.append(try layer("\(prefix)\(number)")) }
    return layers
  }

  /// The layer called `name`.
  mutating func layer(_ name: String) throws(PolicyImportError) -> DenseLayer {
    guard let weight = tensors[name + ".weight"], let bias = tensors[name + ".bias"] else {
      throw .unsupported("\(what) has no layer '\(name)' with weights and a bias; \(has)")
    }
    guard weight.shape.count == 2, weight.shape.allSatisfy({ $0 > 0 }), bias.shape == [weight.shape[0]] else {
      throw .unsupported(
        "layer '\(name)' of \(what) has weights of sizes \(weight.shape), so that it is no dense layer; "
          + "only networks of dense layers are taken")
    }
    used.formUnion([name + ".weight", name + ".bias"])
    return DenseLayer(
      outputs: weight.shape[0], inputs: weight.shape[1], weights: try numbers(weight), bias: try numbers(bias))
  }

  /// The numbers of the tensor called `name`, and its sizes; nil where there is none.
  mutating func tensor(_ name: String) throws(PolicyImportError) -> (values: [Float], shape: [Int])? {
    guard let tensor = tensors[name] else { return nil }
    used.insert(name)
    return (try numbers(tensor), tensor.shape)
  }

  private func numbers(_ tensor: Tensor) throws(PolicyImportError) -> [Float] {
    let values: [Float]
    switch tensor.elements {
    case .floats(let floats): values = floats
    case .doubles(let doubles): values = doubles.map { Float($0) }
    case .bytes: throw .malformed("tensor \(tensor.name) of \(what)", "it holds bytes and no numbers")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw .malformed("tensor \(tensor.name) of \(what)", "it holds a number that is not finite")
    }
    return values
  }

  /// What is there, in words.
  var has: String {
    let names = tensors.keys.sorted()
    return names.isEmpty
      ? "it has no tensors" : "it has " + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }

  /// Throws where a tensor is left that nothing is known about: a network that is only half understood computes
  /// something else.
  func expectNothingElse() throws(PolicyImportError) {
    guard let name = tensors.keys.sorted().first(where: { !used.contains($0) }) else { return }
    throw .unsupported(
      "\(what) has a tensor '\(name)', which is no part of a policy of dense layers; convolutions, recurrent "
        + "layers and extractors of features are not taken")
  }

  /// Throws where layers do not follow from each other.
  func expectChain(_ layers: [DenseLayer]) throws(PolicyImportError) {
    for (layer, next) in zip(layers, layers.dropFirst()) where layer.outputs != next.inputs {
      throw .malformed(what, "a layer gives \(layer.outputs) numbers and the next one takes \(next.inputs)")
    }
  }
}
