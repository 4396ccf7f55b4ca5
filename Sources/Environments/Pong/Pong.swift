public import RLCore

/// Pong on an 80x80 court after Atari's: deterministic from its seed, and restorable exactly.
///
/// The observation is sparse, 12,800 cells in two planes: cells 0 ..< 6400 hold the frame (row-major, 1 where lit),
/// cells 6400 ..< 12800 its difference from the frame one step earlier (+1 newly lit, -1 newly dark). Neither speed nor
/// score is shown, so the policy has to read motion from the difference, as in Karpathy's and EDGE's set-ups.
public struct Pong: Restorable, Viewable, Narrated, Featured, Described, Sendable {
  /// Cells lit at most: two paddles and the ball.
  static let litCells = 2 * 2 * PongGame.paddleHeight + PongGame.ballHeight
  static let plane = PongGame.court * PongGame.court

  /// What is drawn, in whole cells; a ball at -1 is not drawn.
  struct Drawn: Sendable, Equatable {
    var ballX: Int16 = -1
    var ballY: Int16 = 0
    var agent: Int16 = 36
    var opponent: Int16 = 36
  }

  let configuration: PongConfiguration
  var game: PongGame
  var previous = Drawn()
  var drawn = Drawn()
  var steps: Int32 = 0
  var lastMove: Int32 = 0

  /// A game set up by `configuration`.
  public init(configuration: PongConfiguration = PongConfiguration()) {
    self.configuration = configuration
    game = PongGame(generator: SeededGenerator(seed: 0))
  }

  /// What is fixed about the game.
  public var spec: EnvironmentSpec {
    let score = Double(configuration.pointsToWin)
    return EnvironmentSpec(
      id: configuration.id,
      observation: .sparse(Self.layout),
      action: .discrete(names: configuration.actionNames),
      stepLimit: configuration.stepLimit,
      returnRange: configuration.scoring == .game ? (-score)...score : 0...1)
  }

  /// Two planes of the court, and the paddles as bars on the first.
  static let layout = SparseLayout(
    dimension: 2 * plane, capacity: 3 * litCells,
    grid: SparseGrid(planes: 2, height: PongGame.court, width: PongGame.court),
    bars: [PongGame.opponentColumn, PongGame.agentColumn].map {
      SparseBar(column: $0, width: 2, height: PongGame.paddleHeight)
    })

  /// Tells a rally as the pixels show it.
  public var interpreter: any Interpreter {
    PongInterpreter(actionNames: configuration.actionNames, scoring: configuration.scoring)
  }

  /// Starts a game.
  public mutating func reset(seed: UInt64?) {
    let generator = seed.map { SeededGenerator(seed: $0) } ?? game.generator
    game = PongGame(generator: generator)
    steps = 0
    lastMove = 0
    drawn = Self.draw(game)
    previous = drawn
  }

  /// Plays `frameSkip` ticks with one action.
  public mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    if configuration.stickyProbability > 0, game.generator.uniformFloat() < configuration.stickyProbability {
      // The previous movement goes on.
    } else {
      // A recorded action may be any number; one that is none of the set does nothing.
      lastMove = Self.move(action[0] >= 0 && action[0] < 16 ? Int32(action[0]) : 0, configuration.actionSet)
    }
    let direction = Float(lastMove)
    var reward: Int32 = 0
    var remaining = configuration.frameSkip
    while remaining > 0 {
      reward &+= game.tick(direction: direction)
      remaining &-= 1
    }
    steps &+= 1
    previous = drawn
    drawn = Self.draw(game)
    let limit = Int32(truncatingIfNeeded: configuration.pointsToWin)
    switch configuration.scoring {
    case .game:
      let over = game.agentScore >= limit || game.opponentScore >= limit
      return StepOutcome(
        reward: Float(reward), terminated: over, truncated: !over && Int(steps) >= configuration.stepLimit)
    case .point:
      let over = reward != 0
      return StepOutcome(
        reward: reward > 0 ? 1 : 0, terminated: over, truncated: !over && Int(steps) >= configuration.stepLimit)
    }
  }

  /// Writes the two planes as a sparse row.
  public func observe(into row: UnsafeMutableRawPointer) {
    let words = row.assumingMemoryBound(to: UInt16.self)
    var count = 1
    let now = drawn
    let before = previous
    if Self.mayShareCells(now, before) { return Self.observeApart(now, before, words) }
    Self.paddle(PongGame.opponentColumn, now.opponent, words, &count)
    Self.paddle(PongGame.agentColumn, now.agent, words, &count)
    if now.ballX >= 0 { Self.ball(now, 0, words, &count) }
    Self.paddleDifference(PongGame.opponentColumn, now.opponent, before.opponent, words, &count)
    Self.paddleDifference(PongGame.agentColumn, now.agent, before.agent, words, &count)
    if now.ballX != before.ballX || now.ballY != before.ballY {
      if now.ballX >= 0 { Self.ball(now, UInt16(Self.plane), words, &count) }
      if before.ballX >= 0 { Self.ball(before, UInt16(Self.plane) | sparseNegativeBit, words, &count) }
    }
    words[0] = UInt16(truncatingIfNeeded: count &- 1)
  }

  /// Replaces the randomness of serves, aim and sticky actions.
  public mutating func reseed(_ seed: UInt64) {
    game.generator = SeededGenerator(seed: seed)
  }

  /// A picture of the court with its edges and its net, and the score below.
  public func frame() -> Frame {
    let side = Double(PongGame.court)
    var shapes = [
      FrameShape(.scene, .line(from: [0, 0], to: [side, 0], isDashed: false)),
      FrameShape(.scene, .line(from: [0, side], to: [side, side], isDashed: false)),
      FrameShape(.scene, .line(from: [side / 2, 0], to: [side / 2, side], isDashed: true)),
      Self.block(.other, PongGame.opponentColumn, Int(drawn.opponent), [2, PongGame.paddleHeight]),
      Self.block(.agent, PongGame.agentColumn, Int(drawn.agent), [2, PongGame.paddleHeight]),
    ]
    if drawn.ballX >= 0 {
      shapes.append(Self.block(.object, Int(drawn.ballX), Int(drawn.ballY), [1, PongGame.ballHeight]))
    }
    return Frame(
      width: PongGame.court, height: PongGame.court,
      caption: "opponent \(game.opponentScore) : \(game.agentScore) policy", fit: .stretched, shapes: shapes)
  }

  private static func block(_ ink: Frame.Ink, _ x: Int, _ y: Int, _ size: SIMD2<Int>) -> FrameShape {
    FrameShape(
      ink, .rectangle(corner: [Double(x), Double(y)], size: [Double(size.x), Double(size.y)]))
  }

  // Inlined, or the whole game is copied for each call.
  @inline(__always)
  static func draw(_ game: PongGame) -> Drawn {
    let column = Int16(game.ballX)
    return Drawn(
      ballX: game.isBallInPlay ? min(max(column, 0), Int16(PongGame.court - 1)) : -1,
      ballY: game.isBallInPlay ? Int16(game.ballY) : 0, agent: Int16(game.agentY), opponent: Int16(game.opponentY))
  }

  /// Turns an offered action into -1 (up), 0 or +1 (down).
  static func move(_ action: Int32, _ set: PongConfiguration.ActionSet) -> Int32 {
    switch set {
    case .three: action == 1 ? -1 : action == 2 ? 1 : 0
    case .atari6: action == 2 || action == 4 ? -1 : action == 3 || action == 5 ? 1 : 0
    }
  }
}
