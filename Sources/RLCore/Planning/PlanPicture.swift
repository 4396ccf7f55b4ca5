/// What planning looks like at one moment: the search or the bounds, and what they have led to.
public struct PlanPicture: Sendable, Equatable {
  /// How far it is.
  public enum State: Sendable, Equatable {
    /// Under way.
    case running
    /// Over, and why.
    case finished(String)
    /// Cut short by an error.
    case failed(String)
  }

  /// Counts the times that planning was begun; the nodes of one run only ever grow.
  public var run: Int
  /// How far it is.
  public var state: State
  /// The task, as `PlanningProblem.id` names it.
  public var task: String
  /// The task in words.
  public var goal: String
  /// The planner.
  public var method: String
  /// Where the prior's probabilities come from.
  public var source: String
  /// The share of the prior's probability that speaks of legal actions, where that is measured.
  public var coverage: Double?
  /// The decisions about proposals that this run heeds.
  public var amendments = PlanAmendments()
  /// The plan so far.
  public var plan: [String] = []
  /// The planner knows that the plan reaches the goal.
  public var isSolved = false
  /// What the task says of the plan, which a search may not know; nil before it is over, and where nobody judged.
  public var verdict: PlanVerdict?
  /// What was spent.
  public var account = PlanAccount()
  /// The search.
  public var tree = SearchTree()
  /// The bounds, where values are learnt.
  public var bounds: ValueBounds?
  /// Signs that planning does not work as it should.
  public var alerts: [PlanAlert] = []
  /// Planning can be begun again; a stored search cannot.
  public var canReplan: Bool

  /// The plan reaches the goal, whether or not its planner could know.
  public var isRight: Bool { verdict?.isValid ?? isSolved }

  /// A picture of something that begins.
  public init(
    run: Int, state: State, task: String, goal: String, method: String, source: String, canReplan: Bool
  ) {
    self.run = run
    self.state = state
    self.task = task
    self.goal = goal
    self.method = method
    self.source = source
    self.canReplan = canReplan
  }
}
