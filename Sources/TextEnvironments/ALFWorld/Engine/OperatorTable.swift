/// Every action of a game over the bits of its states: when it is possible, and what it does.
///
/// Each way to meet a precondition hangs on the one of its facts that the fewest ways ask for, so a state looks only at
/// the ways whose fact holds: what can be done with what is in the hand, and not with every object of the house.
struct OperatorTable: Sendable {
  /// The schema and the objects of each operator.
  let keys: [GroundKey]
  /// Operator of each way; -1 for the goal.
  private let operators: [Int32]
  /// Literals of each way: a bit doubled, plus one where it must not be set.
  private let literals: PackedLists
  /// Ways that hang on each bit.
  private let waiting: PackedLists
  /// Bits that a way hangs on.
  private let watched: [UInt64]
  /// Ways that hang on nothing.
  private let always: [Int32]
  /// Ways of each operator.
  private let ways: PackedLists
  /// Literals that each operator makes true, whatever else holds.
  private let changes: PackedLists
  /// Operators with effects that have a condition.
  private let conditional: [Int32: [ConditionalChange]]
  /// The ways of the goal that hang on each bit, and those that hang on nothing.
  private let goals: [(bit: Int32, ways: [Int32])]
  private let goalsAlways: [Int32]

  private struct ConditionalChange: Sendable {
    var conditions: [[Int32]]
    var changes: [Int32]
  }

  init(_ grounder: Grounder, _ table: FactTable) {
    keys = grounder.operators.map(\.key)
    var literals = PackedLists()
    var operators: [Int32] = []
    var uses = [Int32](repeating: 0, count: table.words * 64)
    var own: [Int32] = []
    for variant in grounder.variants {
      own.removeAll(keepingCapacity: true)
      guard Self.translate(grounder.literals[variant.literals], table, &own) else { continue }
      for literal in own where literal & 1 == 0 { uses[Int(literal >> 1)] += 1 }
      literals.append(own)
      operators.append(Int32(variant.operator))
    }
    self.literals = literals
    self.operators = operators
    var watch: [Int] = []
    for way in 0..<literals.count {
      var best = -1
      for place in literals.range(way) where literals.items[place] & 1 == 0 {
        let bit = Int(literals.items[place] >> 1)
        if best < 0 || uses[bit] < uses[best] { best = bit }
      }
      watch.append(best)
    }
    let isGoal = operators.map { $0 < 0 }
    waiting = PackedLists(watch.indices.map { isGoal[$0] ? -1 : watch[$0] }, count: table.words * 64)
    var watched = [UInt64](repeating: 0, count: table.words)
    for way in watch.indices where watch[way] >= 0 && !isGoal[way] { watched.set(watch[way], true) }
    self.watched = watched
    always = watch.indices.filter { watch[$0] < 0 && !isGoal[$0] }.map { Int32($0) }
    ways = PackedLists(operators.map { Int($0) }, count: keys.count)
    let goalWays = Dictionary(grouping: watch.indices.filter { isGoal[$0] }.map { Int32($0) }) { watch[Int($0)] }
    goals = goalWays.filter { $0.key >= 0 }.sorted { $0.key < $1.key }.map { (Int32($0.key), $0.value) }
    goalsAlways = goalWays[-1] ?? []

    var changes = PackedLists()
    var conditional: [Int32: [ConditionalChange]] = [:]
    for (number, entry) in grounder.operators.enumerated() {
      own.removeAll(keepingCapacity: true)
      // What is taken back comes first, so that an effect that does both leaves the fact true.
      for isDenied in [true, false] {
        for place in entry.effects where grounder.effects[place].isDenied == isDenied {
          let effect = grounder.effects[place]
          let (bit, denial) = (table.bitOfNumber[effect.fact], table.denialOfNumber[effect.fact])
          guard let ways = effect.conditions else {
            if bit >= 0 { own.append(bit << 1 | (isDenied ? 1 : 0)) }
            if denial >= 0 { own.append(denial << 1 | (isDenied ? 0 : 1)) }
            continue
          }
          var change = ConditionalChange(conditions: [], changes: [])
          if bit >= 0 { change.changes.append(bit << 1 | (isDenied ? 1 : 0)) }
          if denial >= 0 { change.changes.append(denial << 1 | (isDenied ? 0 : 1)) }
          for way in ways {
            var literals: [Int32] = []
            if Self.translate(way[...], table, &literals) { change.conditions.append(literals) }
          }
          if !change.changes.isEmpty { conditional[Int32(number), default: []].append(change) }
        }
      }
      changes.append(own)
    }
    self.changes = changes
    self.conditional = conditional
  }

  /// Adds literals over bits; gives false where one asks for what can never be. What is denied and can never be is left
  /// out.
  private static func translate(_ own: ArraySlice<Int32>, _ table: FactTable, _ found: inout [Int32]) -> Bool {
    for literal in own {
      let bit = table.bitOfNumber[Int(literal >> 1)]
      if bit >= 0 {
        found.append(bit << 1 | (literal & 1))
      } else if literal & 1 == 0 {
        return false
      }
    }
    return true
  }

  @inline(__always) private func holds(_ way: Int, _ state: [UInt64]) -> Bool {
    for place in literals.range(way) {
      let literal = literals.items[place]
      if state.has(Int(literal >> 1)) == (literal & 1 != 0) { return false }
    }
    return true
  }

  /// Calls `body` with each operator that is possible; one may come more than once.
  @inline(__always) func forEachPossible(_ state: [UInt64], _ body: (Int) -> Void) {
    for word in watched.indices {
      var bits = state[word] & watched[word]
      while bits != 0 {
        for place in waiting.range(word << 6 | bits.trailingZeroBitCount) {
          let way = Int(waiting.items[place])
          if holds(way, state) { body(Int(operators[way])) }
        }
        bits &= bits - 1
      }
    }
    for way in always where holds(Int(way), state) { body(Int(operators[Int(way)])) }
  }

  /// An operator is possible.
  func isPossible(_ number: Int, _ state: [UInt64]) -> Bool {
    ways.range(number).contains { holds(Int(ways.items[$0]), state) }
  }

  /// There is a state in which an operator may be possible.
  func hasWay(_ number: Int) -> Bool { !ways.range(number).isEmpty }

  /// The goal holds.
  func isGoal(_ state: [UInt64]) -> Bool {
    for goal in goals where state.has(Int(goal.bit)) {
      for way in goal.ways where holds(Int(way), state) { return true }
    }
    return goalsAlways.contains { holds(Int($0), state) }
  }

  /// Does what an operator does.
  func apply(_ number: Int, _ state: inout [UInt64]) {
    var later: [Int32] = []
    if !conditional.isEmpty, let conditional = conditional[Int32(number)] {
      for change in conditional
      where change.conditions.contains(where: { $0.allSatisfy { state.has(Int($0 >> 1)) == ($0 & 1 == 0) } }) {
        later += change.changes
      }
      // As above, what becomes true wins.
      later.sort { $0 & 1 > $1 & 1 }
    }
    for place in changes.range(number) {
      let literal = changes.items[place]
      state.set(Int(literal >> 1), literal & 1 == 0)
    }
    for literal in later { state.set(Int(literal >> 1), literal & 1 == 0) }
  }

  /// The ways to reach the goal, as literals.
  var goalWays: [[Int32]] { operators.indices.filter { operators[$0] < 0 }.map { Array(literals[$0]) } }

  /// The ways in which each operator is possible, and what it changes for certain, as literals.
  func waysOf(_ number: Int) -> [[Int32]] { ways[number].map { Array(literals[Int($0)]) } }

  /// Literals that an operator makes true, those with a condition included.
  func changesOf(_ number: Int) -> [Int32] {
    Array(changes[number]) + (conditional[Int32(number)] ?? []).flatMap(\.changes)
  }
}
