/// What a household game is about, and how far a player has come, by rule.
///
/// The sub-goals and their order are those of SLINVIT's critic (the released code of arXiv 2402.16181): to find, take, go
/// and put for one object; to go and clean, heat or cool in between; for two objects all of it twice; to find, take, find
/// the lamp and use it. The critic reads the player's history; here "found" means that a text has named such an object,
/// and all else is read from the state. What was done and undone, such as a clean cup put down, counts by what is left to
/// do.
struct HouseholdGoal: Sendable {
  /// The six kinds of tasks, and goals of another form.
  enum Kind: String, Sendable, CaseIterable {
    case put = "pick_and_place_simple"
    case examine = "look_at_obj_in_light"
    case clean = "pick_clean_then_place_in_recep"
    case heat = "pick_heat_then_place_in_recep"
    case cool = "pick_cool_then_place_in_recep"
    case two = "pick_two_obj_and_place"
    /// Reached or not; there are no sub-goals.
    case other

    /// Sub-goals.
    var steps: Int {
      switch self {
      case .put, .examine: 4
      case .clean, .heat, .cool: 6
      case .two: 8
      case .other: 1
      }
    }

    /// The predicate that an object shall have before it is put.
    fileprivate var treatment: String? {
      switch self {
      case .clean: "isclean"
      case .heat: "ishot"
      case .cool: "iscool"
      default: nil
      }
    }
  }

  private struct Target: Sendable {
    var object: Int
    /// Bits that say that it is in a hand.
    var held: [Int]
    /// The bit that says that it was treated; nil where none is asked for.
    var treated: Int?
    /// Bits that say that it lies in a receptacle of the right type, with the receptacle's place in `destinations`.
    var placed: [(bit: Int, destination: Int)]
  }

  let kind: Kind
  private let targets: [Target]
  /// Bits that say that the player is where each receptacle of the right type is.
  private let destinations: [[Int]]
  /// Bits that say that the player is where objects are treated.
  private let workplaces: [Int]
  /// Bits that say that a lamp is in a receptacle, with those that say that the player is there.
  private let lamps: [(bit: Int, places: [Int])]

  init(
    _ problem: PDDLProblem, _ rules: RuleSet, _ table: FactTable, _ operators: OperatorTable, _ objects: ObjectTable,
    _ numbers: [Int32: Int], _ vocabulary: Vocabulary
  ) {
    var predicates: [String: Int] = [:]
    for (number, word) in rules.predicates.enumerated() { predicates[vocabulary.text(word)] = number }
    func bits(_ name: String) -> [(bit: Int, fact: Fact)] {
      guard let number = predicates[name] else { return [] }
      return table.ranges[number].map { ($0, table.facts[$0]) }
    }
    func fixed(_ name: String) -> ArraySlice<Fact> { predicates[name].map { table.fixed[table.fixedRanges[$0]] } ?? [] }

    let literals = problem.goal.count == 1 ? problem.goal[0].literals.filter { !$0.isDenied } : []
    func named(_ name: String) -> [PDDLLiteral] { literals.filter { vocabulary.text($0.predicate) == name } }
    /// The objects of the type that `predicate` asks of a variable.
    func wanted(_ predicate: String, _ term: PDDLTerm?) -> [Int] {
      let types = named(predicate).filter { $0.terms.first == term && $0.terms.count == 2 }
        .compactMap { $0.terms[1].constant }.compactMap { numbers[$0] }
      return fixed(predicate).filter { types.contains($0.term(1)) }.map { $0.term(0) }
    }
    let placing = named("inreceptacle")
    let toggling = named("istoggled")
    let treatment = Kind.allCases.first { kind in kind.treatment.map { !named($0).isEmpty } ?? false }
    let carrying = named("holds")
    var kind: Kind
    switch (toggling.isEmpty, placing.count) {
    case (false, _): kind = carrying.isEmpty ? .other : .examine
    case (true, 1): kind = treatment ?? .put
    case (true, 2): kind = treatment == nil ? .two : .other
    default: kind = .other
    }
    let subject = kind == .examine ? carrying.first?.terms.last : placing.first?.terms.first
    let holding = bits("holds")
    let places = bits("atlocation")
    let receptacles = fixed("receptacleatlocation")
    func standing(at receptacle: Int) -> [Int] {
      let locations = receptacles.filter { $0.term(0) == receptacle }.map { $0.term(1) }
      return places.filter { locations.contains($0.fact.term(1)) }.map(\.bit)
    }
    let ends = kind == .examine ? [] : wanted("receptacletype", placing.first?.terms.last)
    let lying = bits("inreceptacle")
    let treated = kind.treatment.map(bits)
    targets = wanted("objecttype", subject).prefix(64).compactMap { object in
      let held = holding.filter { $0.fact.term(1) == object }.map(\.bit)
      let bit = treated?.first { $0.fact.term(0) == object }?.bit
      guard !held.isEmpty, treated == nil || bit != nil else { return nil }
      let placed = lying.filter { $0.fact.term(0) == object }.compactMap { entry in
        ends.firstIndex(of: entry.fact.term(1)).map { (entry.bit, $0) }
      }
      return Target(object: object, held: held, treated: bit, placed: placed)
    }
    destinations = ends.map(standing)
    let lampObjects = kind == .examine ? wanted("objecttype", toggling.first?.terms.first) : []
    lamps = lying.filter { lampObjects.contains($0.fact.term(0)) }.map { ($0.bit, standing(at: $0.fact.term(1))) }
    let isPlace = Set(places.map(\.bit))
    var workplaces: Set<Int> = []
    let treatedBits = Set(targets.compactMap(\.treated))
    if !treatedBits.isEmpty {
      for number in operators.keys.indices
      where operators.changesOf(number).contains(where: { $0 & 1 == 0 && treatedBits.contains(Int($0 >> 1)) }) {
        for literal in operators.waysOf(number).joined() where literal & 1 == 0 && isPlace.contains(Int(literal >> 1)) {
          workplaces.insert(Int(literal >> 1))
        }
      }
    }
    self.workplaces = workplaces.sorted()
    if targets.isEmpty { kind = .other }
    self.kind = kind
  }

  /// The bit of `seen` for each object that is looked for.
  func marks(_ objects: Int) -> [UInt64] {
    var marks = [UInt64](repeating: 0, count: objects)
    for (place, target) in targets.enumerated() { marks[target.object] = 1 << UInt64(place) }
    return marks
  }

  /// Sub-goals that are reached, of `kind.steps`.
  func reached(_ state: [UInt64], seen: UInt64, isSolved: Bool) -> Int {
    if isSolved { return kind.steps }
    switch kind {
    case .other: return 0
    case .examine: return best(seen) { isHeld($0, state) ? (isAtLamp(state) ? 3 : 2) : 1 }
    case .put, .clean, .heat, .cool:
      return best(seen) { target in kind.steps - left(target, state, ends: destinations.indices) }
    case .two: return max(forSecond(state, seen), best(seen) { 4 - left($0, state, ends: destinations.indices) })
    }
  }

  /// The best of the targets that were found; 0 where none was.
  private func best(_ seen: UInt64, _ value: (Target) -> Int) -> Int {
    var best = 0
    for (place, target) in targets.enumerated() where seen & (1 << UInt64(place)) != 0 {
      best = max(best, value(target))
    }
    return best
  }

  /// Sub-goals of two objects where one lies in its place.
  private func forSecond(_ state: [UInt64], _ seen: UInt64) -> Int {
    var best = 0
    for end in destinations.indices {
      let lying = targets.indices.filter { place in
        targets[place].placed.contains { $0.destination == end && state.has($0.bit) }
      }
      guard !lying.isEmpty else { continue }
      best = max(best, 4)
      for place in targets.indices where !lying.contains(place) && seen & (1 << UInt64(place)) != 0 {
        best = max(best, 8 - left(targets[place], state, ends: end..<(end + 1)))
      }
    }
    return best
  }

  /// Sub-goals that are left for an object that was found.
  private func left(_ target: Target, _ state: [UInt64], ends: Range<Int>) -> Int {
    let isTreated = target.treated.map { state.has($0) } ?? true
    guard isHeld(target, state) else { return isTreated ? 3 : 5 }
    guard isTreated else { return workplaces.contains { state.has($0) } ? 3 : 4 }
    return ends.contains { destinations[$0].contains { state.has($0) } } ? 1 : 2
  }

  private func isHeld(_ target: Target, _ state: [UInt64]) -> Bool { target.held.contains { state.has($0) } }

  private func isAtLamp(_ state: [UInt64]) -> Bool {
    lamps.contains { lamp in state.has(lamp.bit) && lamp.places.contains { state.has($0) } }
  }
}
