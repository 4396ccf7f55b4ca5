public import RLCore

// The one place where an environment's presets, which are text, become the settings of algorithms.

extension PPOConfiguration {
  /// What base training starts from. Throws where a preset cannot be read.
  public static func training(_ presets: Presets) throws -> PPOConfiguration {
    var configuration = PPOConfiguration()
    try configuration.apply(presets.training)
    return configuration
  }

  /// What fine-tuning starts from: base training's settings with fine-tuning's over them.
  public static func refinement(_ presets: Presets) throws -> PPOConfiguration {
    var configuration = try training(presets)
    try configuration.apply(presets.refinement)
    configuration.guidance.alphaChoice = .bounded
    return configuration
  }

  private mutating func apply(_ settings: [String: String]) throws {
    // α has an option of its own beside `--set`.
    let fields = Self.fields + [.number("alpha", \.guidance.alpha, 0...1_000, "weight of r_LLM")]
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) { try fields.apply(key, value, to: &self) }
  }
}

extension EvidenceConfiguration {
  /// What measuring starts from. Throws where a preset cannot be read.
  public init(_ presets: Presets) throws {
    self.init()
    // What ends a rollout belongs to the environment, and has no option.
    let fields = Self.fields + [.flag("endsAtReward", \.endsAtReward, "end a rollout at the first reward but 0")]
    for (key, value) in presets.evidence.sorted(by: { $0.key < $1.key }) { try fields.apply(key, value, to: &self) }
  }
}
