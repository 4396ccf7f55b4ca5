public import RLCore

/// What the planning screen is told.
enum PlanMessage: FeatureMessage {
  case picture(PlanPicture)
  case decisions([PlanDecision])
  case choices(node: Int, actions: [String])
  case taken(PlanPicture, node: Int)
  case notTaken(reason: String)
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

  /// A person's action was carried out: the search with it, and the node that it led to.
  public static func planTaken(_ picture: PlanPicture, node: Int) -> AppMessage {
    .feature(PlanMessage.taken(picture, node: node))
  }

  /// A person's action was not carried out, for this reason.
  public static func planNotTaken(reason: String) -> AppMessage { .feature(PlanMessage.notTaken(reason: reason)) }
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
  /// Carry an action out at a node of the search of that run.
  case take(action: String, node: Int, run: Int)

  /// Planning again stores nothing, and a search that is saved changes none.
  public var needsWrite: Bool {
    switch self {
    case .amend, .take: true
    case .replan, .save, .loadChoices: false
    }
  }
}
