/// The facts of a game: those that can change have a bit of a state each, the others hold throughout.
///
/// Bits are in the order of predicates and of the objects' names, which is the order in which texts list things. Facts
/// that nothing reads, such as what was looked at, have no bit. After all others come the bits of facts that were taken
/// back: the texts tell "was in the drawer and no longer is" from "never was", and nothing else does.
struct FactTable: Sendable {
  /// By bit.
  let facts: [Fact]
  /// The bits of each predicate.
  let ranges: [Range<Int>]
  /// The bits of each predicate's facts that were taken back.
  let denials: [Range<Int>]
  /// Facts that hold throughout, in order.
  let fixed: [Fact]
  /// The places in `fixed` of each predicate.
  let fixedRanges: [Range<Int>]
  /// Words of a state that say what the world is; what follows says only what was taken back.
  let identityWords: Int
  /// Words of a state.
  let words: Int
  /// By number of the grounder; -1 for a fact without a bit.
  let bitOfNumber: [Int32]
  /// By number of the grounder, the bit that says that it was taken back; -1 for none.
  let denialOfNumber: [Int32]
  /// The facts that hold at first.
  let initial: [UInt64]

  init(_ grounder: Grounder, _ rules: RuleSet, isRead: [Bool], isDeniedInTexts: [Bool], initial: [Fact]) {
    let all = grounder.index.facts
    func sorted(_ isWanted: (Int) -> Bool) -> [Int] {
      all.indices.filter(isWanted).sorted { all[$0].code < all[$1].code }
    }
    let changing = sorted { number in
      let predicate = all[number].predicate
      return rules.isChanging[predicate] && isRead[predicate] && grounder.isReachable[number]
    }
    // Only what an effect takes back can be missed.
    var isTakenBack = [Bool](repeating: false, count: all.count)
    for effect in grounder.effects where effect.isDenied { isTakenBack[effect.fact] = true }
    let denied = sorted { isDeniedInTexts[all[$0].predicate] && isTakenBack[$0] }
    let count = rules.predicates.count
    identityWords = (changing.count + 63) / 64
    let firstDenial = identityWords * 64
    words = identityWords + (denied.count + 63) / 64
    facts =
      changing.map { all[$0] } + Array(repeating: Fact(0), count: firstDenial - changing.count) + denied.map { all[$0] }
    var bits = [Int32](repeating: -1, count: all.count)
    var denialBits = [Int32](repeating: -1, count: all.count)
    for (bit, number) in changing.enumerated() { bits[number] = Int32(bit) }
    for (bit, number) in denied.enumerated() { denialBits[number] = Int32(firstDenial + bit) }
    bitOfNumber = bits
    denialOfNumber = denialBits
    ranges = Self.ranges(changing.map { all[$0].predicate }, first: 0, count: count)
    denials = Self.ranges(denied.map { all[$0].predicate }, first: firstDenial, count: count)
    let constant = sorted { grounder.isReachable[$0] && !rules.isChanging[all[$0].predicate] }
    fixed = constant.map { all[$0] }
    fixedRanges = Self.ranges(constant.map { all[$0].predicate }, first: 0, count: count)
    var start = [UInt64](repeating: 0, count: words)
    for fact in initial {
      guard let number = grounder.index.number(fact), bits[number] >= 0 else { continue }
      start[Int(bits[number]) >> 6] |= 1 << UInt64(bits[number] & 63)
    }
    self.initial = start
  }

  private static func ranges(_ predicates: [Int], first: Int, count: Int) -> [Range<Int>] {
    var ranges = [Range<Int>](repeating: 0..<0, count: count)
    for (place, predicate) in predicates.enumerated() {
      let start = ranges[predicate].isEmpty ? first + place : ranges[predicate].lowerBound
      ranges[predicate] = start..<(first + place + 1)
    }
    return ranges
  }
}

extension [UInt64] {
  /// Whether a bit is set.
  @inline(__always) func has(_ bit: Int) -> Bool { self[bit >> 6] & (1 << UInt64(bit & 63)) != 0 }

  /// Sets or clears a bit.
  @inline(__always) mutating func set(_ bit: Int, _ isOn: Bool) {
    if isOn { self[bit >> 6] |= 1 << UInt64(bit & 63) } else { self[bit >> 6] &= ~(1 << UInt64(bit & 63)) }
  }

  /// Calls `body` with the bits of `range` that are set, in order, until it gives false.
  @inline(__always) func forEach(in range: Range<Int>, _ body: (Int) -> Bool) {
    guard !range.isEmpty else { return }
    let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
    for word in first...last {
      var bits = self[word]
      if word == first { bits &= ~0 << UInt64(range.lowerBound & 63) }
      if word == last { bits &= ~0 >> UInt64(63 - (range.upperBound - 1) & 63) }
      while bits != 0 {
        if !body(word << 6 | bits.trailingZeroBitCount) { return }
        bits &= bits - 1
      }
    }
  }
}
