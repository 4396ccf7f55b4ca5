/// The productions that a game's texts can come to, read but not yet tied to its facts.
struct GrammarOutline {
  /// One piece, with productions by number.
  indirect enum Piece {
    case text(String)
    case production(Int)
    case value(TextValue)
    case each(Piece, query: TextQuery?, isList: Bool)
  }

  /// One way to write a production.
  struct Way {
    var condition: TextQuery?
    var pieces: [Piece]
  }

  private let file: GrammarFile
  private var numbers: [String: Int] = [:]
  private(set) var productions: [[Way]] = []
  private(set) var queries: [TextQuery] = []

  init(_ file: GrammarFile) { self.file = file }

  /// The number of a production, which is read with all that it comes to.
  ///
  /// - Throws: `GameError.text` that names the production.
  mutating func production(_ name: String) throws -> Int {
    if let number = numbers[name] { return number }
    guard let ways = file.productions[name], !ways.isEmpty else {
      throw GameError.text("there is no production '\(name)' in the grammar")
    }
    let number = productions.count
    numbers[name] = number
    productions.append([])
    var outlined: [Way] = []
    for way in ways {
      let condition = try way.condition.flatMap { $0.isEmpty ? nil : try query($0, in: name) }
      outlined.append(Way(condition: condition, pieces: try pieces(way.rhs, in: name)))
    }
    productions[number] = outlined
    return number
  }

  /// The pieces of a text; `name` is where it stands.
  mutating func pieces(_ text: String, in name: String) throws -> [Piece] {
    try TextPattern.pieces(text).map { piece in
      switch piece {
      case .text(let text): return .text(text)
      case .production(let other): return .production(try production(other))
      case .given(let source, let query, let isList):
        let inner: Piece
        switch source {
        case .production(let other): inner = .production(try production(other))
        case .value(let text):
          guard let value = TextValue(text) else {
            throw GameError.text(
              "'{\(text)}' in the production '\(name)' is not supported; there are OBJECT.name and other attributes, 'text', "
                + "+ and or")
          }
          inner = .value(value)
        }
        guard query != nil || isList else { return inner }
        return .each(inner, query: try query.map { try self.query($0, in: name) }, isList: isList)
      }
    }
  }

  private mutating func query(_ text: String, in name: String) throws -> TextQuery {
    guard let query = TextQuery(text) else {
      throw GameError.text("'\(text)' in the production '\(name)' is no query such as opened(r:receptacle)")
    }
    queries.append(query)
    return query
  }
}

/// Ties an outline to the facts of a game.
struct GrammarBinding {
  let outline: GrammarOutline
  let rules: RuleSet
  let table: FactTable
  let vocabulary: Vocabulary
  private(set) var slots: [String: Int] = [:]
  private var kinds: [String: Int]

  /// - Parameter kinds: the number in `ObjectTable.fits` of each type that queries name.
  init(_ outline: GrammarOutline, _ rules: RuleSet, _ table: FactTable, _ vocabulary: Vocabulary, kinds: [String: Int])
  {
    self.outline = outline
    self.rules = rules
    self.table = table
    self.vocabulary = vocabulary
    self.kinds = kinds
  }

  mutating func slot(_ variable: String) -> Int {
    if let slot = slots[variable] { return slot }
    slots[variable] = slots.count
    return slots.count - 1
  }

  /// The productions of a writer.
  mutating func productions(_ words: inout Vocabulary) -> [[TextWriter.Way]] {
    outline.productions.map { ways in
      ways.map { way in
        TextWriter.Way(condition: atoms(way.condition, &words), pieces: pieces(way.pieces, &words))
      }
    }
  }

  mutating func pieces(_ pieces: [GrammarOutline.Piece], _ words: inout Vocabulary) -> [TextWriter.Piece] {
    pieces.map { piece($0, &words) }
  }

  private mutating func piece(_ piece: GrammarOutline.Piece, _ words: inout Vocabulary) -> TextWriter.Piece {
    switch piece {
    case .text(let text): .text(Array(text.utf8))
    case .production(let number): .production(number)
    case .value(let value): .value(value.alternatives.map { $0.map { term($0) } })
    case .each(let inner, let query, let isList):
      .each(self.piece(inner, &words), query: atoms(query, &words), isList: isList)
    }
  }

  private mutating func term(_ term: TextValue.Term) -> TextWriter.Term {
    switch term {
    case .text(let text): .text(Array(text.utf8))
    case .attribute(let variable, .name): .name(slot: slot(variable))
    case .attribute(let variable, let attribute): .attribute(slot: slot(variable), attribute)
    }
  }

  private mutating func atoms(_ query: TextQuery?, _ words: inout Vocabulary) -> [TextWriter.Atom] {
    (query?.atoms ?? []).map { atom in
      var own = range(atom.predicate, &words)
      for (place, term) in atom.terms.enumerated() {
        own.slots[place] = Int32(slot(term.variable))
        own.kinds[place] = Int32(kinds[term.type.lowercased()] ?? 0)
      }
      own.terms = atom.terms.count
      return own
    }
  }

  /// Where the facts of a predicate are.
  private func range(_ name: String, _ words: inout Vocabulary) -> TextWriter.Atom {
    let name = name.lowercased()
    if name.hasPrefix(TextQuery.denial) {
      let number = rules.predicate(words.number(String(name.dropFirst(TextQuery.denial.count))))
      return TextWriter.Atom(range: number.map { table.denials[$0] } ?? 0..<0, isFixed: false, terms: 0)
    }
    // A predicate that nothing speaks of has no facts.
    guard let number = rules.predicate(words.number(name)) else {
      return TextWriter.Atom(range: 0..<0, isFixed: true, terms: 0)
    }
    let isFixed = !rules.isChanging[number]
    return TextWriter.Atom(
      range: isFixed ? table.fixedRanges[number] : table.ranges[number], isFixed: isFixed, terms: 0)
  }
}
