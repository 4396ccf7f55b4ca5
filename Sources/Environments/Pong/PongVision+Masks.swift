/// The careful reading: every case, by masks of the paddles' columns.
extension PongVision {
  /// Every case, by masks of the paddles' columns.
  static func careful(_ row: UnsafeRawPointer, count: Int) -> PongView {
    var now = PongScene()
    var lit = PongScene()
    var dark = PongScene()
    let cells = side * side
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
struct PaddleColumns {
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
struct PongScene {
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
  func turnedBack(lit: PongScene, dark: PongScene) -> PongScene {
    var before = PongScene()
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
