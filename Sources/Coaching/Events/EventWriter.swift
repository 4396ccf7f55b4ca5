import Foundation
package import RLCore
package import SessionStore
import Threads

/// Stores events in batches on a thread of its own, so that training never waits for the disk.
package final class EventWriter: Sendable {
  /// Nil where the session is open for reading only: what happens there is another process's to store.
  private let writer: BackgroundWriter<EngineEvent>?

  /// Writes to `store` until closed.
  package init(store: SessionStore) throws {
    writer =
      store.isReadOnly
      ? nil : try BackgroundWriter { try store.append(events: $0, now: Date().timeIntervalSince1970) }
  }

  /// Takes an event; never waits.
  package func record(_ event: EngineEvent) { writer?.add(event) }

  /// Sleeps until what was recorded before is stored. An error is kept for `check`.
  package func flush() { writer?.flush() }

  /// Throws the first error that storing met since it was last asked, once.
  package func check() throws { try writer?.check() }

  /// Stores the rest and ends the thread.
  package func close() { writer?.close() }
}
