import Foundation
import Glibc

/// Does the cells of a plan, several at once, each in a process of its own.
///
/// Finished cells are passed over, cells that another runner of the same folder has claimed are left to it; at the end of
/// a phase it waits for those, and takes them up where the other one let go. A cell that fails is recorded and the rest
/// goes on; cells that build on it are left out. What failed before this runner began is tried again.
public final class CellRunner<Outcome: Codable & Sendable>: PlanRunner {
  /// Begins a cell in a process of its own, which records what comes of it.
  public typealias Start = (PlannedCell) throws -> any CellProcess

  private let ledger: CellLedger<Outcome>
  private let jobs: Int
  private let start: Start
  private var running: [Running] = []
  private var tally: RunnerTally<Outcome>

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
    tally = RunnerTally(plan, ledger)
    self.ledger = ledger
    self.jobs = max(1, jobs)
    self.start = start
  }

  /// Does everything that can be done.
  ///
  /// - Throws: `CellError.stopped` where it was stopped, or why nothing can be recorded; no child is left at work.
  public func run() throws -> RunnerSummary {
    defer { stopAll() }
    try tally.begin()
    for phase in tally.plan.phases { try run(phase) }
    return try tally.end()
  }

  private func run(_ phase: CellPlan.Phase) throws {
    var waiting = phase.cells
    while true {
      guard !isStopping() else { throw CellError.stopped }
      try reap()
      for failure in try tally.settle(&waiting) { onFailure(failure.cell, failure.reason) }
      if waiting.isEmpty, running.isEmpty { return }
      for cell in waiting where running.count < jobs && !running.contains(where: { $0.cell == cell }) {
        guard try !ledger.isClaimed(cell.key) else { continue }
        try begin(cell)
      }
      onProgress(try tally.progress(phase, running: running.count))
      pause()
    }
  }

  private func begin(_ cell: PlannedCell) throws {
    let records = try ledger.records().count
    do { running.append(Running(cell: cell, process: try start(cell), records: records)) } catch {
      try tally.fail(cell, "\(error)", since: Date())
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
        if try ledger.outcomes()[one.cell.key] == nil {
          try tally.fail(one.cell, "it recorded no outcome", since: one.begun)
        }
      case .failed(let reason):
        let recorded = try ledger.records().dropFirst(one.records).contains { $0.key == one.cell.key }
        if !recorded { try tally.fail(one.cell, reason, since: one.begun) }
      }
    }
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
