package import Engine
import Foundation
package import RLCore
package import SessionStore
import Threads

/// Writes the metrics of runs into TensorBoard's event files while they train, on a thread of its own.
///
/// Each run has a directory, `DIR/SESSION/RUN`, and each time that it is trained a file there, which says from which step
/// on it counts. Nothing waits for the files: where one cannot be written the log ends, says so once, and training goes on.
package final class TensorBoardLog: Sendable {
  private let writer: BackgroundWriter<LoggedEvent>
  private let files: LoggedRuns

  /// A log of `session` below `directory`, which is made where it is not there.
  ///
  /// - Parameter onStop: told once, on the log's thread, where it ends early: the run, the step of the first record that
  ///   is missing, and why.
  /// - Throws: `TensorBoardError.cannotWrite` where nothing can be written there.
  package init(
    directory: String, session: String,
    onStop: @escaping @Sendable (_ run: String, _ step: Int, _ reason: String) -> Void = { _, _, _ in }
  ) throws {
    try TensorBoardDirectory.check(directory)
    let files = LoggedRuns(directory: directory, session: session, onStop: onStop)
    self.files = files
    writer = try BackgroundWriter { items in
      // What cannot be written is not tried again: a log must not grow in memory.
      files.write(items)
      items.removeAll()
    }
  }

  /// A log of the session in `store`, whose early end is an alert of the run that it ends in.
  package convenience init(directory: String, of store: SessionStore, alertingBy writer: SessionWriter) throws {
    try self.init(directory: directory, session: store.info.name) { run, step, reason in
      writer.record(.alert(run: run, step: step, title: "TensorBoard log ended", detail: Self.words(reason)))
    }
  }

  /// Throws `TensorBoardError.cannotWrite` where a log that is asked for could not be written; nil is asked for nowhere.
  package static func check(_ directory: String?) throws { try directory.map(TensorBoardDirectory.check) }

  /// What is said where the log has ended early.
  static func words(_ reason: String) -> String {
    "\(reason); training goes on without it, and 'sidecoach export S --format tensorboard' writes all of it later"
  }

  /// Takes what happened in a run; never waits.
  package func record(_ event: EngineEvent, time: Double = Date().timeIntervalSince1970) {
    switch event {
    case .started, .metrics, .finished, .failed, .rolledBack: writer.add(LoggedEvent(event: event, time: time))
    case .alphaChanged, .paused, .checkpointed, .alert: break
    }
  }

  /// Why it has ended early; nil where it has not.
  package var stopped: String? { files.stopped }

  /// Sleeps until what was recorded before is in the files.
  package func flush() { writer.flush() }

  /// Writes the rest and ends the thread.
  package func close() {
    writer.close()
    files.close()
  }

  /// The same ports, which tell this log too what is recorded.
  package func tapping(_ ports: EnginePorts) -> EnginePorts {
    var tapped = ports
    tapped.record = { [self] event in
      ports.record(event)
      record(event)
    }
    return tapped
  }
}
