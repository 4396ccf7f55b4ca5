import FoundationEssentials
public import Networks
public import RLCore

/// Everything of a training run that is not a tensor.
struct TrainingState: Codable, Equatable {
  var configuration: PPOConfiguration
  var adam: Adam
  var generator: SeededGenerator
  /// Per shard.
  var shardGenerators: [SeededGenerator]
  /// Per shard.
  var guideGenerators: [SeededGenerator]
  /// Per shard, then per environment.
  var returns: [[Double]]
  var shapedReturns: [[Double]]
  var discountedReturns: [[Double]]
  var lengths: [[Int]]
  var recent: RecentEpisodes
  var rewardStatistics: RunningStatistics
  var failures: FailedEpisodes
  /// The name of the guide, where there is one.
  var guide: String?
}

/// A checkpoint that has been read: the policy, and what training needs to go on from it.
///
/// The file holds the policy as `PolicyFile` describes it, and beside it, in keys of their own:
///
/// | key | what |
/// |---|---|
/// | metadata `training.state` | JSON: settings, Adam's step, generators, counters, normaliser of rewards |
/// | `training.adam.first.T`, `training.adam.second.T` | F32: the moments of tensor `T`, of its shape |
/// | `training.environments` | U8 (environments x bytes): captured states, where the environment can be restored |
/// | `training.guide.NAME` | U8: the state of the guide `NAME`, as JSON |
///
/// A file without them holds a policy that can act and be trained on from, but no run that can go on. Files of version 1
/// are read as if they had been written so.
public struct PolicyCheckpoint: Sendable {
  /// The policy.
  public let policy: PolicyFile
  private let trainingText: String?

  /// Reads a checkpoint; throws `SafetensorsError` with what to do next.
  public init(bytes: [UInt8]) throws {
    var (tensors, metadata) = try Safetensors.decode(bytes)
    if try PolicyFile.version(of: metadata) == 1 { (tensors, metadata) = try Self.upgrade(tensors, metadata) }
    policy = try PolicyFile(tensors: tensors, metadata: metadata)
    trainingText = metadata["training.state"]
  }

  /// The environment's id.
  public var environment: String { policy.header.environment }
  /// The run's name.
  public var name: String { policy.header.name }
  /// Environment steps at which it was taken.
  public var step: Int { policy.header.step }
  /// The network's shape.
  public var shape: NetworkShape { policy.header.network }
  /// The policy, for acting.
  public func makeNetwork() throws -> PolicyNetwork { try policy.makeNetwork() }

  /// The settings of the run that it was taken of. Throws where it holds no run that can go on.
  public var configuration: PPOConfiguration { get throws { try training.configuration } }

  /// How many of the run's episodes had failed. Throws where it holds no run that can go on.
  public var failures: FailedEpisodes { get throws { try training.failures } }

  /// Whether a run can go on from it.
  var hasTraining: Bool { trainingText != nil }

  /// The training state; settings that came after the version that wrote it have their defaults.
  var training: TrainingState {
    get throws {
      guard let trainingText else {
        throw SafetensorsError.malformed("it holds a policy and no training state to go on from")
      }
      return try Self.tolerantly(TrainingState.self, trainingText)
    }
  }

  /// A training state of any version, with defaults for what came after it.
  static func tolerantly<State: Decodable>(_ type: State.Type, _ text: String) throws -> State {
    do {
      let defaults = StoredJSON.members([
        "configuration": try StoredJSON(of: PPOConfiguration()), "failures": try StoredJSON(of: FailedEpisodes()),
      ])
      return try decode(type, from: Data(text.utf8), over: defaults)
    } catch {
      throw SafetensorsError.malformed("its training state cannot be read")
    }
  }

  /// The bytes of a tensor; throws where there is no such tensor.
  func bytes(_ name: String) throws -> [UInt8] {
    guard case .bytes(let values)? = policy.tensors[name]?.elements else {
      throw SafetensorsError.mismatch("tensor \(name) is missing")
    }
    return values
  }
}
