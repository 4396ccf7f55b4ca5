public import RLCore

/// What the planning screen is told.
enum PlanMessage: FeatureMessage {
  case picture(PlanPicture)
  case decisions([PlanDecision])
  case choices(node: Int, actions: [String])
}

extension AppMessage {
  /// What planning looks like.
  public static func plan(_ picture: PlanPicture) -> AppMessage { .feature(PlanMessage.picture(picture)) }

  /// What a person decided about proposals at other times, in order.
  public static func planDecisions(_ decisions: [PlanDecision]) -> AppMessage {
    .feature(PlanMessage.decisions(decisions))
  }

  /// What may be done at the state of a node of the search.
  public static func planChoices(node: Int, actions: [String]) -> AppMessage {
    .feature(PlanMessage.choices(node: node, actions: actions))
  }
}

/// What the planning screen asks for.
public enum PlanEffect: FeatureEffect {
  /// Store decisions about proposals, in order.
  case amend([PlanDecision])
  /// Plan again from the beginning with what is in force.
  case replan(PlanAmendments)
  /// Save the search in a file.
  case save
  /// Fetch what may be done at the state that actions from the start lead to.
  case loadChoices(node: Int, actions: [String])

  /// Planning again stores nothing, and a search that is saved changes none.
  public var needsWrite: Bool {
    switch self {
    case .amend: true
    case .replan, .save, .loadChoices: false
    }
  }
}
