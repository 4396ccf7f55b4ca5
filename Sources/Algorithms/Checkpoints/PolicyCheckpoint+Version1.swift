import FoundationEssentials
import Networks
import RLCore

/// Files of version 1: one padded buffer of weights, one training state with α and a table of guidance in it.
extension PolicyCheckpoint {
  private struct Header: Decodable {
    var environment: String
    var name: String
    var shape: NetworkShape
    var step: Int
  }

  private struct State: Decodable {
    var configuration: PPOConfiguration
    var adam: Adam
    var generator: SeededGenerator
    var shardGenerators: [SeededGenerator]
    var guidanceGenerators: [SeededGenerator]
    var returns: [[Double]]
    var shapedReturns: [[Double]]
    var discountedReturns: [[Double]]
    var lengths: [[Int]]
    var alpha: Double
    var alphaHistory: [CurvePoint]
    var recent: RecentEpisodes
    var rewardStatistics: RunningStatistics
    var observationStatistics: RunningStatistics?
  }

  /// A file of version 1 as version 2 writes it; throws `SafetensorsError` where it cannot be read.
  static func upgrade(
    _ tensors: [String: Tensor], _ metadata: [String: String]
  ) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
    guard let header = try? JSONDecoder().decode(Header.self, from: Data((metadata["header"] ?? "").utf8)) else {
      throw SafetensorsError.malformed("its header cannot be read")
    }
    guard header.shape.isPossible else { throw SafetensorsError.malformed("its network has an impossible shape") }
    let state = try tolerantly(State.self, metadata["training"] ?? "")
    var generator = SeededGenerator(seed: 0)
    let network = PolicyNetwork(shape: header.shape, generator: &generator)
    // Widths were multiples of 16 then, so that the buffer lies as it does now.
    func named(_ name: String, prefix: String) throws -> [Tensor] {
      guard case .floats(let values)? = tensors[name]?.elements, values.count == network.parameters.count else {
        throw SafetensorsError.mismatch("tensor \(name) is missing or of another size")
      }
      let buffer = FloatBuffer(count: values.count)
      buffer.assign(values)
      return network.tensors(of: buffer, prefix: prefix)
    }
    var result = PolicyFile.tensors(of: network, normaliser: state.observationStatistics).filter { tensor in
      tensor.name.hasPrefix("observation.")
    }
    result += try named("parameters", prefix: "")
    result += try named("adam.first", prefix: "training.adam.first.")
    result += try named("adam.second", prefix: "training.adam.second.")
    if case .bytes(let states)? = tensors["environments"]?.elements {
      result.append(Tensor(name: "training.environments", shape: [states.count], elements: .bytes(states)))
    }
    let guide = try guide(of: state, tensors["guidance"])
    if let guide { result.append(guide.tensor) }
    let training = TrainingState(
      configuration: state.configuration, adam: state.adam, generator: state.generator,
      shardGenerators: state.shardGenerators, guideGenerators: state.guidanceGenerators, returns: state.returns,
      shapedReturns: state.shapedReturns, discountedReturns: state.discountedReturns, lengths: state.lengths,
      recent: state.recent, rewardStatistics: state.rewardStatistics, failures: FailedEpisodes(), guide: guide?.name)
    var described = PolicyFile.metadata(
      PolicyFile.Header(
        environment: header.environment, name: header.name, step: header.step, action: nil, network: header.shape))
    described["training.state"] = PolicyFile.text(training)
    return (Dictionary(result.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }), described)
  }

  /// The state of the guide that a run of version 1 had: ULTRA, wherever there was a table.
  private static func guide(of state: State, _ tensor: Tensor?) throws -> (name: String, tensor: Tensor)? {
    guard case .bytes(let bytes)? = tensor?.elements else { return nil }
    guard let table = try? JSONDecoder().decode(GuidanceTable.self, from: Data(bytes)) else {
      throw SafetensorsError.malformed("its guidance cannot be read")
    }
    guard !table.entries.isEmpty else { return nil }
    let name = ULTRA.name(of: state.configuration.guidance)
    let kept = ULTRA.State(table: table, alpha: state.alpha, alphaHistory: state.alphaHistory)
    let text = Array(PolicyFile.text(kept).utf8)
    return (name, Tensor(name: "training.guide." + name, shape: [text.count], elements: .bytes(text)))
  }
}
