import Coaching
import Engine
import Synchronization
import Testing
import Threads

/// Stages sleep while they wait, and wake when somebody wants them to end.
@Suite struct WaitingTests {
  @Test func workGivesItsValue() async throws {
    #expect(try await onThread { try waitFor { 42 } } == 42)
  }

  @Test func anErrorOfTheWorkIsThrown() async {
    struct Broken: Error {}
    await #expect(throws: Broken.self) { try await onThread { try waitFor { throw Broken() } } }
  }

  @Test func aStopCancelsTheWork() async throws {
    let stop = StopSignal()
    let setter = try OwnedThread { stop.set() }
    await #expect(throws: EngineStopped.self) {
      try await onThread { try waitFor(stop: stop) { try await Task.sleep(for: .seconds(3_600)) } }
    }
    setter.join()
  }

  @Test func theGateOpensForAPerson() throws {
    let gate = ReviewGate()
    let passed = Mutex(false)
    let pipeline = try OwnedThread {
      try? gate.waitForPerson()
      passed.withLock { $0 = true }
    }
    #expect(!passed.withLock { $0 })
    gate.open()
    pipeline.join()
    #expect(passed.withLock { $0 })
    try gate.waitForPerson()
  }

  @Test func aStopEndsTheWaitForAPerson() throws {
    let gate = ReviewGate()
    let stopper = try OwnedThread { gate.stop() }
    #expect(throws: EngineStopped.self) { try gate.waitForPerson() }
    #expect(throws: EngineStopped.self) { try gate.check() }
    stopper.join()
  }
}

extension WaitingTests {
  @Test func waitingNeedsNoThreadOfThePool() async throws {
    // More waits at once than the pool has threads, each with work that hops: they would stop each other for ever.
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<64 {
        group.addTask {
          try waitFor {
            await Task.yield()
            return try await withThrowingTaskGroup(of: Int.self) { inner in
              for part in 0..<4 { inner.addTask { index * 4 + part } }
              return try await inner.reduce(0, +)
            }
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(total == (0..<256).reduce(0, +))
  }
}
