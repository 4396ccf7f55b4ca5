/// The named tensors of a network: where each lies in a buffer that is laid out as the network's parameters.
///
/// Layers count from 0 in each of `trunk`, `actor` and `critic`; a nonlinearity follows every layer but the last of
/// `actor` and `critic`. With a shared trunk both go on from its last layer, without one both begin at the observation.
/// The matrix is (outputs x inputs), as PyTorch's `Linear` has it; the product is `W x + b`.
///
/// | tensor | shape | what |
/// |---|---|---|
/// | `trunk.N.weight`, `.bias` | (hidden[N] x inputs), (hidden[N]) | hidden layers that policy and value share |
/// | `actor.N.weight`, `.bias` | as above; the last (policyOutputs x hidden) | logits, or means |
/// | `critic.N.weight`, `.bias` | as above; the last (1 x hidden) | the value |
/// | `actor.log_std` | (policyOutputs) | log σ of a Gaussian policy |
/// | `X.0.shared.L.weight` | (hidden[0] x blocks) | level L of a first layer whose cells share weights, see `Pooling` |
///
/// Where cells share weights, the weight of a cell is that of its row in `X.0.weight`, if there is one, plus its part of
/// every level `X.0.shared.L.weight`.
struct TensorPlace {
  let name: String
  let layer: LayerLayout
  /// Columns in memory: the tensor's outputs.
  let columns: Range<Int>
  let isBias: Bool

  /// Sizes, outermost first.
  var shape: [Int] { isBias ? [columns.count] : [columns.count, layer.inputs] }

  /// The tensor's elements out of `buffer`, outputs first.
  func read(_ buffer: UnsafePointer<Float>) -> [Float] {
    if isBias { return columns.map { buffer[layer.bias + $0] } }
    return columns.flatMap { column in
      (0..<layer.inputs).map { buffer[layer.weights + $0 * layer.stride + column] }
    }
  }

  /// Puts elements where they belong in `buffer`.
  func write(_ values: [Float], _ buffer: UnsafeMutablePointer<Float>) {
    for (output, column) in columns.enumerated() {
      if isBias {
        buffer[layer.bias + column] = values[output]
      } else {
        for row in 0..<layer.inputs {
          buffer[layer.weights + row * layer.stride + column] = values[output * layer.inputs + row]
        }
      }
    }
  }
}

extension PolicyNetwork {
  var tensorPlaces: [TensorPlace] {
    var places: [TensorPlace] = []
    func add(_ name: String, _ layer: LayerLayout, _ columns: Range<Int>, hasBias: Bool = true) {
      if layer.inputs > 0 {
        places.append(TensorPlace(name: name + ".weight", layer: layer, columns: columns, isBias: false))
      }
      if hasBias { places.append(TensorPlace(name: name + ".bias", layer: layer, columns: columns, isBias: true)) }
    }
    for (tower, layers) in towers.enumerated() {
      let part = shape.isShared ? "trunk" : tower == 0 ? "actor" : "critic"
      let start = tower * shape.inputStride
      let columns = start..<(start + shape.hidden[0])
      add("\(part).0", input, columns)
      for (level, layer) in blocks.enumerated() { add("\(part).0.shared.\(level)", layer, columns, hasBias: false) }
      for (index, layer) in layers.enumerated() where index < layers.count - 1 {
        add("\(part).\(index + 1)", layer, 0..<layer.outputs)
      }
      guard let head = layers.last else { continue }
      if shape.isShared {
        add("actor.0", head, 0..<shape.policyOutputs)
        add("critic.0", head, shape.policyOutputs..<head.outputs)
      } else {
        add("\(part).\(layers.count)", head, 0..<head.outputs)
      }
    }
    if let logDeviation {
      places.append(
        TensorPlace(name: "actor.log_std", layer: logDeviation, columns: 0..<logDeviation.outputs, isBias: true))
    }
    return places
  }

  /// The numbers of `buffer`, which is laid out as the parameters, as tensors called `prefix` and their name.
  public func tensors(of buffer: FloatBuffer, prefix: String = "") -> [Tensor] {
    tensorPlaces.map { place in
      Tensor(name: prefix + place.name, shape: place.shape, elements: .floats(place.read(buffer.base)))
    }
  }

  /// Fills `buffer` from tensors called `prefix` and their name; padding becomes zero.
  ///
  /// Throws `SafetensorsError` that names a tensor which is missing, of another shape, or not finite.
  public func fill(_ buffer: FloatBuffer, from tensors: [String: Tensor], prefix: String = "") throws {
    var found: [(TensorPlace, [Float])] = []
    for place in tensorPlaces {
      let name = prefix + place.name
      guard let tensor = tensors[name], tensor.shape == place.shape, case .floats(let values) = tensor.elements else {
        throw SafetensorsError.mismatch("tensor \(name) is missing or not of \(place.shape) numbers")
      }
      guard values.allSatisfy(\.isFinite) else {
        throw SafetensorsError.malformed("tensor \(name) holds a number that is not finite")
      }
      found.append((place, values))
    }
    buffer.clear()
    for (place, values) in found { place.write(values, buffer.base) }
  }
}
