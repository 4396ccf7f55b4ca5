import Synchronization
import Testing
import Threads

/// What is handed to slow storage arrives whole and in order, and nobody waits for it who did not ask to.
@Suite struct BackgroundWriterTests {
  private struct Full: Error {}

  /// Storage that can be held up and can be full.
  private final class Storage: Sendable {
    let written = Mutex<[Int]>([])
    let isFull = Mutex(false)
    let gate = Guarded(true)

    func write(_ items: inout [Int]) throws {
      _ = gate.wait { $0 ? true : nil }
      if isFull.withLock({ $0 }) { throw Full() }
      written.withLock { [items] in $0 += items }
      items = []
    }
  }

  @Test func itemsArriveInOrder() throws {
    let storage = Storage()
    let writer = try BackgroundWriter<Int> { try storage.write(&$0) }
    for item in 0..<1_000 { writer.add(item) }
    writer.flush()
    #expect(storage.written.withLock { $0 } == Array(0..<1_000))
    writer.add(1_000)
    writer.close()
    #expect(storage.written.withLock { $0.last } == 1_000)
  }

  @Test func addingDoesNotWaitForTheDisk() throws {
    let storage = Storage()
    storage.gate.with { $0 = false }
    let writer = try BackgroundWriter<Int> { try storage.write(&$0) }
    // The writer is stuck in the first batch; everything can be added all the same, or this test never ends.
    for item in 0..<100 { writer.add(item) }
    #expect(storage.written.withLock { $0.isEmpty })
    storage.gate.with { $0 = true }
    writer.close()
    #expect(storage.written.withLock { $0 } == Array(0..<100))
  }

  @Test func whatCouldNotBeWrittenIsWrittenLater() throws {
    let storage = Storage()
    storage.isFull.withLock { $0 = true }
    let writer = try BackgroundWriter<Int> { try storage.write(&$0) }
    writer.add(1)
    writer.flush()
    #expect(throws: Full.self) { try writer.check() }
    try writer.check()
    storage.isFull.withLock { $0 = false }
    writer.add(2)
    writer.flush()
    #expect(storage.written.withLock { $0 } == [1, 2])
    writer.close()
  }

  @Test func whatFailedIsTriedAgainByItselfAndTold() throws {
    let storage = Storage()
    storage.isFull.withLock { $0 = true }
    let told = Guarded<[Bool]>([])
    let writer = try BackgroundWriter<Int>(
      retryingAfter: .milliseconds(1), onFailure: { error in told.with { $0.append(error == nil) } }
    ) { try storage.write(&$0) }
    writer.add(1)
    // Nothing more comes, and it is tried again all the same.
    #expect(told.wait(timeout: .seconds(60)) { $0.count > 2 ? true : nil } == true)
    storage.isFull.withLock { $0 = false }
    #expect(told.wait(timeout: .seconds(60)) { $0.last == true ? true : nil } == true)
    #expect(storage.written.withLock { $0 } == [1])
    #expect(writer.close() == 0)
    #expect(told.with { $0 }.filter { $0 }.count == 1, "that it works is said once")
  }

  @Test func whatIsLostAtTheEndIsCounted() throws {
    let storage = Storage()
    storage.isFull.withLock { $0 = true }
    let writer = try BackgroundWriter<Int> { try storage.write(&$0) }
    for item in 0..<3 { writer.add(item) }
    #expect(writer.close() == 3)
  }

  @Test func closingTriesOnceMore() throws {
    let storage = Storage()
    storage.isFull.withLock { $0 = true }
    let writer = try BackgroundWriter<Int> { try storage.write(&$0) }
    writer.add(1)
    writer.flush()
    storage.isFull.withLock { $0 = false }
    writer.close()
    #expect(storage.written.withLock { $0 } == [1])
  }

  @Test func whatIsWrittenBeforeAFailureIsNotWrittenTwice() throws {
    let written = Mutex<[Int]>([])
    let failsAt = Mutex<Int?>(2)
    let writer = try BackgroundWriter<Int> { items in
      while let item = items.first {
        if failsAt.withLock({ $0 }) == item { throw Full() }
        written.withLock { $0.append(item) }
        items.removeFirst()
      }
    }
    for item in 0..<4 { writer.add(item) }
    writer.flush()
    #expect(written.withLock { $0 } == [0, 1])
    failsAt.withLock { $0 = nil }
    writer.close()
    #expect(written.withLock { $0 } == [0, 1, 2, 3])
  }
}
