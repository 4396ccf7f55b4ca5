import Foundation
import Glibc

/// Does the cells of a plan, several at once, each in a process of its own.
///
/// Finished cells are passed over, cells that another runner of the same folder has claimed are left to it; at the end of
/// a phase it waits for those, and takes them up where the other one let go. A cell that fails is recorded and the rest
/// goes on; cells that build on it are left out. What failed before this runner began is tried again.
public final class CellRunner<Outcome: Codable & Sendable> {
  /// Begins a cell in a process of its own, which records what comes of it.
  public typealias Start = (PlannedCell) throws -> any CellProcess

  private let plan: CellPlan
  private let ledger: CellLedger<Outcome>
  private let jobs: Int
  private let start: Start
  private var running: [Running] = []
  private var summary = RunnerSummary()
  private let begun = Date()
  /// Records from before, whose failures are history.
  private var earlier = 0
  private var stepsBefore = 0

  /// Told how far the work is, several times a second.
  public var onProgress: (RunnerProgress) -> Void = { _ in }
  /// Told of each cell that fails, with why.
  public var onFailure: (PlannedCell, String) -> Void = { _, _ in }
  /// Whether somebody wants the work to end.
  public var isStopping: () -> Bool = { false }
  /// Sleeps between two looks.
  public var pause: () -> Void = { usleep(50_000) }

  private struct Running {
    var cell: PlannedCell
    var process: any CellProcess
    var begun = Date()
    /// Records when it began.
    var records: Int
  }

  /// Does `plan`, `jobs` cells at once.
  public init(_ plan: CellPlan, ledger: CellLedger<Outcome>, jobs: Int, start: @escaping Start) {
    self.plan = plan
    self.ledger = ledger
    self.jobs = max(1, jobs)
    self.start = start
  }

  /// Does everything that can be done.
  ///
  /// - Throws: `CellError.stopped` where it was stopped, or why nothing can be recorded; no child is left at work.
  public func run() throws -> RunnerSummary {
    defer { stopAll() }
    earlier = try ledger.records().count
    stepsBefore = try doneSteps()
    for phase in plan.phases { try run(phase) }
    summary.finished = try finished().count
    return summary
  }

  private func run(_ phase: CellPlan.Phase) throws {
    var waiting = phase.cells
    while true {
      guard !isStopping() else { throw CellError.stopped }
      try reap()
      let outcomes = try ledger.outcomes()
      let failures = try failures()
      for cell in waiting where outcomes[cell.key] == nil {
        if let reason = failures[cell.key] {
          summary.failures.append(.init(cell: cell, reason: reason))
          onFailure(cell, reason)
        } else if cell.needs.contains(where: { outcomes[$0] == nil }) {
          summary.leftOut.append(cell)
        }
      }
      waiting.removeAll { cell in
        outcomes[cell.key] != nil || failures[cell.key] != nil || cell.needs.contains { outcomes[$0] == nil }
      }
      if waiting.isEmpty, running.isEmpty { return }
      for cell in waiting where running.count < jobs && !running.contains(where: { $0.cell == cell }) {
        guard try !ledger.isClaimed(cell.key) else { continue }
        try begin(cell)
      }
      try report(phase)
      pause()
    }
  }

  private func begin(_ cell: PlannedCell) throws {
    let records = try ledger.records().count
    do { running.append(Running(cell: cell, process: try start(cell), records: records)) } catch {
      try fail(cell, "\(error)", since: Date())
    }
  }

  /// Takes note of the processes that have ended.
  private func reap() throws {
    for (index, one) in running.enumerated().reversed() {
      guard let end = one.process.end() else { continue }
      running.remove(at: index)
      switch end {
      case .held, .stopped: continue
      case .finished:
        // A process that says so and has recorded nothing would be begun again for ever.
        if try ledger.outcomes()[one.cell.key] == nil { try fail(one.cell, "it recorded no outcome", since: one.begun) }
      case .failed(let reason):
        let recorded = try ledger.records().dropFirst(one.records).contains { $0.key == one.cell.key }
        if !recorded { try fail(one.cell, reason, since: one.begun) }
      }
    }
  }

  private func fail(_ cell: PlannedCell, _ reason: String, since begun: Date) throws {
    let now = Date()
    try ledger.add(
      CellRecord(
        cell.key, error: reason, seconds: now.timeIntervalSince(begun), time: now.timeIntervalSince1970))
  }

  /// Why cells failed since this runner began, whoever did them.
  private func failures() throws -> [String: String] {
    let latest = try ledger.records().dropFirst(earlier)
    return Dictionary(latest.compactMap { record in record.error.map { (record.key, $0) } }) { $1 }
  }

  private func finished() throws -> [PlannedCell] {
    let outcomes = try ledger.outcomes()
    return plan.cells.filter { outcomes[$0.key] != nil }
  }

  private func doneSteps() throws -> Int { try finished().reduce(0) { $0 + $1.steps } }

  private func report(_ phase: CellPlan.Phase) throws {
    let done = try doneSteps()
    let lost = summary.failures.reduce(0) { $0 + $1.cell.steps } + summary.leftOut.reduce(0) { $0 + $1.steps }
    var progress = RunnerProgress(
      phase: phase.name, finished: try finished().count, failed: summary.failures.count + summary.leftOut.count,
      total: plan.cells.count, running: running.count)
    if done > stepsBefore {
      let pace = Double(done - stepsBefore) / Date().timeIntervalSince(begun)
      progress.secondsLeft = Double(plan.steps - done - lost) / pace
    }
    onProgress(progress)
  }

  /// Stops the children and waits for their ends; one that does not heed is killed as it is let go.
  private func stopAll() {
    for one in running { one.process.stop() }
    let patience = Date().addingTimeInterval(30)
    while Date() < patience {
      running.removeAll { $0.process.end() != nil }
      if running.isEmpty { return }
      usleep(10_000)
    }
    running = []
  }
}
