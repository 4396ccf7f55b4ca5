import Glibc
import RLCore

/// A policy of another program on the way to a network of ours; `PolicyImport` has what each step changes.
struct PolicyFitting {
  private(set) var trunk: [DenseLayer]
  private(set) var actor: [DenseLayer]
  /// Empty where the value's head comes out of the trunk beside the policy's.
  private(set) var critic: [DenseLayer]
  private(set) var normaliser: ForeignNormaliser?
  private(set) var logDeviation: [Float]?
  private(set) var notes: [String] = []
  private let policy: ForeignPolicy
  private var valueHead: DenseLayer?

  /// Begins with what is in the file.
  init(_ policy: ForeignPolicy) throws(PolicyImportError) {
    self.policy = policy
    (trunk, actor, critic) = (policy.trunk, policy.actor, policy.critic)
    guard !actor.isEmpty, critic.last?.outputs == 1 else {
      throw .unsupported("the policy has no head for actions, or none that gives one value")
    }
    guard var normaliser = policy.normaliser else { return }
    guard normaliser.clip == 10 else {
      throw .unsupported(
        "the policy clips normalised observations at \(normaliser.clip); networks here clip at 10, so that it "
          + "would see something else")
    }
    normaliser.variance = normaliser.variance.map { max(0, $0 + normaliser.epsilon - 1e-8) }
    normaliser.epsilon = 1e-8
    self.normaliser = normaliser
  }

  /// Makes the network one of `inputs` numbers, by folding a time feature in where there is one.
  mutating func fit(inputs: Int, id: String, timeFeature: Double) throws(PolicyImportError) {
    let own = policy.inputs
    guard normaliser == nil || normaliser?.mean.count == own else {
      throw .misfit("the normaliser is of \(normaliser?.mean.count ?? 0) numbers and the policy takes \(own)")
    }
    if own == inputs + 1, policy.hasTimeFeature {
      fold(timeFeature)
      notes.append(
        "the observation's last number, what is left of an episode, is held at \(timeFeature) as its wrapper's "
          + "test mode does, so that the policy acts as at an episode's beginning throughout")
      return
    }
    guard own == inputs else {
      let time = policy.hasTimeFeature ? ", the last of them what is left of an episode," : ""
      throw .misfit(
        "the policy sees \(own) numbers\(time) and \(id) shows \(inputs); name the environment that it is for")
    }
  }

  /// Takes the last input out, which always is `value`.
  private mutating func fold(_ value: Double) {
    var seen = value
    if var statistics = normaliser, let mean = statistics.mean.popLast(), let variance = statistics.variance.popLast() {
      seen = min(max((value - mean) / (variance + statistics.epsilon).squareRoot(), -statistics.clip), statistics.clip)
      normaliser = statistics
    }
    func without(_ layer: DenseLayer) -> DenseLayer {
      var copy = layer
      copy.inputs -= 1
      copy.weights = (0..<layer.outputs).flatMap { output in
        layer.weights[(output * layer.inputs)..<(output * layer.inputs + copy.inputs)]
      }
      copy.bias = (0..<layer.outputs).map { output in
        Float(Double(layer.bias[output]) + seen * Double(layer.weights[output * layer.inputs + copy.inputs]))
      }
      return copy
    }
    if trunk.isEmpty {
      (actor[0], critic[0]) = (without(actor[0]), without(critic[0]))
    } else {
      trunk[0] = without(trunk[0])
    }
  }

  /// Makes log σ one number for each action.
  ///
  /// - Parameter start: log σ where the file says nothing of it and actions are continuous.
  mutating func settleDeviation(unstated start: Double?) throws(PolicyImportError) {
    switch policy.deviation {
    case .none: logDeviation = nil
    case .constant(let values): logDeviation = values
    case .unstated:
      guard let start else { return }
      logDeviation = [Float](repeating: Float(start), count: policy.outputs)
      notes.append("the file says nothing of how far its actions are spread: log σ begins at \(start) (--set logStd=X)")
    case .stateDependent(let values, let columns):
      let features = values.count / max(1, columns)
      guard let head = actor.last, head.inputs == features, trunk.count + actor.count > 1 else {
        throw .unsupported(
          "the policy's exploration depends on \(features) features that are none of its last hidden layer; such "
            + "are not taken")
      }
      logDeviation = averaged(values, columns: columns, head)
      notes.append(
        "its exploration depends on the state (gSDE): the mean action is the same, and draws have the mean of its "
          + "variance in every state")
    }
  }

  /// log σ of each action by the mean of σ² over observations: normal ones where they are normalised, else such
  /// within the bounds of the space.
  private func averaged(_ values: [Float], columns: Int, _ head: DenseLayer) -> [Float] {
    var generator = SeededGenerator(seed: 17)
    let layers = trunk + actor.dropLast()
    let draws = 1_024
    var squares = [Double](repeating: 0, count: head.inputs)
    for _ in 0..<draws {
      var features = (0..<(layers.first?.inputs ?? 0)).map { input -> Double in
        if normaliser == nil, let bounds = policy.observation, bounds.low.indices.contains(input),
          bounds.low[input].magnitude < 1e6, bounds.high[input].magnitude < 1e6
        {
          return bounds.low[input] + (bounds.high[input] - bounds.low[input]) * generator.uniform()
        }
        return generator.normal()
      }
      for layer in layers {
        features = layer.outputs(features).map { policy.activation == .relu ? max(0, $0) : tanh($0) }
      }
      for (index, feature) in features.enumerated() { squares[index] += feature * feature / Double(draws) }
    }
    return (0..<head.outputs).map { action in
      let column = columns == 1 ? 0 : action
      // Their own distribution adds 1e-6.
      let variance = squares.indices.reduce(1e-6) { sum, feature in
        sum + squares[feature] * exp(2 * Double(values[feature * columns + column]))
      }
      return Float(log(variance) / 2)
    }
  }

  /// Makes both towers of the same widths, or both heads those of one trunk.
  mutating func evenTowers() throws(PolicyImportError) {
    if !trunk.isEmpty, actor.count == 1, critic.count == 1 {
      valueHead = critic[0]
      critic = []
      return
    }
    if !trunk.isEmpty {
      (actor, critic) = (trunk + actor, trunk + critic)
      notes.append("layers that policy and value share become a copy for each, which training will take apart")
      trunk = []
    }
    guard actor.count == critic.count else {
      throw .unsupported(
        "the policy has \(actor.count - 1) hidden layers and its value \(critic.count - 1); networks here have as "
          + "many in both"
      )
    }
    for index in actor.indices.dropLast() where actor[index].outputs != critic[index].outputs {
      let width = max(actor[index].outputs, critic[index].outputs)
      (actor[index], actor[index + 1]) = Self.widened(actor[index], actor[index + 1], to: width)
      (critic[index], critic[index + 1]) = Self.widened(critic[index], critic[index + 1], to: width)
    }
  }

  /// The same layers with so many units between them, the new ones of weights 0.
  private static func widened(_ layer: DenseLayer, _ next: DenseLayer, to width: Int) -> (DenseLayer, DenseLayer) {
    let added = width - layer.outputs
    guard added > 0 else { return (layer, next) }
    var (wide, after) = (layer, next)
    wide.outputs = width
    wide.weights += [Float](repeating: 0, count: added * layer.inputs)
    wide.bias += [Float](repeating: 0, count: added)
    after.inputs = width
    after.weights = (0..<next.outputs).flatMap { output in
      next.weights[(output * next.inputs)..<((output + 1) * next.inputs)] + [Float](repeating: 0, count: added)
    }
    return (wide, after)
  }

  /// The weights under the names of `PolicyFile`.
  var tensors: [Tensor] {
    func named(_ part: String, _ layers: [DenseLayer]) -> [Tensor] {
      layers.enumerated().flatMap { index, layer in
        [
          Tensor(
            name: "\(part).\(index).weight", shape: [layer.outputs, layer.inputs], elements: .floats(layer.weights)),
          Tensor(name: "\(part).\(index).bias", shape: [layer.outputs], elements: .floats(layer.bias)),
        ]
      }
    }
    let value = valueHead.map { [$0] } ?? critic
    let spread = logDeviation.map { [Tensor(name: "actor.log_std", shape: [$0.count], elements: .floats($0))] } ?? []
    return named("trunk", trunk) + named("actor", actor) + named("critic", value) + spread
  }
}

extension DenseLayer {
  /// W x + b in double precision.
  func outputs(_ values: [Double]) -> [Double] {
    (0..<outputs).map { output in
      (0..<inputs).reduce(Double(bias[output])) { $0 + Double(weights[output * inputs + $1]) * values[$1] }
    }
  }
}
