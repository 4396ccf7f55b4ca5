import RLCore

/// Policies as graphs of ONNX.
public enum OnnxFile {
  /// The version of the operators; every one that is used has had its form since.
  static let operators = 13

  /// The graph of `policy` as a file.
  ///
  /// | name | sizes | what |
  /// |---|---|---|
  /// | `observation` | (batch, inputs) | goes in; it is normalised inside |
  /// | `mean` or `logits` | (batch, outputs) | of a Gaussian policy, or of one that chooses |
  /// | `log_std` | (outputs) | log σ of a Gaussian policy |
  /// | `value` | (batch, 1) | V |
  ///
  /// The mean is not cut: the metadata `action` has the bounds. All numbers are of single precision. The same policy
  /// gives the same bytes.
  public static func bytes(_ policy: PolicyExport) -> [UInt8] {
    typealias Model = OnnxFields.Model
    var model = ProtobufWriter()
    model.whole(Model.version, 7)
    model.text(Model.producer, "sidecoach")
    model.message(Model.graph) { $0 = graph(policy) }
    model.message(Model.operators) {
      $0.text(OnnxFields.Operators.domain, "")
      $0.whole(OnnxFields.Operators.version, operators)
    }
    var entries = [
      ("environment", policy.environment), ("step", "\(policy.step)"), ("action", PolicyFile.text(policy.action)),
    ]
    // Samples behind the normaliser: whoever trains on goes on counting from there.
    if let normaliser = policy.normaliser { entries.append(("observations", "\(normaliser.count)")) }
    for (key, value) in entries {
      model.message(Model.metadata) {
        $0.text(OnnxFields.Entry.key, key)
        $0.text(OnnxFields.Entry.value, value)
      }
    }
    return model.bytes
  }

  private static func graph(_ policy: PolicyExport) -> ProtobufWriter {
    var graph = OnnxGraphWriter()
    graph.value(OnnxFields.Graph.input, "observation", [nil, policy.inputs])
    var seen = "observation"
    if let (offset, scale) = policy.normalisation {
      seen = graph.node("Sub", [seen, graph.tensor("observation.offset", [offset.count], offset)], "centred")
      seen = graph.node("Mul", [seen, graph.tensor("observation.scale", [scale.count], scale)], "scaled")
      let ends = [
        graph.tensor("observation.least", [], [-PolicyExport.clip]),
        graph.tensor("observation.greatest", [], [PolicyExport.clip]),
      ]
      seen = graph.node("Clip", [seen] + ends, "normalised")
    }
    let nonlinearity = policy.activation == .relu ? "Relu" : "Tanh"
    func chain(_ name: String, _ layers: [DenseLayer], from start: String, to end: String?) -> String {
      layers.indices.reduce(start) { value, index in
        let (layer, name) = (layers[index], "\(name).\(index)")
        let isLast = index == layers.count - 1 && end != nil
        let weights = graph.tensor(name + ".weight", [layer.outputs, layer.inputs], layer.weights)
        let bias = graph.tensor(name + ".bias", [layer.outputs], layer.bias)
        let sum = graph.node("Gemm", [value, weights, bias], isLast ? end ?? name : name + ".sum", ["transB": 1])
        return isLast ? sum : graph.node(nonlinearity, [sum], name + ".output")
      }
    }
    let below = chain("trunk", policy.trunk, from: seen, to: nil)
    let action = policy.logDeviation == nil ? "logits" : "mean"
    _ = chain("actor", policy.actor, from: below, to: action)
    graph.value(OnnxFields.Graph.output, action, [nil, policy.outputs])
    if let spread = policy.logDeviation {
      _ = graph.node("Identity", [graph.tensor("actor.log_std", [spread.count], spread)], "log_std")
      graph.value(OnnxFields.Graph.output, "log_std", [spread.count])
    }
    _ = chain("critic", policy.critic, from: below, to: "value")
    graph.value(OnnxFields.Graph.output, "value", [nil, 1])
    return graph.finished(name: "policy of \(policy.environment)")
  }
}

/// Puts a graph together: its messages may come in any order, but nodes after those whose outputs they take.
private struct OnnxGraphWriter {
  private var message = ProtobufWriter()

  /// A tensor that stays as it is; gives its name.
  mutating func tensor(_ name: String, _ shape: [Int], _ values: [Float]) -> String {
    typealias Tensor = OnnxFields.Tensor
    message.message(OnnxFields.Graph.initializer) { tensor in
      for size in shape { tensor.whole(Tensor.sizes, size) }
      tensor.whole(Tensor.type, OnnxFields.Element.float)
      tensor.text(Tensor.name, name)
      tensor.bytes(Tensor.raw, values.withUnsafeBytes { Array($0) })
    }
    return name
  }

  /// An operation with one output, whose name it gives.
  mutating func node(
    _ kind: String, _ inputs: [String], _ output: String, _ settings: [String: Int] = [:]
  ) -> String {
    typealias Node = OnnxFields.Node
    message.message(OnnxFields.Graph.node) { node in
      for input in inputs { node.text(Node.input, input) }
      node.text(Node.output, output)
      node.text(Node.kind, kind)
      for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
        node.message(Node.attribute) {
          $0.text(OnnxFields.Attribute.name, name)
          $0.whole(OnnxFields.Attribute.whole, value)
          // A whole number.
          $0.whole(OnnxFields.Attribute.type, 2)
        }
      }
    }
    return output
  }

  /// What goes in or comes out: its name and sizes, nil for the size of the batch.
  mutating func value(_ field: Int, _ name: String, _ shape: [Int?]) {
    typealias Value = OnnxFields.Value
    message.message(field) { value in
      value.text(Value.name, name)
      value.message(Value.type) { type in
        type.message(Value.tensor) { tensor in
          tensor.whole(Value.element, OnnxFields.Element.float)
          tensor.message(Value.shape) { sizes in
            for size in shape {
              sizes.message(Value.size) {
                if let size { $0.whole(Value.count, size) } else { $0.text(Value.symbol, "batch") }
              }
            }
          }
        }
      }
    }
  }

  /// The graph.
  func finished(name: String) -> ProtobufWriter {
    var whole = message
    whole.text(OnnxFields.Graph.name, name)
    return whole
  }
}
