extension BlocksInstance {
  /// Reads a problem of the domain `blocksworld-4ops`.
  ///
  /// Facts are `clear`, `ontable`, `handempty`, `holding` and `on`; the goal is one fact or a conjunction. The first state
  /// must be complete: every block in exactly one place, `clear` said of exactly the blocks that are.
  /// - Throws: `PDDLError` with line and column.
  public init(pddl text: String, name given: String? = nil) throws {
    let root = try PDDLReader.read(text)
    let sections = try root.parts(after: "define")
    guard let head = sections.first else { throw root.error("expected (problem NAME) after define") }
    let name = try Self.single(head, "problem")
    var found: [String: PDDLExpression] = [:]
    for section in sections.dropFirst() {
      guard let keyword = section.list?.first?.word, keyword.hasPrefix(":") else {
        throw section.error("expected a section such as (:objects ...)")
      }
      guard [":domain", ":requirements", ":objects", ":init", ":goal"].contains(keyword) else {
        throw section.error("unknown section \(keyword); there are :domain, :objects, :init and :goal")
      }
      guard found[keyword] == nil else { throw section.error("a second \(keyword)") }
      found[keyword] = section
    }
    func section(_ keyword: String) throws -> PDDLExpression {
      guard let section = found[keyword] else { throw root.error("the problem has no (\(keyword) ...)") }
      return section
    }
    let domain = try section(":domain")
    guard try Self.single(domain, ":domain") == "blocksworld-4ops" else {
      throw domain.error("the domain must be blocksworld-4ops")
    }
    let objects = try section(":objects")
    let facts = try FactReader(blocks: Self.blocks(objects))
    let start = try section(":init")
    let goal = try section(":goal")
    self.init(
      name: given ?? name, blocks: facts.blocks, initial: try facts.state(start), goal: try facts.goal(goal))
  }

  private static func single(_ expression: PDDLExpression, _ keyword: String) throws -> String {
    let parts = try expression.parts(after: keyword)
    guard parts.count == 1, let part = parts.first else { throw expression.error("expected one name after \(keyword)") }
    return try part.requireWord("a name")
  }

  private static func blocks(_ section: PDDLExpression) throws -> [String] {
    var names: [String] = []
    for part in try section.parts(after: ":objects") {
      let name = try part.requireWord("a block's name")
      guard !names.contains(name) else { throw part.error("the block '\(name)' is named twice") }
      guard names.count < BlocksState.capacity else {
        throw part.error("more than \(BlocksState.capacity) blocks")
      }
      names.append(name)
    }
    guard !names.isEmpty else { throw section.error("there are no blocks") }
    return names
  }

  /// The problem as PDDL; reading it back gives the same problem.
  public var pddl: String {
    func fact(_ words: String...) -> String { "(" + words.joined(separator: " ") + ")" }
    var start = initial.held.map { [fact("holding", blocks[$0])] } ?? [fact("handempty")]
    for block in blocks.indices {
      if initial.isOnTable(block) { start.append(fact("ontable", blocks[block])) }
      if let below = initial.support(of: block) { start.append(fact("on", blocks[block], blocks[below])) }
      if initial.isClear(block) { start.append(fact("clear", blocks[block])) }
    }
    var end = goal.on.map { fact("on", blocks[$0.block], blocks[$0.below]) }
    end += goal.onTable.map { fact("ontable", blocks[$0]) }
    end += goal.clear.map { fact("clear", blocks[$0]) }
    end += goal.holding.map { fact("holding", blocks[$0]) }
    if goal.handEmpty { end.append(fact("handempty")) }
    return """
      (define (problem \(name))
      (:domain blocksworld-4ops)
      (:objects \(blocks.joined(separator: " ")))
      (:init
      \(start.joined(separator: "\n"))
      )
      (:goal (and
      \(end.joined(separator: "\n"))
      ))
      )

      """
  }
}
