/// What a planner may spend.
public struct PlanBudget: Sendable, Equatable, Codable {
  /// Environment transitions of every kind; nil: as many as it takes.
  public var transitions: Int?
  /// Questions to the prior; nil: as many as it takes.
  public var modelCalls: Int?

  /// A budget.
  public init(transitions: Int? = nil, modelCalls: Int? = nil) {
    self.transitions = transitions
    self.modelCalls = modelCalls
  }

  /// No limit.
  public static let unlimited = PlanBudget()
}
