/// An action of the four-operator blocks world; blocks are numbers below 16.
public enum BlocksAction: Hashable, Sendable {
  /// Lifts a clear block off the table.
  case pickUp(Int)
  /// Puts the held block on the table.
  case putDown(Int)
  /// Puts the held block (first) on a clear one.
  case stack(Int, Int)
  /// Lifts a clear block (first) off the one below.
  case unstack(Int, Int)

  /// The operator's name in PDDL.
  public var name: String {
    switch self {
    case .pickUp: "pick-up"
    case .putDown: "put-down"
    case .stack: "stack"
    case .unstack: "unstack"
    }
  }

  /// The blocks it names, in order.
  public var blocks: [Int] {
    switch self {
    case .pickUp(let block), .putDown(let block): [block]
    case .stack(let block, let below), .unstack(let block, let below): [block, below]
    }
  }
}
