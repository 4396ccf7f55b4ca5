public import RLCore

/// A way to fine-tune: one line of the method catalog.
public struct RefinementMethod: CatalogEntry {
  /// Makes a run's guide from the table, in an environment, by settings that `configure` has seen.
  public typealias MakeGuide =
    @Sendable (GuidanceTable, EnvironmentEntry, PPOConfiguration) throws -> any RolloutGuide
  /// The same from what an oracle is made from.
  public typealias MakeOracle =
    @Sendable (OracleMaterial, EnvironmentEntry, PPOConfiguration) throws -> any RolloutGuide

  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  /// Needs a guidance table.
  public let needsGuidance: Bool
  /// Trains a copy of the base policy; without it the run has a fresh network.
  public let startsFromBase: Bool
  /// Asks a teacher, so that it is an upper bound and no method; its name begins with `oracle`.
  public let needsTeacher: Bool
  /// Looks at recorded episodes, and pays for these alone.
  public let needsEpisodes: Bool
  /// α where nobody chose one and it is not to be had from the recorded episodes: in units of the method's own.
  public let usualAlpha: Double?
  /// Turns the method on in a configuration.
  public let configure: @Sendable (inout PPOConfiguration) -> Void
  private let makeGuide: MakeGuide?
  private let makeOracle: MakeOracle?

  /// Describes a method; without `guide` it is plain PPO.
  public init(
    _ name: String, _ summary: String, needsGuidance: Bool = false, startsFromBase: Bool = true,
    usualAlpha: Double? = nil, configure: @escaping @Sendable (inout PPOConfiguration) -> Void = { _ in },
    guide: MakeGuide? = nil
  ) {
    self.name = name
    self.summary = summary
    self.needsGuidance = needsGuidance
    self.startsFromBase = startsFromBase
    self.usualAlpha = usualAlpha
    self.configure = configure
    makeGuide = guide
    (needsTeacher, needsEpisodes, makeOracle) = (false, false, nil)
  }

  /// Describes an upper bound, which asks a teacher.
  public init(oracle name: String, _ summary: String, needsEpisodes: Bool = false, guide: @escaping MakeOracle) {
    self.name = name
    self.summary = summary
    self.needsEpisodes = needsEpisodes
    (needsGuidance, startsFromBase, needsTeacher) = (false, true, true)
    usualAlpha = nil
    configure = { _ in }
    (makeGuide, makeOracle) = (nil, guide)
  }

  /// A guide for one run, or nil for plain PPO; `oracle` is for methods that ask a teacher.
  public func guide(
    _ table: GuidanceTable, entry: EnvironmentEntry, configuration: PPOConfiguration, oracle: OracleMaterial = .none
  ) throws -> (any RolloutGuide)? {
    if let makeOracle { return try makeOracle(oracle, entry, configuration) }
    return try makeGuide?(table, entry, configuration)
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
      .coachA,
      .coachR,
      .coachRA,
      .llmRND,
      .rice,
      .restarts,
      .stateMaskR,
      .jsrl,
      .slowPPO,
      .scratch,
      .oracleActions,
      .oraclePotential,
      .oracleImitation,
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
