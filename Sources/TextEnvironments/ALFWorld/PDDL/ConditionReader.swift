/// Turns a condition of PDDL into disjunctive normal form: literals, and, or, not, imply, exists and =.
///
/// `(exists ...)` gives variables of their own, `(forall ...)` is no part of what is read: the games' rules have none.
struct ConditionReader {
  let text: FormText
  let words: PDDLWords
  let vocabulary: Vocabulary
  /// Types of the variables so far; those of parameters come first.
  private(set) var types: [Int32]
  private let parameters: Int

  /// Ways to meet one condition, at most.
  private static let mostWays = 256
  /// Variables of one condition, parameters included, at most.
  static let mostVariables = 64

  init(_ text: FormText, _ words: PDDLWords, _ vocabulary: Vocabulary, types: [Int32]) {
    self.text = text
    self.words = words
    self.vocabulary = vocabulary
    self.types = types
    parameters = types.count
  }

  /// The ways to meet a condition, each with no more variables than it needs besides the parameters.
  mutating func conjunctions(_ form: Form, _ scope: [Int32: Int]) throws -> [PDDLConjunction] {
    try ways(form, scope, isDenied: false).map { literals in
      var numbers: [Int: Int] = [:]
      var kept = Array(types[..<parameters])
      let renamed = literals.map { literal in
        var literal = literal
        literal.terms = literal.terms.map { term in
          guard let variable = term.variable, variable >= parameters else { return term }
          if let number = numbers[variable] { return .variable(number) }
          numbers[variable] = kept.count
          kept.append(types[variable])
          return .variable(kept.count - 1)
        }
        return literal
      }
      return PDDLConjunction(types: kept, literals: renamed)
    }
  }

  /// The ways to meet a condition, or its contrary.
  mutating func ways(_ form: Form, _ scope: [Int32: Int], isDenied: Bool) throws -> [[PDDLLiteral]] {
    guard form.isList else { throw text.error(form, "expected a condition, found a word") }
    // An empty list, as a precondition that asks for nothing.
    guard let first = form.parts.first else { return isDenied ? [] : [[]] }
    let rest = form.parts.dropFirst()
    switch first.word {
    case words.and: return try isDenied ? anyOf(rest, scope, isDenied) : allOf(rest, scope, isDenied)
    case words.or: return try isDenied ? allOf(rest, scope, isDenied) : anyOf(rest, scope, isDenied)
    case words.not:
      guard rest.count == 1, let body = rest.first else { throw text.error(form, "expected one condition after not") }
      return try ways(body, scope, isDenied: !isDenied)
    case words.imply:
      guard rest.count == 2, let given = rest.first, let then = rest.last else {
        throw text.error(form, "expected two conditions after imply")
      }
      let (unless, whenever) = try (ways(given, scope, isDenied: !isDenied), ways(then, scope, isDenied: isDenied))
      return try isDenied ? product([unless, whenever], form) : unless + whenever
    case words.exists:
      guard !isDenied else {
        throw text.error(form, "(not (exists ...)) is not supported; say which objects are meant")
      }
      guard rest.count == 2, let list = rest.first, let body = rest.last else {
        throw text.error(form, "expected variables and one condition after exists")
      }
      var inner = scope
      for variable in try TypedList.read(list.parts[...], text, words, vocabulary) {
        inner[variable.name] = types.count
        types.append(variable.type)
      }
      guard types.count <= Self.mostVariables else {
        throw text.error(form, "more than \(Self.mostVariables) variables of one condition are not supported")
      }
      return try ways(body, inner, isDenied: false)
    case words.forall, words.when, words.increase:
      throw text.error(first, "(\(vocabulary.text(first.word)) ...) is not supported in a condition")
    default: return [[try literal(form, scope, isDenied: isDenied)]]
    }
  }

  /// A fact, with variables of `scope` and constants.
  func literal(_ form: Form, _ scope: [Int32: Int], isDenied: Bool) throws -> PDDLLiteral {
    guard let first = form.parts.first, first.word >= 0 else {
      throw text.error(form, "expected a fact such as (holds ?a ?o)")
    }
    let terms = try form.parts.dropFirst().map { part -> PDDLTerm in
      guard !part.isList else { throw text.error(part, "expected a name or a variable, found a list") }
      if let variable = scope[part.word] { return .variable(variable) }
      guard !vocabulary.text(part.word).hasPrefix("?") else {
        throw text.error(part, "unknown variable \(vocabulary.text(part.word))")
      }
      return .constant(part.word)
    }
    guard terms.count <= Fact.mostTerms else {
      throw text.error(form, "facts of more than \(Fact.mostTerms) terms are not supported")
    }
    guard first.word != words.equals || terms.count == 2 else { throw text.error(form, "= compares two terms") }
    return PDDLLiteral(predicate: first.word, terms: terms, isDenied: isDenied)
  }

  private mutating func anyOf(
    _ forms: ArraySlice<Form>, _ scope: [Int32: Int], _ isDenied: Bool
  ) throws -> [[PDDLLiteral]] {
    var all: [[PDDLLiteral]] = []
    for form in forms { all += try ways(form, scope, isDenied: isDenied) }
    return all
  }

  private mutating func allOf(
    _ forms: ArraySlice<Form>, _ scope: [Int32: Int], _ isDenied: Bool
  ) throws -> [[PDDLLiteral]] {
    var parts: [[[PDDLLiteral]]] = []
    for form in forms { parts.append(try ways(form, scope, isDenied: isDenied)) }
    guard let last = forms.last else { return [[]] }
    return try product(parts, last)
  }

  private func product(_ parts: [[[PDDLLiteral]]], _ form: Form) throws -> [[PDDLLiteral]] {
    var all: [[PDDLLiteral]] = [[]]
    for part in parts {
      guard all.count * part.count <= Self.mostWays else {
        throw text.error(form, "a condition with more than \(Self.mostWays) alternatives is not supported")
      }
      all = all.flatMap { before in part.map { before + $0 } }
    }
    return all
  }
}

/// A list of names with types: `a b - type c - other`.
enum TypedList {
  static func read(
    _ parts: ArraySlice<Form>, _ text: FormText, _ words: PDDLWords, _ vocabulary: Vocabulary
  ) throws -> [(name: Int32, type: Int32)] {
    var all: [(name: Int32, type: Int32)] = []
    var untyped = 0
    var place = parts.startIndex
    while place < parts.endIndex {
      let part = parts[place]
      guard !part.isList else { throw text.error(part, "expected a name, found a list") }
      if part.word == words.dash {
        guard place + 1 < parts.endIndex, !parts[place + 1].isList else {
          throw text.error(part, "expected the name of a type after -; (either ...) is not supported")
        }
        for index in untyped..<all.count { all[index].type = parts[place + 1].word }
        untyped = all.count
        place += 2
      } else {
        all.append((part.word, words.object))
        place += 1
      }
    }
    return all
  }
}
