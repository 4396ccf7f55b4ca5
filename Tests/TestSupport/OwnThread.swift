import Foundation

/// Runs work that blocks, such as reading an archive by a child process, on a thread of its own.
///
/// Tests run on the few threads of the concurrency pool. Were all of them to wait for children, the tasks that look after
/// these children would have none left to run on.
public func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}
