/// Hands items to slow storage in batches, in order, on a thread of its own: `add` never waits for a disk.
///
/// The waiting batch is swapped out under the lock and written outside it. What cannot be written is kept and tried again
/// with the next batch, so that a full disk loses nothing that space on it can still save.
public final class BackgroundWriter<Item: Sendable>: Sendable {
  private struct State {
    var waiting: [Item] = []
    /// Items taken up so far, and of those how many are through, written or failed.
    var added = 0
    var settled = 0
    var isClosed = false
    var failure: (any Error)?
  }

  private let state = Guarded(State())
  private let thread: Guarded<OwnedThread?>

  /// Starts the thread. `write` is called on that thread alone and removes from the batch what it has stored.
  public init(_ write: @escaping @Sendable (inout [Item]) throws -> Void) throws(OwnedThread.StartError) {
    let state = state
    thread = Guarded(try OwnedThread { Self.run(state, write) })
  }

  /// Takes an item.
  public func add(_ item: Item) {
    state.with { state in
      state.waiting.append(item)
      state.added += 1
    }
  }

  /// Sleeps until everything added before is written, or was tried and failed.
  public func flush() {
    let goal = state.with { $0.added }
    _ = state.wait { state in state.settled >= goal || state.isClosed ? true : nil }
  }

  /// Throws the first error that writing met since it was last asked, once.
  public func check() throws {
    let failure = state.with { state in
      let failure = state.failure
      state.failure = nil
      return failure
    }
    if let failure { throw failure }
  }

  /// Writes the rest and ends the thread.
  public func close() {
    flush()
    state.with { $0.isClosed = true }
    let ended = thread.with { held in
      let thread = held
      held = nil
      return thread
    }
    ended?.join()
  }

  private static func run(_ state: Guarded<State>, _ write: (inout [Item]) throws -> Void) {
    var held: [Item] = []
    while true {
      let (batch, isClosed) =
        state.wait { state -> ([Item], Bool)? in
          guard !state.waiting.isEmpty || state.isClosed else { return nil }
          let taken = state.waiting
          state.waiting = []
          return (taken, state.isClosed)
        } ?? ([], true)
      held += batch
      var failure: (any Error)?
      if !held.isEmpty {
        do {
          try write(&held)
        } catch { failure = error }
      }
      state.with { state in
        state.settled += batch.count
        if state.failure == nil { state.failure = failure }
      }
      if isClosed { return }
    }
  }
}
