public import RLCore

/// What the review is told.
enum ReviewMessage: FeatureMessage {
  case items([ReviewItem])
  case detail(ReviewDetail)
  case trail(DecisionTrail)
  case measured(MeasuredPlace, problem: String?)
  case rollouts(suggestion: Int, did: [Frame], should: [Frame])
  case flags(Set<Int>)
}

extension AppMessage {
  /// The whole review queue; replaces what was there and keeps the selection.
  public static func reviewItems(_ items: [ReviewItem]) -> AppMessage { .feature(ReviewMessage.items(items)) }

  /// What was decided before the workbench was opened: what can be taken back and what repeated. Told once, before the
  /// review queue.
  public static func decisionTrail(_ trail: DecisionTrail) -> AppMessage { .feature(ReviewMessage.trail(trail)) }

  /// An action was measured at the state of a suggestion, or could not be, for a reason.
  public static func measured(suggestion: Int, action: Action, problem: String?) -> AppMessage {
    .feature(ReviewMessage.measured(MeasuredPlace(suggestion: suggestion, action: action), problem: problem))
  }

  /// Frames and numbers of one suggestion.
  public static func reviewDetail(_ detail: ReviewDetail) -> AppMessage { .feature(ReviewMessage.detail(detail)) }

  /// How things went on from a suggestion's state, a frame a step: with what was done, and with what counts there.
  public static func rollouts(suggestion: Int, did: [Frame], should: [Frame]) -> AppMessage {
    .feature(ReviewMessage.rollouts(suggestion: suggestion, did: did, should: should))
  }

  /// The suggestions that a person flagged at other times.
  public static func flags(_ suggestions: Set<Int>) -> AppMessage { .feature(ReviewMessage.flags(suggestions)) }

  /// The review is to be in view.
  public static var openReview: AppMessage { .show(Screen.review.name) }
}

/// An action at the state of a suggestion.
struct MeasuredPlace: Sendable, Hashable {
  var suggestion: Int
  var action: Action
}

/// What the review asks for.
public enum ReviewEffect: FeatureEffect {
  /// Store decisions, in order, as one step that is new, or takes one back, or repeats one.
  case decide([Decision], sense: DecisionSense = .new)
  /// Measure an action at the state of a suggestion, now.
  case measure(suggestion: Int, action: Action)
  /// Fetch the frames and numbers of a suggestion.
  case loadDetail(suggestion: Int)
  /// Play on from the state of a suggestion, once with the recorded action and once with this one.
  case loadRollouts(suggestion: Int, action: Action)
  /// Remember which suggestions are flagged: these and no others.
  case flag([Int])
  /// End the review and go on to refine with what is decided.
  case finish

  /// Looking is not deciding.
  public var needsWrite: Bool {
    switch self {
    case .decide, .measure, .flag, .finish: true
    case .loadDetail, .loadRollouts: false
    }
  }
}
