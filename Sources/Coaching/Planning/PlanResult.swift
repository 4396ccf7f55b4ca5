import LanguageModels
import Algorithms
import RLCore

/// What `sidecoach plan --json` prints of a text environment.
package struct PlanResult: Printable {
  package static let keys = """
    environment, seed, prior, source, coverage, budget (transitions, modelCalls), notes, alerts (list of title, detail), spent (questions, calls, tokens, money), \
    rows (list of method, source, task, horizon, shortest, solved, partial, stop, reason, goalShare, plan, validation, \
    transitions, searched, rolledOut, executed, modelCalls, reused, droppedProposals, configuration (k, depth, lambda, \
    value, rollouts, replan, beam, batch, transpositions, attempts), group, label, tasks, solvedTasks, success, low, \
    high, outOfBudget, priorDistance)
    """

  /// What was found, for a terminal; what is planned was said before.
  package let lines: [String]
  var environment: String
  var seed: UInt64
  var prior: String
  var source: String
  @OrNull var coverage: Double?
  var budget: Budget
  var notes: [String]
  var alerts: [PlanAlert]
  var rows: [Row]
  var spent: Spending?

  private enum CodingKeys: String, CodingKey {
    case environment, seed, prior, source, coverage, budget, notes, alerts, rows, spent
  }

  /// A run as it is printed: plans of one task, otherwise means over tasks.
  package init(_ run: PlanRun, environment: String) {
    let request = run.request
    lines = PlanReportText.outcome(run)
    self.environment = environment
    seed = request.seed
    prior = request.priorName
    source = request.prior.prior.source
    coverage = request.prior.prior.coverage
    budget = Budget(transitions: request.budget.transitions, modelCalls: request.budget.modelCalls)
    notes = request.tasks.notes + request.prior.notes
    alerts = request.isSingle ? [] : run.comparison.alerts
    let source = source
    rows =
      request.isSingle
      ? run.plans.map { .plan(PlanRow($0)) } : run.rows.map { .mean(MeanRow($0.row, $0.contender, source: source)) }
    spent = request.prior.live.map { Spending($0) }
  }

  struct Budget: Encodable {
    @OrNull var transitions: Int?
    @OrNull var modelCalls: Int?
  }

  /// One of the two kinds of rows.
  enum Row: Encodable {
    case plan(PlanRow)
    case mean(MeanRow)

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .plan(let row): try row.encode(to: encoder)
      case .mean(let row): try row.encode(to: encoder)
      }
    }
  }

  /// What a language model was asked and what that cost.
  struct Spending: Encodable {
    var questions: Int
    var calls: Int
    var tokens: Int
    @OrNull var money: Double?

    init(_ live: ModelPrior) {
      let spent = live.budget.spent
      questions = live.questions
      calls = spent.calls
      tokens = spent.usage.total
      money = spent.money
    }
  }

  /// The settings of SLINVIT by their keys.
  struct Settings: Encodable {
    var k: Int
    var depth: Int
    var lambda: Double
    var value: SLINVITConfiguration.LeafValue
    var rollouts: Int
    var replan: Bool
    var beam: Int
    var batch: Int
    var transpositions: Bool
    var attempts: Int

    init(_ settings: SLINVITConfiguration) {
      k = settings.breadth
      depth = settings.depth
      lambda = settings.priorWeight
      value = settings.leafValue
      rollouts = settings.rollouts
      replan = settings.replans
      beam = settings.beam
      batch = settings.batch
      transpositions = settings.usesTranspositions
      attempts = settings.attempts
    }

    init?(_ contender: PlanContender) {
      guard contender.entry.readsConfiguration else { return nil }
      self.init(contender.settings.slinvit)
    }
  }

  /// A plan.
  struct PlanRow: Encodable {
    var method: String
    var source: String
    var task: String
    var horizon: Int
    @OrNull var shortest: Int?
    var solved: Bool
    var partial: Bool
    var stop: PlanStop
    @OrNull var reason: String?
    var goalShare: Double
    var plan: [String]
    var validation: String
    var transitions: Int
    var searched: Int
    var rolledOut: Int
    var executed: Int
    var modelCalls: Int
    var reused: Int
    var droppedProposals: Int
    @OrNull var configuration: Settings?

    init(_ plan: PlanRun.Plan) {
      let (report, account) = (plan.report, plan.report.account)
      method = plan.contender.entry.name
      source = report.source
      task = report.task
      horizon = plan.member.task.horizon
      shortest = plan.member.shortest
      solved = plan.isRight
      partial = !plan.isRight
      stop = report.stop
      reason = report.note
      goalShare = report.goalShare
      self.plan = report.plan
      validation = plan.verdict.words
      transitions = account.transitions
      searched = account.searched
      rolledOut = account.rolledOut
      executed = account.executed
      modelCalls = account.modelCalls
      reused = account.reused
      droppedProposals = account.illegalProposals
      configuration = Settings(plan.contender)
    }
  }

  /// A planner on a group of tasks; means are over tasks.
  struct MeanRow: Encodable {
    var group: String
    var method: String
    var label: String
    var source: String
    var tasks: Int
    var solvedTasks: Int
    var success: Double
    var low: Double
    var high: Double
    var transitions: Double
    var modelCalls: Double
    var droppedProposals: Int
    var outOfBudget: Int
    @OrNull var priorDistance: Double?
    @OrNull var configuration: Settings?

    init(_ row: PlanComparison.Row, _ contender: PlanContender, source: String) {
      group = row.group
      method = contender.entry.name
      label = contender.label
      self.source = contender.entry.asksPrior ? source : BreadthFirstPlanner.source
      tasks = row.tasks
      solvedTasks = row.solved
      success = row.success
      (low, high) = row.interval
      transitions = row.transitions
      modelCalls = row.modelCalls
      droppedProposals = row.droppedProposals
      outOfBudget = row.cut
      priorDistance = row.priorDistance
      configuration = Settings(contender)
    }
  }
}
