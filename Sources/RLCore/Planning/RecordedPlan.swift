/// A plan that a model once wrote for a task.
public struct RecordedPlan: Sendable, Equatable {
  /// The task, as `PlanningProblem.id` names it.
  public var task: String
  /// How the model was asked, for instance `one_shot`.
  public var prompt: String
  /// The actions, in order, as the environment reads them.
  public var actions: [String]
  /// What the record says about the plan, where it does.
  public var isCorrect: Bool?

  /// A record.
  public init(task: String, prompt: String, actions: [String], isCorrect: Bool? = nil) {
    self.task = task
    self.prompt = prompt
    self.actions = actions
    self.isCorrect = isCorrect
  }
}
