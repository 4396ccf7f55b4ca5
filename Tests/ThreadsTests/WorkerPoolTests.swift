import Glibc
import Networks
import Synchronization
import Testing
import Threads

@Suite struct WorkerPoolTests {
  @Test(arguments: 1...4) func runsEveryIndexExactlyOnce(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 2, 3, 7, 8, 16, 33, 100, 1_000] {
      let seen = Mutex([Int](repeating: 0, count: count))
      pool.run(count) { index in seen.withLock { $0[index] += 1 } }
      #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
    }
  }

  @Test func manyShortLoopsLoseNothing() {
    let pool = WorkerPool(threads: 3)
    let total = Atomic<Int>(0)
    for _ in 0..<20_000 { pool.run(4) { total.add($0 + 1, ordering: .relaxed) } }
    #expect(total.load(ordering: .relaxed) == 200_000)
  }

  @Test func whatALoopWroteIsVisibleAfterIt() {
    let pool = WorkerPool(threads: 3)
    let values = Numbers(count: 64)
    for round in 1...500 {
      pool.run(64) { values.base[$0] += Float($0) }
      #expect((0..<64).allSatisfy { values.base[$0] == Float($0 * round) })
    }
  }

  @Test func aHundredPoolsComeAndGo() {
    for round in 0..<100 {
      let pool = WorkerPool(threads: 1 + round % 4)
      // Some are never used, and some end while their threads are still starting.
      guard round % 3 > 0 else { continue }
      let total = Atomic<Int>(0)
      pool.run(10) { total.add($0, ordering: .relaxed) }
      #expect(total.load(ordering: .relaxed) == 45)
    }
  }

  @Test func aPoolMayRunInsideALoopOfAnother() {
    let outer = WorkerPool(threads: 2)
    let total = Atomic<Int>(0)
    outer.run(6) { _ in
      let inner = WorkerPool(threads: 2)
      inner.run(5) { total.add($0, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 60)
  }

  @Test func callersOnSeveralThreadsTakeTurns() async {
    let pool = WorkerPool(threads: 2)
    await withTaskGroup(of: Bool.self) { group in
      for caller in 0..<4 {
        group.addTask {
          (0..<500).allSatisfy { _ in
            let total = Atomic<Int>(0)
            pool.run(5) { total.add($0 + caller, ordering: .relaxed) }
            return total.load(ordering: .relaxed) == 10 + 5 * caller
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func fixedPiecesGiveTheSameBitsForAnyNumberOfThreads() {
    let sums = (1...4).map { threads -> [Float] in
      let pool = WorkerPool(threads: threads)
      let partial = Numbers(count: 16)
      pool.run(16) { piece in
        for index in 0..<1_000 { partial.base[piece] += 1 / Float(piece * 1_000 + index + 1) }
      }
      return partial.array
    }
    #expect(Set(sums).count == 1)
  }

  @Test func countsThreadsAndProcessors() {
    #expect(WorkerPool(threads: 0).threads == 1)
    #expect(WorkerPool(threads: -3).threads == 1)
    #expect(WorkerPool(threads: 3).threads == 3)
    #expect(WorkerPool.processorCount >= 1)
  }
}

/// Memory that threads write side by side.
private final class Numbers {
  let base: UnsafeMutablePointer<Float>
  private let count: Int

  init(count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  deinit { base.deallocate() }

  var array: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
