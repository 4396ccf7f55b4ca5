import RLCore
import Synchronization

/// Something that happened in a run, and when, in seconds since 1970.
struct LoggedEvent: Sendable {
  var event: EngineEvent
  var time: Double
}

/// The event files of a session's runs that are under way.
final class LoggedRuns: Sendable {
  private struct State {
    var files: [String: EventFile] = [:]
    /// Files made so far, so that no two have one name.
    var count = 0
    var reason: String?
  }

  private let directory: String
  private let session: String
  private let onStop: @Sendable (_ run: String, _ step: Int, _ reason: String) -> Void
  private let state = Mutex(State())

  init(
    directory: String, session: String,
    onStop: @escaping @Sendable (_ run: String, _ step: Int, _ reason: String) -> Void
  ) {
    (self.directory, self.session, self.onStop) = (directory, session, onStop)
  }

  /// Why no more is written; nil while it is.
  var stopped: String? { state.withLock { $0.reason } }

  /// Writes what happened; after the first failure nothing more.
  func write(_ items: [LoggedEvent]) {
    for item in items where stopped == nil {
      do { try write(item) } catch {
        state.withLock { $0.reason = "\(error)" }
        if let (run, step) = item.place { onStop(run, step, "\(error)") }
      }
    }
  }

  /// Ends the use of every file.
  func close() {
    state.withLock { state in
      for file in state.files.values { file.close() }
      state.files = [:]
    }
  }

  private func write(_ item: LoggedEvent) throws {
    guard let (run, step) = item.place else { return }
    try state.withLock { state in
      guard case .metrics(_, _, let values) = item.event else {
        // A run that begins, anew or from an earlier step, has a file that says so; one that has ended needs its no more.
        state.files.removeValue(forKey: run)?.close()
        return
      }
      var file = try state.files[run] ?? begin(run, step, item.time, &state)
      defer { state.files[run] = file }
      let scalars = values.sorted { $0.key < $1.key }.map { TensorBoardEvent.Scalar(tag: $0.key, value: $0.value) }
      try file.append([TensorBoardEvent(time: item.time, step: step, .scalars(scalars))])
    }
  }

  private func begin(_ run: String, _ step: Int, _ time: Double, _ state: inout State) throws -> EventFile {
    state.count += 1
    let place = TensorBoardDirectory.path(directory, session: session, run: run)
    var file = try EventFile(
      place + "/" + TensorBoardDirectory.fileName(time: time, number: state.count), time: time)
    do { try file.append([TensorBoardEvent(time: time, step: step, .begun)]) } catch {
      file.close()
      throw error
    }
    return file
  }
}

extension LoggedEvent {
  /// The run and the step that it is about; nil where that does not matter to a log.
  fileprivate var place: (run: String, step: Int)? {
    switch event {
    case .started(let run, let step), .metrics(let run, let step, _), .finished(let run, let step),
      .failed(let run, let step, _), .rolledBack(let run, let step, _, _, _):
      (run, step)
    case .alphaChanged, .paused, .checkpointed, .alert: nil
    }
  }
}
