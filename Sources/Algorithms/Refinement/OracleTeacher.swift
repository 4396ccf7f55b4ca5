import FoundationEssentials
import Networks
public import RLCore

/// The policy that an oracle asks: of the same environment, and trained for much longer.
///
/// It is kept as the policy part of its checkpoint's file, so that a run which goes on needs nothing but its own
/// checkpoint.
public struct OracleTeacher: Sendable, Equatable, Codable {
  /// The SHA-256 of the checkpoint that it was read from.
  public let digest: String
  /// Environment steps of training behind it.
  public let step: Int
  /// Rewards of the environment in one unit of V: the deviation of the discounted return by which its rewards were divided
  /// when its training ended, 1 where they were not divided. Nil where the checkpoint holds no training and does not say.
  public let valueUnit: Double?
  /// The policy as a file of its own.
  private let file: Data

  /// The policy in `checkpoint`, whose file has `digest`.
  ///
  /// - Throws: `SafetensorsError` where it is of another environment, or of another form of state or action.
  public init(_ checkpoint: PolicyCheckpoint, digest: String, for entry: EnvironmentEntry) throws {
    try checkpoint.check(entry)
    self.digest = digest
    step = checkpoint.step
    valueUnit = checkpoint.hasTraining ? try checkpoint.training.rewardUnit : nil
    let tensors = checkpoint.policy.tensors.filter { !$0.key.hasPrefix("training.") }
    file = Data(
      Safetensors.encode(
        tensors.sorted { $0.key < $1.key }.map(\.value), metadata: PolicyFile.metadata(checkpoint.policy.header)))
  }

  /// Its network, for acting and for values. Throws where it does not fit the environment.
  func makeNetwork(in entry: EnvironmentEntry) throws -> PolicyNetwork {
    let policy = try PolicyCheckpoint(bytes: [UInt8](file))
    try policy.check(entry)
    return try policy.makeNetwork()
  }
}

extension TrainingState {
  /// Rewards of the environment in one unit of the run's normalised rewards.
  fileprivate var rewardUnit: Double {
    guard configuration.normalisesRewards, let variance = rewardStatistics.variance.first else { return 1 }
    return (variance + 1e-8).squareRoot()
  }
}

/// What an oracle is made from.
public struct OracleMaterial: Sendable {
  /// Whom it asks; nil where nobody was named.
  public var teacher: OracleTeacher?
  /// Recorded episodes, for a method that looks at their states.
  public var episodes: [Episode]
  /// The run goes on from a checkpoint, which has the teacher.
  private var isKept = false

  /// A new run's.
  public init(teacher: OracleTeacher?, episodes: [Episode] = []) {
    self.teacher = teacher
    self.episodes = episodes
  }

  /// Of methods that are no oracles.
  public static let none = OracleMaterial(teacher: nil)

  /// Of a run that goes on from its checkpoint.
  static var kept: OracleMaterial {
    var material = OracleMaterial(teacher: nil)
    material.isKept = true
    return material
  }

  /// The teacher; nil where the checkpoint will bring it. Throws where `method` has nobody to ask.
  func teacher(of method: String) throws -> OracleTeacher? {
    guard teacher != nil || isKept else {
      throw InvalidSettingError(
        key: "oracle.teacher", value: "none",
        valid: "the path of a session whose base policy was trained for much longer, which \(method) asks")
    }
    return teacher
  }
}

/// A teacher at work in one shard: its network, and memory for one row.
final class OracleVoice {
  private let network: PolicyNetwork
  private let workspace: Workspace
  private let sampler: ActionSampler
  private let rowBytes: Int

  /// `network` is shared between shards, which only read it.
  init(_ network: PolicyNetwork, _ entry: EnvironmentEntry) {
    self.network = network
    workspace = Workspace(network: network, capacity: 1)
    sampler = ActionSampler(space: entry.spec.action)
    rowBytes = entry.spec.observation.rowBytes
  }

  /// Its most probable action at a row, or its mean one within the bounds.
  func action(at row: UnsafeRawPointer) -> Action {
    network.forward(batch(row), workspace, part: .policy)
    sampler.read(workspace.policy, network)
    sampler.takeMode()
    sampler.execute()
    return Action(values: sampler.executed.base, space: sampler.space)
  }

  /// V at a row, in its own units.
  func value(at row: UnsafeRawPointer) -> Float {
    network.forward(batch(row), workspace, part: .values)
    return workspace.value(0, network)
  }

  private func batch(_ row: UnsafeRawPointer) -> RowBatch {
    RowBatch(base: row, rowBytes: rowBytes, indices: nil, count: 1)
  }
}
