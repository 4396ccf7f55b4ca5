/// A household game, read once and played often: facts as bits, every possible action, texts.
///
/// Rules and texts come from the game's own PDDL and grammar and not from a table of our own, so that a domain or a wording
/// of another version plays as it says. They are compiled to numbers when the game is read, which is what makes a step
/// cheap.
public final class HouseholdGame: Sendable {
  /// The file.
  public let file: GameFile
  /// What the problem is called in PDDL.
  public let name: String
  /// What is to be done, in the game's words.
  public let task: String
  /// What the player reads first.
  public let introduction: String

  let table: FactTable
  let operators: OperatorTable
  let objects: ObjectTable
  let writer: TextWriter
  let goal: HouseholdGoal
  /// Every command of the game, in order.
  let commands: [String]
  /// The command of each operator.
  let commandOfOperator: [Int32]
  /// The operators of each command, the first that is possible counts.
  let operatorsOfCommand: PackedLists
  let numberOfCommand: [String: Int]
  /// What is written after each action schema, and the variables of its parameters.
  private let feedback: [(pieces: [TextWriter.Piece], slots: [Int])]
  /// Looked-for objects that the introduction names.
  let seenAtFirst: UInt64

  /// Compiles a game.
  ///
  /// - Throws: `GameError`.
  /// - Complexity: a few milliseconds for a house of forty receptacles and sixty objects.
  public init(_ file: GameFile) throws {
    self.file = file
    var vocabulary = Vocabulary()
    let domain = try Self.reading("pddl_domain") { try PDDLDomain(file.domain, &vocabulary) }
    let problem = try Self.reading("pddl_problem") { try PDDLProblem(file.problem, domain, &vocabulary) }
    name = problem.name
    let grammar = try GrammarFile(file.grammar)
    var outline = GrammarOutline(grammar)
    let list = (
      empty: try outline.production("list_empty"), separator: try outline.production("list_separator"),
      last: try outline.production("list_last_separator")
    )
    let introduction = try outline.pieces("#intro#", in: "intro")
    let task = try outline.pieces("#task#", in: "task")
    let actions = try domain.actions.map {
      action -> (template: [GrammarOutline.Piece], feedback: [GrammarOutline.Piece]) in
      let name = vocabulary.text(action.name)
      guard let own = grammar.actions[name] else {
        throw GameError.text("there is no action '\(name)' in the grammar, as there is in pddl_domain")
      }
      return (try outline.pieces(own.template, in: name), try outline.pieces(own.feedback, in: name))
    }

    let order = problem.objects.map { (id: vocabulary.text($0.name), word: $0.name, type: $0.type) }
      .sorted { $0.id < $1.id }
    let objectNumbers = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element.word, $0.offset) })
    var rules = try RuleSet(domain, problem, objects: objectNumbers, types: order.map(\.type), &vocabulary)
    var kinds: [String: Int] = [:]
    for type in outline.queries.flatMap(\.atoms).flatMap(\.terms).map({ $0.type.lowercased() }) where kinds[type] == nil
    {
      kinds[type] = rules.kind(vocabulary.number(type))
    }
    let initial = problem.facts.compactMap { fact in
      rules.predicate(fact.predicate).map { predicate in
        let terms = fact.terms.map { objectNumbers[$0] ?? 0 } + [0, 0, 0]
        return Fact(predicate, terms[0], terms[1], terms[2])
      }
    }
    let grounder = try Grounder(rules, initial: initial)
    let (isRead, isDenied) = Self.reading(rules, outline, &vocabulary)
    table = FactTable(grounder, rules, isRead: isRead, isDeniedInTexts: isDenied, initial: initial)
    let operators = OperatorTable(grounder, table)
    self.operators = operators
    var isNamed = [Bool](repeating: false, count: order.count)
    for fact in problem.facts { for term in fact.terms { isNamed[objectNumbers[term] ?? 0] = true } }
    let ids = order.map(\.id)
    objects = ObjectTable(
      ids: ids, names: ObjectTable.names(ids, isNamed: isNamed), types: order.map { vocabulary.text($0.type) },
      fits: rules.fits)
    goal = HouseholdGoal(problem, rules, table, operators, objects, objectNumbers, vocabulary)

    var binding = GrammarBinding(outline, rules, table, vocabulary, kinds: kinds)
    let productions = binding.productions(&vocabulary)
    let introductionPieces = binding.pieces(introduction, &vocabulary)
    let taskPieces = binding.pieces(task, &vocabulary)
    var templates: [(pieces: [TextWriter.Piece], slots: Set<Int>)] = []
    var feedback: [(pieces: [TextWriter.Piece], slots: [Int])] = []
    for (action, texts) in zip(rules.actions, actions) {
      let template = binding.pieces(texts.template, &vocabulary)
      guard !template.contains(where: { Self.readsState($0) }) else {
        throw GameError.text("the template of '\(vocabulary.text(action.name))' depends on facts that change")
      }
      templates.append((template, TextWriter.slots(of: template)))
      let slots = action.parameterNames.map { binding.slot(String(vocabulary.text($0).drop { $0 == "?" })) }
      feedback.append((binding.pieces(texts.feedback, &vocabulary), slots))
    }
    self.feedback = feedback
    guard binding.slots.count <= 64 else { throw GameError.text("more than 64 variables are not supported") }
    let writer = TextWriter(
      productions: productions, list: list, slots: binding.slots.count, table: table, objects: objects,
      marks: goal.marks(objects.ids.count))
    self.writer = writer
    let start = table.initial
    func text(_ pieces: [TextWriter.Piece], _ slots: [Int] = [], _ key: GroundKey? = nil) throws -> TextWriter.Text {
      var bound = [Int](repeating: -1, count: writer.slots)
      for (place, slot) in slots.enumerated() { bound[slot] = Int(key?.parameters[place] ?? -1) }
      var text = TextWriter.Text()
      writer.write(pieces, &bound, start, &text)
      guard !text.isBroken else { throw GameError.text("a text names an object or a production that it has not got") }
      return text
    }
    let first = try text(introductionPieces)
    self.introduction = String(decoding: first.bytes, as: UTF8.self)
    seenAtFirst = first.seen
    self.task = String(decoding: try text(taskPieces).bytes, as: UTF8.self)
    // Many operators have one command, such as to go to a place from anywhere; each is written once.
    var numberOfKey: [GroundKey: Int] = [:]
    var written: [String] = []
    let ofOperator = try operators.keys.indices.map { number -> Int in
      guard operators.hasWay(number) else { return -1 }
      var key = operators.keys[number]
      let (template, slots) = (templates[Int(key.action)], feedback[Int(key.action)].slots)
      for (place, slot) in slots.enumerated() where !template.slots.contains(slot) { key.parameters[place] = -1 }
      if let known = numberOfKey[key] { return known }
      let command = String(decoding: try text(template.pieces, slots, key).bytes, as: UTF8.self)
      numberOfKey[key] = written.count
      written.append(command)
      return written.count - 1
    }
    let commands = Set(written).sorted()
    let numberOfCommand = Dictionary(uniqueKeysWithValues: commands.enumerated().map { ($0.element, $0.offset) })
    self.commands = commands
    self.numberOfCommand = numberOfCommand
    let numbers = written.map { numberOfCommand[$0] ?? -1 }
    let commandNumbers = ofOperator.map { $0 < 0 ? -1 : numbers[$0] }
    commandOfOperator = commandNumbers.map { Int32($0) }
    operatorsOfCommand = PackedLists(commandNumbers, count: commands.count)
  }

  /// What the player reads after an operator, in the state that it led to, and which looked-for objects that names.
  func reply(to number: Int, _ state: [UInt64]) -> (text: String, seen: UInt64) {
    let key = operators.keys[number]
    let (pieces, slots) = feedback[Int(key.action)]
    var bound = [Int](repeating: -1, count: writer.slots)
    for (place, slot) in slots.enumerated() { bound[slot] = Int(key.parameters[place]) }
    var text = TextWriter.Text()
    text.bytes.reserveCapacity(256)
    writer.write(pieces, &bound, state, &text)
    return (String(decoding: text.bytes, as: UTF8.self), text.seen)
  }

  /// Whether what is written depends on facts that change; a production is taken to.
  private static func readsState(_ piece: TextWriter.Piece) -> Bool {
    switch piece {
    case .text, .value: return false
    case .production: return true
    case .each(let inner, let query, _):
      return readsState(inner)
        || query.contains { !$0.isFixed }
    }
  }

  private static func reading<Value>(_ part: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as PDDLError { throw GameError.pddl(part: part, error) }
  }

  /// Predicates that something reads: a precondition, the goal, a text, or the condition of an effect on one of these.
  private static func reading(
    _ rules: RuleSet, _ outline: GrammarOutline, _ vocabulary: inout Vocabulary
  ) -> (isRead: [Bool], isDenied: [Bool]) {
    var isRead = [Bool](repeating: false, count: rules.predicates.count)
    var isDenied = isRead
    for atom in rules.rules.flatMap({ $0.positives + $0.negatives }) { isRead[atom.predicate] = true }
    for name in outline.queries.flatMap(\.atoms).map({ $0.predicate.lowercased() }) {
      if let number = rules.predicate(vocabulary.number(name)) { isRead[number] = true }
      if name.hasPrefix(TextQuery.denial),
        let number = rules.predicate(vocabulary.number(String(name.dropFirst(TextQuery.denial.count))))
      {
        isDenied[number] = true
      }
    }
    for _ in rules.predicates {
      for effect in rules.actions.flatMap(\.effects) where isRead[effect.atom.predicate] {
        for case .atom(let atom, _) in (effect.conditions ?? []).joined() { isRead[atom.predicate] = true }
      }
    }
    return (isRead, isDenied)
  }
}
