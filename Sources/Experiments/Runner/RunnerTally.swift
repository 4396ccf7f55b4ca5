import Foundation

/// Does the cells of a plan, wherever that is.
public protocol PlanRunner: AnyObject {
  /// Told how far the work is, several times a second.
  var onProgress: (RunnerProgress) -> Void { get set }
  /// Told of each cell that fails, with why.
  var onFailure: (PlannedCell, String) -> Void { get set }
  /// Whether somebody wants the work to end.
  var isStopping: () -> Bool { get set }
  /// Does everything that can be done.
  ///
  /// - Throws: `CellError.stopped` where it was stopped, or why nothing can be done; nothing is left at work.
  func run() throws -> RunnerSummary
}

/// What every runner keeps of its plan: what is still to be done, what failed, and how far it is.
struct RunnerTally<Outcome: Codable & Sendable> {
  let plan: CellPlan
  let ledger: CellLedger<Outcome>
  private(set) var summary = RunnerSummary()
  /// Records from before, whose failures are history.
  private var earlier = 0
  /// The same for cells that were already at work when the runner began.
  private var since: [String: Int] = [:]

  init(_ plan: CellPlan, _ ledger: CellLedger<Outcome>) {
    self.plan = plan
    self.ledger = ledger
  }

  /// Takes what is recorded so far for history.
  mutating func begin() throws {
    earlier = try ledger.records().count
  }

  /// Counts failures of a cell from the record with this index on.
  mutating func count(_ key: String, since index: Int) { since[key] = min(index, since[key] ?? earlier) }

  /// Takes out of `waiting` what is finished, what failed and what is left out, and gives what failed.
  mutating func settle(_ waiting: inout [PlannedCell]) throws -> [RunnerSummary.Failure] {
    let outcomes = try ledger.outcomes()
    let failures = try failures()
    var failed: [RunnerSummary.Failure] = []
    waiting.removeAll { cell in
      if outcomes[cell.key] != nil { return true }
      if let reason = failures[cell.key] {
        failed.append(.init(cell: cell, reason: reason))
        return true
      }
      guard cell.needs.contains(where: { outcomes[$0] == nil }) else { return false }
      summary.leftOut.append(cell)
      return true
    }
    summary.failures += failed
    return failed
  }

  /// Records that a cell failed.
  func fail(_ cell: PlannedCell, _ reason: String, since begun: Date) throws {
    let now = Date()
    try ledger.add(
      CellRecord(
        cell.key, error: reason, seconds: now.timeIntervalSince(begun), time: now.timeIntervalSince1970))
  }

  /// Why cells failed since this runner began, whoever did them.
  func failures() throws -> [String: String] {
    var failures: [String: String] = [:]
    for (index, record) in try ledger.records().enumerated() where index >= since[record.key] ?? earlier {
      if let error = record.error { failures[record.key] = error }
    }
    return failures
  }

  /// What it came to in the end.
  mutating func end() throws -> RunnerSummary {
    summary.finished = try finished().count
    return summary
  }

  /// How far it is, with so many cells at work.
  func progress(_ phase: CellPlan.Phase, running: Int) throws -> RunnerProgress {
    var progress = RunnerProgress(
      phase: phase.name, finished: try finished().count, failed: summary.failures.count,
      leftOut: summary.leftOut.count, total: plan.cells.count, running: running)
    progress.secondsLeft = try secondsLeft(running: running)
    return progress
  }

  /// Seconds to the end with so many cells at work, by what finished ones took: a cell as long as the others of its phase
  /// do, in a phase without any by its steps. Nil before one is finished.
  private func secondsLeft(running: Int) throws -> Double? {
    var seconds: [String: Double] = [:]
    for record in try ledger.records() where record.error == nil { seconds[record.key] = record.seconds }
    let stepped = plan.cells.filter { $0.steps > 0 && seconds[$0.key] != nil }
    guard plan.cells.contains(where: { seconds[$0.key] != nil }) else { return nil }
    let steps = stepped.steps
    let perStep = stepped.reduce(0) { $0 + (seconds[$1.key] ?? 0) } / Double(max(1, steps))
    let lost = Set(summary.failures.map(\.cell.key) + summary.leftOut.map(\.key))
    let left = plan.phases.reduce(0.0) { sum, phase in
      let taken = phase.cells.compactMap { seconds[$0.key] }
      let waiting = phase.cells.filter { seconds[$0.key] == nil && !lost.contains($0.key) }
      return sum
        + (taken.isEmpty
          ? waiting.reduce(0) { $0 + Double($1.steps) * perStep }
          : Double(waiting.count) * taken.reduce(0, +) / Double(taken.count))
    }
    return left / Double(max(1, running))
  }

  private func finished() throws -> [PlannedCell] {
    let outcomes = try ledger.outcomes()
    return plan.cells.filter { outcomes[$0.key] != nil }
  }
}
