/// What the comparison is told.
enum CompareMessage: FeatureMessage {
  case rows([ComparisonRow], advice: String)
  case stagesDone
}

extension AppMessage {
  /// The comparison of methods; `advice` is what a person may do next, in one sentence.
  public static func comparison(_ rows: [ComparisonRow], advice: String = "") -> AppMessage {
    .feature(CompareMessage.rows(rows, advice: advice))
  }

  /// Every stage is done, and there is a comparison to look at.
  public static var stagesDone: AppMessage { .feature(CompareMessage.stagesDone) }
}
