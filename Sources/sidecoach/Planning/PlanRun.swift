import Algorithms
import Networks
import RLCore
import TextEnvironments
import Threads

/// A request carried out: every planner on every task.
struct PlanRun {
  let request: PlanRequest
  let contenders: [PlanContender]
  let comparison: PlanComparison

  /// One plan with everything that belongs to it.
  struct Plan {
    var contender: PlanContender
    var task: PlanTasks.Task
    var report: PlanReport
    /// What the plan validator says.
    var verdict: BlocksInstance.PlanVerdict
  }

  /// Plans. Of large grids the searches are let go.
  init(_ request: PlanRequest, pool: WorkerPool, keepsTrees: Bool) throws {
    self.request = request
    contenders = request.contenders
    comparison = try PlanComparison.run(
      request.tasks.groups.map { ($0.name, $0.tasks.map(\.world)) }, methods: contenders.map { ($0.label, $0.planner) },
      prior: request.prior.prior, budget: request.budget, seed: request.seed, pool: pool, keepsTrees: keepsTrees)
  }

  /// Every plan, in the order of groups, planners and tasks.
  var plans: [Plan] {
    var reports = comparison.reports[...]
    var plans: [Plan] = []
    for group in request.tasks.groups {
      for contender in contenders {
        for task in group.tasks {
          guard let report = reports.popFirst() else { return plans }
          plans.append(
            Plan(
              contender: contender, task: task, report: report,
              verdict: task.world.instance.validate(report.plan, stopsAtGoal: false)))
        }
      }
    }
    return plans
  }

  /// The rows of the comparison, and over all groups, with their planners.
  var rows: [(contender: PlanContender, row: PlanComparison.Row)] {
    let all = comparison.rows + comparison.totals
    return all.enumerated().map { (contenders[$0.offset % max(1, contenders.count)], $0.element) }
  }

  /// Plans that count as solved and are not valid: never any, and looked for all the same.
  var contradictions: Int {
    plans.count { plan in
      if case .valid = plan.verdict { return false }
      return plan.report.isSolved
    }
  }
}
