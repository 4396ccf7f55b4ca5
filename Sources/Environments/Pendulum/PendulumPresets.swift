public import RLCore

/// What is known to work on the pendulum.
extension Pendulum {
  /// RLtools' shape for the pendulum: four environments of 1024 steps, batches of 256, two passes.
  public var presets: Presets {
    Presets.continuous.training([
      "steps": "300000",
      "environments": "4",
      "stepsPerUpdate": "1024",
      "minibatches": "16",
      "epochs": "2",
      "learningRate": "0.003",
      "gamma": "0.95",
      "valueWeight": "0.5",
      "logStd": "0",
      "recomputeAdvantages": "false",
    ])
  }
}
