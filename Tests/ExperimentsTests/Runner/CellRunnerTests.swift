@testable import Experiments
import Foundation
import Synchronization
import Testing

/// Cells are done once, whoever runs them and whatever happens in between.
@Suite struct CellRunnerTests {
  private func runner(
    _ scratch: RunnerScratch, _ work: ToyWork, plan: CellPlan = .toy, jobs: Int = 2, looks: Int = 1
  ) throws -> CellRunner<Int> {
    let ledger = try scratch.ledger()
    let runner = CellRunner(plan, ledger: ledger, jobs: jobs) { work.start($0, ledger, looks: looks) }
    runner.pause = {}
    return runner
  }

  @Test func everyCellIsDoneOnceAndInItsPhase() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    let summary = try runner(scratch, work).run()
    #expect(summary.finished == 6 && summary.failures.isEmpty && summary.leftOut.isEmpty)
    #expect(Set(work.done) == ["a", "b", "a1", "a2", "b1", "b2"] && work.done.count == 6)
    #expect(Set(work.done.prefix(2)) == ["a", "b"], "bases come first")
    #expect(try scratch.ledger().outcomes().count == 6)
  }

  @Test func whatIsFinishedIsNotDoneAgain() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    _ = try runner(scratch, work).run()
    let again = ToyWork()
    #expect(try runner(scratch, again).run().finished == 6)
    #expect(again.done == [])
  }

  @Test func noMoreThanTheJobsAreAtWork() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    let runner = try runner(scratch, work, jobs: 3, looks: 5)
    let most = Mutex(0)
    runner.onProgress = { progress in most.withLock { $0 = max($0, progress.running) } }
    _ = try runner.run()
    #expect(most.withLock { $0 } == 3)
  }

  @Test func aCellThatFailsIsRecordedAndTheRestGoesOn() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork(["a1": .error("no luck")]))
    let summary = try runner(scratch, work).run()
    #expect(summary.finished == 5)
    #expect(summary.failures.map(\.reason) == ["no luck"] && summary.failures.map(\.cell.key) == ["a1"])
    let records = try scratch.ledger().records().filter { $0.key == "a1" }
    #expect(records.map(\.error) == ["no luck"], "once, by the process itself")
    work["a1"] = .outcome(3)
    #expect(try runner(scratch, work).run().finished == 6, "the next runner tries it again")
    #expect(try scratch.ledger().outcomes()["a1"] == 3)
  }

  @Test(arguments: [
    CellEnd.failed("ended by signal 9 (Killed)"), .failed("exit status 1: boom"), .finished,
  ])
  func aProcessThatRecordsNothingIsAFailure(_ end: CellEnd) throws {
    let (scratch, work) = (RunnerScratch(), ToyWork(["b": .end(end)]))
    let summary = try runner(scratch, work).run()
    #expect(summary.finished == 3)
    #expect(summary.failures.map(\.cell.key) == ["b"])
    #expect(summary.leftOut.map(\.key) == ["b1", "b2"], "what builds on it is left out")
    let error = try scratch.ledger().records().first { $0.key == "b" }?.error
    if case .failed(let reason) = end {
      #expect(error == reason)
    } else {
      #expect(error == "it recorded no outcome")
    }
  }

  @Test func aProcessThatCannotBeStartedIsAFailure() throws {
    let scratch = RunnerScratch()
    let ledger = try scratch.ledger()
    let runner = CellRunner(.toy, ledger: ledger, jobs: 1) { _ in throw ToyError(description: "no more processes") }
    runner.pause = {}
    let summary = try runner.run()
    #expect(summary.failures.count == 2 && summary.leftOut.count == 4)
  }

  @Test func aStopLeavesTheRestForLater() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    let first = try runner(scratch, work, jobs: 1)
    first.isStopping = { work.done.count == 3 }
    #expect(throws: CellError.stopped) { try first.run() }
    #expect(work.done.count == 3)
    #expect(try runner(scratch, work).run().finished == 6)
    #expect(work.done.count == 6, "nothing twice")
  }

  /// Two runners whose looks take turns, as two machines on one folder would.
  @Test func twoRunnersShareTheCells() throws {
    let scratch = RunnerScratch()
    let works = [ToyWork(), ToyWork()]
    let cells = (0..<20).map { PlannedCell(key: "c\($0)", label: "c\($0)", steps: 1) }
    let plan = CellPlan([.init(name: "one", cells: cells)])
    let finished = Mutex([Int]())
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      do {
        let ledger = try scratch.ledger()
        let runner = CellRunner(plan, ledger: ledger, jobs: 2) { cell in
          works[index].start(cell, ledger, looks: 3)
        }
        runner.pause = { usleep(500) }
        let summary = try runner.run()
        finished.withLock { $0.append(summary.finished) }
      } catch { Issue.record(error) }
    }
    #expect(finished.withLock { $0 } == [20, 20])
    let done = works.flatMap(\.done)
    #expect(done.count == 20 && Set(done).count == 20, "\(done)")
  }

  @Test func aCellThatAnotherHoldsIsWaitedForAndTakenWhereItLetsGo() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    let other = try #require(try scratch.ledger().claim("a"))
    let runner = try runner(scratch, work)
    var looks = 0
    var waited = false
    runner.onProgress = { if $0.running == 0 { waited = true } }
    runner.pause = {
      looks += 1
      if looks == 50 { other.release() }
    }
    #expect(try runner.run().finished == 6)
    #expect(waited && work.done.firstIndex(of: "a") == 1, "b was done meanwhile: \(work.done)")
  }

  /// A disk that fills up: what is finished stays, and the runner says why it ends.
  @Test func aFullDiskKeepsWhatIsFinished() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    let whole = try scratch.ledger()
    let lines = Mutex(0)
    let full = try scratch.ledger { bytes, path in
      let count = lines.withLock { lines in
        lines += 1
        return lines
      }
      guard count <= 2 else {
        // Half a line is what a full disk leaves.
        let half = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try half.seekToEnd()
        try half.write(contentsOf: Data(bytes.prefix(bytes.count / 2)))
        throw ToyError(description: "No space left on device")
      }
      if count == 1 { try Data().write(to: URL(fileURLWithPath: path)) }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(bytes))
    }
    let runner = CellRunner(.toy, ledger: full, jobs: 1) { work.start($0, full) }
    runner.pause = {}
    let error = try #require(throws: ToyError.self) { try runner.run() }
    #expect(error.description.contains("No space"))
    #expect(try whole.outcomes().keys.sorted() == ["a", "b"])
    #expect(try self.runner(scratch, work).run().finished == 6)
  }

  @Test func theTimeLeftFollowsThePaceOfSteps() throws {
    let (scratch, work) = (RunnerScratch(), ToyWork())
    let runner = try runner(scratch, work, jobs: 1)
    var seen: [RunnerProgress] = []
    runner.onProgress = { seen.append($0) }
    _ = try runner.run()
    #expect(seen.first?.secondsLeft == nil, "nothing is known yet")
    #expect(seen.contains { $0.secondsLeft.map { $0 >= 0 } ?? false })
    #expect(seen.last?.total == 6)
  }

  @Test func aCrashIsToldByWhatCrashedAndNotByItsTrace() throws {
    let log = NSTemporaryDirectory() + "sidecoach-crash-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: log) }
    let trace = (0..<400).map { "\($0) 0x00007f56 [ra] in libdispatch.so" }.joined(separator: "\n")
    try "begun\n*** Program crashed: Aborted at 0x0 ***\n\n\(trace)\nBacktrace took 0.09s\n".write(
      toFile: log, atomically: true, encoding: .utf8)
    #expect(ChildProcess.lastWords(log) == "Program crashed: Aborted at 0x0")
    try "one\ntwo\nthree\n".write(toFile: log, atomically: true, encoding: .utf8)
    #expect(ChildProcess.lastWords(log) == "two; three" && ChildProcess.lastWords(log + "-none") == nil)
  }
}
