@testable import Experiments
import Foundation
import Testing

/// The ledger keeps what is finished, through crashes and beside other processes.
@Suite struct CellLedgerTests {
  private let cell = PlannedCell(key: "one", label: "one", steps: 1)

  @Test func recordsOfAnotherHandleAreSeen() throws {
    let scratch = RunnerScratch()
    let (first, second) = (try scratch.ledger(), try scratch.ledger())
    try first.add(CellRecord("one", outcome: 4, seconds: 1, time: 2))
    try second.add(CellRecord("two", error: "no", seconds: 1, time: 3))
    #expect(try first.records().map(\.key) == ["one", "two"])
    #expect(try second.outcomes() == ["one": 4])
  }

  @Test func aCutLastLineCostsItselfOnly() throws {
    let scratch = RunnerScratch()
    let ledger = try scratch.ledger()
    try ledger.add(CellRecord("one", outcome: 4, seconds: 1, time: 2))
    try ledger.add(CellRecord("two", outcome: 5, seconds: 1, time: 2))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: ledger.path))
    try bytes.dropLast(9).write(to: URL(fileURLWithPath: ledger.path))
    let again = try scratch.ledger()
    #expect(try again.outcomes() == ["one": 4])
    try again.add(CellRecord("three", outcome: 6, seconds: 1, time: 2))
    #expect(try again.outcomes() == ["one": 4, "three": 6])
    #expect(try scratch.ledger().outcomes() == ["one": 4, "three": 6])
  }

  @Test func aLineOfAnotherVersionIsAnError() throws {
    let scratch = RunnerScratch()
    _ = try scratch.ledger()
    let line = #"{"key":"one","outcome":{"text":"of another kind"},"seconds":1,"time":2}"# + "\n"
    try Data(line.utf8).write(to: URL(fileURLWithPath: scratch.path + "/ledger.jsonl"))
    let error = try #require(throws: CellError.self) { try scratch.ledger() }
    #expect("\(error)".contains("ledger.jsonl:1") && "\(error)".contains("another version"))
  }

  @Test func oneAtATimeHasAClaim() throws {
    let scratch = RunnerScratch()
    let (first, second) = (try scratch.ledger(), try scratch.ledger())
    let claim = try #require(try first.claim("one"))
    #expect(try second.claim("one") == nil)
    #expect(try second.isClaimed("one") && !second.isClaimed("two"))
    #expect(try second.perform(cell) { 1 } == .held)
    claim.release()
    #expect(try second.perform(cell) { 1 } == .finished)
    #expect(try first.perform(cell) { throw ToyError(description: "not again") } == .finished)
  }

  @Test func aCellWaitsForWhatItBuildsOn() throws {
    let scratch = RunnerScratch()
    let ledger = try scratch.ledger()
    let upper = PlannedCell(key: "two", label: "the second", steps: 1, needs: ["one"])
    let error = try #require(throws: CellError.self) { try ledger.perform(upper) { 1 } }
    #expect(error == .missing("the second", ["one"]))
    #expect(try ledger.records().isEmpty)
  }

  @Test func aStopIsNoFailure() throws {
    let scratch = RunnerScratch()
    let ledger = try scratch.ledger()
    #expect(throws: CellError.stopped) { try ledger.perform(cell) { throw CellError.stopped } }
    #expect(try ledger.records().isEmpty && !ledger.isClaimed("one"))
  }

  @Test func numbersThatAreNoneAreKept() throws {
    let scratch = RunnerScratch()
    let ledger = try CellLedger<[Double]>(directory: scratch.path)
    try ledger.add(CellRecord("one", outcome: [.infinity, -.infinity, 0.1], seconds: 1, time: 2))
    #expect(try ledger.outcomes()["one"] == [.infinity, -.infinity, 0.1])
  }

  @Test func stepsBeyondTheLargestNumberAreThat() {
    let many = [3, .max, 5].map { PlannedCell(key: "\($0)", label: "", steps: $0) }
    #expect(many.steps == .max && Array(many.prefix(1)).steps == 3 && [PlannedCell]().steps == 0)
    #expect(CellPlan([CellPlan.Phase(name: "all", cells: many)]).steps == .max)
  }

  @Test func keysAreNamesOfFiles() {
    #expect(PlannedCell.safe("ALE/Pong-v5 a=0.5 ü") == "ALE-Pong-v5-a=0.5--")
    let cells = [cell, cell, PlannedCell(key: "two", label: "", steps: 4)]
    let plan = CellPlan([.init(name: "a", cells: cells), .init(name: "b", cells: [cell])])
    #expect(plan.cells.map(\.key) == ["one", "two"] && plan.steps == 5)
    #expect(plan.phases.map(\.name) == ["a"])
  }
}

/// Cells in processes of their own.
@Suite struct ChildProcessTests {
  private func end(_ script: String, stops: Bool = false) throws -> CellEnd {
    let log = NSTemporaryDirectory() + "sidecoach-child-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: log) }
    let child = try ChildProcess("/bin/sh", ["-c", script], log: log)
    if stops { child.stop() }
    let deadline = Date().addingTimeInterval(30)
    while Date() < deadline {
      if let end = child.end() { return end }
      usleep(1_000)
    }
    return .failed("it does not end")
  }

  @Test func itsEndIsTold() throws {
    #expect(try end("exit 0") == .finished)
    #expect(try end("exit 75") == .held)
    #expect(try end("exit 130") == .stopped)
    #expect(try end("echo one; echo two >&2; echo three; exit 3") == .failed("exit status 3: two; three"))
    #expect(try end("kill -9 $$") == .failed("ended by signal 9 (Killed)"))
    #expect(try end("exec sleep 60", stops: true) == .stopped)
  }

  @Test func whatCannotBeStartedSaysWhy() {
    #expect(throws: CellError.self) { try ChildProcess("/no/such/program", [], log: "/dev/null") }
  }
}
