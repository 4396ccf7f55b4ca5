public import RLCore

extension BlocksInstance {
  /// A problem of its own kind: a first and a last arrangement drawn independently, each uniform over all arrangements.
  ///
  /// The goal holds the `on` facts of the last arrangement, `goals` of them in random order where that many exist; pairs
  /// are drawn again until the goal has a fact and does not hold at the start. Blocks are called a ... p.
  /// - Throws: `InvalidSettingError` where no such problem exists.
  public static func random(blocks count: Int, goals: Int? = nil, seed: UInt64) throws -> BlocksInstance {
    try requireSize("blocks", count, 2...BlocksState.capacity)
    if let goals { try requireSize("goals", goals, 1...(count - 1)) }
    var generator = SeededGenerator(seed: seed, stream: 72_001)
    let names = (0..<count).map { String(UnicodeScalar(UInt8(97 + $0))) }
    while true {
      let initial = BlocksState.random(blocks: count, &generator)
      let last = BlocksState.random(blocks: count, &generator)
      var facts = (0..<count).compactMap { block in
        last.support(of: block).map { BlocksGoal.Pair(block, on: $0) }
      }
      for index in facts.indices.reversed() { facts.swapAt(index, generator.below(index + 1)) }
      if let goals { facts = Array(facts.prefix(goals)) }
      var goal = BlocksGoal()
      goal.on = facts
      guard facts.count >= goals ?? 1, !goal.holds(in: initial) else { continue }
      return BlocksInstance(name: "random-\(count)-\(seed)", blocks: names, initial: initial, goal: goal)
    }
  }
}

extension BlocksState {
  /// A state with an empty hand, uniform over all arrangements of `blocks` blocks.
  ///
  /// Source: Slaney and Thiébaux, "Blocks World revisited", 2001, section 2. `counts[n][k]` is the number of ways to
  /// complete a state with k towers on the table and n towers still in the air; an airborne tower lands on the table or on
  /// one of the other towers in proportion to what is left to choose.
  public static func random(blocks: Int, _ generator: inout SeededGenerator) -> BlocksState {
    var counts = [[Double](repeating: 1, count: 2 * blocks + 2)]
    for airborne in 0..<blocks {
      counts.append(
        (0...(2 * blocks)).map { grounded in
          let above = grounded + 1 < counts[airborne].count ? counts[airborne][grounded + 1] : 0
          return counts[airborne][grounded] * Double(airborne + grounded) + above
        })
      counts[airborne + 1].append(0)
    }
    var airborne = (0..<blocks).map { [$0] }  // each from top to bottom
    var grounded: [[Int]] = []
    while let tower = airborne.popLast() {
      let table = counts[airborne.count][grounded.count + 1]
      let elsewhere = counts[airborne.count][grounded.count] * Double(airborne.count + grounded.count)
      if generator.uniform() * (table + elsewhere) < table {
        grounded.append(tower)
      } else {
        let place = generator.below(airborne.count + grounded.count)
        if place < airborne.count {
          airborne[place] = tower + airborne[place]
        } else {
          grounded[place - airborne.count] = tower + grounded[place - airborne.count]
        }
      }
    }
    var state = BlocksState(blocks: blocks)
    for tower in grounded {
      for (below, block) in zip(tower.reversed(), tower.reversed().dropFirst()) {
        state = state.applying(.pickUp(block))?.applying(.stack(block, below)) ?? state
      }
    }
    return state
  }
}
