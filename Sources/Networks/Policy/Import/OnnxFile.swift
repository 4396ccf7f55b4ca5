import FoundationEssentials
import RLCore

extension OnnxFile {
  /// Reads a graph as a policy of dense layers; `what` names it in errors.
  ///
  /// One vector goes in. The output `mean`, `logits`, `action`, `actions` or `output`, else the first one, is the
  /// policy's; `value` or `values` is V, and a constant `log_std` is log σ. Nothing of the graph is run.
  ///
  /// - Throws: `PolicyImportError`, which names the operation that is none of such a policy.
  public static func read(_ bytes: [UInt8], as what: String) throws(PolicyImportError) -> ForeignPolicy {
    let graph = try OnnxGraph(bytes, as: what)
    guard let input = graph.inputs.first, graph.inputs.count == 1, let width = input.shape.last,
      (1...65_536).contains(width), input.shape.count <= 2
    else {
      let found = graph.inputs.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
      throw .unsupported("\(what) takes \(found.isEmpty ? "nothing" : found); only graphs of one vector are taken")
    }
    let walk = try OnnxWalk(graph, from: input.name, width: width, as: what)
    let names = graph.outputs.map(\.name)
    guard let name = ["mean", "logits", "action", "actions", "output"].first(where: names.contains) ?? names.first
    else { throw .unsupported("\(what) has no output") }
    let actor = try chain(walk.values[name], name, what)
    let value = ["value", "values"].first(where: names.contains)
    return try policy(graph, walk, actor, isLogits: name == "logits", value.flatMap { walk.values[$0] }, what)
  }

  /// The chain that leads to an output, its last layer settled.
  private static func chain(
    _ value: OnnxWalk.Value?, _ name: String, _ what: String
  ) throws(PolicyImportError) -> OnnxChain {
    switch value {
    case .chain(var chain)?:
      chain.settle()
      guard chain.layers.count > 1, chain.layers.last?.activation == nil else {
        throw .unsupported(
          "the output \(name) of \(what) is no dense layer behind hidden ones; actions that a nonlinearity squashes, and "
            + "networks without hidden layers, are not taken")
      }
      return chain
    case .unknown(let reason)?: throw .unsupported("\(what) is not taken: \(reason)")
    case .constant?, nil: throw .unsupported("the output \(name) of \(what) does not depend on the observation")
    }
  }

  private static func policy(
    _ graph: OnnxGraph, _ walk: OnnxWalk, _ actor: OnnxChain, isLogits: Bool, _ value: OnnxWalk.Value?, _ what: String
  ) throws(PolicyImportError) -> ForeignPolicy {
    var notes: [String] = []
    var critic: OnnxChain?
    if case .chain(var found)? = value {
      found.settle()
      if found.layers.last?.outputs == 1, found.layers.last?.activation == nil, found.normaliser == actor.normaliser {
        critic = found
      }
    }
    let activations = Set(((critic?.layers ?? []) + actor.layers).compactMap(\.activation))
    guard let activation = activations.first, activations.count == 1 else {
      throw .unsupported("\(what) has layers of tanh and of ReLU; networks here have one nonlinearity")
    }
    let layers = try actor.layers.map { layer throws(PolicyImportError) in try dense(layer, what) }
    var others: [DenseLayer]
    var shared = 0
    if let critic {
      others = try critic.layers.map { layer throws(PolicyImportError) in try dense(layer, what) }
      let same = zip(actor.layers, critic.layers).prefix { $0.place == $1.place }.count
      shared = min(same, actor.layers.count - 1, critic.layers.count - 1)
    } else {
      // It can learn from features that are there, and says nothing before.
      let last = layers[layers.count - 1].inputs
      others =
        layers.dropLast() + [DenseLayer(outputs: 1, inputs: last, weights: .init(repeating: 0, count: last), bias: [0])]
      notes.append("the file has no value that is taken: the critic begins with the policy's hidden layers and says 0")
    }
    var policy = ForeignPolicy(
      origin: ForeignPolicy.Origin(program: graph.producer.isEmpty ? "another program" : graph.producer.plainLine),
      trunk: Array(layers[..<shared]), actor: Array(layers[shared...]), critic: Array(others[shared...]),
      activation: activation, deviation: .none)
    policy.deviation = try deviation(walk, actor, isLogits: isLogits, what)
    policy.action = action(graph, actor)
    policy.origin.steps = graph.producer == "sidecoach" ? graph.metadata["step"].flatMap { Int($0) } ?? 0 : 0
    policy.normaliser = try normaliser(actor.normaliser, graph, what)
    // What this program writes is whole.
    if policy.normaliser == nil, graph.producer != "sidecoach" {
      notes.append(
        "no normaliser that cuts its numbers is in the graph; --normalizer FILE names one that lies elsewhere")
    }
    policy.notes = notes
    return policy
  }

  private static func dense(_ layer: OnnxChain.Layer, _ what: String) throws(PolicyImportError) -> DenseLayer {
    let found = DenseLayer(
      outputs: layer.outputs, inputs: layer.inputs, weights: layer.weights.map { Float($0) },
      bias: layer.bias.map { Float($0) })
    guard (found.weights + found.bias).allSatisfy(\.isFinite) else {
      throw .malformed(what, "a layer in it holds a number that is not finite")
    }
    return found
  }

  private static func deviation(
    _ walk: OnnxWalk, _ actor: OnnxChain, isLogits: Bool, _ what: String
  ) throws(PolicyImportError) -> ForeignPolicy.Deviation {
    if isLogits || actor.isDistribution { return .none }
    guard case .constant(let spread)? = walk.values["log_std"] else { return .unstated }
    let values = spread.values.map { Float($0) }
    guard values.count == actor.layers.last?.outputs, values.allSatisfy(\.isFinite) else {
      throw .malformed("log_std in \(what)", "it is not of one finite number for each action")
    }
    return .constant(values)
  }

  /// What it may do: as this program writes it, or by where what comes out is cut.
  private static func action(_ graph: OnnxGraph, _ actor: OnnxChain) -> ActionSpace? {
    if graph.producer == "sidecoach", let text = graph.metadata["action"] {
      return try? JSONDecoder().decode(ActionSpace.self, from: Data(text.utf8))
    }
    guard let limits = actor.limits, let count = actor.layers.last?.outputs else { return nil }
    return .box(
      low: [Float](repeating: Float(limits.low), count: count),
      high: [Float](repeating: Float(limits.high), count: count))
  }

  /// The normaliser in the terms of others: 1 / scale² is the variance with what is added to it.
  private static func normaliser(
    _ found: OnnxChain.Normaliser?, _ graph: OnnxGraph, _ what: String
  ) throws(PolicyImportError) -> ForeignNormaliser? {
    guard let found else { return nil }
    let variance = found.scale.map { 1 / ($0 * $0) - 1e-8 }
    guard (found.shift + variance).allSatisfy(\.isFinite), variance.allSatisfy({ $0 > -1e-14 }) else {
      throw .unsupported(
        "the normaliser of \(what) multiplies by more than 10000, as none does that adds 1e-8 to variances")
    }
    // Where nothing is said of it, as much as a short training leaves: later observations then change it slowly.
    let count = graph.metadata["observations"].flatMap(Double.init).flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    return ForeignNormaliser(
      mean: found.shift, variance: variance.map { max(0, $0) }, count: count ?? 100_000, epsilon: 1e-8,
      clip: found.clip)
  }
}
