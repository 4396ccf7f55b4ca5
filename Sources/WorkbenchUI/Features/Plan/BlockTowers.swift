import Canvas

/// Blocks in towers, as a state or a goal of the blocks world says it in words: `the blue block is on top of the red block,
/// the hand is empty and the red block is on the table`.
struct BlockTowers: Sendable, Equatable {
  /// A block: the letter that actions name it by, and the colour that sentences name it by.
  struct Block: Sendable, Hashable, Comparable {
    var letter: String
    var colour: String?

    static func < (one: Block, other: Block) -> Bool { one.letter < other.letter }
  }

  /// Each from its lowest block; in the order of those.
  private(set) var towers: [[Block]] = []
  /// What the hand holds.
  private(set) var held: Block?
  /// Every block that is spoken of, in order.
  private(set) var blocks: [Block] = []

  /// Reads a text; nil where it says nothing of where blocks are.
  init?(_ text: String) {
    var below: [Block: Block] = [:]
    var standing: Set<Block> = []
    var known: Set<Block> = []
    let sentence = text.replacing(" and ", with: ", ").replacing(".", with: "").replacing(" that ", with: ", ")
    for fact in sentence.split(separator: ",").map({ $0.drop { $0 == " " } }) where !fact.contains(" not ") {
      if let place = fact.firstRange(of: " is on the table"), let block = Self.block(fact[..<place.lowerBound]) {
        standing.insert(block)
        known.insert(block)
      } else if let place = fact.firstRange(of: " is on top of ") ?? fact.firstRange(of: " is on ") {
        guard let block = Self.block(fact[..<place.lowerBound]), let base = Self.block(fact[place.upperBound...])
        else { continue }
        below[block] = base
        known.formUnion([block, base])
      } else if let place = fact.firstRange(of: " holding "), let block = Self.block(fact[place.upperBound...]) {
        held = block
        known.insert(block)
      } else if let place = fact.firstRange(of: " is clear"), let block = Self.block(fact[..<place.lowerBound]) {
        known.insert(block)
      }
    }
    guard !below.isEmpty || !standing.isEmpty || held != nil else { return nil }
    blocks = known.sorted()
    let above = Dictionary(below.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    // What nothing is said to be under stands on the table, or on whatever it likes.
    towers = blocks.filter { below[$0] == nil && $0 != held }.map { base in
      var tower = [base]
      while let next = tower.last.flatMap({ above[$0] }), !tower.contains(next) { tower.append(next) }
      return tower
    }
  }

  /// A block from `the red block` or `the block x`.
  private static func block(_ words: Substring) -> Block? {
    let parts = words.split(separator: " ")
    guard parts.count == 3, parts[0] == "the" else { return nil }
    if parts[1] == "block" { return Block(letter: String(parts[2]), colour: nil) }
    guard parts[2] == "block" else { return nil }
    let colour = String(parts[1])
    guard let place = colours.firstIndex(of: colour) else { return Block(letter: colour, colour: nil) }
    return Block(letter: String(letters[place]), colour: colour)
  }

  /// PlanBench's names for the blocks a to l, in order.
  private static let colours = [
    "red", "blue", "orange", "yellow", "white", "magenta", "black", "cyan", "green", "violet", "silver", "gold",
  ]
  private static let letters = Array("abcdefghijkl")
}
