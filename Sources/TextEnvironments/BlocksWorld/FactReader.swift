/// Turns the facts of a PDDL problem into a state and a goal.
struct FactReader {
  let blocks: [String]

  /// A fact; both spellings of a predicate are read.
  private func fact(_ expression: PDDLExpression) throws -> BlocksFact {
    guard let parts = expression.list, let head = parts.first else {
      throw expression.error("expected a fact such as (on a b)")
    }
    let predicate = try head.requireWord("a predicate")
    func block(_ place: Int) throws -> Int {
      let name = try parts[place].requireWord("a block's name")
      guard let number = blocks.firstIndex(where: { $0.lowercased() == name }) else {
        throw parts[place].error("there is no block '\(parts[place].raw ?? name)'")
      }
      return number
    }
    func require(_ count: Int) throws {
      guard parts.count == count + 1 else {
        throw expression.error("\(predicate) takes \(count) block\(count == 1 ? "" : "s"), not \(parts.count - 1)")
      }
    }
    switch predicate {
    case "on":
      try require(2)
      return .on(try block(1), try block(2))
    case "clear", "holding":
      try require(1)
      return predicate == "clear" ? .clear(try block(1)) : .holding(try block(1))
    case let word where BlocksSpelling.onTable.contains(word):
      try require(1)
      return .onTable(try block(1))
    case let word where BlocksSpelling.handEmpty.contains(word):
      try require(0)
      return .handEmpty
    case "=":
      throw head.error("numbers and equality are not supported; every action counts 1")
    case "or", "imply", "exists", "forall", "when", "preference", "at", "always", "sometime":
      throw head.error("(\(predicate) ...) is not supported; there are facts, (and ...) and (not FACT)")
    default:
      throw head.error(
        "unknown predicate '\(head.raw ?? predicate)'; there are clear, ontable (or on-table), handempty (or arm-empty), "
          + "holding and on")
    }
  }

  /// The goal: facts, and facts that shall not hold, in conjunctions within each other.
  func goal(_ section: PDDLExpression) throws -> BlocksGoal {
    let parts = try section.parts(after: ":goal")
    guard parts.count == 1, let body = parts.first else { throw section.error("expected one goal") }
    var goal = BlocksGoal()
    var seen: Set<BlocksFact> = []
    try add(body, to: &goal, &seen)
    return goal
  }

  /// What is said twice counts once, so that a goal is no larger than the facts that there are.
  private func add(
    _ expression: PDDLExpression, to goal: inout BlocksGoal, _ seen: inout Set<BlocksFact>
  ) throws {
    switch expression.list?.first?.word {
    case "and":
      for part in try expression.parts(after: "and") { try add(part, to: &goal, &seen) }
    case "not":
      let parts = try expression.parts(after: "not")
      guard parts.count == 1, let body = parts.first else { throw expression.error("expected one fact after not") }
      if let word = body.list?.first?.word, word == "and" || word == "not" {
        throw body.error("(\(word) ...) within (not ...) is not supported; negate each fact by itself")
      }
      let fact = try fact(body)
      if !goal.absent.contains(fact) { goal.absent.append(fact) }
    default:
      let fact = try fact(expression)
      guard seen.insert(fact).inserted else { return }
      switch fact {
      case .on(let block, let below): goal.on.append(BlocksGoal.Pair(block, on: below))
      case .onTable(let block): goal.onTable.append(block)
      case .clear(let block): goal.clear.append(block)
      case .holding(let block): goal.holding.append(block)
      case .handEmpty: goal.handEmpty = true
      }
    }
  }

  func state(_ section: PDDLExpression) throws -> BlocksState {
    var place: [Int: PDDLExpression] = [:]
    var support: [Int: Int] = [:]
    var covered: [Int: Int] = [:]
    var clear: Set<Int> = []
    var held: Int?
    var saysHandEmpty = false
    func claim(_ block: Int, _ expression: PDDLExpression) throws {
      guard place.updateValue(expression, forKey: block) == nil else {
        throw expression.error("the block '\(blocks[block])' is already in another place")
      }
    }
    for expression in try section.parts(after: ":init") {
      if expression.list?.first?.word == "not" {
        throw expression.error("(not ...) is not supported here: what (:init ...) does not say is false; leave it out")
      }
      switch try fact(expression) {
      case .on(let block, let below):
        try claim(block, expression)
        guard block != below else { throw expression.error("a block cannot lie on itself") }
        guard covered.updateValue(block, forKey: below) == nil else {
          throw expression.error("two blocks lie right on '\(blocks[below])'")
        }
        support[block] = below
      case .onTable(let block): try claim(block, expression)
      case .holding(let block):
        try claim(block, expression)
        guard held == nil else { throw expression.error("the hand holds two blocks") }
        held = block
      case .clear(let block): clear.insert(block)
      case .handEmpty: saysHandEmpty = true
      }
    }
    for (block, name) in blocks.enumerated() where place[block] == nil {
      throw section.error("(:init ...) does not say where the block '\(name)' is")
    }
    guard saysHandEmpty == (held == nil) else {
      throw section.error(
        held == nil ? "(handempty) is missing, or (arm-empty)" : "the hand is said to be empty and to hold a block")
    }
    if let held, let top = covered[held] {
      throw section.error("'\(blocks[top])' lies on '\(blocks[held])', which is in the hand")
    }
    for (block, name) in blocks.enumerated() {
      let isClear = covered[block] == nil && held != block
      guard isClear == clear.contains(block) else {
        throw section.error(isClear ? "(clear \(name)) is missing" : "'\(name)' is said to be clear and is not")
      }
    }
    return try build(support: support, held: held, section)
  }

  /// Builds the towers from the table up, by actions, so that the result is a state that actions can reach.
  private func build(support: [Int: Int], held: Int?, _ section: PDDLExpression) throws -> BlocksState {
    var state = BlocksState(blocks: blocks.count)
    var waiting = support
    while !waiting.isEmpty {
      guard let (block, below) = waiting.filter({ waiting[$0.value] == nil }).min(by: { $0.key < $1.key }),
        let lifted = state.applying(.pickUp(block)), let placed = lifted.applying(.stack(block, below))
      else { throw section.error("blocks lie on each other in a circle") }
      waiting[block] = nil
      state = placed
    }
    if let held, let lifted = state.applying(.pickUp(held)) { state = lifted }
    return state
  }
}
