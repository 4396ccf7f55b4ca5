/// How a problem writes what all blocks worlds of four operators have; plans are written in the same words.
///
/// Two families of files are common: those of the International Planning Competition of 2000 say `handempty` and `ontable`
/// and have the operators `pick-up` and `put-down`; those of the generators that most collections come from say `arm-empty`
/// and `on-table`, with `pickup` and `putdown`. `stack` and `unstack` are the same in both.
public struct BlocksSpelling: Sendable, Equatable {
  /// The domain's name.
  public var domain = "blocksworld-4ops"
  /// The fact that the hand is empty.
  public var handEmpty = "handempty"
  /// The fact that a block stands on the table.
  public var onTable = "ontable"
  /// Lifting off the table.
  public var pickUp = "pick-up"
  /// Putting on the table.
  public var putDown = "put-down"

  /// The words of the competition.
  public init() {}

  /// The words for facts that are called `predicates`, in lower case.
  init(domain: String, predicates: Set<String>) {
    self.init()
    self.domain = domain
    if let word = Self.handEmpty.first(where: predicates.contains) { handEmpty = word }
    if let word = Self.onTable.first(where: predicates.contains) { onTable = word }
    let saysHand = Self.handEmpty.contains(where: predicates.contains)
    if handEmpty.hasPrefix("arm") || !saysHand && onTable == "on-table" {
      if !saysHand { handEmpty = "arm-empty" }
      (pickUp, putDown) = ("pickup", "putdown")
    }
  }

  static let handEmpty = ["handempty", "hand-empty", "arm-empty", "armempty"]
  static let onTable = ["ontable", "on-table"]

  /// What an operator is called here.
  func name(_ action: BlocksAction) -> String {
    switch action {
    case .pickUp: pickUp
    case .putDown: putDown
    case .stack, .unstack: action.name
    }
  }

  /// The operator's name in the competition's words, whichever family `word` (in lower case) is of.
  static func standard(_ word: String) -> String {
    switch word {
    case "pickup": "pick-up"
    case "putdown": "put-down"
    default: word
    }
  }
}
