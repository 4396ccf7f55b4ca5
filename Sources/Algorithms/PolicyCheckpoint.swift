import FoundationEssentials
public import Networks
import RLCore

/// What a checkpoint says about itself, as text.
struct CheckpointHeader: Codable, Equatable {
  var environment: String
  var name: String
  var shape: NetworkShape
  var step: Int
}

/// Everything of a training run that is not a tensor.
struct TrainingState: Codable, Equatable {
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

/// A checkpoint that has been read: the policy, and what training needs to go on from it.
public struct PolicyCheckpoint: Sendable {
  let header: CheckpointHeader
  let tensors: [String: Tensor]
  let metadata: [String: String]

  /// The format's version; a higher one in a file is refused.
  static let version = 1

  /// Reads a checkpoint; throws `SafetensorsError` with what to do next.
  public init(bytes: [UInt8]) throws {
    (tensors, metadata) = try Safetensors.decode(bytes)
    guard let version = metadata["version"].flatMap({ Int($0) }) else {
      throw SafetensorsError.malformed("it says nothing of sidecoach's version")
    }
    guard version <= Self.version else {
      throw SafetensorsError.malformed("it was written by a newer sidecoach (format \(version))")
    }
    header = try Self.decode(CheckpointHeader.self, metadata["header"])
    guard header.shape.isPossible else { throw SafetensorsError.malformed("its network has an impossible shape") }
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String?) throws -> Value {
    guard let text else { throw SafetensorsError.malformed("its header lacks \(type)") }
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw SafetensorsError.malformed("its \(type) cannot be read")
    }
  }

  /// The training state; settings that came after the version that wrote it have their defaults.
  var training: TrainingState {
    get throws {
      guard let text = metadata["training"] else { throw SafetensorsError.malformed("its header lacks TrainingState") }
      do {
        let defaults = JSONValue.members(["configuration": try JSONValue(of: PPOConfiguration())])
        return try Algorithms.decode(TrainingState.self, from: Data(text.utf8), over: defaults)
      } catch {
        throw SafetensorsError.malformed("its TrainingState cannot be read")
      }
    }
  }

  static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Values checked to be finite always encode; a failure would surface when the checkpoint is read.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The environment's id.
  public var environment: String { header.environment }
  /// The run's name.
  public var name: String { header.name }
  /// Environment steps at which it was taken.
  public var step: Int { header.step }
  /// The network's shape.
  public var shape: NetworkShape { header.shape }

  /// The policy, for acting.
  public func makeNetwork() throws -> PolicyNetwork {
    var generator = SeededGenerator(seed: 0)
    let network = PolicyNetwork(shape: header.shape, generator: &generator)
    try load(into: network)
    return network
  }

  /// Copies the weights, and the observation normaliser where there is one.
  func load(into network: PolicyNetwork) throws {
    guard network.shape == header.shape else {
      throw SafetensorsError.mismatch("its network is \(header.shape.hidden), not \(network.shape.hidden)")
    }
    network.parameters.assign(try floats("parameters", network.parameters.count))
    let state = try training
    if let statistics = state.observationStatistics {
      let dimension = header.shape.observation.dimension
      guard statistics.mean.count == dimension, statistics.variance.count == dimension else {
        throw SafetensorsError.mismatch("its normaliser is not of \(dimension) numbers")
      }
      let (offset, scale) = (FloatBuffer(count: dimension), FloatBuffer(count: dimension))
      offset.assign(statistics.mean.map { Float($0) })
      scale.assign(statistics.variance.map { Float(1 / ($0 + 1e-8).squareRoot()) })
      network.inputOffset = offset
      network.inputScale = scale
    }
    network.refresh()
  }

  func floats(_ name: String, _ count: Int) throws -> [Float] {
    guard case .floats(let values)? = tensors[name]?.elements, values.count == count else {
      throw SafetensorsError.mismatch("tensor \(name) is missing or of another size")
    }
    return values
  }

  func bytes(_ name: String) throws -> [UInt8] {
    guard case .bytes(let values)? = tensors[name]?.elements else {
      throw SafetensorsError.mismatch("tensor \(name) is missing")
    }
    return values
  }
}
