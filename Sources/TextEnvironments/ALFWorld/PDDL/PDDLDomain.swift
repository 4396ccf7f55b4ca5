/// The rules of a world: types and action schemas.
///
/// Read are typing, `and`, `or`, `not`, `imply`, `exists` and `=` in conditions, `when` in effects, and costs, which are
/// passed over. Anything else is an error at its place.
struct PDDLDomain {
  /// The type right above each type.
  private(set) var parents: [Int32: Int32] = [:]
  private(set) var actions: [PDDLAction] = []
  private(set) var constants: [(name: Int32, type: Int32)] = []

  private let words: PDDLWords

  /// Reads `(define (domain ...) ...)`.
  ///
  /// - Throws: `PDDLError`.
  init(_ source: String, _ vocabulary: inout Vocabulary) throws {
    let words = PDDLWords(&vocabulary)
    self.words = words
    let text = try FormText(source, &vocabulary)
    let sections = text.root.parts
    guard text.root.head == words.define, sections.count > 1, sections[1].head == words.domain else {
      throw text.error(text.root, "expected (define (domain NAME) ...)")
    }
    for section in sections.dropFirst(2) {
      switch section.head {
      case words.requirements, words.predicates, words.functions: continue
      case words.types:
        for type in try TypedList.read(section.parts.dropFirst(), text, words, vocabulary)
        where type.name != words.object {
          parents[type.name] = type.type
        }
      case words.constants:
        constants += try TypedList.read(section.parts.dropFirst(), text, words, vocabulary)
      case words.action: actions.append(try action(section, text, vocabulary))
      case -1: throw text.error(section, "expected a section such as (:action ...)")
      default: throw text.error(section, "the section \(vocabulary.text(section.head)) is not supported")
      }
    }
    guard !actions.isEmpty else { throw text.error(text.root, "the domain has no (:action ...)") }
  }

  /// Whether something of type `own` may stand where `wanted` is asked for; everything is an `object`.
  func isKind(_ own: Int32, of wanted: Int32) -> Bool {
    if wanted == words.object { return true }
    var type = own
    // As many steps as there are types, so that types in a circle end too.
    for _ in 0...parents.count {
      if type == wanted { return true }
      guard let parent = parents[type] else { return false }
      type = parent
    }
    return false
  }

  private func action(_ section: Form, _ text: FormText, _ vocabulary: Vocabulary) throws -> PDDLAction {
    let parts = section.parts
    guard parts.count >= 2, parts.count % 2 == 0, !parts[1].isList else {
      throw text.error(section, "expected (:action NAME :parameters ... :precondition ... :effect ...)")
    }
    var fields: [Int32: Form] = [:]
    for place in stride(from: 2, to: parts.count, by: 2) { fields[parts[place].word] = parts[place + 1] }
    let known = [words.parameters, words.precondition, words.effect]
    for place in stride(from: 2, to: parts.count, by: 2) where !known.contains(parts[place].word) {
      throw text.error(parts[place], "expected :parameters, :precondition or :effect")
    }
    let parameters = try TypedList.read((fields[words.parameters]?.parts ?? [])[...], text, words, vocabulary)
    guard parameters.count <= GroundKey.mostParameters else {
      throw text.error(section, "actions of more than \(GroundKey.mostParameters) parameters are not supported")
    }
    var scope: [Int32: Int] = [:]
    for (number, parameter) in parameters.enumerated() { scope[parameter.name] = number }
    let types = parameters.map(\.type)
    let empty = Form(word: -1, parts: [], offset: section.offset)
    var reader = ConditionReader(text, words, vocabulary, types: types)
    let preconditions = try reader.conjunctions(fields[words.precondition] ?? empty, scope)
    let effects = try effects(fields[words.effect] ?? empty, scope, types, text, vocabulary)
    return PDDLAction(name: parts[1].word, parameters: parameters, preconditions: preconditions, effects: effects)
  }

  private func effects(
    _ form: Form, _ scope: [Int32: Int], _ types: [Int32], _ text: FormText, _ vocabulary: Vocabulary
  ) throws -> [PDDLEffect] {
    guard form.isList else { throw text.error(form, "expected an effect, found a word") }
    guard let first = form.parts.first else { return [] }
    switch first.word {
    case words.and:
      return try form.parts.dropFirst().flatMap { try effects($0, scope, types, text, vocabulary) }
    // What an action costs is the planner's business here: every action counts 1.
    case words.increase: return []
    case words.when:
      guard form.parts.count == 3 else { throw text.error(form, "expected a condition and an effect after when") }
      var reader = ConditionReader(text, words, vocabulary, types: types)
      let conditions = try reader.ways(form.parts[1], scope, isDenied: false)
      guard reader.types.count == types.count else {
        throw text.error(form, "(exists ...) in the condition of an effect is not supported")
      }
      return try effects(form.parts[2], scope, types, text, vocabulary).map { effect in
        guard effect.conditions.allSatisfy(\.isEmpty) else {
          throw text.error(form, "when within when is not supported")
        }
        return PDDLEffect(conditions: conditions, literal: effect.literal)
      }
    case words.forall, words.or, words.exists, words.imply, words.equals:
      throw text.error(first, "(\(vocabulary.text(first.word)) ...) is not supported in an effect")
    default:
      let isDenied = first.word == words.not
      guard !isDenied || form.parts.count == 2 else { throw text.error(form, "expected one fact after not") }
      let reader = ConditionReader(text, words, vocabulary, types: types)
      let literal = try reader.literal(isDenied ? form.parts[1] : form, scope, isDenied: isDenied)
      return [PDDLEffect(conditions: [[]], literal: literal)]
    }
  }
}
