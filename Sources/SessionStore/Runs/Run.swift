public import RLCore

extension SessionStore {
  /// One training run of the session: the base training or one refinement.
  public struct Run: Sendable, Equatable, Codable, Identifiable {
    /// Where a run stands.
    public enum State: String, Sendable, Codable, CaseIterable {
      /// Under way, or left before its end and waiting to be taken up again.
      case running
      /// Ended at its last step.
      case finished
      /// Ended by an error; the last good checkpoint stays.
      case failed
    }

    /// The run's number, from 1.
    public var id: Int
    /// The run's name, unique in its session, for instance `base` or `ultra-ra`.
    public var name: RunName
    /// The method's name, for instance `ppo`.
    public var method: String
    /// The environment's id.
    public var environment: String
    /// The seed.
    @StoredSeed public var seed: UInt64
    /// The configuration, as JSON.
    public var configuration: String
    /// Where it stands.
    public var state: State
    /// Environment steps done at the last record.
    @StoredCount public var step: Int
    /// Environment steps to do.
    @StoredCount public var totalSteps: Int
    /// The file name of the last checkpoint, in the checkpoint directory.
    public var checkpoint: String?
    /// The SHA-256 of that file.
    public var digest: String?
    /// When it was begun, in seconds since 1970.
    public var startedAt: Double
    /// When it was last recorded, in seconds since 1970.
    public var updatedAt: Double
  }
}

extension SessionStore.Run: Tabled {
  static var table: String { "run" }
}
