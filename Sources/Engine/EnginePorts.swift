public import RLCore
public import Threads

/// Where the engine's output goes. Every function is called on the engine's thread and must return at once.
public struct EnginePorts: Sendable {
  /// The latest snapshot.
  public var snapshots: LatestValue<EngineSnapshot>
  /// Commands waiting to be taken up.
  public var commands: Mailbox<EngineCommand>
  /// Takes events, in order and without loss.
  public var record: @Sendable (EngineEvent) -> Void
  /// Stores a checkpoint of a run; gives the file's name and digest.
  public var store: @Sendable (_ run: String, _ step: Int, _ bytes: [UInt8]) throws -> (file: String, digest: String)
  /// Tells the screen that something is new.
  public var wake: @Sendable () -> Void

  /// Ports to the outside.
  public init(
    snapshots: LatestValue<EngineSnapshot> = LatestValue(), commands: Mailbox<EngineCommand> = Mailbox(),
    record: @escaping @Sendable (EngineEvent) -> Void = { _ in },
    store: @escaping @Sendable (_ run: String, _ step: Int, _ bytes: [UInt8]) throws -> (file: String, digest: String) =
      { _, _, _ in ("", "") },
    wake: @escaping @Sendable () -> Void = {}
  ) {
    self.snapshots = snapshots
    self.commands = commands
    self.record = record
    self.store = store
    self.wake = wake
  }
}

/// The engine was told to stop; the job's state is in its last checkpoint.
public struct EngineStopped: Error, Sendable {
  /// Makes the error.
  public init() {}
}
