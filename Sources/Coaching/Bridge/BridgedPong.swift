import BridgedEnvironments
import Environments
import RLCore

/// What the built-in game lends to Atari's, where that shows itself as the same cells: words, features, rules of thumb.
enum BridgedPong {
  /// Them, where `configuration` makes such cells; nil for every other environment.
  static func companions(_ configuration: BridgedConfiguration, _ spec: RLCore.EnvironmentSpec) -> BridgedCompanions? {
    guard configuration.wrappers.last == BridgedCatalog.pongCells, case .discrete(let names) = spec.action else {
      return nil
    }
    let game = Pong()
    return BridgedCompanions(
      interpreter: PongInterpreter(actionNames: names), featureNames: game.featureNames,
      // Features are read from rows alone, so that any game of the same cells can read them.
      features: { TypedShard(count: 1) { Pong() }.featured },
      presets: game.presets.training(CleanRL.atari), standIn: game.standIn)
  }
}

/// CleanRL's numbers for Atari's games (`ppo_atari.py`), for which its networks are convolutions and ours are not.
enum CleanRL {
  static let atari = [
    "steps": "10000000", "environments": "8", "stepsPerUpdate": "128", "epochs": "4", "minibatches": "4",
    "learningRate": "0.00025", "gamma": "0.99", "gaeLambda": "0.95", "clip": "0.1", "clipValue": "true",
    "valueWeight": "0.5", "entropyWeight": "0.01", "maxGradientNorm": "0.5",
  ]
}
