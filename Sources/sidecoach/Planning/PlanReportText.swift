import Advisors
import Algorithms
import LanguageModels
import RLCore
import TextEnvironments

/// Plans as text for a terminal.
enum PlanReportText {
  /// What is to be planned.
  static func heading(_ request: PlanRequest) -> [String] {
    var lines: [String] = []
    if let world = request.problem {
      let shortest = request.tasks.groups.first?.tasks.first?.shortest
      lines.append("\(world.id): now \(world.observation)")
      lines.append(world.task)
      let known = shortest.map { "A shortest plan has \(count($0, "action")); a" } ?? "A"
      lines.append("\(known) plan may take \(count(world.horizon, "action")).")
    }
    return lines + request.tasks.notes + request.prior.notes
  }

  /// One plan, step by step.
  static func lines(_ plan: PlanRun.Plan) -> [String] {
    let (report, account) = (plan.report, plan.report.account)
    var lines = ["", "\(plan.contender.label): \(outcome(report))"]
    for (step, action) in report.plan.enumerated() {
      let words = (try? plan.task.world.instance.action(action)).map { plan.task.world.instance.words($0) }
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

  private static func outcome(_ report: PlanReport) -> String {
    guard report.isPartial else { return "solved in \(count(report.plan.count, "action"))" }
    let share = StudyTable.text(report.goalShare * 100, places: 0)
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
  static func spending(_ prior: PlanPrior) -> [String] {
    guard let live = prior.live else { return [] }
    let spent = live.budget.spent
    var words =
      "\(count(live.questions, "different question")), \(count(spent.calls, "call")), \(spent.usage.total) tokens"
    if spent.money > 0 { words += ", \(StudyTable.text(spent.money, places: 4)) \(live.budget.prices.currency)" }
    return ["", "Asked \(live.source): \(words)."]
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
