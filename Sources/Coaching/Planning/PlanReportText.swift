import LanguageModels
import Algorithms
import LanguageModels
import RLCore

/// Plans as text for a terminal.
package enum PlanReportText {
  /// What is to be planned.
  package static func heading(_ request: PlanRequest) -> [String] {
    var lines: [String] = []
    if let member = request.onlyTask {
      let task = member.task
      lines.append("\(task.id): now \(task.observation)")
      lines.append(task.task)
      let known = member.shortest.map { "A shortest plan has \(count($0, "action")); a" } ?? "A"
      lines.append("\(known) plan may take \(count(task.horizon, "action")).")
    }
    return lines + request.tasks.notes + request.prior.notes
  }

  /// What a run found: plans of one task step by step, otherwise a table; and what a language model cost.
  static func outcome(_ run: PlanRun) -> [String] {
    let found =
      run.request.isSingle
      ? run.plans.flatMap(lines)
      : [run.comparison.table.text, "Plans that count as solved and are not valid: \(run.contradictions)."]
        + run.comparison.alerts.map(\.line)
    return found + spending(run.request.prior)
  }

  /// One plan, step by step.
  private static func lines(_ plan: PlanRun.Plan) -> [String] {
    let (report, account) = (plan.report, plan.report.account)
    var lines = ["", "\(plan.contender.label): \(outcome(plan))"]
    for (step, action) in report.plan.enumerated() {
      let words = plan.member.task.words(for: action)
      lines.append("  \(step + 1). \(action)" + (words.map { "  \($0)" } ?? ""))
    }
    lines.append("  validation: \(plan.verdict.words)")
    lines.append(
      "  transitions: \(account.transitions) (\(account.searched) searched, \(account.rolledOut) rolled out, "
        + "\(account.executed) executed), \(account.reused) more were known")
    lines.append(
      "  model calls: \(account.modelCalls); proposals that were not legal and were dropped: \(account.illegalProposals)"
    )
    lines.append("  prior: \(report.source)")
    return lines
  }

  private static func outcome(_ plan: PlanRun.Plan) -> String {
    let report = plan.report
    if report.isPartial, plan.isRight {
      return "right in \(count(report.plan.count, "action")), which the search could not know: " + words(report)
    }
    guard report.isPartial else { return "solved in \(count(report.plan.count, "action"))" }
    let share = Numerals.fixed(report.goalShare * 100, 0)
    return "partial, the best plan so far reaches \(share) % of the goal: " + words(report)
  }

  /// Why a planner stopped, as a clause.
  private static func words(_ report: PlanReport) -> String {
    switch report.stop {
    case .solved: "the goal holds"
    case .horizon: "the actions that a plan may take, or the tries, are used up"
    case .deadEnd: "no proposal leads on"
    case .transitionBudget: "the budget of transitions is used up"
    case .modelCallBudget: "the budget of model calls is used up"
    case .priorUnavailable: "the prior gives no more answers: \(report.note ?? "no reason is known")"
    case .exhausted: "everything within the horizon was tried, no plan of that length exists"
    }
  }

  /// What a language model cost.
  private static func spending(_ prior: PlanPrior) -> [String] {
    guard let live = prior.live else { return [] }
    let spent = live.budget.spent
    var words =
      "\(count(live.questions, "different question")), \(count(spent.calls, "call")), \(spent.usage.total) tokens"
    if spent.money > 0 { words += ", \(Numerals.fixed(spent.money, 4)) \(live.budget.prices.currency)" }
    let lines = ["", "Asked \(live.source): \(words)."]
    guard let coverage = live.coverage else { return lines }
    return lines + ["Of its probability, \(PriorCoverage.share(coverage)) is on legal answers."]
      + (PriorCoverage.isLow(coverage) ? ["Warning: \(PriorCoverage.warning(coverage))."] : [])
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
