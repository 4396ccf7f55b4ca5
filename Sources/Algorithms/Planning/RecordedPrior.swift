public import RLCore

/// π_LLM from plans that models once wrote: the smoothed shares of the actions they took in a state.
///
/// Each plan is followed in its environment as far as its actions are legal; what comes after is dropped and counted. For
/// a state s of a task with n recorded actions, n(a) of them a,
///
///     P(a|s) = (n(a) + κ B(a|s)) / (n + κ),
///
/// κ = `smoothing`, and B backs off to how often the records, all tasks together, chose each kind of action (its first
/// word) where the same kinds were legal, shared equally among the actions of a kind.
///
/// A state is what an agent sees, whatever led there. Where what an agent does hangs on what it has tried, as with the error
/// messages of a database that are the same for many statements, `byHistory` tells ways apart: the actions of those who
/// went exactly the same way count, and those of the state where nobody did.
public struct RecordedPrior: ActionPrior {
  /// What building a prior met with.
  public struct Statistics: Sendable, Equatable {
    /// Plans that were followed.
    public var plans = 0
    /// Plans for tasks that are not there.
    public var unknownTasks = 0
    /// Actions that count.
    public var actions = 0
    /// Plans that broke off at an action that was not legal or not known.
    public var illegalActions = 0
    /// Plans that reached the goal.
    public var solved = 0

    /// Makes counts.
    public init(plans: Int = 0, unknownTasks: Int = 0, actions: Int = 0, illegalActions: Int = 0, solved: Int = 0) {
      self.plans = plans
      self.unknownTasks = unknownTasks
      self.actions = actions
      self.illegalActions = illegalActions
      self.solved = solved
    }
  }

  /// Which records these are.
  public let source: String
  /// κ, the weight of the back-off in actions.
  public let smoothing: Double
  /// What building met with.
  public let statistics: Statistics

  /// A state of a task, as text.
  private struct Place: Hashable {
    var task: String
    var observation: String
  }

  /// The actions since the start of a task.
  private struct Way: Hashable {
    var task: String
    var history: [String]
  }

  private let ways: [Way: [String: Int]]?
  private let counts: [Place: [String: Int]]
  private let kinds: [[String]: [String: Int]]
  private let written: [String: [String]]

  /// Follows `plans`; `problem` makes a task at its start, or nil where there is none of that name.
  public init(
    _ plans: [RecordedPlan], source: String, smoothing: Double = 1, byHistory: Bool = false,
    problem: (String) throws -> (any PlanningProblem)?
  ) throws {
    var record = Record()
    var made: [String: any PlanningProblem] = [:]
    for plan in plans {
      if made[plan.task] == nil { made[plan.task] = try problem(plan.task) }
      guard let start = made[plan.task] else {
        record.statistics.unknownTasks += 1
        continue
      }
      try record.follow(plan, from: start)
    }
    self.source = source
    self.smoothing = smoothing
    statistics = record.statistics
    ways = byHistory ? record.ways : nil
    counts = record.counts
    kinds = record.kinds
    written = record.written
  }

  /// What following plans gathers.
  private struct Record {
    var statistics = Statistics()
    var ways: [Way: [String: Int]] = [:]
    var counts: [Place: [String: Int]] = [:]
    var kinds: [[String]: [String: Int]] = [:]
    var written: [String: [String]] = [:]

    mutating func follow<Problem: PlanningProblem>(_ plan: RecordedPlan, from start: Problem) throws {
      var world = try start.fork()
      statistics.plans += 1
      if written[plan.task] == nil { written[plan.task] = plan.actions }
      var way = Way(task: world.id, history: [])
      for action in plan.actions where !world.isSolved {
        let place = Place(task: world.id, observation: world.observation)
        let legal = world.actions
        guard try world.step(action).isLegal else {
          statistics.illegalActions += 1
          break
        }
        statistics.actions += 1
        // Records may spell an action in another way than the task does.
        let spelled = legal.contains(action) ? action : (start as? any TextTask)?.action(named: action) ?? action
        counts[place, default: [:]][spelled, default: 0] += 1
        ways[way, default: [:]][spelled, default: 0] += 1
        way.history.append(spelled)
        kinds[RecordedPrior.kinds(legal), default: [:]][RecordedPrior.kind(spelled), default: 0] += 1
      }
      if world.isSolved { statistics.solved += 1 }
    }
  }

  /// The smoothed shares of the legal actions.
  public func proposals(for context: PlanningContext) throws -> [Proposal] {
    let seen =
      ways?[Way(task: context.id, history: context.history)]
      ?? counts[Place(task: context.id, observation: context.observation)] ?? [:]
    let total = Double(seen.values.reduce(0, +))
    let legalKinds = Self.kinds(context.actions)
    let chosen = kinds[legalKinds] ?? [:]
    // One is added to each kind, so that a kind nobody chose stays possible.
    let chosenTotal = Double(chosen.values.reduce(0, +) + legalKinds.count)
    var sizes: [String: Double] = [:]
    for action in context.actions { sizes[Self.kind(action), default: 0] += 1 }
    return context.actions.map { action in
      let kind = Self.kind(action)
      let backOff = (Double(chosen[kind] ?? 0) + 1) / chosenTotal / (sizes[kind] ?? 1)
      let share = (Double(seen[action] ?? 0) + smoothing * backOff) / max(total + smoothing, 1e-12)
      return Proposal(action: action, probability: share)
    }.normalised()
  }

  /// The first plan on record for the task, as it was written.
  public func plan(for context: PlanningContext) throws -> [String]? { written[context.id] }

  private static func kind(_ action: String) -> String {
    String(action.drop { $0 == "(" }.prefix { $0 != " " && $0 != ")" })
  }

  private static func kinds(_ actions: [String]) -> [String] { Set(actions.map(kind)).sorted() }
}
