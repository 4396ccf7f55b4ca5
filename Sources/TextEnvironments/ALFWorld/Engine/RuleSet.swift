/// The rules of a domain and a problem's goal over numbered objects and predicates, with the order in which to look for
/// the objects of each.
struct RuleSet {
  /// A fact with variables (from 0) and objects (as `~object`); places without a term are the object 0.
  struct Atom {
    let predicate: Int
    let count: Int
    private let terms: SIMD4<Int32>

    init(predicate: Int, terms: [Int]) {
      self.predicate = predicate
      count = terms.count
      var own = SIMD4<Int32>(repeating: ~0)
      for (place, term) in terms.enumerated() { own[place] = Int32(term) }
      self.terms = own
    }

    subscript(_ place: Int) -> Int { Int(terms[place]) }

    /// Variables, one for each place that has one.
    var variables: [Int] { (0..<count).map { self[$0] }.filter { $0 >= 0 } }
  }

  /// Two terms that shall or shall not be the same object.
  struct Comparison {
    var first: Int
    var second: Int
    var isEqual: Bool
  }

  /// A part of an effect's condition.
  enum Condition {
    case atom(Atom, isDenied: Bool)
    case comparison(Comparison)
  }

  /// What an effect does.
  struct Effect {
    /// Ways to meet its condition; nil where there is none.
    var conditions: [[Condition]]?
    var atom: Atom
    var isDenied: Bool
  }

  /// What an action is called and does.
  struct Action {
    var name: Int32
    var parameters: Int
    /// Words of the parameters, with their question marks.
    var parameterNames: [Int32]
    var effects: [Effect]
  }

  /// One way to meet an action's precondition, or the goal.
  final class Rule {
    /// -1 for the goal.
    let action: Int
    /// The kind of each variable: a place in `fits`.
    let kinds: [Int]
    let positives: [Atom]
    let negatives: [Atom]
    let comparisons: [Comparison]
    /// The order of all positive atoms, for rules of which no atom changes.
    var plan: [Int] = []
    /// The order of the other atoms where one that changes has been found.
    var triggers: [(place: Int, plan: [Int])] = []

    init(action: Int, kinds: [Int], positives: [Atom], negatives: [Atom], comparisons: [Comparison]) {
      self.action = action
      self.kinds = kinds
      self.positives = positives
      self.negatives = negatives
      self.comparisons = comparisons
    }
  }

  private(set) var actions: [Action] = []
  private(set) var rules: [Rule] = []
  /// Words of the predicates.
  private(set) var predicates: [Int32] = []
  private(set) var arities: [Int] = []
  /// Predicates that an action changes.
  private(set) var isChanging: [Bool] = []
  /// By kind and object.
  private(set) var fits: [[Bool]] = []
  /// Where a predicate's new facts set rules off.
  private(set) var triggers: [[(rule: Int, trigger: Int, place: Int)]] = []
  let objectCount: Int

  private var numbers: [Int32: Int] = [:]
  private var kinds: [Int32: Int] = [:]
  private let objects: [Int32: Int]
  private let types: [Int32]
  private let domain: PDDLDomain
  private let equals: Int32

  /// Rules over the objects that `objects` numbers by their words; `types` are their types.
  init(
    _ domain: PDDLDomain, _ problem: PDDLProblem, objects: [Int32: Int], types: [Int32], _ vocabulary: inout Vocabulary
  ) throws {
    self.domain = domain
    self.objects = objects
    self.types = types
    objectCount = types.count
    equals = vocabulary.number("=")
    for action in domain.actions {
      let effects = try action.effects.map { effect in
        Effect(
          conditions: effect.conditions.contains(where: \.isEmpty)
            ? nil : try effect.conditions.map { try $0.map { try condition($0, vocabulary) } },
          atom: try atom(effect.literal, vocabulary), isDenied: effect.literal.isDenied)
      }
      for effect in effects { isChanging[effect.atom.predicate] = true }
      actions.append(
        Action(
          name: action.name, parameters: action.parameters.count, parameterNames: action.parameters.map(\.name),
          effects: effects))
    }
    for (number, action) in domain.actions.enumerated() {
      for way in action.preconditions { rules.append(try rule(way, action: number, vocabulary)) }
    }
    for way in problem.goal { rules.append(try rule(way, action: -1, vocabulary)) }
    for fact in problem.facts { _ = try predicate(fact.predicate, arity: fact.terms.count, vocabulary) }
    triggers = Array(repeating: [], count: predicates.count)
    for number in rules.indices { plan(number) }
  }

  /// The number of a predicate that something speaks of.
  func predicate(_ word: Int32) -> Int? { numbers[word] }

  /// The kind of a type, for `fits`.
  mutating func kind(_ type: Int32) -> Int {
    if let kind = kinds[type] { return kind }
    kinds[type] = fits.count
    fits.append(types.map { domain.isKind($0, of: type) })
    return fits.count - 1
  }

  private mutating func predicate(_ word: Int32, arity: Int, _ vocabulary: Vocabulary) throws -> Int {
    if let number = numbers[word] {
      guard arities[number] == arity else {
        throw GameError.rules(
          "(\(vocabulary.text(word)) ...) has \(arities[number]) terms in one place and \(arity) in another")
      }
      return number
    }
    numbers[word] = predicates.count
    predicates.append(word)
    arities.append(arity)
    isChanging.append(false)
    return predicates.count - 1
  }

  private func term(_ term: PDDLTerm, _ vocabulary: Vocabulary) throws -> Int {
    if let variable = term.variable { return variable }
    guard let word = term.constant, let object = objects[word] else {
      throw GameError.rules(
        "the rules name '\(term.constant.map(vocabulary.text) ?? "")', which is no object of the problem")
    }
    return ~object
  }

  private mutating func atom(_ literal: PDDLLiteral, _ vocabulary: Vocabulary) throws -> Atom {
    Atom(
      predicate: try predicate(literal.predicate, arity: literal.terms.count, vocabulary),
      terms: try literal.terms.map { try term($0, vocabulary) })
  }

  private func comparison(_ literal: PDDLLiteral, _ vocabulary: Vocabulary) throws -> Comparison {
    Comparison(
      first: try term(literal.terms[0], vocabulary), second: try term(literal.terms[1], vocabulary),
      isEqual: !literal.isDenied)
  }

  private mutating func condition(_ literal: PDDLLiteral, _ vocabulary: Vocabulary) throws -> Condition {
    literal.predicate == equals
      ? .comparison(try comparison(literal, vocabulary))
      : .atom(try atom(literal, vocabulary), isDenied: literal.isDenied)
  }

  private mutating func rule(_ way: PDDLConjunction, action: Int, _ vocabulary: Vocabulary) throws -> Rule {
    guard way.types.count <= 60 else { throw GameError.rules("conditions of more than 60 variables are not supported") }
    var (positives, negatives): ([Atom], [Atom]) = ([], [])
    var comparisons: [Comparison] = []
    for literal in way.literals {
      if literal.predicate == equals {
        comparisons.append(try comparison(literal, vocabulary))
      } else if literal.isDenied {
        negatives.append(try atom(literal, vocabulary))
      } else {
        positives.append(try atom(literal, vocabulary))
      }
    }
    return Rule(
      action: action, kinds: way.types.map { kind($0) }, positives: positives, negatives: negatives,
      comparisons: comparisons)
  }

  private mutating func plan(_ number: Int) {
    let rule = rules[number]
    for (place, atom) in rule.positives.enumerated() where isChanging[atom.predicate] {
      let plan = order(rule, from: place)
      rule.triggers.append((place, plan))
      triggers[atom.predicate].append((number, rule.triggers.count - 1, place))
    }
    rule.plan = order(rule, from: nil)
  }

  /// The other atoms, those with the most terms that are known by then first.
  private func order(_ rule: Rule, from start: Int?) -> [Int] {
    var bound = Set(start.map { rule.positives[$0].variables } ?? [])
    var left = rule.positives.indices.filter { $0 != start }
    var plan: [Int] = []
    while !left.isEmpty {
      func worth(_ place: Int) -> Int {
        let atom = rule.positives[place]
        let known = (0..<atom.count).count { atom[$0] < 0 || bound.contains(atom[$0]) }
        return (known == atom.count ? 1000 : 10 * known) + (isChanging[atom.predicate] ? 0 : 5)
      }
      guard let best = left.max(by: { worth($0) < worth($1) }) else { break }
      left.removeAll { $0 == best }
      plan.append(best)
      bound.formUnion(rule.positives[best].variables)
    }
    return plan
  }
}
