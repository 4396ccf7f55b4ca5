import Algorithms
import RLCore

/// Settings that are known to work, per environment: the one place where an environment's id meets numbers.
enum Presets {
  /// Base training.
  static func training(for environment: String) -> PPOConfiguration {
    var configuration = PPOConfiguration()
    switch environment {
    case "Pong":
      configuration.totalSteps = 10_000_000
      configuration.environments = 128
      configuration.stepsPerUpdate = 128
      configuration.minibatches = 8
      configuration.learningRate = 3e-3
      configuration.clip = 0.2
      configuration.entropyWeight = 0.005
    default: break
    }
    return configuration
  }

  /// Fine-tuning of a policy that exists: a lower rate, so that what it knows is not lost in the first updates.
  static func refinement(for environment: String) -> PPOConfiguration {
    var configuration = training(for: environment)
    switch environment {
    case "Pong":
      configuration.totalSteps = 92 * 16_384
      // r_LLM changes the scale of returns; a value held to small steps would lag behind it.
      configuration.clipsValue = false
      configuration.guidance.alpha = 0.5
      // A wrong weight of r_LLM costs most at the end, when the policy should stand alone.
      configuration.guidance.alphaSchedule = .annealed
      configuration.guidance.radius = 0.2
      configuration.guidance.storedAction = .imitation
      configuration.guidance.imitationWeight = 1
    default: break
    }
    return configuration
  }

  /// Measuring evidence.
  static func evidence(for environment: String) -> EvidenceConfiguration {
    var configuration = EvidenceConfiguration()
    switch environment {
    case "Pong":
      configuration.rollouts = 16
      configuration.horizon = 40
      configuration.endsAtReward = true
    default: break
    }
    return configuration
  }
}
