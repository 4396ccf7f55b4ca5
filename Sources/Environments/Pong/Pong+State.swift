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

  /// Takes up a captured state; one that is damaged is refused and changes nothing.
  public mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == Self.stateBytes else {
      throw EnvironmentError.stateSize(expected: Self.stateBytes, found: state.count)
    }
    var copy = self
    copy.read(state)
    guard copy.isPossible else { throw EnvironmentError.damagedState }
    self = copy
  }

  private mutating func read(_ state: some Collection<UInt8>) {
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

  /// Whether every place lies on the court: damaged bytes must not reach arithmetic that cannot take them.
  private var isPossible: Bool {
    func isPlace(_ value: Float, below limit: Int) -> Bool { value >= 0 && value <= Float(limit) }
    let (court, lowest, lowestBall) = (
      PongGame.court, PongGame.court - PongGame.paddleHeight, PongGame.court - PongGame.ballHeight
    )
    let speeds = [game.ballVX, game.ballVY, game.opponentAim, game.serveDirection]
    return isPlace(game.ballX, below: court) && isPlace(game.ballY, below: lowestBall)
      && isPlace(game.agentY, below: lowest) && isPlace(game.opponentY, below: lowest)
      && speeds.allSatisfy { abs($0) <= 16 } && game.serveTicks >= 0 && (-1...1).contains(lastMove)
      && [previous, drawn].allSatisfy { place in
        (-1..<Int16(court)).contains(place.ballX) && (0...Int16(lowestBall)).contains(place.ballY)
          && (0...Int16(lowest)).contains(place.agent) && (0...Int16(lowest)).contains(place.opponent)
      }
  }

  /// What decides the right movement, read from the row's pixels: the ball's column, its height against the own paddle
  /// and on the court, and its motion. The first two scales let a difference of four rows count as much as of eight
  /// columns, since a paddle is eight rows high.
  ///
  /// The opponent is left out: it does not matter to where the own paddle should go. Without a ball in sight nothing
  /// should match, so the features then lie far from all others.
  public func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    let view = PongVision.read(row)
    guard let ball = view.ball, let velocity = view.ballVelocity, let agent = view.agent else {
      for index in 0..<Self.featureNames.count { features[index] = 1_000 }
      return
    }
    features[0] = ball.x / 40 - 1
    features[1] = (ball.y - agent) / 20
    features[2] = velocity.dx / 8
    features[3] = velocity.dy / 8
    features[4] = (ball.y / 40 - 1) / 2
  }

  /// Names of the features, in order.
  public var featureNames: [String] { Self.featureNames }

  static let featureNames = ["ball x", "ball below own paddle", "ball dx", "ball dy", "ball y"]
}
