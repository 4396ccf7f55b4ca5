import SessionStore
import Synchronization

/// What the stages behind the screen could not store, so that the program says so when it ends and does not claim success.
package final class UnsavedWork: Sendable {
  /// The session could not be written.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  private let reasons = Mutex<[String]>([])

  /// Everything was stored so far.
  package init() {}

  /// A stage ended by `error`; only what the session's files are to blame for counts.
  package func add(_ error: any Error) {
    guard error is SessionStoreError else { return }
    reasons.withLock { $0.append("\(error)") }
  }

  /// So many records of training could not be stored.
  package func add(records: Int) {
    guard records > 0 else { return }
    let what = records == 1 ? "1 record of training" : "\(records) records of training"
    reasons.withLock { $0.append(what + " could not be stored; the run goes on from its last stored checkpoint") }
  }

  /// Everything that was not stored; nil where there is nothing.
  package var problem: Problem? {
    reasons.withLock { $0.isEmpty ? nil : Problem(description: $0.joined(separator: "; ")) }
  }
}
