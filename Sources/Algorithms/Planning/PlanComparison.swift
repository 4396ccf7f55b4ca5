public import Networks
public import RLCore

/// Planners on the same tasks, with the same prior and budget.
public struct PlanComparison: Sendable {
  /// A planner on a group of tasks.
  public struct Row: Sendable, Equatable {
    /// The group, for instance of tasks of one length.
    public var group: String
    /// The planner.
    public var method: String
    /// Tasks.
    public var tasks: Int
    /// Tasks whose goal the plan reaches.
    public var solved: Int
    /// Mean transitions of every kind.
    public var transitions: Double
    /// Mean model calls.
    public var modelCalls: Double
    /// Tasks that ended because a budget did.
    public var cut: Int

    /// The share of tasks that were solved.
    public var success: Double { Double(solved) / Double(max(1, tasks)) }
  }

  /// One row a group and planner.
  public var rows: [Row]
  /// The comparison as text.
  public var table: StudyTable
  /// Every report, in the order of groups, planners and tasks.
  public var reports: [PlanReport]

  /// Runs every planner on every task; tasks are shared out over the pool, each with the seed `seed` + its place.
  public static func run<Problem: PlanningProblem>(
    _ groups: [(name: String, problems: [Problem])], methods: [(label: String, method: any PlanMethod)],
    prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanComparison {
    var rows: [Row] = []
    var reports: [PlanReport] = []
    for group in groups {
      for entry in methods {
        let results = try pool.map(group.problems.count) { index in
          // The pool is taken by the loop over tasks, so a planner works alone.
          try entry.method.plan(
            group.problems[index], prior: prior, budget: budget, seed: seed &+ UInt64(index),
            pool: WorkerPool(threads: 1))
        }
        let count = Double(max(1, results.count))
        rows.append(
          Row(
            group: group.name, method: entry.label, tasks: results.count, solved: results.count { $0.isSolved },
            transitions: results.reduce(0) { $0 + Double($1.account.transitions) } / count,
            modelCalls: results.reduce(0) { $0 + Double($1.account.modelCalls) } / count,
            cut: results.count { $0.stop == .transitionBudget || $0.stop == .modelCallBudget }))
        reports += results
      }
    }
    func limit(_ value: Int?) -> String { value.map { "\($0)" } ?? "any number of" }
    var table = StudyTable(
      title: "Planning with \(prior.source), at most \(limit(budget.transitions)) transitions and "
        + "\(limit(budget.modelCalls)) model calls a task",
      columns: ["tasks", "planner", "solved", "%", "transitions", "model calls", "out of budget"])
    table.rows = rows.map { row in
      [
        row.group, row.method, "\(row.solved)/\(row.tasks)", StudyTable.text(row.success * 100, places: 1),
        StudyTable.text(row.transitions, places: 1), StudyTable.text(row.modelCalls, places: 1), "\(row.cut)",
      ]
    }
    return PlanComparison(rows: rows, table: table, reports: reports)
  }
}
