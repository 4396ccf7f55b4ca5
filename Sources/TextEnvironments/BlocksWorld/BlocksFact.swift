/// One thing that can be said of a blocks world.
public enum BlocksFact: Sendable, Hashable {
  /// The first block lies right on the second.
  case on(Int, Int)
  /// The block stands on the table.
  case onTable(Int)
  /// Nothing lies on the block and it is not in the hand.
  case clear(Int)
  /// The block is in the hand.
  case holding(Int)
  /// The hand is empty.
  case handEmpty

  /// Whether it is so in `state`.
  public func holds(in state: BlocksState) -> Bool {
    switch self {
    case .on(let block, let below): state.isOn(block, below)
    case .onTable(let block): state.isOnTable(block)
    case .clear(let block): state.isClear(block)
    case .holding(let block): state.held == block
    case .handEmpty: state.isHandEmpty
    }
  }
}
