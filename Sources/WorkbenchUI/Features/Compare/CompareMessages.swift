/// What the comparison is told.
enum CompareMessage: FeatureMessage {
  case rows([ComparisonRow], advice: String, isOutdated: Bool)
  case stagesDone
  case experiments([ExperimentItem])
  case experiment(ComparedExperiment)
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

  /// The experiments that can be looked at; opens the list of them.
  public static func experiments(_ items: [ExperimentItem]) -> AppMessage {
    .feature(CompareMessage.experiments(items))
  }

  /// What an experiment came to so far; it takes the place of the session's comparison.
  public static func experiment(_ experiment: ComparedExperiment) -> AppMessage {
    .feature(CompareMessage.experiment(experiment))
  }
}

/// What the comparison asks for.
public enum CompareEffect: FeatureEffect {
  /// List the experiments beside the directory of sessions.
  case listExperiments
  /// Read what the experiment of that name, or in that folder, came to so far.
  case openExperiment(String)

  /// Looking stores nothing.
  public var needsWrite: Bool { false }
}
