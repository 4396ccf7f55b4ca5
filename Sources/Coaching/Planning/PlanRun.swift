package import Algorithms
package import RLCore
package import Threads

/// A request carried out: every planner on every task.
package struct PlanRun {
  /// What was asked.
  package let request: PlanRequest
  /// The planners.
  package let contenders: [PlanContender]
  /// What they found.
  package let comparison: PlanComparison
  /// Every plan, in the order of groups, planners and tasks.
  package let plans: [Plan]

  /// One plan with everything that belongs to it.
  package struct Plan {
    /// The planner.
    package var contender: PlanContender
    /// The task.
    package var member: TextTaskSet.Member
    /// What was found, and what it cost.
    package var report: PlanReport
    /// What the task says of the plan.
    package var verdict: PlanVerdict
    /// The plan reaches the goal, whether or not its planner could know.
    package var isRight: Bool { verdict.isValid }
  }

  /// Plans. Of large grids the searches are let go.
  package init(_ request: PlanRequest, pool: WorkerPool, keepsTrees: Bool) throws {
    self.request = request
    contenders = request.contenders
    var comparison = try PlanComparison.run(
      request.tasks.groups.map { ($0.name, $0.members.map(\.task.problem)) },
      methods: contenders.map { ($0.label, $0.planner) }, prior: request.prior.prior, budget: request.budget,
      seed: request.seed, pool: pool, keepsTrees: keepsTrees)
    var reports = comparison.reports[...]
    var plans: [Plan] = []
    for group in request.tasks.groups {
      for contender in contenders {
        for (member, report) in zip(group.members, reports.prefix(group.members.count)) {
          plans.append(
            Plan(
              contender: contender, member: member, report: report,
              verdict: try member.task.verdict(on: report.plan)))
        }
        reports = reports.dropFirst(group.members.count)
      }
    }
    comparison.judge(plans.map(\.isRight))
    self.comparison = comparison
    self.plans = plans
  }

  /// The rows of the comparison, and over all groups, with their planners.
  package var rows: [(contender: PlanContender, row: PlanComparison.Row)] {
    let all = comparison.rows + comparison.totals
    return all.enumerated().map { (contenders[$0.offset % max(1, contenders.count)], $0.element) }
  }

  /// Plans that count as solved and are not valid: never any, and looked for all the same.
  package var contradictions: Int { plans.count { $0.report.isSolved && !$0.verdict.isValid } }
}
