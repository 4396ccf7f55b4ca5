/// What the comparison is told.
enum CompareMessage: FeatureMessage {
  case rows([ComparisonRow], advice: String, isOutdated: Bool)
  case stagesDone
}

extension AppMessage {
  /// The comparison of methods; `advice` is what a person may do next, in one sentence. It is outdated where decisions
  /// were changed after the last refinement began.
  public static func comparison(
    _ rows: [ComparisonRow], advice: String = "", isOutdated: Bool = false
  ) -> AppMessage {
    .feature(CompareMessage.rows(rows, advice: advice, isOutdated: isOutdated))
  }

  /// Every stage is done, and there is a comparison to look at.
  public static var stagesDone: AppMessage { .feature(CompareMessage.stagesDone) }
}
