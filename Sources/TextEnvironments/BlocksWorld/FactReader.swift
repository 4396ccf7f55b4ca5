/// Turns the facts of a PDDL problem into a state and a goal.
struct FactReader {
  /// A fact with the numbers of its blocks.
  private struct Fact {
    var predicate: String
    var blocks: [Int]
  }

  private static let arities = ["clear": 1, "ontable": 1, "handempty": 0, "holding": 1, "on": 2]

  let blocks: [String]

  private func fact(_ expression: PDDLExpression) throws -> Fact {
    guard let parts = expression.list, let head = parts.first else {
      throw expression.error("expected a fact such as (on a b)")
    }
    let predicate = try head.requireWord("a predicate")
    guard let arity = Self.arities[predicate] else {
      throw head.error("unknown predicate '\(predicate)'; there are clear, ontable, handempty, holding and on")
    }
    guard parts.count == arity + 1 else {
      throw expression.error("\(predicate) takes \(arity) block\(arity == 1 ? "" : "s"), not \(parts.count - 1)")
    }
    let numbers = try parts.dropFirst().map { part in
      let name = try part.requireWord("a block's name")
      guard let number = blocks.firstIndex(of: name) else { throw part.error("there is no block '\(name)'") }
      return number
    }
    return Fact(predicate: predicate, blocks: numbers)
  }

  func goal(_ section: PDDLExpression) throws -> BlocksGoal {
    let parts = try section.parts(after: ":goal")
    guard parts.count == 1, let body = parts.first else { throw section.error("expected one goal") }
    let isConjunction = body.list?.first?.word == "and"
    let expressions = isConjunction ? try body.parts(after: "and") : [body]
    var goal = BlocksGoal()
    for expression in expressions {
      let fact = try fact(expression)
      switch fact.predicate {
      case "on": goal.on.append(BlocksGoal.Pair(fact.blocks[0], on: fact.blocks[1]))
      case "ontable": goal.onTable.append(fact.blocks[0])
      case "clear": goal.clear.append(fact.blocks[0])
      case "holding": goal.holding.append(fact.blocks[0])
      default: goal.handEmpty = true
      }
    }
    return goal
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
      let fact = try fact(expression)
      switch fact.predicate {
      case "on":
        try claim(fact.blocks[0], expression)
        guard fact.blocks[0] != fact.blocks[1] else { throw expression.error("a block cannot lie on itself") }
        guard covered.updateValue(fact.blocks[0], forKey: fact.blocks[1]) == nil else {
          throw expression.error("two blocks lie right on '\(blocks[fact.blocks[1]])'")
        }
        support[fact.blocks[0]] = fact.blocks[1]
      case "ontable": try claim(fact.blocks[0], expression)
      case "holding":
        try claim(fact.blocks[0], expression)
        guard held == nil else { throw expression.error("the hand holds two blocks") }
        held = fact.blocks[0]
      case "clear": clear.insert(fact.blocks[0])
      default: saysHandEmpty = true
      }
    }
    for (block, name) in blocks.enumerated() where place[block] == nil {
      throw section.error("(:init ...) does not say where the block '\(name)' is")
    }
    guard saysHandEmpty == (held == nil) else {
      throw section.error(held == nil ? "(handempty) is missing" : "the hand is said to be empty and to hold a block")
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
