import Networks
public import RLCore

extension PolicyPlayer {
  /// Plays an episode from `seed` to its end and records it, with the exact state before every step where the environment
  /// is restorable. One that fails ends with the step that failed, which pays nothing.
  public func record(id: Int, seed: UInt64) -> (episode: Episode, hasFailed: Bool) {
    environments.reset(0, seed: seed)
    let restorable = environments.restorable
    var steps: [EpisodeStep] = []
    var states: [UInt8] = []
    var size = 0
    func capture() {
      guard let restorable else { return }
      let state = restorable.capture(0)
      size = state.count
      states += state
    }
    while true {
      capture()
      let outcome = act()
      steps.append(
        EpisodeStep(
          action: Action(values: action.base, space: environments.spec.action), reward: outcome.reward, value: value,
          probabilities: probabilities))
      guard outcome.isOver else { continue }
      capture()
      let episode = Episode(
        id: id, environment: environments.spec.id, seed: seed, steps: steps, stateBytes: size, states: states,
        terminated: outcome.terminated)
      return (episode, outcome.hasFailed)
    }
  }
}
