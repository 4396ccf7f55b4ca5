import Foundation
import Synchronization

/// Runs asynchronous work to its end on the thread that asks for it.
///
/// The steps of a text task are plain functions, called from threads of all kinds, those of Swift's own pool included. To
/// wait there for a task of that same pool could wait for ever; so the task prefers this executor, and the thread that
/// waits takes the task's pieces from a queue and runs them itself.
final class CallingThread: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  /// Counts pieces of work that wait, and the end.
  private let wakes = DispatchSemaphore(value: 0)

  /// Adds a piece of work and wakes the thread.
  func enqueue(_ job: consuming ExecutorJob) {
    let piece = UnownedJob(job)
    jobs.withLock { $0.append(piece) }
    wakes.signal()
  }

  /// Runs `work` and waits for it.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let thread = CallingThread()
    let outcome = Outcome<Value>()
    Task.detached(executorPreference: thread) {
      let result: Result<Value, any Error>
      do { result = .success(try await work()) } catch { result = .failure(error) }
      outcome.value.withLock { $0 = result }
      thread.wakes.signal()
    }
    while true {
      thread.wakes.wait()
      let pieces = thread.jobs.withLock { jobs in
        defer { jobs = [] }
        return jobs
      }
      for piece in pieces { piece.runSynchronously(on: thread.asUnownedTaskExecutor()) }
      if let result = outcome.value.withLock({ $0 }) { return try result.get() }
    }
  }

  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
  }
}
