import RLCore

/// How the court becomes cells of a sparse row.
extension Pong {
  @inline(__always)
  static func paddle(_ column: Int, _ top: Int16, _ words: UnsafeMutablePointer<UInt16>, _ count: inout Int) {
    var cell = UInt16(truncatingIfNeeded: Int(top) &* PongGame.court &+ column)
    for _ in 0..<PongGame.paddleHeight {
      words[count] = cell
      words[count &+ 1] = cell &+ 1
      count &+= 2
      cell &+= UInt16(PongGame.court)
    }
  }

  @inline(__always)
  static func ball(_ place: Drawn, _ flags: UInt16, _ words: UnsafeMutablePointer<UInt16>, _ count: inout Int) {
    let cell = UInt16(truncatingIfNeeded: Int(place.ballY) &* PongGame.court &+ Int(place.ballX))
    let base = flags & ~sparseNegativeBit
    let sign = flags & sparseNegativeBit
    words[count] = (cell &+ base) | sign
    words[count &+ 1] = (cell &+ UInt16(PongGame.court) &+ base) | sign
    count &+= 2
  }

  /// The rows that a moved paddle newly covers, and those it left.
  @inline(__always)
  static func paddleDifference(
    _ column: Int, _ now: Int16, _ before: Int16, _ words: UnsafeMutablePointer<UInt16>, _ count: inout Int
  ) {
    guard now != before else { return }
    let height = Int16(PongGame.paddleHeight)
    let moved = min(abs(now &- before), height)
    let lit = now > before ? now &+ height &- moved : now
    let dark = now > before ? before : before &+ height &- moved
    for offset in 0..<moved {
      let litCell = UInt16(truncatingIfNeeded: Pong.plane &+ Int(lit &+ offset) &* PongGame.court &+ column)
      let darkCell = UInt16(truncatingIfNeeded: Pong.plane &+ Int(dark &+ offset) &* PongGame.court &+ column)
      words[count] = litCell
      words[count &+ 1] = litCell &+ 1
      words[count &+ 2] = darkCell | sparseNegativeBit
      words[count &+ 3] = (darkCell &+ 1) | sparseNegativeBit
      count &+= 4
    }
  }

  /// Whether the ball may lie on a paddle or partly where it lay before, so that a cell could be named twice.
  @inline(__always)
  static func mayShareCells(_ now: Drawn, _ before: Drawn) -> Bool {
    isInPaddleColumn(now.ballX) || isInPaddleColumn(before.ballX)
      || (now.ballX == before.ballX && now.ballY != before.ballY)
  }

  @inline(__always)
  private static func isInPaddleColumn(_ column: Int16) -> Bool {
    let agent = Int16(PongGame.agentColumn)
    let opponent = Int16(PongGame.opponentColumn)
    return column == agent || column == agent &+ 1 || column == opponent || column == opponent &+ 1
  }

  /// The row of such a state, cell by cell, each at most once; rare, so it may take its time.
  static func observeApart(_ now: Drawn, _ before: Drawn, _ words: UnsafeMutablePointer<UInt16>) {
    // Counted in place: a captured variable would be checked for exclusive access at every cell.
    words[0] = 0
    func add(_ x: Int, _ y: Int, _ flags: UInt16, _ offset: Int) {
      words[0] &+= 1
      words[Int(words[0])] = UInt16(truncatingIfNeeded: y &* PongGame.court &+ x &+ offset) | flags
    }
    forEachLit(now) { x, y in add(x, y, 0, 0) }
    forEachLit(now) { x, y in if !isLit(x, y, before) { add(x, y, 0, plane) } }
    forEachLit(before) { x, y in if !isLit(x, y, now) { add(x, y, sparseNegativeBit, plane) } }
  }

  private static func forEachLit(_ place: Drawn, _ body: (_ x: Int, _ y: Int) -> Void) {
    for (column, top) in [(PongGame.opponentColumn, place.opponent), (PongGame.agentColumn, place.agent)] {
      for row in 0..<PongGame.paddleHeight {
        body(column, Int(top) + row)
        body(column + 1, Int(top) + row)
      }
    }
    guard place.ballX >= 0 else { return }
    for row in 0..<PongGame.ballHeight {
      let (x, y) = (Int(place.ballX), Int(place.ballY) + row)
      if !isPaddle(x, y, place) { body(x, y) }
    }
  }

  private static func isPaddle(_ x: Int, _ y: Int, _ place: Drawn) -> Bool {
    func covers(_ column: Int, _ top: Int16) -> Bool {
      (column...(column + 1)).contains(x) && (Int(top)..<(Int(top) + PongGame.paddleHeight)).contains(y)
    }
    return covers(PongGame.opponentColumn, place.opponent) || covers(PongGame.agentColumn, place.agent)
  }

  private static func isLit(_ x: Int, _ y: Int, _ place: Drawn) -> Bool {
    let isBall =
      Int(place.ballX) == x && (Int(place.ballY)..<(Int(place.ballY) + PongGame.ballHeight)).contains(y)
    return isBall || isPaddle(x, y, place)
  }
}
