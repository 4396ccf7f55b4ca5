import ArgumentParser
import Coaching
import Experiments
import Threads

/// A grid of cells with statistics.
struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment", abstract: "Run a grid of methods, environments and seeds, with statistics.",
    discussion: """
      The file names environments, bases, who guides, refiners with their settings, and seeds; docs/experiments.md \
      describes it. Each cell runs in a process of its own. What is finished is kept at once: after a kill at any point \
      the same command goes on, and a second one on the same folder takes what is left. A cell that fails is recorded \
      and the rest goes on; then the exit status is 1. --threads is for each cell, 1 unless given. With --on slurm cells \
      are tasks of job arrays, submitted and watched by this command; the folder must be on storage that nodes share.

      JSON keys: \(ExperimentResults.keys). With --dry-run: \(ExperimentPreview.keys).
      """)

  @Argument(help: "The experiment's TOML file.") var file: String
  @Option(help: "Its folder. Default: experiments/NAME beside the directory of sessions.") var out: String?
  @Option(help: "Write the report into this directory: a page with its figures (SVG), and the cells as CSV and JSON.")
  var report: String?
  @Flag(help: "Print grid, cells and the step budget, and run nothing.") var dryRun = false
  @Option(help: "Cells at once. Default: as many as there is room for.", transform: wholeNumber) var jobs: Int?
  @Option(help: "Where cells are done: local or slurm.") var on = "local"
  @Option(
    help: "An option for sbatch, such as partition=short; may be given several times.",
    transform: { text in
      if let objection = SlurmSettings.objection(to: text) { throw ValidationError(objection) }
      return text
    })
  var slurm: [String] = []
  @Option(help: "Do the cell of this key in this process, as a task of a job array does.") var cell: String?
  @Flag(help: .hidden) var watched = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1_024).contains(jobs ?? 1) else { throw ValidationError("--jobs must be from 1 to 1024") }
    guard ["local", "slurm"].contains(on) else { throw ValidationError("--on must be local or slurm") }
    guard slurm.isEmpty || on == "slurm" else { throw ValidationError("--slurm needs --on slurm") }
  }

  func run() throws {
    do {
      let run = try ExperimentRun(
        path: file, out: out, sessions: common.directory, threads: common.threads ?? 1, jobs: jobs,
        slurm: on == "slurm" ? slurm : nil)
      if dryRun { return Output.show(try run.preview(), json: common.json) }
      if let cell {
        if watched { ExperimentRun.endWithParent() }
        if try run.cell(cell) == .held { throw ExitCode(CellEnd.heldStatus) }
        return watched ? () : Output.show(try run.report(), json: common.json)
      }
      let stop = StopSignal()
      InterruptWatch.shared.onInterrupt { stop.set() }
      let report = try run.run(ProgressLine(), pages: self.report, stop: stop)
      Output.show(report, json: common.json)
      if !report.failures.isEmpty { throw ExitCode(1) }
    } catch { throw Failure.exit(error) }
  }
}
