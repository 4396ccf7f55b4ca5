public import RLCore
public import Threads

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
    /// Tasks whose goal the plan reaches; after `judge`, those whose plan is right.
    public var solved: Int
    /// Mean transitions of every kind.
    public var transitions: Double
    /// Mean model calls.
    public var modelCalls: Double
    /// Proposals of all tasks that were not legal.
    public var droppedProposals: Int
    /// Tasks that ended because a budget or the prior did.
    public var cut: Int
    /// −log P_LLM of an action of the plans, the mean in nats; nil of planners that keep no tree.
    public var priorDistance: Double?

    /// The share of tasks that were solved.
    public var success: Double { Double(solved) / Double(max(1, tasks)) }
    /// Its 95 % interval, by Wilson's score.
    public var interval: (low: Double, high: Double) { wilsonInterval(solved, of: tasks) }

    init(group: String, method: String, reports: ArraySlice<PlanReport>, distances: ArraySlice<Double?>) {
      self.group = group
      self.method = method
      let count = Double(max(1, reports.count))
      tasks = reports.count
      solved = reports.count { $0.isSolved }
      transitions = reports.reduce(0) { $0 + Double($1.account.transitions) } / count
      modelCalls = reports.reduce(0) { $0 + Double($1.account.modelCalls) } / count
      droppedProposals = reports.reduce(0) { $0 + $1.account.illegalProposals }
      let known = distances.compactMap(\.self)
      priorDistance = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      cut = reports.count { [.transitionBudget, .modelCallBudget, .priorUnavailable].contains($0.stop) }
    }
  }

  /// One row a group and planner.
  public var rows: [Row]
  /// One row a planner over all groups, where there are several; its group is `all`.
  public var totals: [Row]
  /// The comparison as text.
  public var table: TextTable
  /// What the rows show that should not be.
  public var alerts: [PlanAlert] { rows.compactMap(PlanAlert.prior) }
  /// Every report, in the order of groups, planners and tasks.
  public var reports: [PlanReport]
  private let source: String
  private let budget: PlanBudget

  /// Runs every planner on every task; all of it is shared out over the pool, each task with the seed `seed` + its place.
  ///
  /// A single task on a single planner has the whole pool to itself. Without `keepsTrees` the searches are let go, which
  /// large grids need.
  public static func run(
    _ groups: [(name: String, problems: [any PlanningProblem])], methods: [(label: String, method: any Planner)],
    prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool, keepsTrees: Bool = true
  ) throws -> PlanComparison {
    var jobs: [(group: Int, method: Int, task: Int)] = []
    for group in groups.indices {
      for method in methods.indices {
        for task in groups[group].problems.indices { jobs.append((group, method, task)) }
      }
    }
    let found = try pool.map(jobs.count) { index -> (report: PlanReport, distance: Double?) in
      let job = jobs[index]
      // The pool is taken by the loop over tasks, so a planner works alone.
      var report = try methods[job.method].method.plan(
        groups[job.group].problems[job.task], prior: prior, budget: budget, seed: seed &+ UInt64(job.task),
        pool: jobs.count == 1 ? pool : WorkerPool(threads: 1))
      // What a prior is like may be known only after its first answer.
      if report.source != BreadthFirstPlanner.source { report.source = prior.source }
      let distance = report.priorDistance
      if !keepsTrees { report.tree = nil }
      return (report, distance)
    }
    let (reports, distances) = (found.map(\.report), found.map(\.distance))
    var rows: [Row] = []
    var first = 0
    for group in groups {
      for method in methods {
        let last = first + group.problems.count
        rows.append(
          Row(
            group: group.name, method: method.label, reports: reports[first..<last], distances: distances[first..<last])
        )
        first = last
      }
    }
    let totals: [Row] =
      groups.count < 2
      ? []
      : methods.indices.map { method in
        let own = zip(jobs, found).filter { $0.0.method == method }.map(\.1)
        return Row(
          group: "all", method: methods[method].label, reports: own.map(\.report)[...],
          distances: own.map(\.distance)[...])
      }
    let table = table(rows + totals, source: prior.source, budget: budget)
    return PlanComparison(
      rows: rows, totals: totals, table: table, reports: reports, source: prior.source, budget: budget)
  }

  /// Counts plans that are right in place of those that planners took for solved: a task may keep from a search what its
  /// answer is. `isRight` is in the order of `reports`.
  public mutating func judge(_ isRight: [Bool]) {
    var rest = isRight[...]
    for index in rows.indices {
      rows[index].solved = rest.prefix(rows[index].tasks).count { $0 }
      rest = rest.dropFirst(rows[index].tasks)
    }
    for index in totals.indices {
      totals[index].solved = stride(from: index, to: rows.count, by: totals.count).reduce(0) { $0 + rows[$1].solved }
    }
    table = Self.table(rows + totals, source: source, budget: budget)
  }

  private static func table(_ rows: [Row], source: String, budget: PlanBudget) -> TextTable {
    func limit(_ value: Int?) -> String { value.map { "\($0)" } ?? "any number of" }
    var table = TextTable(
      title: "Planning with \(source), at most \(limit(budget.transitions)) transitions and "
        + "\(limit(budget.modelCalls)) model calls a task",
      columns: ["tasks", "planner", "solved", "%", "95 %", "transitions", "model calls", "out of budget"])
    table.rows = rows.map { row in
      let (low, high) = row.interval
      return [
        row.group, row.method, "\(row.solved)/\(row.tasks)", Numerals.fixed(row.success * 100, 1),
        "\(Numerals.fixed(low * 100, 1)) to \(Numerals.fixed(high * 100, 1))",
        Numerals.fixed(row.transitions, 1), Numerals.fixed(row.modelCalls, 1), "\(row.cut)",
      ]
    }
    return table
  }
}
