package import RLCore

/// What a process that works on a session tells whoever follows it.
package enum LiveMessage: Sendable, Equatable, Codable {
  /// Who it is; the first message of every connection.
  case hello(LiveHost)
  /// The latest picture; older ones that were not sent yet are dropped.
  case snapshot(EngineSnapshot)
  /// Something happened; none is dropped.
  case event(EngineEvent)
  /// How far the stages are.
  case stages([StageProgress])
  /// An order was not carried out, and why.
  case refused(String)
}

/// The process that works on a session.
package struct LiveHost: Sendable, Equatable, Codable {
  /// Its process id.
  package var process: Int32
  /// It works where nobody looks, and gives the session to whoever asks for it.
  package var isDetached: Bool

  /// A process.
  package init(process: Int32, isDetached: Bool) { (self.process, self.isDetached) = (process, isDetached) }
}

/// What whoever follows asks of the process that works on the session.
package enum LiveOrder: Sendable, Equatable, Codable {
  /// A command for the engine.
  case command(EngineCommand)
  /// Write a checkpoint, end and let go of the session, so that the asker can go on with it.
  case handOver
}
