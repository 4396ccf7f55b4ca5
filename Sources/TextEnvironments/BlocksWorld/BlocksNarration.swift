extension BlocksInstance {
  /// PlanBench's names for the blocks a ... l; other blocks keep their own.
  private static let colours = [
    "a": "red", "b": "blue", "c": "orange", "d": "yellow", "e": "white", "f": "magenta", "g": "black", "h": "cyan",
    "i": "green", "j": "violet", "k": "silver", "l": "gold",
  ]

  /// A block in words, for instance `the red block`.
  public func words(_ block: Int) -> String {
    let name = blocks[block]
    return Self.colours[name.lowercased()].map { "the \($0) block" } ?? "the block \(name)"
  }

  /// An action in words.
  public func words(_ action: BlocksAction) -> String {
    switch action {
    case .pickUp(let block): "pick up \(words(block))"
    case .putDown(let block): "put down \(words(block))"
    case .stack(let block, let below): "stack \(words(block)) on top of \(words(below))"
    case .unstack(let block, let below): "unstack \(words(block)) from on top of \(words(below))"
    }
  }

  /// The facts of a state in PlanBench's words and order: clear blocks, the hand, towers, the table.
  public func words(_ state: BlocksState) -> String {
    var facts = blocks.indices.filter { state.isClear($0) }.map { "\(words($0)) is clear" }
    facts.append(state.held.map { "the hand is currently holding \(words($0))" } ?? "the hand is empty")
    for block in blocks.indices {
      if let below = state.support(of: block) { facts.append("\(words(block)) is on top of \(words(below))") }
    }
    facts += blocks.indices.filter { state.isOnTable($0) }.map { "\(words($0)) is on the table" }
    return Self.list(facts)
  }

  /// The goal in words.
  public var goalWords: String {
    var facts = goal.on.map { "\(words($0.block)) is on top of \(words($0.below))" }
    facts += goal.onTable.map { "\(words($0)) is on the table" }
    facts += goal.clear.map { "\(words($0)) is clear" }
    facts += goal.holding.map { "the hand is holding \(words($0))" }
    if goal.handEmpty { facts.append("the hand is empty") }
    facts += goal.absent.map { fact in
      switch fact {
      case .on(let block, let below): "\(words(block)) is not on top of \(words(below))"
      case .onTable(let block): "\(words(block)) is not on the table"
      case .clear(let block): "\(words(block)) is not clear"
      case .holding(let block): "the hand is not holding \(words(block))"
      case .handEmpty: "the hand is not empty"
      }
    }
    return facts.isEmpty ? "nothing in particular" : Self.list(facts)
  }

  private static func list(_ facts: [String]) -> String {
    guard facts.count > 1, let last = facts.last else { return facts.first ?? "" }
    return facts.dropLast().joined(separator: ", ") + " and " + last
  }
}
