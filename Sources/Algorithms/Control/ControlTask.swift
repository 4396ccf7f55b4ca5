public import RLCore

/// A simulator as a planning problem: actions are torques that are held, states are exact, sub-goals are regions of states.
///
/// An action of a plan is a primitive by its name, held for `TorquePrimitives.hold` environment steps; the reward is the
/// environment's over those steps, weighed by the goal. A transition of a planner's account is one such action. The state is
/// everything that `Restorable.capture` gives, so that a plan that is found is carried out to the same end from the seed of
/// its start. Words are rounded and states are not: what tells them apart is `ownIdentity`.
///
/// Copies share the simulator, which remembers nothing between steps; `fork` gives another thread one of its own.
public struct ControlTask<World: Restorable & SendableMetatype>: PlanningProblem, TorqueTask {
  /// The name of the task.
  public let id: String
  /// The torques that may be held.
  public let primitives: TorquePrimitives
  /// The rules of thumb of this environment, where it has some.
  public let rules: TorqueRules?
  /// The trained policy that was given.
  public let policy: TorquePolicy?
  /// The seed of the start.
  public let seed: UInt64
  /// Actions that a plan may take.
  public let horizon: Int
  /// Where the simulator is.
  public private(set) var state: ControlState
  let goal: ControlGoal<World>
  let spec: EnvironmentSpec
  private let make: @Sendable () -> World
  private var simulator: ControlSimulator<World>

  /// A task that starts where an episode of `seed` does.
  ///
  /// - Parameters:
  ///   - horizon: actions that a plan may take; nil: as many as the goal's steps allow.
  ///   - make: makes a simulator.
  /// - Throws: `ControlError.noPolicy` where the primitives are a policy's and there is none, and what the start throws.
  public init(
    _ goal: ControlGoal<World>, primitives: TorquePrimitives, rules: TorqueRules? = nil, policy: TorquePolicy? = nil,
    seed: UInt64, horizon: Int? = nil, make: @escaping @Sendable () -> World
  ) throws {
    self.goal = goal
    self.primitives = primitives
    self.rules = rules
    self.policy = policy
    self.seed = seed
    self.make = make
    spec = make().spec
    guard policy != nil || primitives.all.allSatisfy({ $0.torques != nil }) else {
      throw ControlError.noPolicy(spec.id)
    }
    id = "\(spec.id), seed \(seed)"
    self.horizon = horizon ?? (goal.limit + primitives.hold - 1) / primitives.hold
    simulator = ControlSimulator(goal, spec: spec, make: make)
    state = try simulator.start(seed: seed)
  }

  /// The goal in words, and what an action does.
  public var task: String {
    "\(goal.words) A plan may take \(goal.limit) environment steps; an action holds its torques for \(primitives.hold)."
  }

  /// The present state in words: rounded, so that different states may read alike.
  public var observation: String { goal.describe(state.reading) }

  /// A digest of the exact state.
  public var ownIdentity: String? { state.digest }

  /// What a policy sees.
  public var row: [UInt8] { state.row }

  /// Every primitive, in order; none once the episode is over.
  public var actions: [String] { simulator.isOver(state) ? [] : primitives.all.map(\.name) }

  /// V̂ by rule: see `ControlGoal`.
  public var progress: Double { goal.value(state.reading) }

  /// The share of the sub-goals that are reached.
  public var goalShare: Double { goal.share(state.reading) }

  /// The last sub-goal has held for as long as it has to.
  public var isSolved: Bool { goal.isReached(state.reading) }

  /// What is measured of the present state.
  public var reading: ControlReading { state.reading }

  /// Goes back to a state of the same task.
  public mutating func restore(_ state: ControlState) { self.state = state }

  /// Plays the start anew from its seed.
  public mutating func reset() throws { state = try simulator.start(seed: seed) }

  /// Holds a primitive; what is none, or comes after the end, is not legal.
  public mutating func step(_ action: String) throws -> PlanningOutcome {
    guard let primitive = primitives[action], !simulator.isOver(state) else {
      return PlanningOutcome(reward: 0, isLegal: false)
    }
    let policy = policy
    let (next, reward) = try simulator.advance(state, hold: primitives.hold) { row in
      if let torques = primitive.torques { return torques }
      guard let policy else { throw ControlError.noPolicy(id) }
      return try policy.action(at: row)
    }
    state = next
    return PlanningOutcome(reward: goal.rewardWeight * reward)
  }

  /// A copy with a simulator of its own.
  public func fork() -> ControlTask {
    var copy = self
    copy.simulator = ControlSimulator(goal, spec: spec, make: make)
    return copy
  }
}

extension ControlTask {
  /// The environment, the start, the sub-goals and the primitives, a line each: enough to play a plan again.
  public var document: String {
    let stay = goal.stay > 1 ? ["sub-goal \(goal.count): so for \(goal.stay) steps in a row"] : []
    return
      (["environment: \(spec.id)", "start: seed \(seed)", "limit: \(goal.limit) environment steps"]
      + goal.subGoals.enumerated().map { "sub-goal \($0.offset + 1): \($0.element.words)" } + stay
      + ["hold: \(primitives.hold) environment steps"] + primitives.all.map { "primitive: \($0.name)" })
      .joined(separator: "\n")
  }

  /// The state, the task and its sub-goals.
  public func question(_ context: PlanningContext) -> String {
    (["Now \(context.observation)", context.task, "Sub-goals, in order:"] + goal.subGoals.map { "- \($0.words)" })
      .joined(separator: "\n")
  }

  /// What a primitive does, in words.
  public func words(for action: String) -> String? {
    primitives[action].map { primitive in
      primitive.torques == nil
        ? "let the policy act for \(primitives.hold) steps" : "hold \(primitive.name) for \(primitives.hold) steps"
    }
  }
}
