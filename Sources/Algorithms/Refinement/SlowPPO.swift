import RLCore

extension RefinementMethod {
  /// PPO fine-tuning as RICE has it for a baseline (arXiv:2405.03064): the rate lowered and no longer falling, and PPO
  /// continued. RICE trains at 3e-4 and fine-tunes at 1e-5; here it is the same thirtieth of whatever rate is set.
  ///
  /// Whether Adam goes on from the base's moments is `start.optimiser`, for this and every other method.
  static let slowPPO = RefinementMethod(
    "ppo-slow", "PPO at a thirtieth of the learning rate, RICE's baseline",
    configure: {
      $0.learningRate /= 30
      $0.annealsLearningRate = false
    })
}
