/// A fact about objects, all as numbers.
struct Fact: Hashable {
  /// Terms of a fact, at most.
  static let mostTerms = 3
  /// Objects of a game, at most; a term has sixteen bits.
  static let mostObjects = 32_000

  /// Predicate and terms, sixteen bits each; larger predicates and terms further left compare as larger.
  let code: UInt64

  /// A fact; places without a term are zero.
  init(_ predicate: Int, _ first: Int = 0, _ second: Int = 0, _ third: Int = 0) {
    code = UInt64(predicate) << 48 | UInt64(first) << 32 | UInt64(second) << 16 | UInt64(third)
  }

  /// The predicate.
  var predicate: Int { Int(code >> 48) }

  /// The object at a place.
  func term(_ place: Int) -> Int { Int((code >> UInt64(32 - 16 * place)) & 0xFFFF) }
}

/// An action schema with the objects of its parameters.
struct GroundKey: Hashable {
  /// Parameters of an action, at most.
  static let mostParameters = 8

  let action: Int32
  var parameters: SIMD8<Int16>

  /// Hashes two words instead of eight small numbers, since thousands of keys are looked up when a game is read.
  func hash(into hasher: inout Hasher) {
    let words = unsafeBitCast(parameters, to: SIMD2<UInt64>.self)
    hasher.combine(words.x ^ UInt64(truncatingIfNeeded: action) &* 0x9E37_79B9_7F4A_7C15)
    hasher.combine(words.y)
  }
}

/// Numbers for facts, by hash with open addressing.
struct FactIndex {
  private(set) var facts: [Fact] = []
  private var slots = [Int32](repeating: -1, count: 8192)

  /// The number of a fact, or nil for one without.
  func number(_ fact: Fact) -> Int? {
    let number = slots[place(fact)]
    return number < 0 ? nil : Int(number)
  }

  /// The number of a fact, a new one where it has none.
  mutating func intern(_ fact: Fact) -> Int {
    let found = place(fact)
    if slots[found] >= 0 { return Int(slots[found]) }
    let number = facts.count
    slots[found] = Int32(number)
    facts.append(fact)
    if facts.count * 2 > slots.count { grow() }
    return number
  }

  private func place(_ fact: Fact) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: (fact.code &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[place] >= 0, facts[Int(slots[place])] != fact { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, fact) in facts.enumerated() { slots[place(fact)] = Int32(number) }
  }
}

/// Many short lists in one array.
struct PackedLists: Sendable {
  private var starts: [Int32] = [0]
  private(set) var items: [Int32] = []

  /// How many lists.
  var count: Int { starts.count - 1 }

  /// The places in `items` of one list.
  @inline(__always) func range(_ list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  /// One list.
  subscript(_ list: Int) -> ArraySlice<Int32> { items[range(list)] }

  /// Adds a list at the end.
  mutating func append(_ list: some Sequence<Int32>) {
    items.append(contentsOf: list)
    starts.append(Int32(items.count))
  }

  /// No list.
  init() {}

  /// Lists of the numbers of `keys` that are equal, one for each of 0 ..< `count`; negative keys are left out.
  init(_ keys: [Int], count: Int) {
    var sizes = [Int32](repeating: 0, count: count + 1)
    for key in keys where key >= 0 { sizes[key + 1] += 1 }
    for place in 0..<count { sizes[place + 1] += sizes[place] }
    starts = sizes
    items = [Int32](repeating: 0, count: Int(sizes[count]))
    for (number, key) in keys.enumerated() where key >= 0 {
      items[Int(sizes[key])] = Int32(number)
      sizes[key] += 1
    }
  }
}
