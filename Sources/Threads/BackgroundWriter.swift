/// Hands items to slow storage in batches, in order, on a thread of its own: `add` never waits for a disk.
///
/// The waiting batch is swapped out under the lock and written outside it. What cannot be written is kept and tried again
/// with the next batch and after a while, so that a full disk loses nothing that space on it can still save.
public final class BackgroundWriter<Item: Sendable>: Sendable {
  private struct State {
    var waiting: [Item] = []
    /// Items taken up so far, and of those how many are through, written or failed.
    var added = 0
    var settled = 0
    var isClosed = false
    var failure: (any Error)?
    /// Items that were not written when it was closed.
    var lost = 0
  }

  private let state = Guarded(State())
  private let thread: Guarded<OwnedThread?>

  /// Starts the thread. `write` is called on that thread alone and removes from the batch what it has stored.
  ///
  /// - Parameters:
  ///   - pause: after which what failed is tried again, where nothing new comes before.
  ///   - onFailure: told on that thread why writing fails, each time, and nil once it works again.
  public init(
    retryingAfter pause: Duration = .seconds(1), onFailure: @escaping @Sendable ((any Error)?) -> Void = { _ in },
    _ write: @escaping @Sendable (inout [Item]) throws -> Void
  ) throws(OwnedThread.StartError) {
    let state = state
    thread = Guarded(try OwnedThread { Self.run(state, pause, onFailure, write) })
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
  ///
  /// - Returns: how many items could not be written, and are lost.
  @discardableResult
  public func close() -> Int {
    flush()
    state.with { $0.isClosed = true }
    let ended = thread.with { held in
      let thread = held
      held = nil
      return thread
    }
    ended?.join()
    return state.with { $0.lost }
  }

  private static func run(
    _ state: Guarded<State>, _ pause: Duration, _ onFailure: ((any Error)?) -> Void,
    _ write: (inout [Item]) throws -> Void
  ) {
    var held: [Item] = []
    var isFailing = false
    while true {
      let (batch, isClosed) =
        state.wait(timeout: held.isEmpty ? nil : pause) { state -> ([Item], Bool)? in
          guard !state.waiting.isEmpty || state.isClosed else { return nil }
          let taken = state.waiting
          state.waiting = []
          return (taken, state.isClosed)
        } ?? ([], false)
      held += batch
      var failure: (any Error)?
      if !held.isEmpty {
        do {
          try write(&held)
        } catch { failure = error }
        if failure != nil || isFailing { onFailure(failure) }
        isFailing = failure != nil
      }
      state.with { state in
        state.settled += batch.count
        if state.failure == nil { state.failure = failure }
        if isClosed { state.lost = held.count }
      }
      if isClosed { return }
    }
  }
}
