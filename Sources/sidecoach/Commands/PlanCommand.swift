import Algorithms
import ArgumentParser
import Foundation
import Networks
import RLCore
import Threads

/// Planning with a prior: LINVIT in tabular processes, SLINVIT in text environments.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Plan with a language model's policy as a prior (LINVIT, SLINVIT).",
    discussion: """
      ENV is BlocksWorld, a PDDL problem of the domain blocksworld-4ops, or a tabular process: \
      \(PlanningCatalogs.processes.names.joined(separator: ", ")). The data set is looked for in \
      $SIDECOACH_DATA/blocksworld, else in sidecoach/data/blocksworld of the user's data directory ($XDG_DATA_HOME, \
      else ~/.local/share).

      BlocksWorld: --problem plans one task and validates the plan; --set LIST (or several) compares planners on the \
      tasks of a list, with Wilson's 95 % intervals; --sweep tries settings on either. A budget that is used up leaves \
      the best plan so far, marked as partial. Planners: \
      \(PlanMethodCatalog.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")).

      --prior is recorded:MODEL[+MODEL...][:one_shot|zero_shot] for plans that models wrote, synthetic:ERRORS for one \
      that errs in that share of the states, uniform, openai:MODEL or a name of the configuration file for a language \
      model that is asked. Settings: \(PlanSettings.fields.map { "\($0.key) (\($0.summary))" }.joined(separator: "; ")). \
      In sweeps N and M may stand for depth and rollouts.

      Tabular: every method with a prior of known divergence; or, with --study, \
      \(PlanStudy.allCases.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: "; ")). Settings there: \
      \(LINVITConfiguration.fields.map(\.key).joined(separator: ", ")).

      With --screen one planner, slinvit or linvit unless --method names another, plans one task on a screen; proposals \
      can be vetoed and edited there, which is kept in plan-decisions.jsonl beside the sessions. ENV may then also be a \
      file that --out or the screen wrote.

      JSON keys: environment, seed, prior, source, budget (transitions, modelCalls), notes, spent (questions, calls, \
      tokens, money), study, seeds, epsilon, slope, slopeLow, slopeHigh, rows (list of method, source, task, horizon, \
      shortest, solved, partial, stop, reason, goalShare, plan, validation, transitions, searched, rolledOut, executed, \
      modelCalls, reused, droppedProposals, configuration (k, depth, lambda, value, rollouts, replan, beam, batch, \
      transpositions, attempts), group, label, tasks, solvedTasks, success, low, high, outOfBudget, prior, divergence, \
      isRule, bias, episodes, episodesToEpsilon, reached, optimum, gapToOptimal, worstGap, isWithinEpsilon, boundsGap). \
      Rows of one task go from task to droppedProposals, those of a set or a sweep from group to outOfBudget with means \
      over tasks, tabular ones from prior on; spent is there when a language model was asked, and what is about a study \
      when there is one.
      """)

  @Argument(help: "BlocksWorld, a PDDL file or a tabular process.") var environment: String
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

  func run() throws {
    do {
      if screen {
        return try PlanScreen(work: screenWork(), terminal: terminal, directory: common.directory).run()
      }
      if PlanningCatalogs.processes[environment] != nil {
        try runTabular()
      } else {
        guard tabular.study == nil else {
          throw UnknownNameError(
            kind: "tabular process", name: environment, valid: PlanningCatalogs.processes.names)
        }
        try runBlocks()
      }
    } catch { throw Failure.exit(error) }
  }

  private func runBlocks() throws {
    if let out { try PlanFile.check(out) }
    let request = try options.request(environment)
    if let live = request.prior.live { InterruptWatch.shared.onInterrupt { live.stop("stopped on request") } }
    let isOne = request.problem != nil && request.grid.keys.isEmpty
    if !common.json { for line in PlanReportText.heading(request) { print(line) } }
    let run = try PlanRun(
      request, pool: WorkerPool(threads: common.threadCount), keepsTrees: out != nil && request.grid.keys.isEmpty)
    if let out { try PlanFile(run, environment: environment, prior: options.prior).write(to: out) }
    if common.json {
      Output.json(object(run, isOne: isOne))
    } else if isOne {
      for plan in run.plans { print(PlanReportText.lines(plan).joined(separator: "\n")) }
    } else {
      print(run.comparison.table.plain)
      print("Plans that count as solved and are not valid: \(run.contradictions).")
    }
    if !common.json { for line in PlanReportText.spending(request.prior) { print(line) } }
    if let out, !common.json { print("The plans are in \(out).") }
    guard let failure = request.prior.live?.failure else { return }
    Output.note("sidecoach: \(failure); what was found so far is partial\n")
    throw ExitCode(1)
  }

  private func object(_ run: PlanRun, isOne: Bool) -> [String: Any] {
    let request = run.request
    let source = request.prior.prior.source
    var object: [String: Any] = [
      "environment": environment, "seed": request.seed, "prior": options.prior, "source": source,
      "budget": [
        "transitions": Output.value(request.budget.transitions),
        "modelCalls": Output.value(request.budget.modelCalls),
      ],
      "notes": request.tasks.notes + request.prior.notes,
      "rows": isOne
        ? run.plans.map(PlanRecords.object)
        : run.rows.map { PlanRecords.object($0.row, $0.contender, source: source) },
    ]
    if let spent = PlanRecords.spent(request.prior) { object["spent"] = spent }
    return object
  }

  private func runTabular() throws {
    guard options.lists.isEmpty, options.problem == nil, options.sweep.isEmpty, out == nil else {
      throw ValidationError(
        "--problem, --sweep, --out and task sets are for BlocksWorld; \(environment) takes --set key=value and --study")
    }
    guard options.prior == PlanOptions.usualPrior, options.budget == .unlimited, options.horizon == nil else {
      throw ValidationError(
        "\(environment) takes --divergence for its prior and --set episodes=N for what it may spend, not --prior, "
          + "--horizon, --transitions or --model-calls")
    }
    let plan = try TabularPlan(
      environment, options: tabular, settings: options.pairs + options.spelled, method: options.method ?? "all",
      seed: options.seed,
      pool: WorkerPool(threads: common.threadCount))
    var result = try plan.result()
    if common.json {
      result.object["environment"] = environment
      result.object["seed"] = options.seed
      Output.json(result.object)
    } else {
      print(result.text)
    }
  }
}
