import Algorithms
import ArgumentParser
import Coaching
import RLCore
import TextEnvironments
import Threads
import WorkbenchHost

/// Planning with a prior: LINVIT in tabular processes, SLINVIT in text environments.
struct PlanCommand: ParsableCommand {
  private static let catalogs = PlanningCatalogs()

  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Plan with a language model's policy as a prior (LINVIT, SLINVIT).",
    discussion: PlanHelp(catalogs).text)

  @Argument(help: "A text environment, one of its problems, or a tabular process.") var environment: String
  @OptionGroup(title: "Planning") var options: PlanOptions
  @OptionGroup(title: "Tabular processes") var tabular: TabularOptions
  @Option(help: "File that keeps the plans as JSON, with the prior's source, the account and the search tree.")
  var out: String?
  @Flag(help: "Watch the plan grow on a screen, change proposals and plan again.") var screen = false
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !screen || (!common.json && out == nil && tabular.study == nil) else {
      throw ValidationError("--screen goes without --json, --out and --study")
    }
  }

  private var isTabular: Bool { Self.catalogs.processes[environment] != nil }

  func run() throws {
    do {
      if screen {
        return try PlanScreen(work: screenWork(), terminal: terminal.options, directory: common.directory).run()
      }
      // Studies are of processes; an unknown name is told so.
      if tabular.study != nil { _ = try Self.catalogs.processes.entry(environment) }
      if isTabular { try planProcess() } else { try planText() }
    } catch { throw Failure.exit(error) }
  }

  /// What `--screen` plans: one task by one method, or a search that was stored.
  private func screenWork() throws -> any PlanWork {
    if environment.hasSuffix(".json") { return try StoredSearch(at: environment) }
    if isTabular { return try TabularWork(options.order(environment, tabular, out: out)) }
    let order = try options.order(environment, sessions: common.directory).onScreen(in: Self.catalogs)
    return try SearchWork(order.request(), environment: environment, threads: common.threadCount)
  }

  private func planProcess() throws {
    let plan = try TabularPlan(options.order(environment, tabular, out: out))
    Output.show(try plan.result(pool: WorkerPool(threads: common.threadCount)), json: common.json)
  }

  private func planText() throws {
    if let out { try PlanFile.check(out) }
    let request = try options.order(environment, sessions: common.directory).request()
    if let live = request.prior.live { InterruptWatch.shared.onInterrupt { live.stop("stopped on request") } }
    if !common.json { for line in PlanReportText.heading(request) { print(line) } }
    let run = try PlanRun(
      request, pool: WorkerPool(threads: common.threadCount), keepsTrees: out != nil && request.grid.keys.isEmpty)
    if let out { try PlanFile(run, environment: environment).write(to: out) }
    Output.show(PlanResult(run, environment: environment), json: common.json)
    if let out, !common.json { print("The plans are in \(out).") }
    if let coverage = request.prior.prior.coverage, PriorCoverage.isLow(coverage) {
      Output.note("sidecoach: warning: \(PriorCoverage.warning(coverage))\n")
    }
    guard let failure = request.prior.live?.failure else { return }
    Output.note("sidecoach: \(failure); what was found so far is partial\n")
    throw ExitCode(1)
  }
}
