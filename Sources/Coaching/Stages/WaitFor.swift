import Engine
package import Threads

/// Runs asynchronous work to its end on another thread while this one sleeps: for stages, which are straight-line code.
///
/// Once `stop` is set the work is cancelled, and what it then throws counts as a stop.
package func waitFor<Value>(
  stop: StopSignal = StopSignal(), _ work: @escaping () async throws -> Value
) throws -> Value {
  let slot = UncheckedSlot<Value>()
  let body = UncheckedWork(run: work)
  let isDone = Guarded(false)
  let task = Task.detached {
    do { slot.result = .success(try await body.run()) } catch { slot.result = .failure(error) }
    isDone.with { $0 = true }
  }
  stop.listening {
    task.cancel()
  } while: {
    _ = isDone.wait { $0 ? true : nil }
  }
  do {
    guard let result = slot.result else { throw CancellationError() }
    return try result.get()
  } catch is CancellationError {
    throw EngineStopped()
  }
}

/// Carries the result across; the lock of what is waited for orders the write before the read.
private final class UncheckedSlot<Value>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Carries the work across; the caller waits, so only one thread runs at a time.
private struct UncheckedWork<Value>: @unchecked Sendable {
  var run: () async throws -> Value
}
