/// What the pixels of one Pong observation row show: 80 x 80 cells, x to the right, y down, cell centres at integers.
///
/// | field | meaning | unit |
/// |---|---|---|
/// | `ball` | centre of the ball | cells |
/// | `ballVelocity` | centre now minus centre one step ago | cells per step |
/// | `agent`, `opponent` | centre of the right and of the left paddle | rows |
public struct PongView: Sendable, Equatable {
  /// A place on the court.
  public struct Point: Sendable, Equatable {
    /// Column, 0 at the left.
    public var x: Float
    /// Row, 0 at the top.
    public var y: Float

    /// Makes a place.
    @inlinable
    public init(x: Float, y: Float) {
      self.x = x
      self.y = y
    }
  }

  /// A movement in one step.
  public struct Velocity: Sendable, Equatable {
    /// Columns to the right.
    public var dx: Float
    /// Rows down.
    public var dy: Float

    /// Makes a movement.
    @inlinable
    public init(dx: Float, dy: Float) {
      self.dx = dx
      self.dy = dy
    }
  }

  /// The ball, or nil when no cell of it can be told from a paddle.
  public var ball: Point?
  /// The ball's movement since the last step, or nil when it was not seen then or has not moved.
  ///
  /// In the step of a bounce this mixes both directions: pixels show no more.
  public var ballVelocity: Velocity?
  /// The agent's paddle, at columns 70 and 71.
  public var agent: Float?
  /// The opponent's paddle, at columns 8 and 9.
  public var opponent: Float?

  /// Makes a view.
  @inlinable
  public init(ball: Point? = nil, ballVelocity: Velocity? = nil, agent: Float? = nil, opponent: Float? = nil) {
    self.ball = ball
    self.ballVelocity = ballVelocity
    self.agent = agent
    self.opponent = opponent
  }
}

/// Finds the ball and the paddles in an observation row, from its cells alone and without allocating.
///
/// The previous frame follows from the present one and from what is newly lit and newly dark in plane 1. A paddle is two
/// columns wide and the ball one, so within a paddle's columns the rows that both columns share are the paddle and what
/// is left over is the ball. A ball that lies wholly inside a paddle cannot be seen.
public enum PongVision {
  /// Rows and columns of the court.
  public static let side = 80
  /// The left column of the agent's paddle.
  public static let agentColumn = 70
  /// The left column of the opponent's paddle.
  public static let opponentColumn = 8
  /// Rows of a paddle.
  public static let paddleRows = 8

  /// Reads a row of `ObservationSpace.sparse(dimension: 12800, …)`, in any order of its words.
  ///
  /// - Complexity: O(lit and changed cells), about 90 words; no allocation.
  public static func read(_ row: UnsafeRawPointer) -> PongView {
    read(row, wordLimit: 2 * side * side)
  }

  /// Reads a row that is held as bytes; a count that overruns the bytes is cut.
  public static func read(bytes row: [UInt8]) -> PongView {
    guard row.count >= 2 else { return PongView() }
    return row.withUnsafeBytes { bytes in
      bytes.baseAddress.map { read($0, wordLimit: bytes.count / 2 - 1) } ?? PongView()
    }
  }

  private static func read(_ row: UnsafeRawPointer, wordLimit: Int) -> PongView {
    let count = min(Int(row.loadUnaligned(as: UInt16.self)), wordLimit)
    return quick(row, count: count) ?? careful(row, count: count)
  }

  /// The usual case: two whole paddles, nothing in their columns but themselves, and the ball elsewhere or absent.
  private static func quick(_ row: UnsafeRawPointer, count: Int) -> PongView? {
    var agent = PaddleExtent()
    var opponent = PaddleExtent()
    var now = BallSum()
    var before = BallSum()
    let cells = side * side
    var index = 1
    while index <= count {
      let word = row.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
      index &+= 1
      let isDifference = word & 0x7FFF >= UInt16(cells)
      let cell = UInt32(word & 0x7FFF) &- (isDifference ? UInt32(cells) : 0)
      let y = cell / UInt32(side)
      let x = cell &- y &* UInt32(side)
      // Columns 8, 9, 70 and 71 in one comparison each: x with its last bit cleared.
      let pair = x & ~1
      if pair == UInt32(agentColumn) || pair == UInt32(opponentColumn) {
        guard !isDifference else { continue }
        if pair == UInt32(agentColumn) { agent.add(Int32(y)) } else { opponent.add(Int32(y)) }
      } else if isDifference {
        before.add(x, y, weight: word & 0x8000 == 0 ? -1 : 1)
      } else {
        now.add(x, y, weight: 1)
      }
    }
    before.add(now)
    guard let me = agent.centre, let other = opponent.centre else { return nil }
    var view = PongView(agent: me, opponent: other)
    guard let ball = now.centre else { return view }
    // The ball may have been in a paddle's columns a step ago.
    guard let last = before.centre else { return nil }
    view.ball = ball
    if last != ball { view.ballVelocity = PongView.Velocity(dx: ball.x - last.x, dy: ball.y - last.y) }
    return view
  }
}

/// The lit cells of a paddle's columns: how many, and between which rows.
private struct PaddleExtent {
  var count: Int32 = 0
  var top = Int32.max
  var bottom = Int32.min

  @inline(__always)
  mutating func add(_ y: Int32) {
    count &+= 1
    top = min(top, y)
    bottom = max(bottom, y)
  }

  /// The centre of a whole paddle with nothing else in its columns, or nil.
  var centre: Float? {
    let rows = Int32(PongVision.paddleRows)
    return count == 2 * rows && bottom &- top == rows &- 1 ? Float(top &+ bottom) / 2 : nil
  }
}

/// Sums over cells outside the paddles' columns.
private struct BallSum {
  var count: Int32 = 0
  var x: Int32 = 0
  var y: Int32 = 0

  @inline(__always)
  mutating func add(_ column: UInt32, _ row: UInt32, weight: Int32) {
    count &+= weight
    x &+= weight &* Int32(truncatingIfNeeded: column)
    y &+= weight &* Int32(truncatingIfNeeded: row)
  }

  mutating func add(_ other: BallSum) {
    count &+= other.count
    x &+= other.x
    y &+= other.y
  }

  var centre: PongView.Point? {
    count > 0 ? PongView.Point(x: Float(x) / Float(count), y: Float(y) / Float(count)) : nil
  }
}
