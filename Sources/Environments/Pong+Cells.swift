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
}
