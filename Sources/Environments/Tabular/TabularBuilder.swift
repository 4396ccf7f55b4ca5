import RLCore

/// Tables of a process while they are being filled in.
struct TabularBuilder {
  let states: Int
  let actions: Int
  var transitions: [Double]
  var rewards: [Double]
  var start: [Double]

  init(states: Int, actions: Int) {
    self.states = states
    self.actions = actions
    transitions = [Double](repeating: 0, count: states * actions * states)
    rewards = [Double](repeating: 0, count: states * actions)
    start = [Double](repeating: 0, count: states)
  }

  /// Adds `probability` to P(next|state, action); the same pair may come up twice, as at a wall.
  mutating func add(_ state: Int, _ action: Int, to next: Int, _ probability: Double) {
    transitions[(state * actions + action) * states + next] += probability
  }

  mutating func pay(_ state: Int, _ action: Int, _ reward: Double) {
    rewards[state * actions + action] = reward
  }

  func build(_ name: String, horizon: Int) throws -> TabularMDP {
    try TabularMDP(
      name: name, states: states, actions: actions, horizon: horizon, transitions: transitions, rewards: rewards,
      start: start)
  }
}
