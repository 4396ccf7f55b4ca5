/// What another program recorded at one step of its training.
package struct WatchedRecord: Sendable, Equatable {
  /// Environment steps, or the number of the record where the log says nothing of steps.
  package var step: Int
  /// Seconds since 1970, or since some other moment where the log knows no clock.
  package var time: Double
  /// The numbers by their names there, as they are written.
  package var values: [TensorBoardEvent.Scalar]
}

/// What following a log gives.
enum WatchedNews: Equatable {
  /// A record.
  case record(WatchedRecord)
  /// The run begins at this step; what its log holds of this and later steps is of an earlier try.
  case begun(step: Int)
  /// Something that cannot be read and was passed over.
  case damaged
}

/// A kind of log and how it is read: pieces of a file in, records out.
protocol LogReader: Sendable {
  /// Takes what came next in the file.
  mutating func append(_ bytes: [UInt8])
  /// The next thing in it; nil until more has come.
  mutating func next() -> WatchedNews?
}

/// Reads TensorBoard's event files.
struct EventLogReader: LogReader {
  private var records = EventRecords()

  mutating func append(_ bytes: [UInt8]) { records.append(bytes) }

  mutating func next() -> WatchedNews? {
    while let found = records.next() {
      switch found {
      case .damaged: return .damaged
      case .event(let event):
        switch event.content {
        case .scalars(let scalars):
          return .record(WatchedRecord(step: event.step, time: event.time, values: scalars))
        case .begun: return .begun(step: event.step)
        case .version, .other: continue
        }
      }
    }
    return nil
  }
}
