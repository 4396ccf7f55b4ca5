/// A conjunction of facts with variables, as a grammar asks it of a state: `opened(r:receptacle) & holds(a:agent, o:object)`.
struct TextQuery {
  /// One fact with variables.
  struct Atom {
    var predicate: String
    var terms: [(variable: String, type: String)]
  }

  let atoms: [Atom]

  /// Reads a query; nil where it is none.
  init?(_ text: String) {
    var atoms: [Atom] = []
    for part in text.split(separator: "&") {
      let words = TextPattern.trimmed(part)
      guard let open = words.firstIndex(of: "("), words.last == ")" else { return nil }
      let inner = words[words.index(after: open)...].dropLast()
      let terms = inner.split(separator: ",").map { term in
        let halves = term.split(separator: ":", maxSplits: 1).map(TextPattern.trimmed)
        return (variable: halves.first ?? "", type: halves.count > 1 ? halves[1] : halves.first ?? "")
      }
      guard terms.allSatisfy({ !$0.variable.isEmpty }), terms.count <= Fact.mostTerms else { return nil }
      atoms.append(Atom(predicate: String(words[..<open]), terms: terms))
    }
    guard !atoms.isEmpty else { return nil }
    self.atoms = atoms
  }

  /// The word that a predicate has in front where it asks for what was taken back.
  static let denial = "not_"
}

/// A value in a text: attributes of objects and strings, added, or the first of several that is not empty.
struct TextValue {
  /// What an object can be asked for.
  enum Attribute: String {
    case name, id, type, definite, indefinite
  }

  /// One summand.
  enum Term {
    case text(String)
    case attribute(variable: String, Attribute)
  }

  /// Sums, of which the first that is not empty counts.
  let alternatives: [[Term]]

  /// Reads a value such as `o.indefinite + ' ' + o.name` or `r.name or r.id`; nil where it is none.
  init?(_ text: String) {
    var alternatives: [[Term]] = []
    for alternative in text.split(separator: " or ", omittingEmptySubsequences: false) {
      var terms: [Term] = []
      for part in alternative.split(separator: "+", omittingEmptySubsequences: false) {
        guard let term = Self.term(part) else { return nil }
        terms.append(term)
      }
      alternatives.append(terms)
    }
    guard !alternatives.isEmpty else { return nil }
    self.alternatives = alternatives
  }

  private static func term(_ part: Substring) -> Term? {
    let words = TextPattern.trimmed(part)
    if let quote = words.first, quote == "'" || quote == "\"" {
      guard words.count > 1, words.last == quote else { return nil }
      return .text(String(words.dropFirst().dropLast()))
    }
    let halves = words.split(separator: ".", omittingEmptySubsequences: false)
    guard let variable = halves.first, !variable.isEmpty, halves.count <= 2,
      variable.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { return nil }
    // An object by itself is its name.
    guard halves.count == 2 else { return .attribute(variable: String(variable), .name) }
    return Attribute(rawValue: String(halves[1])).map { .attribute(variable: String(variable), $0) }
  }
}
