/// Every scalar that a run records. Names are CleanRL's where CleanRL has one, so that existing dashboards read them.
public enum MetricName: String, Sendable, Codable, CaseIterable, Hashable {
  /// Mean environment return of the latest finished episodes (at most 100).
  case episodicReturn = "charts/episodic_return"
  /// Mean of return plus α · r_LLM over the same episodes.
  case shapedReturn = "charts/shaped_return"
  /// Mean length of the same episodes, in steps.
  case episodicLength = "charts/episodic_length"
  /// Episodes that failed since the run began; recorded from the first one on.
  case failedEpisodes = "charts/failed_episodes"
  /// Learning rate of the update.
  case learningRate = "charts/learning_rate"
  /// Environment steps per second since the last record.
  case stepsPerSecond = "charts/SPS"
  /// Share of the wall-clock time since the last record that went into playing.
  case playingShare = "charts/playing_share"
  /// Share of that time that went into learning.
  case learningShare = "charts/learning_share"
  /// Share of that time that went into neither: rounds of advice, storing, waiting for the processor.
  case otherShare = "charts/other_share"
  /// Mean squared error of the value, halved.
  case valueLoss = "losses/value_loss"
  /// Clipped surrogate loss.
  case policyLoss = "losses/policy_loss"
  /// Mean entropy of the policy, in nats.
  case entropy = "losses/entropy"
  /// Mean of −log ratio: the first-order estimate of the KL divergence.
  case oldApproximateKL = "losses/old_approx_kl"
  /// Mean of (ratio − 1) − log ratio: the estimate used for the target-KL stop.
  case approximateKL = "losses/approx_kl"
  /// Share of samples whose ratio was clipped.
  case clipFraction = "losses/clipfrac"
  /// 1 − Var(returns − values) / Var(returns).
  case explainedVariance = "losses/explained_variance"
  /// Norm of the gradient before clipping.
  case gradientNorm = "losses/gradient_norm"
  /// α at this update.
  case alpha = "guidance/alpha"
  /// Share of steps whose state matched the guidance table.
  case hitRate = "guidance/hit_rate"
  /// Share of steps whose action was replaced.
  case overrideRate = "guidance/override_rate"
  /// Mean |α · r_LLM| per step.
  case shapedRewardSize = "guidance/shaped_reward_size"
  /// Mean |r_env| per step.
  case environmentRewardSize = "guidance/environment_reward_size"
  /// Behaviour-cloning loss at overridden steps.
  case imitationLoss = "guidance/imitation_loss"
  /// How much of the policy's own choice at matched steps agrees with the advised action, in [0, 1].
  case agreement = "guidance/agreement"
  /// Entries of the guidance table, where rounds change it.
  case guidanceEntries = "guidance/entries"
  /// Entries that rounds have retired so far: the policy has left their states.
  case retiredEntries = "guidance/retired"
  /// Steps of evidence that this update learnt from, beside its own.
  case evidenceSteps = "guidance/evidence_steps"
  /// Share of episodes that began at a critical state.
  case restartRate = "guidance/restart_rate"
  /// Mean squared error of the network whose errors tell what is new, before its latest steps.
  case noveltyLoss = "guidance/novelty_loss"

  /// One line for help and docs.
  public var summary: String {
    switch self {
    case .episodicReturn: "mean environment return of the latest 100 episodes"
    case .shapedReturn: "the same with alpha * r_LLM added"
    case .episodicLength: "mean length of those episodes, in steps"
    case .failedEpisodes: "episodes that failed so far"
    case .learningRate: "learning rate of the update"
    case .stepsPerSecond: "environment steps per second since the last record"
    case .playingShare: "share of the time that went into playing"
    case .learningShare: "share of the time that went into learning"
    case .otherShare: "share of the time that went into neither: rounds of advice, storing"
    case .valueLoss: "half the mean squared error of the value"
    case .policyLoss: "clipped surrogate loss"
    case .entropy: "mean entropy of the policy, in nats"
    case .oldApproximateKL: "first-order estimate of the KL divergence"
    case .approximateKL: "second-order estimate of the KL divergence"
    case .clipFraction: "share of samples whose ratio was clipped"
    case .explainedVariance: "1 - Var(return - value) / Var(return)"
    case .gradientNorm: "gradient norm before clipping"
    case .alpha: "weight of r_LLM"
    case .hitRate: "share of steps that matched the guidance table"
    case .overrideRate: "share of steps whose action was replaced"
    case .shapedRewardSize: "mean size of alpha * r_LLM per step"
    case .environmentRewardSize: "mean size of r_env per step"
    case .imitationLoss: "behaviour-cloning loss at overridden steps"
    case .agreement: "share of the policy's own choice that agrees with the advised action, at matched steps"
    case .guidanceEntries: "entries of the guidance table"
    case .retiredEntries: "entries retired so far, since the policy has left their states"
    case .evidenceSteps: "steps of evidence that the update learnt from"
    case .restartRate: "share of episodes begun at a critical state"
    case .noveltyLoss: "mean squared error of the predictor of novelty"
    }
  }
}
