public import RLCore
public import Threads

/// Where the engine's output goes. Every function is called on the engine's thread and, but
/// for `settle`, must return at once.
public struct EnginePorts: Sendable {
  /// The latest snapshot.
  public var snapshots: LatestValue<EngineSnapshot>
  /// Commands waiting to be taken up.
  public var commands: Mailbox<EngineCommand>
  /// Takes events, in order and without loss.
  public var record: @Sendable (EngineEvent) -> Void
  /// Takes a checkpoint of a run on its way to the disk, and whether somebody asked for it; once it is there, the event
  /// that says so is recorded. Throws what went wrong with an earlier one.
  public var store: @Sendable (_ run: String, _ step: Int, _ bytes: [UInt8], _ isAsked: Bool) throws -> Void
  /// Waits until every checkpoint is on the disk; the one port that takes its time, for the end of a job. Throws what
  /// went wrong.
  public var settle: @Sendable () throws -> Void
  /// Tells the screen that something is new.
  public var wake: @Sendable () -> Void

  /// Ports to the outside.
  public init(
    snapshots: LatestValue<EngineSnapshot> = LatestValue(), commands: Mailbox<EngineCommand> = Mailbox(),
    record: @escaping @Sendable (EngineEvent) -> Void = { _ in },
    store: @escaping @Sendable (_ run: String, _ step: Int, _ bytes: [UInt8], _ isAsked: Bool) throws -> Void = {
      _, _, _, _ in
    },
    settle: @escaping @Sendable () throws -> Void = {},
    wake: @escaping @Sendable () -> Void = {}
  ) {
    self.snapshots = snapshots
    self.commands = commands
    self.record = record
    self.store = store
    self.settle = settle
    self.wake = wake
  }
}

/// The engine was told to stop; the job's state is in its last checkpoint.
public struct EngineStopped: Error, Sendable {
  /// Makes the error.
  public init() {}
}
