public import RLCore

extension TabularMDP {
  /// A chain: action 1 goes right, action 0 back to the start; staying at the far end by going right pays 1.
  ///
  /// With `slip` > 0 an action has the other's effect with that probability. From the first state an agent that chooses
  /// at random reaches the end with probability 2^-(length-1), so exploration must be deliberate.
  public static func chain(length: Int, horizon: Int, slip: Double = 0) throws -> TabularMDP {
    try requireSize("length", length, 2...1000)
    var tables = TabularBuilder(states: length, actions: 2)
    for state in 0..<length {
      let right = min(state + 1, length - 1)
      tables.add(state, 0, to: 0, 1 - slip)
      tables.add(state, 0, to: right, slip)
      tables.add(state, 1, to: right, 1 - slip)
      tables.add(state, 1, to: 0, slip)
    }
    tables.pay(length - 1, 1, 1)
    tables.start[0] = 1
    return try tables.build("Chain(\(length))", horizon: horizon)
  }

  /// River-swim: drifting left (action 0) is sure, swimming right (action 1) often fails; the left bank pays 0.005 for
  /// drifting, the right end pays 1 for swimming.
  ///
  /// Source: Strehl and Littman, "An analysis of model-based interval estimation", 2008, with the probabilities that
  /// became usual: within the river 0.35 right, 0.6 stay, 0.05 left; 0.4 at the right end against 0.6 for staying there.
  public static func riverSwim(length: Int, horizon: Int) throws -> TabularMDP {
    try requireSize("length", length, 3...1000)
    var tables = TabularBuilder(states: length, actions: 2)
    let end = length - 1
    for state in 0..<length {
      tables.add(state, 0, to: max(0, state - 1), 1)
      switch state {
      case 0:
        tables.add(state, 1, to: 1, 0.4)
        tables.add(state, 1, to: 0, 0.6)
      case end:
        tables.add(state, 1, to: end, 0.6)
        tables.add(state, 1, to: end - 1, 0.4)
      default:
        tables.add(state, 1, to: state + 1, 0.35)
        tables.add(state, 1, to: state, 0.6)
        tables.add(state, 1, to: state - 1, 0.05)
      }
    }
    tables.pay(0, 0, 0.005)
    tables.pay(end, 1, 1)
    tables.start[0] = 1
    return try tables.build("RiverSwim(\(length))", horizon: horizon)
  }
}
