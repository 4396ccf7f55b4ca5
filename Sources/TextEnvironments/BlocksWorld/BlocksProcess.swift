public import RLCore

extension TabularMDP {
  /// A blocks world with every state listed: 22 states for three blocks, 125 for four, 866 for five.
  ///
  /// - Throws: `InvalidSettingError` for more than five blocks.
  public static func blocks(_ instance: BlocksInstance, horizon: Int) throws -> TabularMDP {
    try requireSize("blocks", instance.blocks.count, 1...5)
    return try TabularMDP(
      listing: BlocksWorld(instance, horizon: horizon), name: "Blocks(\(instance.blocks.count))", horizon: horizon)
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
