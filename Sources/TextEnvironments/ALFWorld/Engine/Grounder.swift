/// Finds every action that a game can ever have, from the rules and the start, as a fixed point.
///
/// Facts that cannot become true drop out, so that of some ten thousand combinations of objects those remain that mean
/// something: an apple is never put into a drawer that cannot hold it. What is denied counts as possible throughout, so
/// what is found is at least what can happen, and the conditions of each action are checked in each state.
/// - Complexity: every pair of an action and the facts that it asks for is found once, when the last of them is.
struct Grounder {
  /// One way to meet the precondition of one action.
  struct Variant {
    /// The operator; -1 for the goal.
    var `operator`: Int
    /// Numbers of facts, doubled, plus one where denied.
    var literals: Range<Int>
  }

  /// An action with its objects.
  struct Operator {
    var key: GroundKey
    /// Places in `effects`.
    var effects: Range<Int>
  }

  /// A fact that an operator makes true or false.
  struct GroundEffect {
    /// Ways to meet its condition, as literals; nil where there is none.
    var conditions: [[Int32]]?
    var fact: Int
    var isDenied: Bool
  }

  private let rules: RuleSet
  private(set) var index = FactIndex()
  /// By number of a fact: it is true at first or an action can make it true.
  private(set) var isReachable: [Bool] = []
  private(set) var operators: [Operator] = []
  private(set) var effects: [GroundEffect] = []
  private(set) var variants: [Variant] = []
  private(set) var literals: [Int32] = []

  private var stores: [FactStore]
  private var queue: [Int32] = []
  private var known: [GroundKey: Int] = [:]
  private var binding = [Int](repeating: -1, count: ConditionReader.mostVariables)
  /// The fact that is being followed, and where in the rule it stands.
  private var trigger: (fact: Int32, place: Int) = (-1, -1)
  /// Facts and objects that were tried in a rule's places.
  private var attempts = 0

  /// Actions of a game, at most; a house of sixty objects has a few thousand.
  static let mostOperators = 100_000
  private static let mostAttempts = 20_000_000

  private var isTooLarge: Bool { attempts > Self.mostAttempts || operators.count > Self.mostOperators }

  /// Grounds `rules` from the facts that hold at first.
  ///
  /// - Throws: `GameError.rules` where rules and objects come to more actions than can be held.
  init(_ rules: RuleSet, initial: [Fact]) throws {
    self.rules = rules
    known.reserveCapacity(4096)
    operators.reserveCapacity(4096)
    effects.reserveCapacity(16384)
    literals.reserveCapacity(16384)
    stores = rules.arities.map { FactStore(arity: $0, objects: rules.objectCount) }
    for fact in initial {
      let number = intern(fact)
      guard !isReachable[number] else { continue }
      isReachable[number] = true
      if rules.isChanging[fact.predicate] { queue.append(Int32(number)) } else { store(number) }
    }
    for (number, rule) in rules.rules.enumerated() where rule.triggers.isEmpty {
      trigger = (-1, -1)
      join(number, rule.plan, 0)
    }
    var next = 0
    while next < queue.count {
      let fact = queue[next]
      next += 1
      store(Int(fact))
      follow(fact)
      if isTooLarge { break }
    }
    guard !isTooLarge else {
      throw GameError.rules(
        "its actions and objects come to more than \(Self.mostOperators) possible actions; an action with fewer "
          + "parameters, or parameters of narrower types, has fewer")
    }
  }

  private mutating func intern(_ fact: Fact) -> Int {
    let number = index.intern(fact)
    if number == isReachable.count { isReachable.append(false) }
    return number
  }

  private mutating func store(_ number: Int) {
    let fact = index.facts[number]
    stores[fact.predicate].insert(fact, Int32(number))
  }

  private mutating func follow(_ number: Int32) {
    let fact = index.facts[Int(number)]
    for entry in rules.triggers[fact.predicate] {
      let rule = rules.rules[entry.rule]
      let atom = rule.positives[entry.place]
      trigger = (number, entry.place)
      let bound = bind(atom, fact, rule)
      if bound.matches { join(entry.rule, rule.triggers[entry.trigger].plan, 0) }
      unbind(bound.mask)
    }
  }

  /// Gives the variables of an atom the objects of a fact; says which became bound.
  private mutating func bind(_ atom: RuleSet.Atom, _ fact: Fact, _ rule: RuleSet.Rule) -> (matches: Bool, mask: UInt64)
  {
    var mask: UInt64 = 0
    for place in 0..<atom.count {
      let (term, object) = (atom[place], fact.term(place))
      guard term >= 0 else {
        if ~term != object { return (false, mask) }
        continue
      }
      if binding[term] >= 0 {
        if binding[term] != object { return (false, mask) }
      } else {
        guard rules.fits[rule.kinds[term]][object] else { return (false, mask) }
        binding[term] = object
        mask |= 1 << UInt64(term)
      }
    }
    return (true, mask)
  }

  private mutating func unbind(_ mask: UInt64) {
    var mask = mask
    while mask != 0 {
      binding[mask.trailingZeroBitCount] = -1
      mask &= mask - 1
    }
  }

  private func object(_ term: Int) -> Int { term >= 0 ? binding[term] : ~term }

  private func fact(_ atom: RuleSet.Atom) -> Fact {
    Fact(atom.predicate, object(atom[0]), object(atom[1]), object(atom[2]))
  }

  private mutating func join(_ number: Int, _ plan: [Int], _ depth: Int) {
    let rule = rules.rules[number]
    guard depth < plan.count else { return bindRest(rule, 0) }
    let place = plan[depth]
    let atom = rule.positives[place]
    for candidate in candidates(atom) {
      attempts += 1
      if isTooLarge { return }
      // Of two facts of one kind the later finds the pair, and it only once.
      if candidate == trigger.fact, place < trigger.place { continue }
      let bound = bind(atom, index.facts[Int(candidate)], rule)
      if bound.matches { join(number, plan, depth + 1) }
      unbind(bound.mask)
    }
  }

  /// Facts that an atom can be: all of its predicate, or the shortest list by an object that is known.
  private func candidates(_ atom: RuleSet.Atom) -> [Int32] {
    var best: (place: Int, object: Int, count: Int)?
    for place in 0..<atom.count where atom[place] < 0 || binding[atom[place]] >= 0 {
      let object = object(atom[place])
      let count = stores[atom.predicate].count(at: place, object)
      if count < best?.count ?? .max { best = (place, object, count) }
    }
    return best.map { stores[atom.predicate].members(at: $0.place, $0.object) } ?? stores[atom.predicate].members
  }

  /// Variables of which nothing positive is said stand for every object of their type.
  private mutating func bindRest(_ rule: RuleSet.Rule, _ from: Int) {
    guard let variable = (from..<rule.kinds.count).first(where: { binding[$0] < 0 }) else { return emit(rule) }
    for object in 0..<rules.objectCount where rules.fits[rule.kinds[variable]][object] {
      attempts += 1
      if isTooLarge { break }
      binding[variable] = object
      bindRest(rule, variable + 1)
    }
    binding[variable] = -1
  }

  private mutating func emit(_ rule: RuleSet.Rule) {
    for pair in rule.comparisons where (object(pair.first) == object(pair.second)) != pair.isEqual { return }
    for atom in rule.negatives where !rules.isChanging[atom.predicate] {
      if let number = index.number(fact(atom)), isReachable[number] { return }
    }
    let start = literals.count
    for atom in rule.positives where rules.isChanging[atom.predicate] {
      literals.append(Int32(intern(fact(atom))) << 1)
    }
    for atom in rule.negatives where rules.isChanging[atom.predicate] {
      literals.append(Int32(intern(fact(atom))) << 1 | 1)
    }
    let range = start..<literals.count
    guard rule.action >= 0 else { return variants.append(Variant(operator: -1, literals: range)) }
    var parameters = SIMD8<Int16>(repeating: -1)
    for place in 0..<rules.actions[rule.action].parameters { parameters[place] = Int16(binding[place]) }
    let key = GroundKey(action: Int32(rule.action), parameters: parameters)
    let number = known[key] ?? add(key)
    // What changes nothing from there is no action: going to where one is.
    guard changesSomething(number, range) else { return }
    variants.append(Variant(operator: number, literals: range))
    for place in operators[number].effects where !effects[place].isDenied {
      let fact = effects[place].fact
      guard !isReachable[fact] else { continue }
      isReachable[fact] = true
      queue.append(Int32(fact))
    }
  }

  private mutating func add(_ key: GroundKey) -> Int {
    let start = effects.count
    for effect in rules.actions[Int(key.action)].effects {
      var conditions: [[Int32]]?
      if let all = effect.conditions {
        var own: [[Int32]] = []
        for atoms in all {
          if let literals = condition(atoms) { own.append(literals) }
        }
        if own.isEmpty { continue }
        conditions = own
      }
      effects.append(GroundEffect(conditions: conditions, fact: intern(fact(effect.atom)), isDenied: effect.isDenied))
    }
    operators.append(Operator(key: key, effects: start..<effects.count))
    known[key] = operators.count - 1
    return operators.count - 1
  }

  /// The literals of an effect's condition; nil where a fact that never changes speaks against it.
  private mutating func condition(_ atoms: [RuleSet.Condition]) -> [Int32]? {
    var found: [Int32] = []
    for condition in atoms {
      switch condition {
      case .comparison(let pair):
        if (object(pair.first) == object(pair.second)) != pair.isEqual { return nil }
      case .atom(let atom, let isDenied):
        let fact = fact(atom)
        if rules.isChanging[atom.predicate] {
          found.append(Int32(intern(fact)) << 1 | (isDenied ? 1 : 0))
        } else if (index.number(fact).map { isReachable[$0] } ?? false) == isDenied {
          return nil
        }
      }
    }
    return found
  }

  private func changesSomething(_ number: Int, _ range: Range<Int>) -> Bool {
    let own = operators[number].effects
    for place in own {
      let (fact, isDenied) = (effects[place].fact, effects[place].isDenied)
      // What is taken back and made true at once is true.
      if isDenied, own.contains(where: { !effects[$0].isDenied && effects[$0].fact == fact }) { continue }
      let literal = Int32(fact) << 1 | (isDenied ? 1 : 0)
      if !range.contains(where: { literals[$0] == literal }) { return true }
    }
    return false
  }
}

/// The facts of one predicate, by the objects at each of their places.
struct FactStore {
  private(set) var members: [Int32] = []
  private var byObject: [[[Int32]]]

  init(arity: Int, objects: Int) {
    byObject = [[[Int32]]](repeating: [[Int32]](repeating: [], count: objects), count: arity)
  }

  mutating func insert(_ fact: Fact, _ number: Int32) {
    members.append(number)
    for place in byObject.indices { byObject[place][fact.term(place)].append(number) }
  }

  func members(at place: Int, _ object: Int) -> [Int32] { byObject[place][object] }

  func count(at place: Int, _ object: Int) -> Int { byObject[place][object].count }
}
