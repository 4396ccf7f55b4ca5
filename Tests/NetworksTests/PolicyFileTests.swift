import Glibc
import Networks
import RLCore
import Numerics
import Testing

/// Policies as named tensors: what the names and shapes promise, against the network itself.
@Suite struct PolicyFileTests {
  /// A network whose every parameter is random.
  private func network(_ shape: NetworkShape, seed: UInt64 = 3) -> PolicyNetwork {
    var generator = SeededGenerator(seed: seed)
    let network = PolicyNetwork(shape: shape, generator: &generator)
    for layer in network.layers {
      for output in 0..<layer.outputs {
        let column = layer.column(output)
        for row in 0..<layer.inputs {
          network.parameters.base[layer.weights + row * layer.stride + column] = Float(generator.normal()) * 0.3
        }
        // The levels of a shared first layer have no bias of their own.
        if !network.blocks.contains(layer) {
          network.parameters.base[layer.bias + column] = Float(generator.normal()) * 0.3
        }
      }
    }
    network.refresh()
    return network
  }

  private func file(_ network: PolicyNetwork, _ normaliser: RunningStatistics? = nil) throws -> PolicyFile {
    let header = PolicyFile.Header(
      environment: "Somewhere-v0", name: "base", step: 12, action: .discrete(names: ["a", "b"]), network: network.shape)
    let bytes = Safetensors.encode(
      PolicyFile.tensors(of: network, normaliser: normaliser), metadata: PolicyFile.metadata(header))
    let (tensors, metadata) = try Safetensors.decode(bytes)
    #expect(try PolicyFile.version(of: metadata) == 2)
    let file = try PolicyFile(tensors: tensors, metadata: metadata)
    #expect(file.header == header && file.normaliser == normaliser)
    return file
  }

  @Test(arguments: GradientTests.shapes) func readsBackEveryWeight(shape: NetworkShape) throws {
    let network = network(shape)
    let copy = try file(network).makeNetwork()
    #expect(copy.parameters.array == network.parameters.array)
  }

  /// y = W x + b from the tensors alone.
  private func linear(_ tensors: [String: Tensor], _ name: String, _ inputs: [Double]) throws -> [Double] {
    guard case .floats(let weights)? = tensors[name + ".weight"]?.elements,
      case .floats(let bias)? = tensors[name + ".bias"]?.elements
    else {
      Issue.record("no layer \(name) among \(tensors.keys.sorted())")
      return []
    }
    #expect(tensors[name + ".weight"]?.shape == [bias.count, inputs.count])
    return bias.indices.map { output in
      inputs.indices.reduce(Double(bias[output])) { $0 + inputs[$1] * Double(weights[output * inputs.count + $1]) }
    }
  }

  private func chain(
    _ tensors: [String: Tensor], _ part: String, layers: Int, _ inputs: [Double], endsLinear: Bool
  ) throws -> [Double] {
    var values = inputs
    for index in 0..<layers {
      values = try linear(tensors, "\(part).\(index)", values)
      if index < layers - 1 || !endsLinear { values = values.map { tanh($0) } }
    }
    return values
  }

  @Test(arguments: [true, false], [[16], [7, 33], [50]]) func thePolicyCanBeComputedFromItsTensors(
    isShared: Bool, hidden: [Int]
  ) throws {
    let space = ObservationSpace.dense(dimension: 6)
    let network = network(
      NetworkShape(
        observation: space, hidden: hidden, activation: .tanh, isShared: isShared, policyOutputs: 3,
        initialLogDeviation: -0.5))
    let statistics = try #require(
      RunningStatistics(mean: (0..<6).map { Double($0) * 0.1 }, variance: (0..<6).map { 1 + Double($0) }, count: 9))
    network.normalise(by: statistics)
    let tensors = try file(network, statistics).tensors
    var generator = SeededGenerator(seed: 8)
    let batch = ObservationBatch(space, count: 4, generator: &generator)
    let workspace = Workspace(network: network, capacity: 4)
    network.forward(
      RowBatch(base: batch.rows.base, rowBytes: batch.rows.rowBytes, indices: nil, count: 4), workspace)
    guard case .doubles(let mean)? = tensors["observation.mean"]?.elements,
      case .doubles(let variance)? = tensors["observation.variance"]?.elements
    else {
      Issue.record("no normaliser")
      return
    }
    for row in 0..<4 {
      let input = batch.vectors[row].indices.map { place in
        min(max((batch.vectors[row][place] - mean[place]) / (variance[place] + 1e-8).squareRoot(), -10), 10)
      }
      let trunk =
        isShared ? try chain(tensors, "trunk", layers: hidden.count, input, endsLinear: false) : input
      let depth = isShared ? 1 : hidden.count + 1
      let means = try chain(tensors, "actor", layers: depth, trunk, endsLinear: true)
      let value = try chain(tensors, "critic", layers: depth, trunk, endsLinear: true)
      for (column, mean) in means.enumerated() {
        let found = Double(workspace.policy[row * workspace.policyStride(network) + column])
        #expect(found.isApproximatelyEqual(to: mean, absoluteTolerance: 2e-5))
      }
      #expect(
        value.count == 1
          && (Double(workspace.value(row, network))).isApproximatelyEqual(to: value[0], absoluteTolerance: 2e-5))
    }
    #expect(tensors["actor.log_std"]?.shape == [3])
    #expect((tensors["trunk.0.weight"] != nil) == isShared)
  }

  @Test func levelsOfASharedFirstLayerAreNamedInOrder() throws {
    let pooled = try #require(GradientTests.shapes.first { $0.pooling?.blocks.count == 3 && $0.isShared })
    let names = PolicyFile.tensors(of: network(pooled), normaliser: nil).map(\.name)
    #expect(
      names.prefix(5) == [
        "trunk.0.weight", "trunk.0.bias", "trunk.0.shared.0.weight", "trunk.0.shared.1.weight",
        "trunk.0.shared.2.weight",
      ])
    #expect(Set(names).count == names.count)
  }

  @Test func aTensorThatIsMissingOrDamagedIsNamed() throws {
    let network = network(GradientTests.shapes[GradientTests.shapes.count - 1])
    let whole = try file(network).tensors
    func failure(_ change: (inout [String: Tensor]) -> Void) -> String {
      var tensors = whole
      change(&tensors)
      let before = network.parameters.array
      do {
        try network.fill(network.parameters, from: tensors)
        return ""
      } catch {
        #expect(network.parameters.array == before, "nothing was changed")
        return "\(error)"
      }
    }
    #expect(failure { _ in } == "")
    #expect(failure { $0["critic.0.bias"] = nil }.contains("critic.0.bias is missing"))
    let turned = failure { $0["actor.0.weight"]?.shape.reverse() }
    #expect(turned.contains("actor.0.weight is missing or not of"))
    let text = failure { tensors in
      guard var tensor = tensors["actor.0.weight"], case .floats(var values) = tensor.elements else { return }
      values[3] = .nan
      tensor.elements = .floats(values)
      tensors["actor.0.weight"] = tensor
    }
    #expect(text.contains("actor.0.weight") && text.contains("not finite"))
  }
}
