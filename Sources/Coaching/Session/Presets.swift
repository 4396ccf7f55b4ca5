package import Algorithms
import Networks
import RLCore

/// Settings that are known to work, per environment: the one place where an environment's id meets numbers.
package enum Presets {
  /// Base training.
  package static func training(for environment: String) -> PPOConfiguration {
    var configuration = PPOConfiguration()
    switch environment {
    case "Pong":
      configuration.totalSteps = 20_000_000
      configuration.environments = 128
      configuration.stepsPerUpdate = 128
      configuration.minibatches = 8
      configuration.learningRate = 3e-3
      // A place far from the paddles is lit rarely, and its gradients are small: a larger ε would all but stop it.
      configuration.adamEpsilon = 1e-8
      configuration.maximumGradientNorm = 0
      configuration.clip = 0.2
      configuration.entropyWeight = 0.002
      configuration.pooling = [PoolingBlock(width: 8, height: 8, isSmooth: true)]
      configuration.cellRate = 0
    case "Pendulum-v1": pendulum(&configuration)
    case let id where id.hasPrefix("HalfCheetah"):
      locomotion(&configuration)
      shorterSight(&configuration)
    case let id where id.hasPrefix("Ant"):
      locomotion(&configuration)
      shorterSight(&configuration)
      // Eight torques move the policy far in one update; ten passes would carry it past what its data supports.
      configuration.targetKL = 0.02
    case let id where id.hasPrefix("Walker2d"):
      locomotion(&configuration)
      configuration.initialLogDeviation = -1
    default: locomotion(&configuration)
    }
    return configuration
  }

  /// γ and λ as rl-zoo3 tuned them for HalfCheetah, and less noise at the start.
  private static func shorterSight(_ configuration: inout PPOConfiguration) {
    configuration.discount = 0.98
    configuration.gaeLambda = 0.92
    configuration.initialLogDeviation = -1
  }

  /// Stable-Baselines3's shape (2048 steps an update in minibatches of 64, ten passes, 64x64 tanh) with Tianshou's
  /// published choices: a falling rate, no clipped value, advantages anew before each pass. Eight environments of 256
  /// steps did better than Tianshou's 64 of 32, whose advantages see too short a stretch of a gait.
  private static func locomotion(_ configuration: inout PPOConfiguration) {
    configuration.totalSteps = 1_000_000
    configuration.environments = 8
    configuration.stepsPerUpdate = 256
    configuration.epochs = 10
    configuration.minibatches = 32
    configuration.learningRate = 3e-4
    configuration.discount = 0.99
    configuration.gaeLambda = 0.95
    configuration.clip = 0.2
    configuration.clipsValue = false
    configuration.valueWeight = 0.25
    configuration.entropyWeight = 0
    configuration.normalisesObservations = true
    configuration.normalisesRewards = true
    configuration.hidden = [64, 64]
    configuration.activation = .tanh
    configuration.sharesTrunk = false
    configuration.initialLogDeviation = -0.5
    configuration.recomputesAdvantages = true
  }

  /// RLtools' shape for the pendulum: four environments of 1024 steps, batches of 256, two passes.
  private static func pendulum(_ configuration: inout PPOConfiguration) {
    locomotion(&configuration)
    configuration.totalSteps = 300_000
    configuration.environments = 4
    configuration.stepsPerUpdate = 1024
    configuration.minibatches = 16
    configuration.epochs = 2
    configuration.learningRate = 3e-3
    configuration.discount = 0.95
    configuration.valueWeight = 0.5
    configuration.initialLogDeviation = 0
    configuration.recomputesAdvantages = false
  }

  /// Fine-tuning of a policy that exists: a lower rate, so that what it knows is not lost in the first updates.
  package static func refinement(for environment: String) -> PPOConfiguration {
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
    default:
      // The others' steps take up to four times as long.
      configuration.totalSteps = environment.hasPrefix("Hopper") ? 400_000 : 200_000
      configuration.guidance.alpha = 0.1
      configuration.guidance.alphaSchedule = .annealed
      // Chosen from the recorded episodes; see `GuidanceTable.radius`.
      configuration.guidance.radius = 0
    }
    return configuration
  }

  /// Measuring evidence.
  package static func evidence(for environment: String) -> EvidenceConfiguration {
    var configuration = EvidenceConfiguration()
    switch environment {
    case "Pong":
      configuration.rollouts = 16
      configuration.horizon = 40
      configuration.endsAtReward = true
    default:
      // The simulator draws nothing, and the pair shares the policy's draws, so that a few rollouts tell enough.
      configuration.rollouts = 4
      configuration.horizon = 40
    }
    return configuration
  }

  /// Steps of base training after which the demo stops, while the policy is still far from its best.
  package static func stuckAfter(_ environment: String) -> Int { environment == "Pong" ? 524_288 : 100_000 }

  /// Who advises, and about how much.
  package static func coaching(for environment: String, _ settings: inout SessionSettings) {
    guard environment != "Pong" else { return }
    settings.advisor = "planner"
    // A search takes hundreds of steps: with eight episodes guidance would take a seventh of the budget of refinement.
    settings.episodes = 4
    settings.windowsPerEpisode = 1
    settings.games = 50
  }
}
