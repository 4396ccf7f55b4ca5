public import RLCore

/// What the review is told.
enum ReviewMessage: FeatureMessage {
  case items([ReviewItem])
  case detail(ReviewDetail)
}

extension AppMessage {
  /// The whole review queue; replaces what was there and keeps the selection.
  public static func reviewItems(_ items: [ReviewItem]) -> AppMessage { .feature(ReviewMessage.items(items)) }

  /// Frames and numbers of one suggestion.
  public static func reviewDetail(_ detail: ReviewDetail) -> AppMessage { .feature(ReviewMessage.detail(detail)) }

  /// The review is to be in view.
  public static var openReview: AppMessage { .show(Screen.review.name) }
}

/// What the review asks for.
public enum ReviewEffect: FeatureEffect {
  /// Store decisions, in order.
  case decide([Decision])
  /// Fetch the frames and numbers of a suggestion.
  case loadDetail(suggestion: Int)
  /// End the review and go on to refine with what is decided.
  case finish

  /// Looking is not deciding.
  public var needsWrite: Bool {
    switch self {
    case .decide, .finish: true
    case .loadDetail: false
    }
  }
}
