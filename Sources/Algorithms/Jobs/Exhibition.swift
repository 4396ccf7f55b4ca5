import Networks
import RLCore

/// One game beside the training, played by the present policy for people to watch; it teaches nothing and costs one
/// forward pass a step.
final class Exhibition {
  private let player: PolicyPlayer

  init(entry: EnvironmentEntry, network: PolicyNetwork, seed: UInt64) {
    player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: seed, stream: 77), samples: true)
    player.environments.reset(0, seed: SeededGenerator.derived(seed: seed, stream: 78))
  }

  func advance(_ network: PolicyNetwork) -> Frame {
    let outcome = player.act()
    if outcome.isOver { player.environments.reset(0, seed: nil) }
    return player.environments.picture(0)
  }
}
