public import RLCore

/// The rules of the game, one tick at a time; everything that changes is in here, as plain numbers.
///
/// Lengths are cells of the 80x80 court, speeds cells per tick (60 ticks a second in Atari's time). Places are top-left
/// corners. The tick allocates nothing and draws random numbers only at a serve and when the opponent takes new aim.
public struct PongGame: Sendable, Equatable {
  /// Cells across and down.
  public static let court = 80
  /// Left column of the opponent's paddle, which is two columns wide.
  public static let opponentColumn = 8
  /// Left column of the agent's paddle, which is two columns wide.
  public static let agentColumn = 70
  /// Rows of a paddle.
  public static let paddleHeight = 8
  /// Rows of the ball, which is one column wide.
  public static let ballHeight = 2

  static let lowestPaddle = Float(court - paddleHeight)
  static let lowestBall = Float(court - ballHeight)
  /// The agent's speed; five rows in a step of four ticks.
  static let agentSpeed: Float = 1.25
  /// The opponent's greatest speed; steep returns outrun it.
  static let opponentSpeed: Float = 0.9
  /// Horizontal speed of a serve.
  static let serveSpeed: Float = 0.9
  /// What a hit adds to the horizontal speed of the rally.
  static let speedGain: Float = 0.05
  /// Horizontal speed at most, edge hits not included.
  static let speedLimit: Float = 1.6
  /// Horizontal speed added by a hit with the very edge of a paddle.
  static let edgeGain: Float = 0.35
  /// Vertical speed after a hit with the very edge, in units of the horizontal speed.
  static let edgeSlope: Float = 1.35
  /// Ticks between a point and the next serve.
  static let serveDelay: Int32 = 10

  /// The ball's place.
  public var ballX: Float = 40
  /// The ball's place.
  public var ballY: Float = 39
  /// The ball's speed to the right.
  public var ballVX: Float = 0
  /// The ball's speed downwards.
  public var ballVY: Float = 0
  /// Top of the agent's paddle.
  public var agentY: Float = 36
  /// Top of the opponent's paddle.
  public var opponentY: Float = 36
  /// Where on its paddle the opponent means to meet the ball, off centre, in rows.
  public var opponentAim: Float = 0
  /// Ticks until the serve; 0 while the ball is in play.
  public var serveTicks: Int32 = 0
  /// +1 serves towards the agent, -1 towards the opponent.
  public var serveDirection: Float = 1
  /// Hits in this rally.
  public var hits: Int32 = 0
  /// Points of the agent.
  public var agentScore: Int32 = 0
  /// Points of the opponent.
  public var opponentScore: Int32 = 0
  /// The randomness of serves, aim and sticky actions.
  public var generator: SeededGenerator

  /// A game that is about to serve to a side chosen by chance.
  public init(generator: SeededGenerator) {
    self.generator = generator
    serveDirection = self.generator.uniformFloat() < 0.5 ? -1 : 1
    serveTicks = Self.serveDelay
  }

  /// Whether the ball is on the court.
  public var isBallInPlay: Bool { serveTicks == 0 }

  /// Advances one tick. `direction` is -1 (up), 0 or +1 (down). Returns +1, -1 or 0: the point that was made.
  @inline(__always)
  public mutating func tick(direction: Float) -> Int32 {
    agentY = min(max(agentY + direction * Self.agentSpeed, 0), Self.lowestPaddle)
    if serveTicks > 0 {
      serveTicks &-= 1
      if serveTicks == 0 { serve() }
      return 0
    }
    moveOpponent()
    let previousX = ballX
    ballX += ballVX
    ballY += ballVY
    if ballY < 0 {
      ballY = -ballY
      ballVY = -ballVY
    } else if ballY > Self.lowestBall {
      ballY = 2 * Self.lowestBall - ballY
      ballVY = -ballVY
    }
    if ballVX > 0 {
      let face = Float(Self.agentColumn) - 1
      if ballX >= face, previousX < face, meets(agentY) { bounce(off: agentY, at: face, towards: -1) }
      if ballX >= Float(Self.court) { return point(to: -1) }
    } else {
      let face = Float(Self.opponentColumn) + 2
      if ballX <= face, previousX > face, meets(opponentY) { bounce(off: opponentY, at: face, towards: 1) }
      if ballX < 0 { return point(to: 1) }
    }
    return 0
  }

  @inline(__always)
  private func meets(_ paddle: Float) -> Bool {
    ballY + Float(Self.ballHeight) > paddle && ballY < paddle + Float(Self.paddleHeight)
  }

  private mutating func bounce(off paddle: Float, at face: Float, towards direction: Float) {
    let reach = (Float(Self.paddleHeight) + Float(Self.ballHeight)) / 2
    let offset = ((ballY + 1) - (paddle + Float(Self.paddleHeight) / 2)) / reach
    hits &+= 1
    let speed = min(Self.serveSpeed + Float(hits) * Self.speedGain, Self.speedLimit) + abs(offset) * Self.edgeGain
    ballX = face
    ballVX = direction * speed
    ballVY = offset * Self.edgeSlope * speed
    if direction < 0 { opponentAim = (generator.uniformFloat() - 0.5) * 7 }
  }

  /// The opponent follows the ball while it comes, and drifts to the middle while it goes away.
  @inline(__always)
  private mutating func moveOpponent() {
    let half = Float(Self.paddleHeight) / 2
    let target = ballVX < 0 ? ballY + 1 - half + opponentAim : Self.lowestPaddle / 2
    let limit = ballVX < 0 ? Self.opponentSpeed : Self.opponentSpeed / 2
    opponentY += min(max(target - opponentY, -limit), limit)
    opponentY = min(max(opponentY, 0), Self.lowestPaddle)
  }

  private mutating func serve() {
    ballX = 40
    ballY = 10 + generator.uniformFloat() * 58
    ballVX = serveDirection * Self.serveSpeed
    ballVY = (generator.uniformFloat() - 0.5) * 1.6
    opponentAim = (generator.uniformFloat() - 0.5) * 7
    hits = 0
  }

  private mutating func point(to side: Int32) -> Int32 {
    if side > 0 { agentScore &+= 1 } else { opponentScore &+= 1 }
    serveDirection = side > 0 ? -1 : 1
    serveTicks = Self.serveDelay
    ballX = 40
    ballVX = 0
    ballVY = 0
    return side
  }
}
