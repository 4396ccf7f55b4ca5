/// A task in words for planning: a text world that starts over, names its actions, judges finished plans, and may know
/// exact values.
///
/// One that can be put back to any state cheaply is a `PlanningProblem` too; others, such as a shell, leave that out and
/// are replayed.
public protocol TextTask: TextWorld {
  /// The task in the environment's own form, such as PDDL: kept beside plans, so that they can be judged again.
  var document: String { get }
  /// What knows shortest ways; nil where nothing does.
  var oracle: (any PlanOracle)? { get }

  /// Goes back to the start.
  mutating func reset() throws
  /// What a language model is told of a state, with everything that a good answer needs.
  func question(_ context: PlanningContext) -> String
  /// An action of the present state as those words would name it; nil where it already is in words or cannot be read.
  func words(for action: String) -> String?
  /// The action that `text` names, in words or in another spelling, as the environment writes it; nil where it names none.
  func action(named text: String) -> String?
  /// What becomes of a plan that is carried out from the start.
  func verdict(on plan: [String]) throws -> PlanVerdict
}

extension TextTask {
  /// The task in words.
  public var document: String { task }

  /// None.
  public var oracle: (any PlanOracle)? { nil }

  /// What an agent sees, and the task.
  public func question(_ context: PlanningContext) -> String { "Now \(context.observation)\n\(context.task)" }

  /// None: actions are in words.
  public func words(for action: String) -> String? { nil }

  /// The legal action that is written like that, or whose words are.
  public func action(named text: String) -> String? {
    let wanted = text.lowercased()
    return actions.first { $0.lowercased() == wanted || words(for: $0)?.lowercased() == wanted }
  }

  /// Plays the plan: every action must be legal, and the goal must hold after the last.
  public func verdict(on plan: [String]) throws -> PlanVerdict {
    var world = try fork()
    try world.reset()
    for (step, action) in plan.enumerated() {
      guard try world.step(action).isLegal else {
        return .illegal(step: step, reason: "\(action) is not possible there")
      }
    }
    return world.isSolved ? .valid(steps: plan.count) : .goalMissed
  }

  /// The task as planners search it: itself where it can be put back to any state, otherwise by replaying its actions.
  public var problem: any PlanningProblem { (self as? any PlanningProblem) ?? ReplayedTask(self) }
}

/// What knows the exact values of one task.
public protocol PlanOracle: Sendable {
  /// The actions of a shortest plan from the start; nil where looking for it took too long.
  func shortestPlan() throws -> [String]?
  /// The actions of a state that lead nearer to the goal.
  func goodActions(_ context: PlanningContext) throws -> Set<String>
}

/// What becomes of a plan that is carried out.
public enum PlanVerdict: Sendable, Equatable {
  /// The goal holds after this many actions.
  case valid(steps: Int)
  /// Every action was legal, but the goal does not hold at the end.
  case goalMissed
  /// The action at `step` (from 0) was not legal or could not be read.
  case illegal(step: Int, reason: String)

  /// The plan reaches the goal.
  public var isValid: Bool {
    if case .valid = self { return true }
    return false
  }

  /// For people.
  public var words: String {
    switch self {
    case .valid(let steps): "valid: the goal holds after \(steps) action\(steps == 1 ? "" : "s")"
    case .goalMissed: "every action is legal, the goal does not hold at the end"
    case .illegal(let step, let reason): "not valid at action \(step + 1): \(reason)"
    }
  }
}
