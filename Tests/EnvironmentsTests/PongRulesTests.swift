import Environments
import RLCore
import Numerics
import Testing

/// The rules of the game, tick by tick; no test counts on a particular speed.
@Suite struct PongRulesTests {
  private func game(_ seed: UInt64 = 1) -> PongGame { PongGame(generator: SeededGenerator(seed: seed)) }

  /// A ball one tick before it meets the agent's paddle, `offset` rows off the paddle's centre.
  private func beforeContact(offset: Float, hits: Int32) -> PongGame {
    var game = game()
    game.serveTicks = 0
    game.ballX = Float(PongGame.agentColumn) - 1.5
    game.agentY = 40
    game.ballY = 40 + Float(PongGame.paddleHeight) / 2 - 1 + offset
    game.ballVX = 1
    game.ballVY = 0
    game.hits = hits
    return game
  }

  @Test(arguments: [-1, 1] as [Float]) func thePaddleStopsAtTheEdges(direction: Float) {
    var game = game()
    for _ in 0..<400 {
      _ = game.tick(direction: direction)
      #expect(game.agentY >= 0 && game.agentY <= Float(PongGame.court - PongGame.paddleHeight))
      #expect(game.opponentY >= 0 && game.opponentY <= Float(PongGame.court - PongGame.paddleHeight))
    }
    #expect(game.agentY == (direction < 0 ? 0 : Float(PongGame.court - PongGame.paddleHeight)))
  }

  @Test func thePaddleMovesByTheActionAlone() {
    var (up, stay, down) = (game(), game(), game())
    _ = (up.tick(direction: -1), stay.tick(direction: 0), down.tick(direction: 1))
    #expect(stay.agentY == game().agentY)
    #expect(up.agentY < stay.agentY && down.agentY > stay.agentY)
    #expect(((up.agentY + down.agentY) / 2).isApproximatelyEqual(to: stay.agentY, absoluteTolerance: 1e-5))
  }

  @Test func theBallStaysOnTheCourt() {
    for seed in 0..<10 as Range<UInt64> {
      var game = game(seed)
      var generator = SeededGenerator(seed: seed, stream: 9)
      for _ in 0..<5_000 {
        let point = game.tick(direction: Float(generator.below(3) - 1))
        guard game.isBallInPlay, point == 0 else { continue }
        #expect(game.ballY >= 0 && game.ballY <= Float(PongGame.court - PongGame.ballHeight))
        #expect(game.ballX >= 0 && game.ballX < Float(PongGame.court))
      }
    }
  }

  @Test func wallsReflectTheBall() {
    var game = game()
    game.serveTicks = 0
    (game.ballX, game.ballY, game.ballVX, game.ballVY) = (40, 0.25, 1, -0.5)
    _ = game.tick(direction: 0)
    #expect(game.ballY == 0.25 && game.ballVY == 0.5)
    (game.ballY, game.ballVY) = (77.75, 0.5)
    _ = game.tick(direction: 0)
    #expect(game.ballY == 77.75 && game.ballVY == -0.5)
  }

  @Test func servesGoTowardsTheLoser() {
    var points: [Int32: Int] = [:]
    var game = game(5)
    while points.count < 2 || points.values.contains(where: { $0 < 5 }) {
      // A fine player who lets a few pass, so that both sides make points.
      let isAsleep = points[1, default: 0] > points[-1, default: 0]
      let aim = game.ballY + 1 - Float(PongGame.paddleHeight) / 2 + 3.4 - game.agentY
      let point = game.tick(direction: isAsleep ? 1 : aim > 1 ? 1 : aim < -1 ? -1 : 0)
      guard point != 0 else { continue }
      points[point, default: 0] += 1
      #expect(!game.isBallInPlay)
      while !game.isBallInPlay { #expect(game.tick(direction: 0) == 0) }
      #expect(point > 0 ? game.ballVX < 0 : game.ballVX > 0)
      #expect(game.hits == 0)
    }
    #expect(game.agentScore == points[1, default: 0] && game.opponentScore == points[-1, default: 0])
  }

  @Test func theBallSpeedsUpInARally() {
    let speeds = (0..<60).map { hits -> Float in
      var game = beforeContact(offset: 0, hits: Int32(hits))
      _ = game.tick(direction: 0)
      #expect(game.ballVX < 0 && game.hits == Int32(hits + 1))
      return -game.ballVX
    }
    #expect(zip(speeds, speeds.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(speeds[5] > speeds[0] * 1.1)
    #expect(speeds[59] == speeds[58], "there is a limit")
  }

  @Test func edgeHitsAreSteeperAndFaster() {
    let hits = ([-4.5, -3, -1, 0, 1, 3, 4.5] as [Float]).map { offset -> PongGame in
      var game = beforeContact(offset: offset, hits: 2)
      _ = game.tick(direction: 0)
      #expect(game.ballVX < 0, "offset \(offset) is a hit")
      return game
    }
    #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.ballVY < $1.ballVY })
    #expect(hits[3].ballVY == 0)
    #expect(abs(hits[0].ballVY + hits[6].ballVY) < 1e-5)
    #expect(-hits[6].ballVX > -hits[4].ballVX && -hits[4].ballVX > -hits[3].ballVX)
    #expect(hits[6].ballVY / -hits[6].ballVX > 1, "the very edge sends it off at more than 45 degrees")
  }

  @Test func aBallBesideThePaddlePasses() {
    for offset in [-5.5, 5.5] as [Float] {
      var game = beforeContact(offset: offset, hits: 0)
      var point: Int32 = 0
      for _ in 0..<30 where point == 0 { point = game.tick(direction: 0) }
      #expect(point == -1 && game.opponentScore == 1 && game.agentScore == 0)
    }
  }
}
