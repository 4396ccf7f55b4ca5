/// A policy of a tabular process: a distribution over actions for every stage and state.
public struct TabularPolicy: Sendable, Equatable {
  /// S.
  public let states: Int
  /// A.
  public let actions: Int
  /// H.
  public let horizon: Int
  /// π_h(a|s), row-major.
  public var probabilities: [Double]  // (H x S x A)

  /// The uniform policy for `mdp`.
  public init(uniformFor mdp: TabularMDP) {
    states = mdp.states
    actions = mdp.actions
    horizon = mdp.horizon
    probabilities = [Double](
      repeating: 1 / Double(mdp.actions), count: mdp.horizon * mdp.states * mdp.actions)
  }

  /// Where the distribution of a stage and state begins.
  public func offset(_ stage: Int, _ state: Int) -> Int { (stage * states + state) * actions }

  /// π_h(·|s).
  public func distribution(_ stage: Int, _ state: Int) -> ArraySlice<Double> {
    let first = offset(stage, state)
    return probabilities[first..<(first + actions)]
  }

  /// Gives all of a stage and state's probability to `weights`, which must sum to 1.
  public mutating func set(_ stage: Int, _ state: Int, _ weights: [Double]) {
    let first = offset(stage, state)
    for action in 0..<min(actions, weights.count) { probabilities[first + action] = weights[action] }
  }

  /// The most probable action, the first of equals.
  public func best(_ stage: Int, _ state: Int) -> Int {
    let row = distribution(stage, state)
    var best = 0
    for action in 1..<max(1, actions) where row[row.startIndex + action] > row[row.startIndex + best] { best = action }
    return best
  }

  /// Draws an action.
  public func sample(_ stage: Int, _ state: Int, _ generator: inout SeededGenerator) -> Int {
    generator.pick(distribution(stage, state))
  }
}
