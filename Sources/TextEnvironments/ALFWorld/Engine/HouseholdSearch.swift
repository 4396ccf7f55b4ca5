/// Search for a shortest plan that knows the whole house.
///
/// Each way to reach the goal (this mug in that drawer) is searched by itself, breadth first, over the few facts that can
/// matter to it. Facts matter where the way asks for them, or an action that makes one true which matters. Such actions are
/// those that can be the first to make it true, by how soon each fact can hold if nothing were ever taken back: a thing is
/// taken from where it lies, and not from where it was put only to be taken again.
struct HouseholdSearch {
  /// A set of facts.
  struct Facts: Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    static let most = 128

    mutating func insert(_ place: Int) {
      if place < 64 { low |= 1 << UInt64(place) } else { high |= 1 << UInt64(place - 64) }
    }

    func contains(_ other: Facts) -> Bool { low & other.low == other.low && high & other.high == other.high }

    func meets(_ other: Facts) -> Bool { low & other.low | high & other.high != 0 }

    func changed(removing removed: Facts, adding added: Facts) -> Facts {
      var new = self
      new.low = low & ~removed.low | added.low
      new.high = high & ~removed.high | added.high
      return new
    }
  }

  /// An action over the facts that matter.
  private struct Move {
    var needed: Facts
    var forbidden: Facts
    var added: Facts
    var removed: Facts
    var command: Int32
  }

  /// What a search found: a plan's length, one plan, and every action that begins one as short.
  struct Found {
    var plan: [Int32]
    var first: Set<Int32>
  }

  private let game: HouseholdGame
  private let changes: [[Int32]]
  private let ways: [[[Int32]]]
  /// Operators by the literal that they make true.
  private var achievers: [[Int32]]

  init(_ game: HouseholdGame) {
    self.game = game
    let operators = game.operators
    changes = operators.keys.indices.map { operators.hasWay($0) ? operators.changesOf($0) : [] }
    ways = operators.keys.indices.map { operators.waysOf($0) }
    achievers = Array(repeating: [], count: game.table.words * 128)
    for number in changes.indices { for literal in changes[number] { achievers[Int(literal)].append(Int32(number)) } }
  }

  /// A shortest plan from a state, and the actions that begin one; nil where none was found among `limit` states for each
  /// way to reach the goal.
  func solve(_ state: [UInt64], limit: Int) -> (plan: [String], first: Set<String>)? {
    let (literals, operators) = layers(state)
    var best: Found?
    for opensForRoom in [false, true] where best == nil {
      for goal in Set(game.operators.goalWays.map { Set($0) }) {
        guard goal.allSatisfy({ literals[Int($0)] < .max }) else { continue }
        let found = solve(
          goal, state, literals, operators, opensForRoom, longest: best?.plan.count ?? .max, limit: limit)
        guard let found else { continue }
        if found.plan.count == best?.plan.count {
          best?.first.formUnion(found.first)
        } else {
          best = found
        }
      }
    }
    return best.map { best in
      (best.plan.map { game.commands[Int($0)] }, Set(best.first.map { game.commands[Int($0)] }))
    }
  }

  /// How soon each literal can hold and each operator be possible if nothing were ever taken back.
  private func layers(_ state: [UInt64]) -> (literals: [Int], operators: [Int]) {
    var literals = [Int](repeating: .max, count: game.table.words * 128)
    for bit in 0..<(game.table.words * 64) { literals[bit << 1 | (state.has(bit) ? 0 : 1)] = 0 }
    var operators = [Int](repeating: .max, count: ways.count)
    var layer = 0
    var grows = true
    while grows {
      grows = false
      layer += 1
      var new: [Int32] = []
      for number in ways.indices where operators[number] == .max {
        guard ways[number].contains(where: { $0.allSatisfy { literals[Int($0)] < layer } }) else { continue }
        operators[number] = layer
        new += changes[number]
      }
      for literal in new where literals[Int(literal)] == .max {
        literals[Int(literal)] = layer
        grows = true
      }
    }
    return (literals, operators)
  }

  private func solve(
    _ goal: Set<Int32>, _ state: [UInt64], _ literals: [Int], _ operators: [Int], _ opensForRoom: Bool, longest: Int,
    limit: Int
  ) -> Found? {
    /// What holds now, such as where the player stands, may have to be come back to, which takes a step there and one back;
    /// and what is to be cleaned may lie where it shall lie in the end.
    func isEarly(_ number: Int32, for literal: Int32) -> Bool {
      goal.contains(literal) || operators[Int(number)] <= max(literals[Int(literal)] + 1, 2)
    }
    var wanted = goal
    var open = Array(goal)
    var chosen: Set<Int32> = []
    func want(_ way: [Int32]) { for literal in way where wanted.insert(literal).inserted { open.append(literal) } }
    var freeing: [Int32] = []
    while let literal = open.popLast() {
      for number in achievers[Int(literal)] where isEarly(number, for: literal) {
        guard !chosen.contains(number) else { continue }
        if literal & 1 != 0, !changes[Int(number)].contains(where: { $0 & 1 == 0 && wanted.contains($0) }) {
          freeing.append(number)
        } else {
          chosen.insert(number)
          for way in ways[Int(number)] { want(way) }
        }
      }
    }
    // What only frees a hand asks for no drawer to be opened, unless there is no other room.
    for number in freeing where chosen.insert(number).inserted {
      for way in ways[Int(number)] {
        let missing = way.filter { !wanted.contains($0) && literals[Int($0)] > 1 }
        if opensForRoom || missing.isEmpty { want(way) }
      }
    }
    while let literal = open.popLast() {
      for number in achievers[Int(literal)]
      where isEarly(number, for: literal) && chosen.insert(number).inserted {
        for way in ways[Int(number)] { want(way) }
      }
    }
    let bits = Set(wanted.map { Int($0 >> 1) }).sorted()
    guard bits.count <= Facts.most else { return nil }
    let place = Dictionary(uniqueKeysWithValues: bits.enumerated().map { ($0.element, $0.offset) })
    func facts(_ literals: some Sequence<Int32>, isDenied: Bool) -> Facts {
      var facts = Facts()
      for literal in literals where (literal & 1 != 0) == isDenied {
        if let place = place[Int(literal >> 1)] { facts.insert(place) }
      }
      return facts
    }
    var moves: [Move] = []
    for number in chosen.sorted() {
      for way in ways[Int(number)] where way.allSatisfy({ place[Int($0 >> 1)] != nil }) {
        moves.append(
          Move(
            needed: facts(way, isDenied: false), forbidden: facts(way, isDenied: true),
            added: facts(changes[Int(number)], isDenied: false), removed: facts(changes[Int(number)], isDenied: true),
            command: game.commandOfOperator[Int(number)]))
      }
    }
    var start = Facts()
    for (offset, bit) in bits.enumerated() where state.has(bit) { start.insert(offset) }
    return Self.search(
      start, moves, needed: facts(goal, isDenied: false), forbidden: facts(goal, isDenied: true), longest: longest,
      limit: limit)
  }

  /// Breadth-first search up to plans of `longest` actions.
  private static func search(
    _ start: Facts, _ moves: [Move], needed: Facts, forbidden: Facts, longest: Int, limit: Int
  ) -> Found? {
    var states = [start]
    var numbers = [start: 0]
    /// The ways into each state from the layer before.
    var parents: [[(state: Int32, command: Int32)]] = [[]]
    var depths = [0]
    var end: Int?
    var next = 0
    while next < states.count {
      let (state, depth) = (states[next], depths[next])
      if end == nil, state.contains(needed), !state.meets(forbidden) { end = next }
      // Whole layers, so that every way into the goal is known.
      if let end, depths[end] <= depth { break }
      guard depth < longest else { return nil }
      for move in moves where state.contains(move.needed) && !state.meets(move.forbidden) {
        let after = state.changed(removing: move.removed, adding: move.added)
        if let number = numbers[after] {
          if depths[number] == depth + 1 { parents[number].append((Int32(next), move.command)) }
          continue
        }
        guard states.count < limit else { return nil }
        numbers[after] = states.count
        states.append(after)
        parents.append([(Int32(next), move.command)])
        depths.append(depth + 1)
      }
      next += 1
    }
    guard let end else { return nil }
    let ends = states.indices.filter {
      depths[$0] == depths[end] && states[$0].contains(needed) && !states[$0].meets(forbidden)
    }
    var plan: [Int32] = []
    var place = end
    while let way = parents[place].first {
      plan.append(way.command)
      place = Int(way.state)
    }
    var first: Set<Int32> = []
    var seen = Set(ends)
    var open = ends
    while let place = open.popLast() {
      for way in parents[place] {
        if way.state == 0 { first.insert(way.command) }
        if seen.insert(Int(way.state)).inserted { open.append(Int(way.state)) }
      }
    }
    return Found(plan: plan.reversed(), first: first)
  }
}
