public import RLCore

/// What is known to work in Pong.
extension Pong {
  /// Trained for twenty million steps on 128 environments; see the numbers.
  public var presets: Presets {
    Presets(
      training: [
        "steps": "20000000",
        "environments": "128",
        "stepsPerUpdate": "128",
        "minibatches": "8",
        "learningRate": "0.003",
        // A place far from the paddles is lit rarely, and its gradients are small: a larger ε would all but stop it.
        "adamEpsilon": "1e-8",
        "maxGradientNorm": "0",
        "clip": "0.2",
        "entropyWeight": "0.002",
        "pooling": "8~",
        "cellRate": "0",
      ],
      refinement: [
        "steps": "\(92 * 16_384)",
        // r_LLM changes the scale of returns; a value held to small steps would lag behind it.
        "clipValue": "false",
        "alpha": "0.5",
        // A wrong weight of r_LLM costs most at the end, when the policy should stand alone.
        "guidance.alphaSchedule": "annealed",
        "guidance.radius": "0.2",
        "guidance.storedAction": "imitation",
        "guidance.imitationWeight": "1",
      ],
      evidence: [
        "rollouts": "16",
        "horizon": "40",
        "endsAtReward": "true",
      ],
      coaching: [:], demoSteps: 524_288)
  }
}
