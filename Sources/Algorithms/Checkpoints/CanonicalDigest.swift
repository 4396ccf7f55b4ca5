import FoundationEssentials
import Networks
import RLCore

/// A SHA-256 over what a checkpoint means, whatever the form of its file.
///
/// Two checkpoints with the same canonical digest go on training alike, bit for bit, even where one was written by an
/// earlier version in another layout. In this order, every label as UTF-8 and every number as eight little-endian bytes
/// (Float and Double by their bit patterns):
///
/// | part | content |
/// |---|---|
/// | `weights` | per layer, sorted by name: the name, inputs, outputs, the matrix (inputs x outputs) row by row and the bias (outputs), without padding |
/// | `adam.first`, `adam.second` | the moments, in the same way |
/// | `adam` | β1, β2, ε, steps |
/// | `observations`, `rewards` | the normalisers: count, means, variances; absent ones have the count -1 |
/// | `generators` | the update's, then per shard its own and its guide's: four words each |
/// | `counters` | steps done, then per environment, shard by shard: return, shaped return, discounted return, length |
/// | `recent` | returns, shaped returns and lengths of the latest episodes |
/// | `alpha` | α in force and its history, as a guide keeps them; without one the α of the settings |
/// | `guide` | what a guide keeps beside α and its table, as JSON with sorted keys; left out where there is nothing |
/// | `environments` | their states as bytes |
extension PolicyCheckpoint {
  /// The digest, as 64 hexadecimal digits. Throws `SafetensorsError` where the checkpoint holds less than training needs.
  public func canonicalDigest() throws -> String {
    let network = try makeNetwork()
    let state = try training
    func buffer(_ prefix: String) throws -> [Float] {
      let buffer = FloatBuffer(count: network.parameters.count)
      try network.fill(buffer, from: policy.tensors, prefix: prefix)
      return buffer.array
    }
    var text = CanonicalBytes()
    text.label("sidecoach canonical 1")
    text.layers("weights", network, network.parameters.array)
    text.layers("adam.first", network, try buffer("training.adam.first."))
    text.layers("adam.second", network, try buffer("training.adam.second."))
    text.label("adam")
    text.numbers([state.adam.beta1, state.adam.beta2, state.adam.epsilon])
    text.whole(state.adam.steps)
    text.statistics("observations", policy.normaliser)
    text.statistics("rewards", state.rewardStatistics)
    text.label("generators")
    text.generator(state.generator)
    for (own, guide) in zip(state.shardGenerators, state.guideGenerators) {
      text.generator(own)
      text.generator(guide)
    }
    text.label("counters")
    text.whole(step)
    for shard in state.returns.indices {
      text.numbers(state.returns[shard])
      text.numbers(state.shapedReturns[shard])
      text.numbers(state.discountedReturns[shard])
      for length in state.lengths[shard] { text.whole(length) }
    }
    text.label("recent")
    text.numbers(state.recent.returns)
    text.numbers(state.recent.shaped)
    text.numbers(state.recent.lengths)
    text.label("alpha")
    let kept = try guideState(state)
    text.numbers([kept.dial.alpha ?? state.configuration.guidance.alpha])
    text.numbers((kept.dial.alphaHistory ?? []).flatMap { [$0.step, $0.value] })
    if !kept.rest.isEmpty {
      text.label("guide")
      text.bytes += kept.rest
    }
    text.label("environments")
    if policy.tensors["training.environments"] != nil { text.bytes += try bytes("training.environments") }
    return sha256Hex(text.bytes)
  }

  private struct Dial: Decodable {
    var alpha: Double?
    var alphaHistory: [CurvePoint]?
  }

  /// α as the guide keeps it, and what else it keeps beside its table, as JSON with sorted keys.
  private func guideState(_ state: TrainingState) throws -> (dial: Dial, rest: [UInt8]) {
    guard let guide = state.guide else { return (Dial(), []) }
    let text = Data(try bytes("training.guide." + guide))
    guard let dial = try? JSONDecoder().decode(Dial.self, from: text),
      case .members(let members)? = try? JSONDecoder().decode(StoredJSON.self, from: text)
    else { throw SafetensorsError.malformed("the state of \(guide) cannot be read") }
    let rest = members.filter { !["alpha", "alphaHistory", "table"].contains($0.key) }
    return (dial, rest.isEmpty ? [] : Array(PolicyFile.text(StoredJSON.members(rest)).utf8))
  }
}

/// Bytes in the making, in the canonical form.
private struct CanonicalBytes {
  var bytes: [UInt8] = []

  mutating func label(_ text: String) { bytes += Array(text.utf8) + [0] }

  mutating func word(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
  }

  mutating func whole(_ value: Int) { word(UInt64(bitPattern: Int64(value))) }
  mutating func numbers(_ values: [Double]) { for value in values { word(value.bitPattern) } }

  mutating func generator(_ generator: SeededGenerator) {
    for index in 0..<4 { word(generator.words[index]) }
  }

  mutating func statistics(_ name: String, _ statistics: RunningStatistics?) {
    label(name)
    numbers([statistics?.count ?? -1])
    numbers(statistics?.mean ?? [])
    numbers(statistics?.variance ?? [])
  }

  /// The layers' numbers in `buffer`, which lies as the network's parameters do.
  mutating func layers(_ name: String, _ network: PolicyNetwork, _ buffer: [Float]) {
    label(name)
    for layer in network.layers.sorted(by: { $0.name < $1.name }) {
      label(layer.name)
      whole(layer.inputs)
      whole(layer.outputs)
      for row in 0..<layer.inputs {
        for output in 0..<layer.outputs {
          word(UInt64(buffer[layer.weights + row * layer.stride + layer.column(output)].bitPattern))
        }
      }
      for output in 0..<layer.outputs { word(UInt64(buffer[layer.bias + layer.column(output)].bitPattern)) }
    }
  }
}
