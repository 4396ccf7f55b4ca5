import Foundation
import Synchronization

/// Runs asynchronous jobs on the one thread that waits for them.
///
/// Whoever reads a set of games waits for it. The library that runs child processes needs a thread of the concurrency pool
/// besides, so callers are threads of their own, as the program's are: were all threads of the pool to wait here, nothing
/// could go on.
final class CallerExecutor: TaskExecutor {
  private struct Queue: Sendable {
    var jobs: [UnownedJob] = []
    var isFinished = false
  }

  private let queue = Mutex(Queue())
  private let arrival = NSCondition()

  /// Runs work to its end, on the thread that calls, and gives what it came to.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let executor = CallerExecutor()
    let slot = Slot<Value>()
    _ = Task.detached(executorPreference: executor) {
      let result: Result<Value, any Error>
      do { result = .success(try await work()) } catch { result = .failure(error) }
      slot.result.withLock { $0 = result }
      executor.change { $0.isFinished = true }
    }
    executor.runAll()
    guard let result = slot.result.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    change { $0.jobs.append(job) }
  }

  private func change(_ body: (inout sending Queue) -> Void) {
    arrival.lock()
    queue.withLock { body(&$0) }
    arrival.signal()
    arrival.unlock()
  }

  private func runAll() {
    while true {
      arrival.lock()
      while queue.withLock({ $0.jobs.isEmpty && !$0.isFinished }) { arrival.wait() }
      arrival.unlock()
      let jobs = queue.withLock { queue in
        defer { queue.jobs = [] }
        return queue.jobs
      }
      if jobs.isEmpty { return }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }

  private final class Slot<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
  }
}
