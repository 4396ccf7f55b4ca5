/// A state of the blocks world with at most sixteen blocks, in twelve bytes.
///
/// Every block has four bits that name its support: the block below, or the block itself when it is on the table or in
/// the hand. `clear` follows from the rest and is kept for speed, so it takes no part in hashing.
public struct BlocksState: Sendable {
  /// The most blocks a state can hold.
  public static let capacity = 16
  /// Nobody's number.
  static let none: UInt8 = 255

  private(set) var supports: UInt64
  private(set) var clearBits: UInt16
  private var hand: UInt8

  /// All of `blocks` blocks on the table, the hand empty.
  public init(blocks: Int) {
    supports = 0xFEDC_BA98_7654_3210
    clearBits = UInt16(truncatingIfNeeded: (1 << blocks) - 1)
    hand = Self.none
  }

  /// The block in the hand.
  public var held: Int? { hand == Self.none ? nil : Int(hand) }

  /// The hand is empty.
  public var isHandEmpty: Bool { hand == Self.none }

  /// Nothing lies on the block and it is not in the hand.
  public func isClear(_ block: Int) -> Bool { clearBits >> UInt16(truncatingIfNeeded: block) & 1 == 1 }

  /// The block right below, if there is one.
  public func support(of block: Int) -> Int? {
    let below = nibble(block)
    return below == block ? nil : below
  }

  /// The block stands on the table.
  public func isOnTable(_ block: Int) -> Bool { nibble(block) == block && hand != UInt8(truncatingIfNeeded: block) }

  /// The first block lies right on the second.
  public func isOn(_ block: Int, _ below: Int) -> Bool { block != below && nibble(block) == below }

  /// Whether `action` may be taken; block numbers must be ones of the state.
  public func allows(_ action: BlocksAction) -> Bool {
    switch action {
    case .pickUp(let block): isHandEmpty && isClear(block) && nibble(block) == block
    case .putDown(let block): hand == UInt8(truncatingIfNeeded: block)
    case .stack(let block, let below):
      hand == UInt8(truncatingIfNeeded: block) && block != below && isClear(below)
    case .unstack(let block, let below): isHandEmpty && isClear(block) && isOn(block, below)
    }
  }

  /// The state after `action`, or nil where it is not allowed.
  public func applying(_ action: BlocksAction) -> BlocksState? {
    guard allows(action) else { return nil }
    var next = self
    switch action {
    case .pickUp(let block):
      next.hand = UInt8(truncatingIfNeeded: block)
      next.clearBits &= ~Self.bit(block)
    case .putDown(let block):
      next.hand = Self.none
      next.clearBits |= Self.bit(block)
    case .stack(let block, let below):
      next.setNibble(block, below)
      next.hand = Self.none
      next.clearBits = (next.clearBits | Self.bit(block)) & ~Self.bit(below)
    case .unstack(let block, let below):
      next.setNibble(block, block)
      next.hand = UInt8(truncatingIfNeeded: block)
      next.clearBits = (next.clearBits | Self.bit(below)) & ~Self.bit(block)
    }
    return next
  }

  /// Calls `body` for every action allowed, in order of block: lifting with an empty hand, else putting down first.
  @inline(__always)
  func forEachAction(_ body: (BlocksAction) -> Void) {
    var rest = clearBits
    if let held {
      body(.putDown(held))
      while rest != 0 {
        body(.stack(held, rest.trailingZeroBitCount))
        rest &= rest &- 1
      }
    } else {
      while rest != 0 {
        let block = rest.trailingZeroBitCount
        let below = nibble(block)
        body(below == block ? .pickUp(block) : .unstack(block, below))
        rest &= rest &- 1
      }
    }
  }

  /// Every action allowed.
  public var actions: [BlocksAction] {
    var all: [BlocksAction] = []
    forEachAction { all.append($0) }
    return all
  }

  /// The block right on `block`, if there is one. A block in the hand lies on nothing.
  public func above(_ block: Int, blocks: Int) -> Int? {
    isClear(block) ? nil : (0..<blocks).first { isOn($0, block) }
  }

  /// How many blocks lie on `block`, directly or not.
  public func countAbove(_ block: Int, blocks: Int) -> Int {
    var count = 0
    var top = block
    while let next = above(top, blocks: blocks) {
      count += 1
      top = next
    }
    return count
  }

  private static func bit(_ block: Int) -> UInt16 { 1 << UInt16(truncatingIfNeeded: block) }

  private func nibble(_ block: Int) -> Int {
    Int(truncatingIfNeeded: supports &>> UInt64(truncatingIfNeeded: 4 &* block) & 15)
  }

  private mutating func setNibble(_ block: Int, _ value: Int) {
    let shift = UInt64(truncatingIfNeeded: 4 &* block)
    supports = supports & ~(15 &<< shift) | UInt64(truncatingIfNeeded: value) &<< shift
  }
}

extension BlocksState: Hashable {
  /// Equal supports and hand; `clear` follows from them.
  public static func == (one: BlocksState, other: BlocksState) -> Bool {
    one.supports == other.supports && one.hand == other.hand && one.clearBits == other.clearBits
  }

  /// Feeds supports and hand.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(supports)
    hasher.combine(hand)
  }
}
