/// A task without snapshots as planners search it: a state is the way that leads there, and going back plays it again.
///
/// Ways that lead to the same place stay different states, since nothing says that they are the same. Steps that are
/// played again take the environment's time and count as nothing in a planner's account.
/// - Complexity: `restore` takes as many steps as the way has, or only those that are left where it goes on from here.
public struct ReplayedTask<Task: TextTask>: PlanningProblem {
  private var base: Task
  /// The legal actions since the start.
  public private(set) var state: [String] = []

  /// A task at its start.
  public init(_ task: Task) { base = task }

  /// The task's.
  public var id: String { base.id }
  /// The task's.
  public var task: String { base.task }
  /// The task's.
  public var horizon: Int { base.horizon }
  /// The task's.
  public var observation: String { base.observation }
  /// The task's: what was decided about a state holds on every way that leads to it.
  public var ownIdentity: String? { base.ownIdentity }
  /// The task's.
  public var row: [UInt8] { base.row }
  /// The task's.
  public var response: TextResponse? { base.response }
  /// The task's.
  public var actions: [String] { base.actions }
  /// The task's.
  public var progress: Double { base.progress }
  /// The task's.
  public var goalShare: Double { base.goalShare }
  /// The task's.
  public var isSolved: Bool { base.isSolved }

  /// Goes on to `way` where it begins with the present one, else starts over and takes all of it.
  ///
  /// - Throws: `ReplayError` where an action that was legal no longer is, and what the task throws.
  public mutating func restore(_ way: [String]) throws {
    if !way.starts(with: state) {
      try base.reset()
      state = []
    }
    for action in way.dropFirst(state.count) {
      guard try step(action).isLegal else { throw ReplayError(task: id, action: action, step: state.count) }
    }
  }

  /// Takes an action.
  public mutating func step(_ action: String) throws -> PlanningOutcome {
    let outcome = try base.step(action)
    if outcome.isLegal { state.append(action) }
    return outcome
  }

  /// A copy whose task is a copy of its own.
  public func fork() throws -> ReplayedTask {
    var copy = self
    copy.base = try base.fork()
    return copy
  }
}

/// A task that did not take an action which it took before from the same start.
public struct ReplayError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The task.
  public var task: String
  /// The action.
  public var action: String
  /// How many actions came before it.
  public var step: Int

  /// What it means, and what to do.
  public var description: String {
    "\(task): '\(action)' was possible after \(step) actions and no longer is; a task without snapshots must play the same "
      + "way again, so look for time or chance in it"
  }
}
