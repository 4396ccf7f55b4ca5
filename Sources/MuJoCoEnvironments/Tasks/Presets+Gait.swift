import RLCore

extension Presets {
  /// γ and λ as rl-zoo3 tuned them for HalfCheetah, and less noise at the start.
  static let shorterSight = Presets.continuous.training(["gamma": "0.98", "gaeLambda": "0.92", "logStd": "-1"])
}
