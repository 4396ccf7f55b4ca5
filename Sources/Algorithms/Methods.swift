public import RLCore

/// A way to fine-tune: one line of the method catalog.
public struct RefinementMethod: CatalogEntry {
  /// The name on the command line.
  public var name: String
  /// One sentence for help.
  public var summary: String
  /// Needs a guidance table.
  public var needsGuidance: Bool
  /// Turns the method on in a configuration.
  public var configure: @Sendable (inout PPOConfiguration) -> Void
}

/// The methods of fine-tuning, one line each.
public enum MethodCatalog {
  /// Every method, in the order of comparison.
  public static let all: [RefinementMethod] = [
    RefinementMethod(
      name: "ppo", summary: "plain PPO fine-tuning, the baseline", needsGuidance: false,
      configure: { _ in }),
    RefinementMethod(
      name: "ultra-a", summary: "suggested actions override at critical states", needsGuidance: true,
      configure: { $0.guidance.overridesActions = true }),
    RefinementMethod(
      name: "ultra-r", summary: "alpha * r_LLM is added at critical states", needsGuidance: true,
      configure: { $0.guidance.shapesRewards = true }),
    RefinementMethod(
      name: "ultra-ra", summary: "both: overrides and added rewards", needsGuidance: true,
      configure: {
        $0.guidance.overridesActions = true
        $0.guidance.shapesRewards = true
      }),
  ]

  /// The method called `name`; an unknown one is an error that lists the valid ones.
  public static func method(_ name: String) throws -> RefinementMethod {
    guard let method = all.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "method", name: name, valid: all.map(\.name))
    }
    return method
  }
}
