import RLCore

/// What becomes of an observation up to some place of a graph: a normaliser, dense layers, and what is done with each
/// number behind them.
///
/// A number behind the last layer, or of the observation before the first, is `(x - shift) · scale`, until a layer or a
/// nonlinearity takes it up.
struct OnnxChain {
  /// A dense layer; chains that share one have the same number for it.
  struct Layer {
    var place: Int
    var outputs: Int
    var inputs: Int
    var weights: [Double]
    var bias: [Double]
    /// What comes behind it; nil behind the last one.
    var activation: Activation?
  }

  /// clip((x - shift) · scale, -clip, clip).
  struct Normaliser: Equatable {
    var shift: [Double]
    var scale: [Double]
    var clip: Double
  }

  private(set) var normaliser: Normaliser?
  private(set) var layers: [Layer] = []
  /// Where what comes out is cut.
  private(set) var limits: (low: Double, high: Double)?
  /// What comes out has been made probabilities of: nothing more may be done with it.
  private(set) var isDistribution = false
  private var shift: [Double]
  private var scale: [Double]

  /// What an operation is refused for.
  struct Refusal: Error { let reason: String }

  /// An observation of so many numbers.
  init(inputs: Int) {
    shift = [Double](repeating: 0, count: inputs)
    scale = [Double](repeating: 1, count: inputs)
  }

  /// Numbers at this place.
  var width: Int { shift.count }
  private var isPlain: Bool { shift.allSatisfy { $0 == 0 } && scale.allSatisfy { $0 == 1 } }
  private var isOpen: Bool { limits == nil && !isDistribution }

  /// Adds a number to each, or numbers one by one.
  mutating func add(_ values: [Double]) throws(Refusal) {
    let values = try spread(values)
    for index in shift.indices { shift[index] -= values[index] / scale[index] }
  }

  /// Multiplies each by a number that is not 0, or by numbers one by one.
  mutating func multiply(_ values: [Double]) throws(Refusal) {
    let values = try spread(values)
    guard values.allSatisfy({ $0 != 0 && $0.isFinite }) else {
      throw Refusal(reason: "multiplies by 0 or by what is not finite")
    }
    for index in scale.indices { scale[index] *= values[index] }
  }

  private func spread(_ values: [Double]) throws(Refusal) -> [Double] {
    guard isOpen else { throw Refusal(reason: "follows what ends a policy") }
    guard layers.last?.activation == nil else { throw Refusal(reason: "stands between a nonlinearity and a layer") }
    guard values.count == 1 || values.count == width else {
      throw Refusal(reason: "has \(values.count) numbers for \(width)")
    }
    return values.count == width ? values : [Double](repeating: values[0], count: width)
  }

  /// Cuts each at two ends: a normaliser before the first layer, bounds of actions behind the last.
  mutating func clip(_ low: Double, _ high: Double) throws(Refusal) {
    guard isOpen, low < high else { throw Refusal(reason: "follows what ends a policy, or has no room") }
    guard layers.isEmpty else {
      guard layers.last?.activation == nil else { throw Refusal(reason: "cuts what a nonlinearity gives") }
      limits = (low, high)
      return
    }
    guard normaliser == nil, low == -high, high.isFinite else {
      throw Refusal(reason: "cuts the observation at \(low) and \(high); a normaliser cuts once, as far on both sides")
    }
    guard scale.allSatisfy({ $0 > 0 }) else {
      throw Refusal(reason: "belongs to a normaliser that multiplies by what is not positive")
    }
    normaliser = Normaliser(shift: shift, scale: scale, clip: high)
    self = Self(behind: self, width: width)
  }

  /// A dense layer: weights (outputs x inputs), row-major.
  mutating func layer(_ place: Int, _ outputs: Int, _ weights: [Double], _ bias: [Double]) throws(Refusal) {
    guard isOpen else { throw Refusal(reason: "follows what ends a policy") }
    guard layers.isEmpty || layers.last?.activation != nil else {
      throw Refusal(reason: "follows another dense layer without a nonlinearity between them")
    }
    guard outputs > 0, weights.count == outputs * width, bias.count == outputs else {
      throw Refusal(reason: "does not fit the \(width) numbers that come in")
    }
    var layer = Layer(place: place, outputs: outputs, inputs: width, weights: weights, bias: bias)
    if !isPlain {
      for output in 0..<outputs {
        for input in 0..<width {
          layer.weights[output * width + input] *= scale[input]
          layer.bias[output] -= layer.weights[output * width + input] * shift[input]
        }
      }
    }
    layers.append(layer)
    self = Self(behind: self, width: outputs)
  }

  /// A nonlinearity.
  mutating func activate(_ activation: Activation) throws(Refusal) {
    guard isOpen, let last = layers.last, last.activation == nil else {
      throw Refusal(reason: "does not follow a dense layer")
    }
    settle()
    layers[layers.count - 1].activation = activation
  }

  /// The end of a policy that chooses: probabilities of what came so far.
  mutating func distribute() throws(Refusal) {
    guard isOpen, let last = layers.last, last.activation == nil else {
      throw Refusal(reason: "does not follow a dense layer")
    }
    settle()
    isDistribution = true
  }

  /// Makes what is done with each number part of the last layer.
  mutating func settle() {
    guard !isPlain, let layer = layers.last, layer.activation == nil else { return }
    for output in 0..<layer.outputs {
      for input in 0..<layer.inputs { layers[layers.count - 1].weights[output * layer.inputs + input] *= scale[output] }
      layers[layers.count - 1].bias[output] = (layer.bias[output] - shift[output]) * scale[output]
    }
    self = Self(behind: self, width: layer.outputs)
  }

  private init(behind chain: OnnxChain, width: Int) {
    self.init(inputs: width)
    (normaliser, layers, limits, isDistribution) = (chain.normaliser, chain.layers, chain.limits, chain.isDistribution)
  }
}
