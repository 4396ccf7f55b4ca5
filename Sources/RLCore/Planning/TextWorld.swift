/// A task of a text environment in play: what an agent reads, and what it can do.
///
/// Costs are the planner's business: it counts every call of `step`.
public protocol TextWorld: Sendable {
  /// The name of the task, for instance of its file.
  var id: String { get }
  /// The task in words, as a prior reads it.
  var task: String { get }
  /// H, actions that may be taken at most.
  var horizon: Int { get }
  /// What an agent sees now.
  var observation: String { get }
  /// What tells the present state from others of the task that look the same: short, and the same in every process. Nil
  /// where what an agent sees tells them apart; see `identity`.
  var ownIdentity: String? { get }
  /// The observation that a trained policy would see now, a row of its environment's observation space; empty where the
  /// world is words alone.
  var row: [UInt8] { get }
  /// What came back for the action that was just taken, for people; nil where the observation is all of it, and may be
  /// nil after `restore`.
  var response: TextResponse? { get }
  /// The legal actions now, in a fixed order; empty where the environment cannot list them.
  var actions: [String] { get }
  /// V̂ by rule: how far the goal is reached, higher is nearer; on a scale of the environment's own.
  var progress: Double { get }
  /// The share of the goal that is reached, in [0, 1].
  var goalShare: Double { get }
  /// The goal holds now.
  var isSolved: Bool { get }
  /// What a rollout that ends here is worth beside the rewards on its way: 0 unless no reward tells how good an end is.
  var endWorth: Double { get }

  /// Takes an action; one that is not legal changes nothing and says so in the outcome.
  mutating func step(_ action: String) throws -> PlanningOutcome
  /// A copy for another thread, in the same state.
  func fork() throws -> Self
}

extension TextWorld {
  /// The share of the goal that is reached.
  public var progress: Double { goalShare }

  /// None: what an agent sees tells states apart.
  public var ownIdentity: String? { nil }

  /// None: the world is words alone.
  public var row: [UInt8] { [] }

  /// None: the observation is all of it.
  public var response: TextResponse? { nil }

  /// What the present state is for whoever decides about it: equal where the state is the same, whatever its words.
  public var identity: String { ownIdentity ?? observation }

  /// Nothing: rewards tell.
  public var endWorth: Double { 0 }

  /// The value itself, right for every type whose copies share nothing that changes.
  public func fork() throws -> Self { self }

  /// What a prior is asked with at the present state.
  public func context(history: [String]) -> PlanningContext {
    PlanningContext(
      id: id, task: task, observation: observation, ownIdentity: ownIdentity, actions: actions, history: history,
      row: row)
  }
}

/// What one action of a text world led to.
public struct PlanningOutcome: Sendable, Equatable {
  /// The environment's reward.
  public var reward: Double
  /// False where the action was not legal and nothing changed.
  public var isLegal: Bool

  /// An outcome.
  public init(reward: Double, isLegal: Bool = true) {
    self.reward = reward
    self.isLegal = isLegal
  }
}

/// What a prior is asked with: the state as text.
public struct PlanningContext: Sendable, Equatable {
  /// The name of the task.
  public var id: String
  /// The task in words.
  public var task: String
  /// What an agent sees.
  public var observation: String
  /// What tells the state from others that look the same; nil where what an agent sees does.
  public var ownIdentity: String?
  /// The legal actions, where they are known.
  public var actions: [String]
  /// The actions since the start.
  public var history: [String]
  /// The observation that a trained policy would see; empty where the world is words alone.
  public var row: [UInt8]

  /// What the state is for whoever decides about it.
  public var identity: String { ownIdentity ?? observation }

  /// A context.
  public init(
    id: String, task: String, observation: String, ownIdentity: String? = nil, actions: [String], history: [String],
    row: [UInt8] = []
  ) {
    self.id = id
    self.task = task
    self.observation = observation
    self.ownIdentity = ownIdentity
    self.actions = actions
    self.history = history
    self.row = row
  }
}
