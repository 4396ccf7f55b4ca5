import RLCore

/// What every value of a graph is, as far as it is one of a policy of dense layers.
///
/// | operation | what it is taken for |
/// |---|---|
/// | `Gemm`, `MatMul` with a constant | a dense layer |
/// | `Add`, `Sub`, `Mul`, `Div` with a constant | the normaliser, or part of the layer before |
/// | `Clip` | the normaliser's end, or the bounds of actions |
/// | `Tanh`, `Relu` | the nonlinearity |
/// | `Softmax`, `LogSoftmax` | the end of a policy that chooses |
/// | `Identity`, `Cast`, `Flatten`, `Reshape` to rows of the same length | nothing |
/// | `Constant`, `Identity` and `Transpose` of constants | a constant |
///
/// Anything else is remembered with its name, and matters where an output depends on it.
struct OnnxWalk {
  /// A value of the graph.
  enum Value {
    case constant(OnnxGraph.Constant)
    case chain(OnnxChain)
    /// What is not known here, and why.
    case unknown(String)

    /// Numbers that it may hold for itself: of the layers before the last one it has the same as others.
    var count: Int {
      switch self {
      case .constant(let constant): constant.values.count
      case .chain(let chain): 2 * chain.width + (chain.layers.last?.weights.count ?? 0)
      case .unknown: 0
      }
    }
  }

  private(set) var values: [String: Value]
  private let what: String
  /// Numbers of all values so far, which may take the same constant or layer more than once.
  private var numbers = 0
  private static let mostNumbers = 1 << 26

  /// Walks through `graph` from `input`, an observation of `width` numbers.
  init(_ graph: OnnxGraph, from input: String, width: Int, as what: String) throws(PolicyImportError) {
    self.what = what
    values = graph.constants.mapValues { .constant($0) }
    values[input] = .chain(OnnxChain(inputs: width))
    for (place, node) in graph.nodes.enumerated() {
      guard let output = node.outputs.first else { continue }
      var result: Value
      do { result = try value(of: node, place) } catch {
        result = .unknown("the operation \(node.kind)\(Self.named(output)) \(error.reason)")
      }
      numbers += result.count
      guard numbers <= Self.mostNumbers else { throw .malformed(what, "more numbers than any policy has") }
      for name in node.outputs { values[name] = result }
      // Whatever else it gives, such as the mask of a dropout, is not what the first one is.
      for name in node.outputs.dropFirst() {
        result = .unknown("the operation \(node.kind) has several outputs")
        values[name] = result
      }
    }
  }

  private static func named(_ output: String) -> String { output.isEmpty ? "" : " (\(output.prefix(60)))" }

  private func value(of node: OnnxGraph.Node, _ place: Int) throws(OnnxChain.Refusal) -> Value {
    typealias Refusal = OnnxChain.Refusal
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw Refusal(reason: "is one of \(node.domain), which are not known here")
    }
    let given = node.inputs.map { $0.isEmpty ? nil : values[$0] ?? .unknown("'\($0)' is nowhere in the graph") }
    for case .unknown(let reason)? in given { return .unknown(reason) }
    if node.kind == "Constant" { return .constant(try constant(node)) }
    if case .constant(let constant)?? = given.first, given.count == 1 {
      switch node.kind {
      case "Identity", "Cast": return .constant(constant)
      case "Transpose": return .constant(try constant.turned(node.wholes["perm"]))
      default: break
      }
    }
    switch (node.kind, given.first ?? nil, given.count > 1 ? given[1] : nil) {
    case ("Sub", .chain(let chain)?, .constant(let constant)?):
      return try changed(chain) { chain throws(Refusal) in try chain.add(constant.values.map { -$0 }) }
    case ("Add", .chain(let chain)?, .constant(let constant)?), ("Add", .constant(let constant)?, .chain(let chain)?):
      return try changed(chain) { chain throws(Refusal) in try chain.add(constant.values) }
    case ("Mul", .chain(let chain)?, .constant(let constant)?), ("Mul", .constant(let constant)?, .chain(let chain)?):
      return try changed(chain) { chain throws(Refusal) in try chain.multiply(constant.values) }
    case ("Div", .chain(let chain)?, .constant(let constant)?):
      return try changed(chain) { chain throws(Refusal) in try chain.multiply(constant.values.map { 1 / $0 }) }
    case ("MatMul", .chain(let chain)?, .constant(let matrix)?), ("Gemm", .chain(let chain)?, .constant(let matrix)?):
      return try dense(node, place, chain, matrix, given.count > 2 ? given[2] : nil)
    case ("Clip", .chain(let chain)?, _):
      let low = try end(node, given, 1, "min", -.infinity)
      let high = try end(node, given, 2, "max", .infinity)
      return try changed(chain) { chain throws(Refusal) in try chain.clip(low, high) }
    case ("Tanh", .chain(let chain)?, nil):
      return try changed(chain) { chain throws(Refusal) in try chain.activate(.tanh) }
    case ("Relu", .chain(let chain)?, nil):
      return try changed(chain) { chain throws(Refusal) in try chain.activate(.relu) }
    case ("Softmax", .chain(let chain)?, nil), ("LogSoftmax", .chain(let chain)?, nil):
      return try changed(chain) { chain throws(Refusal) in try chain.distribute() }
    case ("Identity", .chain(let chain)?, nil), ("Cast", .chain(let chain)?, nil): return .chain(chain)
    case ("Flatten", .chain(let chain)?, nil) where (node.wholes["axis"] ?? [1]) == [1]: return .chain(chain)
    case ("Reshape", .chain(let chain)?, .constant(let shape)?)
    where shape.values.count == 2 && [-1, Double(chain.width)].contains(shape.values[1]):
      return .chain(chain)
    default: throw Refusal(reason: "is none of a policy of dense layers")
    }
  }

  private func changed(
    _ chain: OnnxChain, _ change: (inout OnnxChain) throws(OnnxChain.Refusal) -> Void
  ) throws(OnnxChain.Refusal) -> Value {
    var copy = chain
    try change(&copy)
    return .chain(copy)
  }

  /// A dense layer by weights that lie (inputs x outputs), or the other way round with `transB`.
  private func dense(
    _ node: OnnxGraph.Node, _ place: Int, _ chain: OnnxChain, _ matrix: OnnxGraph.Constant, _ added: Value?
  ) throws(OnnxChain.Refusal) -> Value {
    typealias Refusal = OnnxChain.Refusal
    guard matrix.shape.count == 2, node.wholes["transA", default: [0]] == [0] else {
      throw Refusal(reason: "is no product of a vector and a matrix")
    }
    let isTurned = node.wholes["transB", default: [0]] == [1]
    let weights = isTurned ? matrix : try matrix.turned(nil)
    let outputs = weights.shape[0]
    var bias = [Double](repeating: 0, count: outputs)
    switch added {
    case nil: break
    case .constant(let constant)? where constant.values.count == outputs: bias = constant.values
    case .constant(let constant)? where constant.values.count == 1:
      bias = [Double](repeating: constant.values[0], count: outputs)
    default: throw Refusal(reason: "adds what is not one number for each output")
    }
    let (alpha, beta) = (node.numbers["alpha"] ?? 1, node.numbers["beta"] ?? 1)
    guard alpha.isFinite, beta.isFinite else { throw Refusal(reason: "multiplies by what is not finite") }
    let scaled = alpha == 1 ? weights.values : weights.values.map { $0 * alpha }
    return try changed(chain) { chain throws(Refusal) in
      try chain.layer(place, outputs, scaled, beta == 1 ? bias : bias.map { $0 * beta })
    }
  }

  private func constant(_ node: OnnxGraph.Node) throws(OnnxChain.Refusal) -> OnnxGraph.Constant {
    if let tensor = node.tensors["value"] { return tensor }
    if let number = node.numbers["value_float"] { return OnnxGraph.Constant(shape: [], values: [number]) }
    if let wholes = node.wholes["value_int"] ?? node.wholes["value_ints"] {
      return OnnxGraph.Constant(shape: [wholes.count], values: wholes.map { Double($0) })
    }
    throw OnnxChain.Refusal(reason: "is of a kind that is not known here")
  }

  /// One end of a clip: an input since version 11 of the operators, an attribute before.
  private func end(
    _ node: OnnxGraph.Node, _ given: [Value?], _ place: Int, _ name: String, _ none: Double
  ) throws(OnnxChain.Refusal) -> Double {
    guard given.indices.contains(place), let value = given[place] else { return node.numbers[name] ?? none }
    guard case .constant(let constant) = value, constant.values.count == 1, !constant.values[0].isNaN else {
      throw OnnxChain.Refusal(reason: "cuts at what is not one number")
    }
    return constant.values[0]
  }
}

extension OnnxGraph.Constant {
  /// The same matrix with rows and columns exchanged.
  func turned(_ order: [Int]?) throws(OnnxChain.Refusal) -> OnnxGraph.Constant {
    guard shape.count == 2, order == nil || order == [1, 0] else {
      throw OnnxChain.Refusal(reason: "turns what is no matrix")
    }
    let (rows, columns) = (shape[0], shape[1])
    return OnnxGraph.Constant(
      shape: [columns, rows],
      values: (0..<columns).flatMap { column in
        (0..<rows).map { values[$0 * columns + column] }
      })
  }
}
