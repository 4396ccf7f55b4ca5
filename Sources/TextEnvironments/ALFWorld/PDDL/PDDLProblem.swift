/// A start and a goal in a world: objects, facts that hold, and the condition to reach.
struct PDDLProblem {
  private(set) var name = ""
  /// Objects with their types, constants of the domain first, each once.
  private(set) var objects: [(name: Int32, type: Int32)]
  /// Facts that hold at first, as words.
  private(set) var facts: [(predicate: Int32, terms: [Int32])] = []
  /// The ways to reach the goal.
  private(set) var goal: [PDDLConjunction] = []

  /// Reads `(define (problem ...) ...)`.
  ///
  /// - Throws: `PDDLError`.
  init(_ source: String, _ domain: PDDLDomain, _ vocabulary: inout Vocabulary) throws {
    let words = PDDLWords(&vocabulary)
    objects = domain.constants
    let text = try FormText(source, &vocabulary)
    let sections = text.root.parts
    guard text.root.head == words.define, sections.count > 1, sections[1].head == words.problem else {
      throw text.error(text.root, "expected (define (problem NAME) ...)")
    }
    if sections[1].parts.count == 2, !sections[1].parts[1].isList { name = vocabulary.text(sections[1].parts[1].word) }
    var goalForm: Form?
    for section in sections.dropFirst(2) {
      switch section.head {
      case words.domainOf, words.requirements, words.metric: continue
      case words.objects: objects += try TypedList.read(section.parts.dropFirst(), text, words, vocabulary)
      case words.initial: facts = try Self.facts(section, text, words, vocabulary)
      case words.goal:
        guard goalForm == nil, section.parts.count == 2 else { throw text.error(section, "expected one goal") }
        goalForm = section.parts[1]
      case -1: throw text.error(section, "expected a section such as (:init ...)")
      default: throw text.error(section, "the section \(vocabulary.text(section.head)) is not supported")
      }
    }
    guard let goalForm else { throw text.error(text.root, "the problem has no (:goal ...)") }
    var seen: Set<Int32> = []
    objects = objects.filter { seen.insert($0.name).inserted }
    guard objects.count <= Fact.mostObjects else {
      throw text.error(text.root, "more than \(Fact.mostObjects) objects are not supported")
    }
    for fact in facts {
      for term in fact.terms where !seen.contains(term) {
        throw text.error(
          text.root,
          "(\(vocabulary.text(fact.predicate)) ...) of (:init ...) names '\(vocabulary.text(term))', which is "
            + "no object")
      }
    }
    var reader = ConditionReader(text, words, vocabulary, types: [])
    goal = try reader.conjunctions(goalForm, [:])
  }

  private static func facts(
    _ section: Form, _ text: FormText, _ words: PDDLWords, _ vocabulary: Vocabulary
  ) throws -> [(predicate: Int32, terms: [Int32])] {
    var all: [(predicate: Int32, terms: [Int32])] = []
    all.reserveCapacity(section.parts.count)
    for form in section.parts.dropFirst() {
      guard form.isList, form.head >= 0 else { throw text.error(form, "expected a fact such as (openable drawer)") }
      // Distances and costs.
      if form.head == words.equals { continue }
      guard form.head != words.not else {
        throw text.error(form, "(not ...) is not supported here: what (:init ...) does not say is false; leave it out")
      }
      guard form.parts.count - 1 <= Fact.mostTerms, form.parts.allSatisfy({ !$0.isList }) else {
        throw text.error(form, "expected a fact of \(Fact.mostTerms) names at most")
      }
      all.append((form.head, form.parts.dropFirst().map(\.word)))
    }
    return all
  }
}
