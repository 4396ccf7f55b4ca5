/// Writes a game's texts: the grammar with every name resolved, over the bits of a state.
///
/// A query's answers come in the order of its facts and of their objects' names, and no two variables stand for one
/// object, as in TextWorld.
final class TextWriter: Sendable {
  /// One fact of a query.
  struct Atom: Sendable {
    /// Bits of a state, or places among the facts that hold throughout.
    var range: Range<Int>
    var isFixed: Bool
    var terms: Int
    /// The variable at each place, and the kind of objects that may stand there.
    var slots = SIMD4<Int32>()
    var kinds = SIMD4<Int32>()
  }

  /// One summand of a value.
  enum Term: Sendable {
    case text([UInt8])
    case name(slot: Int)
    case attribute(slot: Int, TextValue.Attribute)
  }

  /// One piece of a text.
  indirect enum Piece: Sendable {
    case text([UInt8])
    case production(Int)
    case value([[Term]])
    case each(Piece, query: [Atom], isList: Bool)
  }

  /// A way to write a production.
  struct Way: Sendable {
    var condition: [Atom]
    var pieces: [Piece]
  }

  /// A text in the making.
  struct Text {
    var bytes: [UInt8] = []
    /// Objects among those looked for whose names were written, a bit each.
    var seen: UInt64 = 0
    /// A production had no way to be written, or called itself without end.
    var isBroken = false
    /// Pieces that were written: productions that call each other twice would double them at each step.
    fileprivate var pieces = 0
  }

  /// Variables of the grammar.
  let slots: Int
  /// Ways of each production.
  private let productions: [[Way]]
  /// Productions of lists: an empty one, between two, before the last.
  private let list: (empty: Int, separator: Int, last: Int)
  private let facts: [Fact]
  private let fixed: [Fact]
  private let objects: ObjectTable
  /// The bit of `seen` for each object that is looked for, by object; nothing for the others.
  private let marks: [UInt64]

  private static let deepest = 64
  /// Pieces and bytes of one text, at most; a house of many rooms takes some hundred pieces.
  private static let mostPieces = 100_000
  private static let mostBytes = 1 << 20

  init(
    productions: [[Way]], list: (empty: Int, separator: Int, last: Int), slots: Int, table: FactTable,
    objects: ObjectTable, marks: [UInt64]
  ) {
    self.productions = productions
    self.list = list
    self.slots = slots
    facts = table.facts
    fixed = table.fixed
    self.objects = objects
    self.marks = marks
  }

  /// The variables that pieces name themselves.
  static func slots(of pieces: [Piece]) -> Set<Int> {
    var all: Set<Int> = []
    for piece in pieces {
      switch piece {
      case .text, .production: continue
      case .value(let alternatives):
        for term in alternatives.joined() {
          switch term {
          case .text: continue
          case .name(let slot), .attribute(let slot, _): all.insert(slot)
          }
        }
      case .each(let inner, let query, _):
        all.formUnion(slots(of: [inner]))
        for atom in query { for place in 0..<atom.terms { all.insert(Int(atom.slots[place])) } }
      }
    }
    return all
  }

  /// Writes pieces with the variables of `bound`; those that are -1 are free.
  func write(_ pieces: [Piece], _ bound: inout [Int], _ state: [UInt64], _ text: inout Text, depth: Int = 0) {
    guard depth < Self.deepest else { return text.isBroken = true }
    for piece in pieces { write(piece, &bound, state, &text, depth) }
  }

  private func write(_ piece: Piece, _ bound: inout [Int], _ state: [UInt64], _ text: inout Text, _ depth: Int) {
    text.pieces += 1
    guard text.pieces <= Self.mostPieces, text.bytes.count <= Self.mostBytes else { return text.isBroken = true }
    switch piece {
    case .text(let bytes): text.bytes += bytes
    case .value(let alternatives): write(alternatives, bound, &text)
    case .production(let number):
      for way in productions[number] where way.condition.isEmpty || answers(way.condition, &bound, state) {
        return write(way.pieces, &bound, state, &text, depth: depth + 1)
      }
      text.isBroken = true
    case .each(let inner, let query, let isList):
      guard depth < Self.deepest else { return text.isBroken = true }
      writeEach(inner, query, isList: isList, &bound, state, &text, depth + 1)
    }
  }

  private func writeEach(
    _ piece: Piece, _ query: [Atom], isList: Bool, _ bound: inout [Int], _ state: [UInt64], _ text: inout Text,
    _ depth: Int
  ) {
    var count = 0
    // Where the latest begins: what stands before the last of a list is known only when no other follows.
    var latest = 0
    forEachAnswer(query, 0, &bound, state) { bound in
      if count > 1, isList { insert(list.separator, at: latest, &text, &bound, state, depth) }
      latest = text.bytes.count
      write(piece, &bound, state, &text, depth)
      count += 1
      return true
    }
    guard isList else { return }
    if count == 0 { write(.production(list.empty), &bound, state, &text, depth) }
    if count > 1 { insert(list.last, at: latest, &text, &bound, state, depth) }
  }

  private func insert(
    _ production: Int, at place: Int, _ text: inout Text, _ bound: inout [Int], _ state: [UInt64], _ depth: Int
  ) {
    var gap = Text()
    gap.pieces = text.pieces
    write(.production(production), &bound, state, &gap, depth)
    text.pieces = gap.pieces
    text.bytes.insert(contentsOf: gap.bytes, at: place)
    text.isBroken = text.isBroken || gap.isBroken
  }

  private func write(_ alternatives: [[Term]], _ bound: [Int], _ text: inout Text) {
    for terms in alternatives {
      let start = text.bytes.count
      for term in terms {
        switch term {
        case .text(let bytes): text.bytes += bytes
        case .name(let slot):
          guard bound[slot] >= 0 else { return text.isBroken = true }
          text.bytes += objects.names[bound[slot]]
          text.seen |= marks[bound[slot]]
        case .attribute(let slot, let attribute):
          guard bound[slot] >= 0 else { return text.isBroken = true }
          text.bytes += objects.attribute(attribute, bound[slot])
        }
      }
      if text.bytes.count > start { return }
    }
  }

  /// A query has an answer.
  private func answers(_ query: [Atom], _ bound: inout [Int], _ state: [UInt64]) -> Bool {
    var found = false
    forEachAnswer(query, 0, &bound, state) { _ in
      found = true
      return false
    }
    return found
  }

  /// Calls `body` with each answer until it gives false; gives false then.
  @discardableResult
  private func forEachAnswer(
    _ query: [Atom], _ depth: Int, _ bound: inout [Int], _ state: [UInt64], _ body: (inout [Int]) -> Bool
  ) -> Bool {
    guard depth < query.count else { return body(&bound) }
    let atom = query[depth]
    var goesOn = true
    if atom.isFixed {
      for place in atom.range {
        goesOn = follow(fixed[place], atom, query, depth, &bound, state, body)
        if !goesOn { break }
      }
    } else {
      state.forEach(in: atom.range) { bit in
        goesOn = follow(facts[bit], atom, query, depth, &bound, state, body)
        return goesOn
      }
    }
    return goesOn
  }

  @inline(__always) private func follow(
    _ fact: Fact, _ atom: Atom, _ query: [Atom], _ depth: Int, _ bound: inout [Int], _ state: [UInt64],
    _ body: (inout [Int]) -> Bool
  ) -> Bool {
    var fresh: UInt64 = 0
    var fits = true
    for place in 0..<atom.terms where fits {
      let (slot, object) = (Int(atom.slots[place]), fact.term(place))
      if bound[slot] >= 0 {
        fits = bound[slot] == object
      } else if objects.isKind(object, Int(atom.kinds[place])), !bound.contains(object) {
        bound[slot] = object
        fresh |= 1 << UInt64(slot)
      } else {
        fits = false
      }
    }
    let goesOn = fits ? forEachAnswer(query, depth + 1, &bound, state, body) : true
    while fresh != 0 {
      bound[fresh.trailingZeroBitCount] = -1
      fresh &= fresh - 1
    }
    return goesOn
  }
}
