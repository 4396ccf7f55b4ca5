import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization
import Threads

/// Stores events in batches on a thread of its own, so that training never waits for the disk.
final class EventWriter: Sendable {
  private let store: SessionStore
  private let waiting = Mutex<[EngineEvent]>([])
  private let failure = Mutex<(any Error)?>(nil)
  private let isClosed = Mutex(false)
  private let thread = Mutex<OwnedThread?>(nil)

  /// Writes to `store` until closed.
  init(store: SessionStore) {
    self.store = store
    guard !store.isReadOnly else { return }
    thread.withLock { slot in
      slot = try? OwnedThread { [self] in
        while !isClosed.withLock({ $0 }) {
          usleep(200_000)
          flush()
        }
      }
    }
  }

  /// Takes an event; never blocks on the disk.
  func record(_ event: EngineEvent) {
    waiting.withLock { $0.append(event) }
  }

  /// Writes what is waiting. An error is kept for `check`.
  func flush() {
    guard !store.isReadOnly else { return }
    waiting.withLock { events in
      guard !events.isEmpty else { return }
      do {
        try store.append(events: events, now: Date().timeIntervalSince1970)
        events.removeAll()
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }

  /// Throws the first error that writing met, once.
  func check() throws {
    let error = failure.withLock { held in
      defer { held = nil }
      return held
    }
    if let error { throw error }
  }

  /// Writes the rest and ends the thread.
  func close() {
    isClosed.withLock { $0 = true }
    thread.withLock { slot in
      slot?.join()
      slot = nil
    }
    flush()
  }
}
