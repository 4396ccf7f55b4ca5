import Dispatch
import Engine

/// Runs asynchronous work to its end on another thread while this one waits: for stages, which are straight-line code.
///
/// Where `isStopping` turns true the work is cancelled, and what it then throws counts as a stop.
package func waitFor<Value>(
  stop isStopping: () -> Bool = { false }, _ work: @escaping () async throws -> Value
) throws -> Value {
  let slot = UncheckedSlot<Value>()
  let body = UncheckedWork(run: work)
  let done = DispatchSemaphore(value: 0)
  let task = Task.detached {
    do { slot.result = .success(try await body.run()) } catch { slot.result = .failure(error) }
    done.signal()
  }
  while done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
    if isStopping() { task.cancel() }
  }
  do {
    guard let result = slot.result else { throw CancellationError() }
    return try result.get()
  } catch is CancellationError {
    throw EngineStopped()
  }
}

/// Carries the result across; the semaphore orders the write before the read.
private final class UncheckedSlot<Value>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Carries the work across; the caller waits, so only one thread runs at a time.
private struct UncheckedWork<Value>: @unchecked Sendable {
  var run: () async throws -> Value
}
