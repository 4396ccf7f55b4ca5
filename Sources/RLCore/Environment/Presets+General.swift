/// What to start from in an environment that brings nothing of its own.
extension Presets {
  /// By its kind of actions.
  public static func general(for spec: EnvironmentSpec) -> Presets {
    spec.action.count > 0 ? discrete : continuous
  }

  /// CleanRL's numbers for classic control (`ppo.py`), which are small and quick: 4 environments of 128 steps, four
  /// passes in four minibatches, two networks of 64x64 tanh.
  public static let discrete = Presets(
    training: [
      "steps": "500000",
      "environments": "4",
      "stepsPerUpdate": "128",
      "epochs": "4",
      "minibatches": "4",
      "learningRate": "0.00025",
      "gamma": "0.99",
      "gaeLambda": "0.95",
      "clip": "0.2",
      "clipValue": "true",
      "valueWeight": "0.5",
      "entropyWeight": "0.01",
      "maxGradientNorm": "0.5",
      "hidden": "64,64",
      "activation": "tanh",
      "shareTrunk": "false",
    ],
    refinement: [
      "steps": "200000",
      "alpha": "0.1",
      "guidance.alphaSchedule": "annealed",
      // Chosen from the recorded episodes; see `GuidanceTable.radius`.
      "guidance.radius": "0",
    ],
    evidence: [
      // As many pairs as tell a clear difference from the policy's own noise.
      "rollouts": "16",
      "horizon": "40",
    ],
    coaching: searchesForAdvice, demoSteps: 100_000)

  /// Stable-Baselines3's shape (2048 steps an update, ten passes, 64x64 tanh) with Tianshou's published choices: a falling
  /// rate, no clipped value, advantages anew before each pass. Tianshou's 64 environments of 32 steps did worse than 8 of
  /// 256: advantages see too short a stretch of a gait. Sixteen of 128 do not, and keep sixteen threads busy. Minibatches of
  /// 128 in place of 64 did no harm on Hopper (3024 and 3098), and some on Walker2d (4017 and 4570; five seeds each).
  public static let continuous = Presets(
    training: [
      "steps": "1000000",
      "environments": "16",
      "stepsPerUpdate": "128",
      "epochs": "10",
      "minibatches": "32",
      "learningRate": "0.0003",
      "gamma": "0.99",
      "gaeLambda": "0.95",
      "clip": "0.2",
      "clipValue": "false",
      "valueWeight": "0.25",
      "entropyWeight": "0",
      "normaliseObservations": "true",
      "normaliseRewards": "true",
      "hidden": "64,64",
      "activation": "tanh",
      "shareTrunk": "false",
      "logStd": "-0.5",
      "recomputeAdvantages": "true",
    ],
    refinement: [
      "steps": "200000",
      "alpha": "0.1",
      "guidance.alphaSchedule": "annealed",
      // Chosen from the recorded episodes; see `GuidanceTable.radius`.
      "guidance.radius": "0",
    ],
    evidence: [
      // The simulator draws nothing, and the pair shares the policy's draws, so that a few rollouts tell enough.
      "rollouts": "4",
      "horizon": "40",
    ],
    coaching: searchesForAdvice, demoSteps: 100_000)

  private static let searchesForAdvice = [
    "advisor": "planner",
    // A search takes hundreds of steps: with eight episodes guidance would take a seventh of the budget of refinement.
    "episodes": "4",
    "windowsPerEpisode": "1",
    "games": "50",
  ]
}
