extension BlocksInstance {
  /// Reads a problem of a blocks world with four operators, in the words of any common file (`BlocksSpelling`).
  ///
  /// The goal is a conjunction of facts and of facts that shall not hold. The first state must be complete: every block in
  /// exactly one place, `clear` said of exactly the blocks that are. Letters' case does not matter; names keep theirs.
  /// - Throws: `PDDLError` with line and column, also for what PDDL has and this does not.
  public init(pddl text: String, name given: String? = nil) throws {
    let root = try PDDLReader.read(text)
    let sections = try root.parts(after: "define")
    guard let head = sections.first else { throw root.error("expected (problem NAME) after define") }
    if head.list?.first?.word == "domain" {
      throw head.error("this is a domain; give the file of a problem, which begins with (define (problem NAME) ...)")
    }
    let name = try Self.single(head, "problem")
    let found = try Self.sections(sections.dropFirst())
    func section(_ keyword: String) throws -> PDDLExpression {
      guard let section = found[keyword] else { throw root.error("the problem has no (\(keyword) ...)") }
      return section
    }
    let domain = try Self.domain(section(":domain"))
    if let requirements = found[":requirements"] { try Self.check(requirements) }
    let facts = try FactReader(blocks: Self.blocks(section(":objects")))
    let (start, end) = (try section(":init"), try section(":goal"))
    let (state, goal) = (try facts.state(start), try facts.goal(end))
    let predicates = Set((start.list ?? []).compactMap { $0.list?.first?.word } + end.words)
    self.init(
      name: given ?? name, blocks: facts.blocks, initial: state, goal: goal,
      spelling: BlocksSpelling(domain: domain, predicates: predicates))
  }

  private static func sections(_ sections: ArraySlice<PDDLExpression>) throws -> [String: PDDLExpression] {
    let known = [":domain", ":requirements", ":objects", ":init", ":goal"]
    let foreign = [":metric", ":constraints", ":length", ":goals", ":moreinfo"]
    var found: [String: PDDLExpression] = [:]
    for section in sections {
      guard let keyword = section.list?.first?.word, keyword.hasPrefix(":") else {
        throw section.error("expected a section such as (:objects ...)")
      }
      guard known.contains(keyword) else {
        throw section.error(
          foreign.contains(keyword)
            ? "(\(keyword) ...) is not supported: a plan is as good as it is short; leave the section out"
            : "unknown section \(keyword); there are :domain, :requirements, :objects, :init and :goal")
      }
      guard found.updateValue(section, forKey: keyword) == nil else { throw section.error("a second \(keyword)") }
    }
    return found
  }

  /// The domain's name as it stands there, where it is one of a blocks world.
  private static func domain(_ section: PDDLExpression) throws -> String {
    let name = try single(section, ":domain")
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    guard plain.hasPrefix("block") || plain.hasPrefix("bw") || plain == "4ops" else {
      throw section.error(
        "the domain '\(name)' is not one of the blocks world, such as blocksworld-4ops, blocksworld or BLOCKS")
    }
    guard !plain.contains("3ops") else {
      throw section.error(
        "the blocks world of three operators, which has no hand, is not supported; blocksworld-4ops is")
    }
    return name
  }

  private static func check(_ section: PDDLExpression) throws {
    let known = [":strips", ":typing", ":negative-preconditions", ":equality", ":adl"]
    for part in try section.parts(after: ":requirements") {
      let word = try part.requireWord("a requirement")
      guard known.contains(word) else {
        throw part.error("the requirement \(word) is not supported; there are \(known.joined(separator: ", "))")
      }
    }
  }

  private static func single(_ expression: PDDLExpression, _ keyword: String) throws -> String {
    let parts = try expression.parts(after: keyword)
    guard parts.count == 1, let part = parts.first else { throw expression.error("expected one name after \(keyword)") }
    _ = try part.requireWord("a name")
    return part.raw ?? ""
  }

  /// The names of `(:objects a b - block c - block)`, or without types.
  private static func blocks(_ section: PDDLExpression) throws -> [String] {
    var names: [String] = []
    var keys: Set<String> = []
    var untyped = 0
    var parts = try section.parts(after: ":objects")
    while let part = parts.popFirst() {
      let word = try part.requireWord("a block's name")
      if word == "-" {
        guard untyped > 0 else { throw part.error("a type without a name before it") }
        guard let type = parts.popFirst() else { throw part.error("expected a type after -") }
        guard type.list == nil else { throw type.error("(either ...) is not supported; blocks are of the type block") }
        guard let kind = type.word, ["block", "blocks", "object"].contains(kind) else {
          throw type.error("the type '\(type.raw ?? "")' is not supported; everything here is a block or an object")
        }
        untyped = 0
        continue
      }
      untyped += 1
      guard keys.insert(word).inserted else { throw part.error("the block '\(part.raw ?? word)' is named twice") }
      guard names.count < BlocksState.capacity else {
        throw part.error("more than \(BlocksState.capacity) blocks")
      }
      names.append(part.raw ?? word)
    }
    guard !names.isEmpty else { throw section.error("there are no blocks") }
    return names
  }

  /// The problem as PDDL; reading it back gives the same problem.
  public var pddl: String {
    func text(_ fact: BlocksFact) -> String {
      switch fact {
      case .on(let block, let below): "(on \(blocks[block]) \(blocks[below]))"
      case .onTable(let block): "(\(spelling.onTable) \(blocks[block]))"
      case .clear(let block): "(clear \(blocks[block]))"
      case .holding(let block): "(holding \(blocks[block]))"
      case .handEmpty: "(\(spelling.handEmpty))"
      }
    }
    var start = [text(initial.held.map { BlocksFact.holding($0) } ?? .handEmpty)]
    for block in blocks.indices {
      if initial.isOnTable(block) { start.append(text(.onTable(block))) }
      if let below = initial.support(of: block) { start.append(text(.on(block, below))) }
      if initial.isClear(block) { start.append(text(.clear(block))) }
    }
    var end = goal.on.map { text(.on($0.block, $0.below)) }
    end += goal.onTable.map { text(.onTable($0)) }
    end += goal.clear.map { text(.clear($0)) }
    end += goal.holding.map { text(.holding($0)) }
    if goal.handEmpty { end.append(text(.handEmpty)) }
    end += goal.absent.map { "(not \(text($0)))" }
    return """
      (define (problem \(name))
      (:domain \(spelling.domain))
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
