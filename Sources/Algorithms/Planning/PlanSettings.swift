public import RLCore

/// The settings of the planners that SLINVIT is compared with.
public struct BaselineConfiguration: Sendable, Equatable, Codable {
  /// n of best-of-n, and the tries of Try Again and Reflexion.
  public var episodes = 10
  /// Rollouts of tree search; the paper's are 10 to 60.
  public var treeRollouts = 60
  /// The weight of tree search's exploration term.
  public var treeExploration = 1.0
  /// α, the share of the prior in tree search's rewards.
  public var treePriorShare = 0.5

  /// The papers' settings.
  public init() {}

  /// So many tries that in practice the budget ends them: for comparisons at equal budgets.
  public static var untilBudget: BaselineConfiguration {
    var configuration = BaselineConfiguration()
    configuration.episodes = 1_000
    configuration.treeRollouts = 1_000
    return configuration
  }
}

/// The settings of all planners together, as a command or a screen sets them.
public struct PlanSettings: Sendable, Equatable, Codable {
  /// SLINVIT's.
  public var slinvit = SLINVITConfiguration()
  /// The others'.
  public var baselines = BaselineConfiguration()

  /// Settings.
  public init(slinvit: SLINVITConfiguration = .init(), baselines: BaselineConfiguration = .init()) {
    self.slinvit = slinvit
    self.baselines = baselines
  }

  /// Every setting by its key.
  public static var fields: [ConfigField<PlanSettings>] {
    let slinvit = SLINVITConfiguration.fields.map { field in
      ConfigField<PlanSettings>.custom(
        field.key, field.summary, valid: field.valid, read: { field.read($0.slinvit) },
        write: { field.write(&$0.slinvit, $1) })
    }
    let baselines: [ConfigField<PlanSettings>] = [
      .integer("episodes", \.baselines.episodes, 1...1_000_000, "tries of best-of-n, try-again and reflexion"),
      .integer("treeRollouts", \.baselines.treeRollouts, 1...1_000_000, "rollouts of rap: more find more, dearer"),
      .number("treeExploration", \.baselines.treeExploration, 0...1e6, "higher spreads rap's rollouts wider"),
      .number("treePriorShare", \.baselines.treePriorShare, 0...1, "share of the prior in rap's rewards"),
    ]
    return slinvit + baselines
  }
}
