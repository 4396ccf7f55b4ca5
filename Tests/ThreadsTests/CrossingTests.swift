import Synchronization
import Testing
import Threads

/// What goes between threads arrives: all of it, in order, or the latest of it.
@Suite struct CrossingTests {
  @Test func aMailboxKeepsOrder() {
    let mailbox = Mailbox<Int>()
    #expect(mailbox.takeAll().isEmpty)
    for message in 0..<5 { mailbox.send(message) }
    #expect(mailbox.takeAll() == [0, 1, 2, 3, 4])
    #expect(mailbox.takeAll().isEmpty)
  }

  @Test func aMailboxLosesNothingBetweenThreads() throws {
    let mailbox = Mailbox<Int>()
    let running = Atomic<Int>(4)
    let senders = try (0..<4).map { sender in
      try OwnedThread {
        for message in 0..<5_000 { mailbox.send(sender * 10_000 + message) }
        running.subtract(1, ordering: .releasing)
      }
    }
    var received: [Int] = []
    while running.load(ordering: .acquiring) > 0 { received += mailbox.takeAll() }
    for sender in senders { sender.join() }
    received += mailbox.takeAll()
    #expect(received.count == 20_000)
    for sender in 0..<4 {
      #expect(received.filter { $0 / 10_000 == sender } == (0..<5_000).map { sender * 10_000 + $0 })
    }
  }

  @Test func aLatestValueIsTakenOnce() {
    let slot = LatestValue<String>()
    #expect(slot.take() == nil)
    slot.put("old")
    slot.put("new")
    #expect(slot.take() == "new")
    #expect(slot.take() == nil)
  }

  @Test func aLatestValueNeverGoesBackwards() throws {
    let slot = LatestValue<Int>()
    let isDone = Atomic<Bool>(false)
    let writer = try OwnedThread {
      for value in 1...50_000 { slot.put(value) }
      isDone.store(true, ordering: .releasing)
    }
    var seen: [Int] = []
    while !isDone.load(ordering: .acquiring) { if let value = slot.take() { seen.append(value) } }
    writer.join()
    if let value = slot.take() { seen.append(value) }
    #expect(seen.last == 50_000)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func aThreadHasFinishedWhenItIsJoined() throws {
    for round in 0..<50 {
      let result = Mutex(0)
      let thread = try OwnedThread { result.withLock { $0 = round + 1 } }
      thread.join()
      #expect(result.withLock { $0 } == round + 1)
      thread.join()
    }
  }

  @Test func aReaderSleepsUntilAMessageComes() throws {
    let mailbox = Mailbox<Int>()
    #expect(mailbox.waitForAll(timeout: .milliseconds(1)).isEmpty)
    let received = Mutex<[Int]>([])
    let reader = try OwnedThread {
      var count = 0
      while count < 3 {
        let messages = mailbox.waitForAll()
        count += messages.count
        received.withLock { $0 += messages }
      }
    }
    for message in 0..<3 { mailbox.send(message) }
    reader.join()
    #expect(received.withLock { $0 } == [0, 1, 2])
  }
}
