/// What stands in a fact's place: a variable by its number, or a constant.
struct PDDLTerm: Hashable {
  private let code: Int32

  private init(code: Int32) { self.code = code }

  /// The variable with that number.
  static func variable(_ number: Int) -> PDDLTerm { PDDLTerm(code: Int32(number)) }
  /// The constant that is called by that word.
  static func constant(_ word: Int32) -> PDDLTerm { PDDLTerm(code: ~word) }

  /// The variable's number, or nil for a constant.
  var variable: Int? { code >= 0 ? Int(code) : nil }
  /// The constant's word, or nil for a variable.
  var constant: Int32? { code < 0 ? ~code : nil }
}

/// A fact with variables, said or denied.
struct PDDLLiteral {
  /// The predicate's word; that of `=` compares its two terms.
  var predicate: Int32
  var terms: [PDDLTerm]
  var isDenied: Bool
}

/// One way to meet a condition: literals that hold together, for some values of variables that stand nowhere else.
struct PDDLConjunction {
  /// The types of all variables; an action's parameters come first.
  var types: [Int32]
  var literals: [PDDLLiteral]
}

/// What one part of an action's effect does.
struct PDDLEffect {
  /// Ways to meet its condition, over the parameters; one without literals where there is none.
  var conditions: [[PDDLLiteral]]
  /// What becomes true, or false where it is denied.
  var literal: PDDLLiteral
}

/// An action schema, its precondition in disjunctive normal form.
struct PDDLAction {
  var name: Int32
  /// Names of the parameters with their question marks, and types.
  var parameters: [(name: Int32, type: Int32)]
  var preconditions: [PDDLConjunction]
  var effects: [PDDLEffect]
}
