import RLCore

extension RefinementMethod {
  /// PPO from scratch: a fresh network by the settings of base training, for as many steps as base and refinement have
  /// together. What coaching has to beat where a base is cheap.
  ///
  /// Whoever begins the run gives it no policy to start from (`startsFromBase`), and the steps of both.
  static let scratch = RefinementMethod(
    "scratch", "PPO with a fresh network for the steps of base and refinement together", startsFromBase: false)
}
