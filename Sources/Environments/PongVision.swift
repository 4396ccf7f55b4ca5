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
/// The previous frame follows from the present one and from what is newly lit and newly dark in plane 1. A paddle is two columns
/// wide and the ball one, so within a paddle's columns the rows that both columns share are the paddle and what is left
/// over is the ball. A ball that lies wholly inside a paddle cannot be seen.
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
    var now = Scene()
    var lit = Scene()
    var dark = Scene()
    let cells = side * side
    let count = min(Int(row.loadUnaligned(as: UInt16.self)), wordLimit)
    var index = 1
    while index <= count {
      let word = row.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)
      index &+= 1
      let cell = Int(word & 0x7FFF)
      if cell < cells {
        now.add(cell)
      } else if cell < 2 * cells {
        if word & 0x8000 == 0 { lit.add(cell &- cells) } else { dark.add(cell &- cells) }
      }
    }
    let before = now.turnedBack(lit: lit, dark: dark)
    var view = PongView(agent: now.agent.paddle, opponent: now.opponent.paddle)
    guard let ball = now.ball else { return view }
    view.ball = ball
    if let last = before.ball, last != ball {
      view.ballVelocity = PongView.Velocity(dx: ball.x - last.x, dy: ball.y - last.y)
    }
    return view
  }
}

/// The lit rows of a paddle's two columns, one bit a row.
private struct PaddleColumns {
  var left: UInt128 = 0
  var right: UInt128 = 0

  /// The rows that both columns share: the paddle.
  var shared: UInt128 { left & right }

  func turnedBack(lit: PaddleColumns, dark: PaddleColumns) -> PaddleColumns {
    PaddleColumns(left: left & ~lit.left | dark.left, right: right & ~lit.right | dark.right)
  }

  /// The paddle's centre. A paddle that is cut by an edge still has its full height.
  var paddle: Float? {
    let rows = shared
    guard rows != 0 else { return nil }
    let top = rows.trailingZeroBitCount
    let bottom = 127 - rows.leadingZeroBitCount
    let reach = Float(PongVision.paddleRows - 1) / 2
    if bottom - top + 1 < PongVision.paddleRows {
      if top == 0 { return Float(bottom) - reach }
      if bottom == PongVision.side - 1 { return Float(top) + reach }
    }
    return Float(top + bottom) / 2
  }

  /// The ball's centre where it shows beside or beyond the paddle in one of the columns.
  func ball(column: Int) -> PongView.Point? {
    let rest = left ^ right
    guard rest != 0 else { return nil }
    let top = rest.trailingZeroBitCount
    let bottom = 127 - rest.leadingZeroBitCount
    var y = Float(top + bottom) / 2
    if top == bottom {
      // One of the ball's two rows lies in the paddle: it is the neighbour that both columns share.
      if shared & (1 &<< UInt128(top &+ 1)) != 0 {
        y += 0.5
      } else if top > 0, shared & (1 &<< UInt128(top &- 1)) != 0 {
        y -= 0.5
      }
    }
    return PongView.Point(x: Float(left & rest != 0 ? column : column + 1), y: y)
  }
}

/// Sums over the cells of one frame, or of the cells that changed: sums subtract, so the previous frame's follow.
private struct Scene {
  var agent = PaddleColumns()
  var opponent = PaddleColumns()
  var count = 0
  var sumX = 0
  var sumY = 0

  @inline(__always)
  mutating func add(_ cell: Int) {
    let y = cell / PongVision.side
    let x = cell &- y &* PongVision.side
    let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: y)
    switch x {
    case PongVision.agentColumn: agent.left |= bit
    case PongVision.agentColumn + 1: agent.right |= bit
    case PongVision.opponentColumn: opponent.left |= bit
    case PongVision.opponentColumn + 1: opponent.right |= bit
    default:
      count &+= 1
      sumX &+= x
      sumY &+= y
    }
  }

  /// The frame before the change that led to this one. A cell that is both newly lit and newly dark was lit: two things
  /// crossed there.
  func turnedBack(lit: Scene, dark: Scene) -> Scene {
    var before = Scene()
    before.agent = agent.turnedBack(lit: lit.agent, dark: dark.agent)
    before.opponent = opponent.turnedBack(lit: lit.opponent, dark: dark.opponent)
    before.count = count &- lit.count &+ dark.count
    before.sumX = sumX &- lit.sumX &+ dark.sumX
    before.sumY = sumY &- lit.sumY &+ dark.sumY
    return before
  }

  /// The ball: the cells outside the paddles' columns, else what a paddle does not explain.
  var ball: PongView.Point? {
    if count > 0 {
      return PongView.Point(x: Float(sumX) / Float(count), y: Float(sumY) / Float(count))
    }
    return agent.ball(column: PongVision.agentColumn) ?? opponent.ball(column: PongVision.opponentColumn)
  }
}
