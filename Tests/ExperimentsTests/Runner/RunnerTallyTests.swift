import Testing

@testable import Experiments

/// How far an experiment is.
@Suite struct RunnerTallyTests {
  private static let plan: CellPlan = {
    func cells(_ keys: [String], steps: Int) -> [PlannedCell] {
      keys.map { PlannedCell(key: $0, label: $0, steps: steps) }
    }
    return CellPlan([
      CellPlan.Phase(name: "bases", cells: cells(["a", "b"], steps: 100)),
      CellPlan.Phase(name: "advice", cells: cells(["c", "d", "e"], steps: 0)),
      CellPlan.Phase(name: "refinements", cells: cells(["f", "g", "h"], steps: 300)),
    ])
  }()

  /// What finished cells took, and the seconds that should be left then with two cells at work.
  @Test func whatIsLeftIsWorkedOutPhaseByPhase() throws {
    let scratch = RunnerScratch()
    let ledger = try scratch.ledger()
    var tally = RunnerTally(Self.plan, ledger)
    try tally.begin()
    func left() throws -> Double? {
      try tally.progress(Self.plan.phases[0], running: 2).secondsLeft.map { ($0 * 1e6).rounded() / 1e6 }
    }
    #expect(try left() == nil)
    try ledger.add(CellRecord("a", outcome: 1, seconds: 10, time: 0))
    // 0.1 s a step: one base as the other, 900 steps of refinements; nothing is known of advice.
    #expect(try left() == (10 + 90) / 2)
    try ledger.add(CellRecord("b", outcome: 1, seconds: 30, time: 0))
    #expect(try left() == 900 * 0.2 / 2)
    try ledger.add(CellRecord("c", outcome: 1, seconds: 50, time: 0))
    #expect(try left() == (2 * 50 + 180) / 2)
    try ledger.add(CellRecord("f", outcome: 1, seconds: 12, time: 0))
    #expect(try left() == (2 * 50 + 2 * 12) / 2)
    try ledger.add(CellRecord("g", error: "no reason", seconds: 500, time: 0))
    #expect(try left() == (2 * 50 + 2 * 12) / 2, "a cell that failed says nothing of the others")
    var waiting = Self.plan.phases[2].cells
    _ = try tally.settle(&waiting)
    #expect(try left() == (2 * 50 + 12) / 2, "and is not waited for")
  }
}
