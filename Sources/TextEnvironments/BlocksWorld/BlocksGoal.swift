/// A conjunction of facts that a blocks world shall reach.
public struct BlocksGoal: Sendable, Equatable {
  /// A pair of `on`.
  public struct Pair: Sendable, Hashable {
    /// The block.
    public var block: Int
    /// What it shall lie on.
    public var below: Int

    /// A pair.
    public init(_ block: Int, on below: Int) {
      self.block = block
      self.below = below
    }
  }

  /// `on` facts, in the order given.
  public var on: [Pair] = []
  /// Blocks that shall stand on the table.
  public var onTable: [Int] = []
  /// Blocks that shall be clear.
  public var clear: [Int] = []
  /// The block that shall be in the hand.
  public var holding: [Int] = []
  /// The hand shall be empty.
  public var handEmpty = false
  /// Facts that shall not hold.
  public var absent: [BlocksFact] = []

  /// No facts: always reached.
  public init() {}

  /// How many facts there are.
  public var count: Int { on.count + onTable.count + clear.count + holding.count + (handEmpty ? 1 : 0) + absent.count }

  /// Every fact holds.
  public func holds(in state: BlocksState) -> Bool {
    for pair in on where !state.isOn(pair.block, pair.below) { return false }
    for block in onTable where !state.isOnTable(block) { return false }
    for block in clear where !state.isClear(block) { return false }
    for block in holding where state.held != block { return false }
    for fact in absent where fact.holds(in: state) { return false }
    return !handEmpty || state.isHandEmpty
  }

  /// How many facts hold.
  public func satisfied(in state: BlocksState) -> Int {
    var count = handEmpty && state.isHandEmpty ? 1 : 0
    for pair in on where state.isOn(pair.block, pair.below) { count += 1 }
    for block in onTable where state.isOnTable(block) { count += 1 }
    for block in clear where state.isClear(block) { count += 1 }
    for block in holding where state.held == block { count += 1 }
    for fact in absent where !fact.holds(in: state) { count += 1 }
    return count
  }

  /// Why no state can satisfy the goal, or nil when one can.
  ///
  /// Every arrangement can be reached from every other one (take everything to the table, then build), so a goal without
  /// facts that shall not hold is unsolvable exactly when its facts contradict each other. With such facts it may be
  /// unsolvable for other reasons, which only a search finds. `name` writes a block.
  public func contradiction(_ name: (Int) -> String) -> String? {
    var asked = on.map { BlocksFact.on($0.block, $0.below) }
    asked += onTable.map { BlocksFact.onTable($0) }
    asked += clear.map { BlocksFact.clear($0) }
    asked += holding.map { BlocksFact.holding($0) }
    if handEmpty { asked.append(.handEmpty) }
    if asked.contains(where: absent.contains) { return "a fact of the goal shall hold and not hold" }
    var below: [Int: Int] = [:]
    var above: [Int: Int] = [:]
    for pair in Set(on).sorted(by: { ($0.block, $0.below) < ($1.block, $1.below) }) {
      let (block, base) = (name(pair.block), name(pair.below))
      if pair.block == pair.below { return "\(block) cannot lie on itself" }
      if let other = below[pair.block] { return "\(block) cannot lie on both \(name(other)) and \(base)" }
      if let other = above[pair.below] { return "\(name(other)) and \(block) cannot both lie right on \(base)" }
      below[pair.block] = pair.below
      above[pair.below] = pair.block
    }
    for start in below.keys.sorted() {
      var block = start
      for _ in 0..<below.count {
        guard let next = below[block] else { break }
        block = next
        if block == start { return "the blocks above \(name(start)) would have to lie below it as well" }
      }
    }
    for block in onTable {
      if let base = below[block] { return "\(name(block)) cannot be on the table and on \(name(base))" }
    }
    for block in clear {
      if let top = above[block] { return "\(name(block)) cannot be clear under \(name(top))" }
    }
    if let first = holding.first {
      if handEmpty { return "the hand cannot be empty and hold \(name(first))" }
      if let other = holding.first(where: { $0 != first }) {
        return "the hand cannot hold both \(name(first)) and \(name(other))"
      }
      if below[first] != nil || above[first] != nil || onTable.contains(first) || clear.contains(first) {
        return "\(name(first)) cannot be in the hand and in a tower, on the table or clear"
      }
    }
    return nil
  }
}
