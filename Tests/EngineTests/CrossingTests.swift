import Engine
import RLCore
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

  @Test func aMailboxLosesNothingBetweenThreads() {
    let mailbox = Mailbox<Int>()
    let running = Atomic<Int>(4)
    let senders = (0..<4).map { sender in
      OwnedThread {
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

  @Test func aLatestValueNeverGoesBackwards() {
    let slot = LatestValue<Int>()
    let isDone = Atomic<Bool>(false)
    let writer = OwnedThread {
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

  @Test func anOwnedThreadHasFinishedWhenItIsJoined() {
    for round in 0..<50 {
      let result = Mutex(0)
      let thread = OwnedThread { result.withLock { $0 = round + 1 } }
      thread.join()
      #expect(result.withLock { $0 } == round + 1)
      thread.join()
    }
  }

  @Test func aWholeDriveRunsOnAThreadOfItsOwn() throws {
    let outside = Outside()
    let ports = outside.ports
    let thread = OwnedThread {
      // Jobs are born on the thread that drives them.
      try? EngineDriver(ports: ports).drive(FakeJob(units: 20))
    }
    thread.join()
    #expect(outside.milestones.last == .finished(run: "fake", step: 200))
    #expect(try #require(outside.snapshots.take()).step == 200)
  }
}
