import Algorithms
import RLCore
import Testing
import TextEnvironments
import Threads

/// What every planner of the catalog keeps to, on tasks of every text environment.
@Suite struct PlannerLawTests {
  static let planners = PlannerCatalog.planners.names
  /// Without the one whose every step is a process in a sandbox: thousands of them are searched here.
  static let environments = TextEnvironmentCatalog.environments.names.filter { $0 != "InterCode-Bash" }

  private func tasks(_ environment: String, horizon: Int? = nil) throws -> [TextTaskSet.Member] {
    let entry = try TextEnvironmentCatalog.environments.entry(environment)
    let folder = entry.folder(in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))
    return try (1...4).flatMap { seed in
      try entry.tasks(TextTaskSelection(.drawn, horizon: horizon, seed: seed), folder: folder).members
    }
  }

  /// Uniform, and one that is sure of what it says and often wrong.
  private func priors(_ task: any TextTask) throws -> [any ActionPrior] {
    guard let oracle = task.oracle else { return [UniformPrior()] }
    return [UniformPrior(), SyntheticPrior(errors: 0.3, seed: 4) { try oracle.goodActions($0) }]
  }

  private func plan(
    _ name: String, _ problem: any PlanningProblem, _ prior: any ActionPrior, budget: PlanBudget, threads: Int = 1
  ) throws -> PlanReport {
    try PlannerCatalog.planners.entry(name).planner().plan(
      problem, prior: prior, budget: budget, seed: 3, pool: WorkerPool(threads: threads))
  }

  private func replayed(_ task: some TextTask) -> any PlanningProblem { ReplayedTask(task) }

  @Test(arguments: planners, environments)
  func noPlanIsCalledSolvedThatTheTaskRefuses(_ planner: String, environment: String) throws {
    for member in try tasks(environment) {
      for prior in try priors(member.task) {
        for budget in [PlanBudget.unlimited, PlanBudget(transitions: 40), PlanBudget(modelCalls: 3)] {
          let report = try plan(planner, member.task.problem, prior, budget: budget)
          let verdict = try member.task.verdict(on: report.plan)
          if report.isSolved {
            #expect(verdict == .valid(steps: report.plan.count), "\(member.task.id): \(verdict.words)")
            #expect(report.stop == .solved && report.goalShare == 1)
          } else if case .illegal = verdict {
            // A budget may end where a plan of the record is still to be carried out, never at an action that cannot be.
            Issue.record("\(planner) gives a plan that cannot be carried out: \(verdict.words)")
          }
          #expect(report.plan.count <= member.task.horizon, "a plan keeps to the horizon")
          #expect(report.account.transitions <= budget.transitions ?? .max)
          #expect(report.account.modelCalls <= budget.modelCalls ?? .max)
          #expect(report.method == planner && report.task == member.task.id)
        }
      }
    }
  }

  @Test(arguments: planners, environments)
  func theSameIsFoundAgainAndWithMoreThreads(_ planner: String, environment: String) throws {
    let task = try tasks(environment)[0].task
    let prior = try priors(task)[0]
    let budget = PlanBudget(transitions: 300)
    let report = try plan(planner, task.problem, prior, budget: budget)
    #expect(try plan(planner, task.problem, prior, budget: budget) == report)
    #expect(try plan(planner, task.problem, prior, budget: budget, threads: 3) == report)
  }

  /// A task without snapshots is planned just as well: states are told apart by their ways, so that nothing is merged.
  @Test(arguments: planners, environments)
  func whatHasNoSnapshotsIsReplayed(_ planner: String, environment: String) throws {
    let member = try tasks(environment)[1]
    for prior in try priors(member.task) {
      let budget = PlanBudget(transitions: 200)
      let report = try plan(planner, replayed(member.task), prior, budget: budget)
      if report.isSolved { #expect(try member.task.verdict(on: report.plan).isValid, "\(planner)") }
      #expect(report.account.transitions <= 200)
    }
  }

  @Test(arguments: environments)
  func searchingBlindlyFindsShortestPlans(_ environment: String) throws {
    for member in try tasks(environment) {
      guard let shortest = member.shortest else { continue }
      let report = try plan("bfs", member.task.problem, UniformPrior(), budget: .unlimited)
      #expect(report.isSolved && report.plan.count == shortest, "\(member.task.id)")
    }
    for member in try tasks(environment, horizon: 1) where (member.shortest ?? 0) > 1 {
      let report = try plan("bfs", member.task.problem, UniformPrior(), budget: .unlimited)
      #expect(!report.isSolved && report.stop == .exhausted, "\(member.task.id)")
    }
  }

  @Test func plannersExplainThemselves() throws {
    for entry in PlannerCatalog.planners.entries {
      #expect(entry.summary.contains(" ") && entry.planner().name == entry.name)
    }
    #expect(PlannerCatalog.planners.entries.filter { !$0.asksPrior }.map(\.name) == ["bfs"])
    #expect(PlannerCatalog.planners.entries.filter(\.readsConfiguration).map(\.name) == ["slinvit"])
    let error = try #require(throws: UnknownNameError.self) { try PlannerCatalog.planners.entry("slinvti") }
    #expect(error.nearest == "slinvit" && error.valid == Self.planners)
  }
}
