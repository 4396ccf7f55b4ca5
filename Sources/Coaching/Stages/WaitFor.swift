import Engine
package import Threads

/// Runs asynchronous work to its end, on the thread that calls: for stages, which are straight-line code.
///
/// The caller is the executor of the work and of what that calls, so that it needs no thread of the concurrency pool; it
/// sleeps while the work waits for a network. Once `stop` is set the work is cancelled, and what it then throws counts as
/// a stop.
package func waitFor<Value>(
  stop: StopSignal = StopSignal(), _ work: @escaping () async throws -> Value
) throws -> Value {
  let slot = UncheckedSlot<Value>()
  let body = UncheckedWork(run: work)
  let executor = CallerExecutor()
  let task = Task.detached(executorPreference: executor) {
    do { slot.result = .success(try await body.run()) } catch { slot.result = .failure(error) }
    executor.finish()
  }
  stop.listening {
    task.cancel()
  } while: {
    executor.run()
  }
  do {
    guard let result = slot.result else { throw CancellationError() }
    return try result.get()
  } catch is CancellationError {
    throw EngineStopped()
  }
}

/// Runs jobs on the one thread that calls `run`.
private final class CallerExecutor: TaskExecutor {
  private enum Item {
    case job(UnownedJob)
    case end
  }

  private let items = Mailbox<Item>()

  func enqueue(_ job: consuming ExecutorJob) { items.send(.job(UnownedJob(job))) }

  /// Nothing more is to come.
  func finish() { items.send(.end) }

  /// Runs jobs as they come, until the end.
  func run() {
    while true {
      for item in items.waitForAll() {
        guard case .job(let job) = item else { return }
        job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }
  }
}

/// Carries the result across; it is written and read on the thread that waits.
private final class UncheckedSlot<Value>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Carries the work across; the caller waits, so only one thread runs at a time.
private struct UncheckedWork<Value>: @unchecked Sendable {
  var run: () async throws -> Value
}
