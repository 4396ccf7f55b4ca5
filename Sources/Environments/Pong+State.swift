import RLCore

/// Exact capture and restore, and the features that guidance compares.
extension Pong {
  /// Bytes of a captured state.
  static let stateBytes = 8 * 4 + 4 * 4 + 32 + 8 * 2 + 2 * 4

  /// The whole state as bytes.
  public func capture() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.stateBytes)
    for value in [
      game.ballX, game.ballY, game.ballVX, game.ballVY, game.agentY, game.opponentY, game.opponentAim,
      game.serveDirection,
    ] {
      writer.write(value)
    }
    for value in [game.serveTicks, game.hits, game.agentScore, game.opponentScore] { writer.write(value) }
    writer.write(game.generator)
    for place in [previous, drawn] {
      for value in [place.ballX, place.ballY, place.agent, place.opponent] { writer.write(value) }
    }
    writer.write(steps)
    writer.write(lastMove)
    return writer.bytes
  }

  /// Takes up a captured state.
  public mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == Self.stateBytes else {
      throw EnvironmentError.stateSize(expected: Self.stateBytes, found: state.count)
    }
    var reader = ByteReader(state)
    game.ballX = reader.readFloat()
    game.ballY = reader.readFloat()
    game.ballVX = reader.readFloat()
    game.ballVY = reader.readFloat()
    game.agentY = reader.readFloat()
    game.opponentY = reader.readFloat()
    game.opponentAim = reader.readFloat()
    game.serveDirection = reader.readFloat()
    game.serveTicks = reader.read()
    game.hits = reader.read()
    game.agentScore = reader.read()
    game.opponentScore = reader.read()
    game.generator = reader.readGenerator()
    previous = Drawn(ballX: reader.read(), ballY: reader.read(), agent: reader.read(), opponent: reader.read())
    drawn = Drawn(ballX: reader.read(), ballY: reader.read(), agent: reader.read(), opponent: reader.read())
    steps = reader.read()
    lastMove = reader.read()
  }

  /// The six quantities of `PongVision`, read from the row's pixels and scaled to about [-1, 1].
  public func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    let view = PongVision.read(row)
    let half = Float(PongGame.court) / 2
    for index in 0..<6 { features[index] = 0 }
    if let ball = view.ball {
      features[0] = (Float(ball.x) - half) / half
      features[1] = (Float(ball.y) - half) / half
    }
    if let velocity = view.ballVelocity {
      features[2] = Float(velocity.dx) / 10
      features[3] = Float(velocity.dy) / 10
    }
    features[4] = view.agent.map { (Float($0) - half) / half } ?? 0
    features[5] = view.opponent.map { (Float($0) - half) / half } ?? 0
  }
}
