public import RLCore

/// A way to fine-tune: one line of the method catalog.
public struct RefinementMethod: CatalogEntry {
  /// Makes a run's guide from the table, in an environment, by settings that `configure` has seen.
  public typealias MakeGuide =
    @Sendable (GuidanceTable, EnvironmentEntry, PPOConfiguration) throws -> any RolloutGuide

  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  /// Needs a guidance table.
  public let needsGuidance: Bool
  /// Trains a copy of the base policy; without it the run has a fresh network.
  public let startsFromBase: Bool
  /// Turns the method on in a configuration.
  public let configure: @Sendable (inout PPOConfiguration) -> Void
  private let makeGuide: MakeGuide?

  /// Describes a method; without `guide` it is plain PPO.
  public init(
    _ name: String, _ summary: String, needsGuidance: Bool = false, startsFromBase: Bool = true,
    configure: @escaping @Sendable (inout PPOConfiguration) -> Void = { _ in }, guide: MakeGuide? = nil
  ) {
    self.name = name
    self.summary = summary
    self.needsGuidance = needsGuidance
    self.startsFromBase = startsFromBase
    self.configure = configure
    makeGuide = guide
  }

  /// A guide for one run, or nil for plain PPO.
  public func guide(
    _ table: GuidanceTable, entry: EnvironmentEntry, configuration: PPOConfiguration
  ) throws -> (any RolloutGuide)? {
    try makeGuide?(table, entry, configuration)
  }
}

/// The methods of fine-tuning, one line each. A new one is a file beside this with its guide, and its line here.
public enum MethodCatalog {
  /// Every method, in the order of comparison.
  public static let methods = Catalog<RefinementMethod>(
    "method",
    [
      RefinementMethod("ppo", "plain PPO fine-tuning, the baseline"),
      ultra("ultra-a", "suggested actions override at critical states", overrides: true, shapes: false),
      ultra("ultra-r", "alpha * r_LLM is added at critical states", overrides: false, shapes: true),
      ultra("ultra-ra", "both: overrides and added rewards", overrides: true, shapes: true),
      .llmRND,
      .rice,
      .restarts,
      .stateMaskR,
      .jsrl,
      .slowPPO,
      .scratch,
    ])

  private static func ultra(_ name: String, _ summary: String, overrides: Bool, shapes: Bool) -> RefinementMethod {
    RefinementMethod(
      name, summary, needsGuidance: true,
      configure: {
        $0.guidance.overridesActions = overrides
        $0.guidance.shapesRewards = shapes
      }, guide: { try ULTRA(table: $0, entry: $1, configuration: $2.guidance) })
  }
}
