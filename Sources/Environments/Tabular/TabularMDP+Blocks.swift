public import RLCore

extension TabularMDP {
  /// A blocks world with every state listed: 22 states for three blocks, 125 for four, 866 for five.
  ///
  /// States are numbered as a breadth-first search from the start meets them. Action i takes the i-th legal action of a
  /// state; where there are fewer, it changes nothing. The goal ends all movement and pays 1 at each later stage, so a
  /// shorter plan is worth more.
  /// - Throws: `InvalidSettingError` for more than five blocks.
  public static func blocks(_ instance: BlocksInstance, horizon: Int) throws -> TabularMDP {
    try requireSize("blocks", instance.blocks.count, 1...5)
    var order = [instance.initial]
    var number = [instance.initial: 0]
    var next = 0
    while next < order.count {
      for action in order[next].actions {
        guard let state = order[next].applying(action), number[state] == nil else { continue }
        number[state] = order.count
        order.append(state)
      }
      next += 1
    }
    var tables = TabularBuilder(states: order.count, actions: order.map(\.actions.count).max() ?? 1)
    for (index, state) in order.enumerated() {
      let isGoal = instance.goal.holds(in: state)
      let legal = state.actions
      for action in 0..<tables.actions {
        let after = isGoal || action >= legal.count ? state : state.applying(legal[action]) ?? state
        tables.add(index, action, to: number[after] ?? index, 1)
        if isGoal { tables.pay(index, action, 1) }
      }
    }
    tables.start[0] = 1
    return try tables.build("Blocks(\(instance.blocks.count))", horizon: horizon)
  }

  /// Three blocks in a tower that is to be turned over; a shortest plan takes six of the eight actions.
  public static func towerReversal() throws -> TabularMDP {
    var tower = BlocksState(blocks: 3)
    for (block, below) in [(1, 0), (2, 1)] {
      tower = tower.applying(.pickUp(block))?.applying(.stack(block, below)) ?? tower
    }
    var goal = BlocksGoal()
    goal.on = [BlocksGoal.Pair(0, on: 1), BlocksGoal.Pair(1, on: 2)]
    return try blocks(
      BlocksInstance(name: "tower-reversal", blocks: ["a", "b", "c"], initial: tower, goal: goal), horizon: 8)
  }
}
