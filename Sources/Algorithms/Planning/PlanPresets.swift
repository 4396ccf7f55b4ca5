public import RLCore

/// Settings that go together under a name.
public struct PlanPreset: CatalogEntry {
  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  /// The settings of all planners.
  public let settings: PlanSettings

  /// A preset.
  public init(_ name: String, _ summary: String, _ settings: PlanSettings) {
    self.name = name
    self.summary = summary
    self.settings = settings
  }
}

/// The settings of the paper's released code, and Sidecoach's own for the blocks world.
public enum PlanPresetCatalog {
  /// Every preset, one line each.
  public static let presets = Catalog(
    "preset",
    [
      PlanPreset(
        "blocksworld",
        "the released code's blocks world: all actions tried, the 2 best followed, N 5, rule, first action only",
        PlanSettings(
          slinvit: SLINVITConfiguration {
            $0.selection = .score
            $0.usesTranspositions = false
          })),
      PlanPreset(
        "blocksworld-widening", "N 8, a beam and a transposition table, wider after each failure",
        PlanSettings(
          slinvit: SLINVITConfiguration {
            $0.depth = 8
            $0.beam = 2
            $0.batch = 1
            $0.attempts = 16
          }, baselines: .untilBudget)),
      PlanPreset(
        "alfworld", "the released code's ALFWorld: k 2, N 2, lambda 0.1, all N actions",
        PlanSettings(
          slinvit: SLINVITConfiguration {
            $0.depth = 2
            $0.priorWeight = 0.1
            $0.replans = false
            $0.usesTranspositions = false
          })),
      PlanPreset(
        "control",
        "simulators: all torques tried, N 8, a beam of 4, all N actions, four starts, each with a wider beam",
        PlanSettings(
          slinvit: SLINVITConfiguration {
            $0.breadth = 27
            $0.depth = 8
            $0.beam = 4
            $0.replans = false
            $0.attempts = 4
          })),
      PlanPreset(
        "intercode", "the released code's InterCode: k 1, N 1, one rollout, no lambda",
        PlanSettings(
          slinvit: SLINVITConfiguration {
            $0.breadth = 1
            $0.depth = 1
            $0.priorWeight = 0
            $0.leafValue = .rollouts
            $0.usesTranspositions = false
          })),
    ])
}
