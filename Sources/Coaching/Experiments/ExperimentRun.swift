package import Experiments
import Foundation
import RLCore
import SessionStore
package import Threads

/// An experiment at work: its file, its folder, and the means to do its cells.
package struct ExperimentRun {
  private let experiment: ExperimentFile
  private let folder: ExperimentFolder
  private let threads: Int
  private let jobs: Int?
  private let slurm: [String]?

  /// The experiment of the file at `path`, in the folder `out`, or else in `experiments/NAME` beside the directory of
  /// sessions.
  ///
  /// - Parameters:
  ///   - threads: of a cell; its results do not depend on them.
  ///   - jobs: cells at once; nil: as many as there are processors for, or as Slurm has room for.
  ///   - slurm: options of `sbatch`, where cells are tasks of Slurm's; nil: they are processes of this machine.
  package init(
    path: String, out: String?, sessions: String, threads: Int = 1, jobs: Int? = nil, slurm: [String]? = nil
  ) throws {
    experiment = try ExperimentFile(path: path)
    folder = ExperimentFolder(out ?? ExperimentShelf(sessions: sessions).directory + "/" + experiment.name)
    self.threads = max(1, threads)
    self.jobs = jobs
    self.slurm = slurm
  }

  /// What would be done; nothing is made.
  package func preview() throws -> ExperimentPreview {
    let isBegun = FileManager.default.fileExists(atPath: folder.file)
    let finished = isBegun ? try ledger().outcomes() : [:]
    try experiment.checkPrimary()
    try experiment.checkBases(finished: Set(finished.keys))
    return ExperimentPreview(experiment, folder: folder.path, finished: Set(finished.keys))
  }

  /// Does one cell in this process, unless it is done.
  package func cell(_ key: String) throws -> CellEnd {
    let plan = experiment.grid.plan
    guard let cell = plan[key] else {
      throw UnknownNameError(kind: "cell", name: key, valid: plan.cells.map(\.key))
    }
    try folder.begin(experiment)
    let end = try ledger().perform(cell, isStop: { $0.isWishToStop }) {
      try experiment.grid.outcome(of: key, in: folder, threads: threads)
    }
    if end == .finished { experiment.grid.thin(key, in: folder) }
    return end
  }

  /// Does every cell that is not done, and tells what all of them come to.
  ///
  /// - Parameter pages: a directory that the report is written into.
  /// - Throws: `CellError.stopped` where it was stopped, or why nothing can be recorded.
  package func run(_ progress: ProgressLine, pages: String? = nil, stop: StopSignal) throws -> ExperimentResults {
    try experiment.checkPrimary()
    if let pages { _ = try Self.files(in: pages) }
    let isBegun = FileManager.default.fileExists(atPath: folder.file)
    // Before a folder is made for what cannot be run; once there is one, what is finished needs nothing any more.
    if !isBegun { try experiment.checkBases() }
    try folder.begin(experiment)
    let ledger = try ledger()
    if isBegun { try experiment.checkBases(finished: Set(ledger.outcomes().keys)) }
    let runner = try runner(ledger, progress)
    runner.onProgress = { progress.show($0.line) }
    runner.onFailure = { cell, reason in
      progress.note(
        ExperimentFailures.isNotStuck(reason)
          ? "left out: \(cell.label): \(reason)"
          : "failed: \(cell.label): \(reason); the rest goes on, and the same command tries it again")
    }
    runner.isStopping = { stop.isSet }
    let summary: RunnerSummary
    do { summary = try runner.run() } catch {
      if error.isWishToStop { progress.note("\(error)") }
      throw error
    }
    let lost = ExperimentFailures(summary.failures.map { ($0.cell, $0.reason) }, leftOut: summary.leftOut)
    let outcomes = try ledger.outcomes()
    if let pages {
      let report = experiment.grid.pages(outcomes, errors: lost.errors, title: experiment.name)
      try report.write(by: try Self.files(in: pages))
      progress.note("the report is in \(pages)/report.md")
    }
    return ExperimentResults(experiment, outcomes, lost)
  }

  /// What the cells that are finished come to.
  package func report() throws -> ExperimentResults {
    ExperimentResults(experiment, try ledger().outcomes())
  }

  /// Whoever does the cells.
  private func runner(_ ledger: CellLedger<ExperimentOutcome>, _ progress: ProgressLine) throws -> any PlanRunner {
    let (folder, threads, plan) = (folder, threads, experiment.grid.plan)
    guard let slurm else {
      return CellRunner(plan, ledger: ledger, jobs: jobs ?? max(1, WorkerPool.processorCount / threads)) { cell in
        try ChildProcess(
          "/proc/self/exe",
          [
            "experiment", folder.file, "--out", folder.path, "--cell", cell.key, "--threads", "\(threads)", "--watched",
          ], log: folder.log(cell.key))
      }
    }
    // Tasks begin elsewhere, so that every path is a whole one.
    let settings = SlurmSettings(
      program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      folder: URL(fileURLWithPath: folder.path).path, file: URL(fileURLWithPath: folder.file).path, threads: threads,
      jobs: jobs, options: slurm)
    let runner = SlurmRunner(plan, ledger: ledger, settings: settings)
    runner.onLoss = { cell, reason in progress.note("again: \(cell.label): \(reason)") }
    return runner
  }

  private func ledger() throws -> CellLedger<ExperimentOutcome> { try CellLedger(directory: folder.path) }

  /// Ends this process as a request would when whoever started it has ended: standard input is a pipe of theirs.
  package static func endWithParent() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      // A signal that is caught elsewhere interrupts the wait, and is nobody's end.
      while case let count = read(STDIN_FILENO, &byte, 1), count > 0 || (count < 0 && errno == EINTR) {}
      kill(getpid(), SIGTERM)
    }
  }
}
