/// One cell of a planning experiment: all that tells it from the others.
public struct PlanningPlace: ReportedPlace, Sendable, Hashable, Codable {
  /// The environment's id.
  public var environment: String
  /// The set of tasks.
  public var taskSet: String
  /// What gives probabilities of actions; empty where nothing does.
  public var prior: String
  /// The planner.
  public var planner: String
  /// The settings' label, for instance `λ 0.1`; empty where they are the planner's own.
  public var setting: String
  /// The seed.
  public var seed: UInt64

  /// A place.
  public init(
    environment: String, taskSet: String = "", prior: String = "", planner: String, setting: String = "", seed: UInt64
  ) {
    self.environment = environment
    self.taskSet = taskSet
    self.prior = prior
    self.planner = planner
    self.setting = setting
    self.seed = seed
  }

  /// What methods are compared on.
  ///
  /// Each prior is a task of its own: planners are compared by what they make of one and the same prior.
  public var task: Scores.Task {
    Scores.Task(
      environment: environment,
      base: [taskSet, prior.isEmpty ? "" : "prior \(prior)"].filter { !$0.isEmpty }.joined(separator: ", "))
  }

  /// The planner, as methods of all experiments are called.
  public var method: String { planner }

  /// What else tells apart the places of one method and seed.
  public var parts: [String] { [setting] }
}
