package import Dispatch
import RLCore
import SessionStore
import Synchronization

/// Stores what a person enters, one entry after the other, and tries again for as long as that fails: a full disk or a
/// database that another process holds costs time and no decision.
///
/// Entries are stored in the order in which they came, so that what takes a decision back never overtakes it. Any thread
/// may call; storing happens on the queue, beside what else is asked of the session there.
package final class RecordKeeper: Sendable {
  /// What whoever entered something is told, in order.
  package enum News: Sendable, Equatable {
    /// It is stored.
    case stored(ticket: Int)
    /// It takes longer than a moment; nothing is known to be wrong.
    case late(ticket: Int)
    /// It is not stored yet, for this reason, and is tried again.
    case waiting(reason: String)
    /// It can never be stored, for this reason, and was given up.
    case refused(ticket: Int, reason: String)
  }

  private struct Entry: Sendable {
    var ticket: Int
    var words: String
    var write: @Sendable () throws -> Void
  }

  private struct State {
    var waiting: [Entry] = []
    var isRetrying = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let queue: DispatchQueue
  private let pause: DispatchTimeInterval
  private let patience: DispatchTimeInterval
  private let tell: @Sendable (News) -> Void

  /// Stores on `queue`, which is serial, and tries again `pause` after a failure; what takes longer than `patience` is late.
  package init(
    on queue: DispatchQueue, retryingAfter pause: DispatchTimeInterval = .seconds(1),
    patience: DispatchTimeInterval = .milliseconds(300), tell: @escaping @Sendable (News) -> Void
  ) {
    self.queue = queue
    self.pause = pause
    self.patience = patience
    self.tell = tell
  }

  /// Takes an entry: what `write` stores, under a ticket by which it is told about, and in words for a person.
  package func keep(ticket: Int, _ words: String, _ write: @escaping @Sendable () throws -> Void) {
    state.withLock { $0.waiting.append(Entry(ticket: ticket, words: words, write: write)) }
    queue.async { [self] in storeAll() }
    // Not on the queue, which may be what is slow.
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + patience) { [self] in
      let isLate = state.withLock { state in !state.isOver && state.waiting.contains { $0.ticket == ticket } }
      if isLate { tell(.late(ticket: ticket)) }
    }
  }

  /// Whether something is not stored yet.
  package var isWaiting: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// Tries once more and gives up; what is not stored then is lost.
  ///
  /// - Returns: the lost entries in words, and why the first of them could not be stored.
  package func finish() -> (lost: [String], reason: String?) {
    queue.sync {
      let reason = storeAll()
      return state.withLock { state in
        state.isOver = true
        return (state.waiting.map(\.words), reason)
      }
    }
  }

  /// Stores what waits, up to the first entry that cannot be stored now; gives the reason of that.
  @discardableResult
  private func storeAll() -> String? {
    while let entry = state.withLock({ $0.isOver ? nil : $0.waiting.first }) {
      do {
        try entry.write()
        drop()
        tell(.stored(ticket: entry.ticket))
      } catch  where Self.isFinal(error) {
        drop()
        tell(.refused(ticket: entry.ticket, reason: "\(error)"))
      } catch {
        tell(.waiting(reason: "\(error)"))
        tryLater()
        return "\(error)"
      }
    }
    return nil
  }

  private func drop() { state.withLock { _ = $0.waiting.removeFirst() } }

  private func tryLater() {
    let begins = state.withLock { state in
      defer { state.isRetrying = true }
      return !state.isRetrying
    }
    guard begins else { return }
    queue.asyncAfter(deadline: .now() + pause) { [self] in
      state.withLock { $0.isRetrying = false }
      storeAll()
    }
  }

  /// No time mends it: the entry itself is wrong.
  private static func isFinal(_ error: any Error) -> Bool {
    switch error {
    case SessionStoreError.invalid, SessionStoreError.unknownSuggestion, SessionStoreError.closed: true
    case is InvalidSettingError: true
    default: false
    }
  }
}

/// What a person entered was not stored when the program ended.
package struct LostEntries: Error, CustomStringConvertible {
  /// What it was, in words.
  package let entries: [String]
  /// Why it could not be stored.
  package let reason: String

  /// The entries that `keeper` could not store, after a last try; nil where there are none.
  package init?(_ finished: (lost: [String], reason: String?)) {
    guard !finished.lost.isEmpty else { return nil }
    entries = finished.lost
    reason = finished.reason ?? "there was no time"
  }

  package var description: String { "not stored, and lost: \(entries.joined(separator: "; ")) (\(reason))" }
}
