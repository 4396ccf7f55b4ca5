/// A finite-horizon Markov decision process given by its tables.
///
/// | symbol | code | shape | unit |
/// |---|---|---|---|
/// | S, A, H | `states`, `actions`, `horizon` | | counts |
/// | P(s'\|s,a) | `transitions` | S x A x S | probability |
/// | r(s,a) | `rewards` | S x A | in [0, 1], known to the learner |
/// | μ(s) | `start` | S | probability |
///
/// Dynamics and rewards are the same at every stage h = 0 ..< H; values and policies are not.
public struct TabularMDP: Sendable, Equatable {
  /// What it is called in tables.
  public let name: String
  /// S.
  public let states: Int
  /// A.
  public let actions: Int
  /// H, decisions in an episode.
  public let horizon: Int
  /// P(s'|s,a), row-major.
  public let transitions: [Double]  // (S x A x S)
  /// r(s,a).
  public let rewards: [Double]  // (S x A)
  /// The distribution of the first state.
  public let start: [Double]  // (S)

  /// Tables that do not describe a decision process.
  public struct InvalidError: Error, Equatable, CustomStringConvertible, Sendable {
    /// What is wrong, and where.
    public var description: String
  }

  /// Checks and keeps the tables.
  ///
  /// - Throws: `InvalidError` for wrong sizes, rewards outside [0, 1] and rows that are not distributions.
  public init(
    name: String, states: Int, actions: Int, horizon: Int, transitions: [Double], rewards: [Double], start: [Double]
  ) throws {
    guard states > 0, actions > 0, horizon > 0 else {
      throw InvalidError(description: "\(name): states, actions and horizon must be at least 1")
    }
    guard transitions.count == states * actions * states, rewards.count == states * actions, start.count == states
    else {
      throw InvalidError(
        description: "\(name): tables need \(states * actions * states) transitions, \(states * actions) rewards and "
          + "\(states) start probabilities")
    }
    for row in 0..<(states * actions) {
      guard Self.isDistribution(transitions[(row * states)..<((row + 1) * states)]) else {
        throw InvalidError(
          description: "\(name): the transitions of state \(row / actions), action \(row % actions) do not sum to 1")
      }
    }
    guard Self.isDistribution(start[...]) else {
      throw InvalidError(description: "\(name): the start probabilities do not sum to 1")
    }
    if let bad = rewards.firstIndex(where: { !(0...1).contains($0) }) {
      throw InvalidError(
        description: "\(name): the reward of state \(bad / actions), action \(bad % actions) is not in [0, 1]")
    }
    self.name = name
    self.states = states
    self.actions = actions
    self.horizon = horizon
    self.transitions = transitions
    self.rewards = rewards
    self.start = start
  }

  private static func isDistribution(_ row: ArraySlice<Double>) -> Bool {
    row.allSatisfy { $0 >= 0 } && abs(row.reduce(0, +) - 1) < 1e-9
  }

  /// P(·|s,a).
  public func successors(_ state: Int, _ action: Int) -> ArraySlice<Double> {
    let first = (state * actions + action) * states
    return transitions[first..<(first + states)]
  }

  /// r(s,a).
  public func reward(_ state: Int, _ action: Int) -> Double { rewards[state * actions + action] }

  /// Draws the state after `action` in `state`.
  public func next(_ state: Int, _ action: Int, _ generator: inout SeededGenerator) -> Int {
    generator.pick(successors(state, action))
  }

  /// Draws a first state.
  public func first(_ generator: inout SeededGenerator) -> Int { generator.pick(start[...]) }
}

extension SeededGenerator {
  /// Draws an offset into `weights` with probability in proportion to its weight; the last positive one where rounding
  /// leaves a remainder, and 0 where there is none.
  public mutating func pick(_ weights: ArraySlice<Double>) -> Int {
    var rest = uniform() * weights.reduce(0, +)
    var last = 0
    for (offset, weight) in weights.enumerated() where weight > 0 {
      last = offset
      rest -= weight
      if rest < 0 { return offset }
    }
    return last
  }
}
