import Environments
import RLCore
import Testing

/// Whole games: what they pay, how they end, and that a good player wins where a random one loses.
@Suite struct PongPlayTests {
  private struct Result: Equatable {
    var total: Float = 0
    var steps = 0
    var rewards: Set<Float> = []
    var caption = ""
    var isTerminated = false
  }

  private func play(_ pong: Pong, seed: UInt64, choose: (Pong) -> Int) -> Result {
    var pong = pong
    var result = Result()
    pong.reset(seed: seed)
    while true {
      let outcome = withUnsafePointer(to: Float(choose(pong))) { pong.step($0) }
      result.total += outcome.reward
      result.steps += 1
      if outcome.reward != 0 { result.rewards.insert(outcome.reward) }
      guard outcome.isOver else { continue }
      result.caption = pong.frame().caption
      result.isTerminated = outcome.terminated
      return result
    }
  }

  private func random(_ seed: UInt64) -> (Pong) -> Int {
    var generator = SeededGenerator(seed: seed, stream: 4)
    return { _ in generator.below(3) }
  }

  /// Waits where the ball will arrive and meets it near the edge of the paddle, from the pixels alone.
  private func edgePlayer(_ pong: Pong) -> Int {
    var row = [UInt16](repeating: 0, count: pong.spec.observation.rowBytes / 2)
    row.withUnsafeMutableBytes { if let base = $0.baseAddress { pong.observe(into: base) } }
    let view = row.withUnsafeBytes { $0.baseAddress.map { PongVision.read($0) } } ?? PongView()
    guard let agent = view.agent else { return 0 }
    var target: Float = 39.5
    if let ball = view.ball, let velocity = view.ballVelocity, velocity.dx > 0, ball.x < 69 {
      let span: Float = 78
      var arrival = (ball.y - 0.5 + velocity.dy * (69 - ball.x) / velocity.dx)
        .truncatingRemainder(dividingBy: 2 * span)
      if arrival < 0 { arrival += 2 * span }
      arrival = arrival > span ? 2 * span - arrival : arrival
      // The end of the paddle that sends the ball away from where the opponent is.
      let isOpponentHigh = (view.opponent ?? 40) < 40
      target = arrival + 0.5 + (isOpponentHigh ? -3 : 3)
      target = min(max(target, 3.5), 75.5)
    }
    return target < agent - 2.5 ? 1 : target > agent + 2.5 ? 2 : 0
  }

  @Test func aPlayerWhoAimsWinsGames() {
    let results = (0..<5).map { play(Pong(), seed: $0, choose: edgePlayer) }
    #expect(results.allSatisfy { $0.total > 0 }, "\(results.map(\.caption))")
  }

  /// Follows the ball's height or, looking ahead, the place where a straight flight would end; from the pixels alone.
  private func follower(_ pong: Pong, looksAhead: Bool) -> Int {
    var row = [UInt16](repeating: 0, count: pong.spec.observation.rowBytes / 2)
    row.withUnsafeMutableBytes { if let base = $0.baseAddress { pong.observe(into: base) } }
    let view = row.withUnsafeBytes { $0.baseAddress.map { PongVision.read($0) } } ?? PongView()
    guard let agent = view.agent else { return 0 }
    var target: Float = 39.5
    if let ball = view.ball, let velocity = view.ballVelocity, velocity.dx > 0, ball.x < 69 {
      target = looksAhead ? ball.y + velocity.dy * (69 - ball.x) / velocity.dx : ball.y
    }
    target = min(max(target, 3.5), 75.5)
    return target < agent - 2.5 ? 1 : target > agent + 2.5 ? 2 : 0
  }

  /// What a policy has to learn: to return balls by where they are, and then by where they are going.
  @Test func lookingAheadIsWorthMoreThanFollowing() {
    func mean(_ looksAhead: Bool) -> Float {
      (0..<20).reduce(0) { sum, seed in
        sum + play(Pong(), seed: seed, choose: { follower($0, looksAhead: looksAhead) }).total / 20
      }
    }
    let (following, ahead) = (mean(false), mean(true))
    print("Pong: following the ball scores \(following), looking ahead \(ahead)")
    #expect(following > 0 && following < 14)
    #expect(ahead > following + 4)
  }

  @Test func aRandomPlayerLosesClearly() {
    let results = (0..<5).map { play(Pong(), seed: $0, choose: random($0)) }
    #expect(results.allSatisfy { $0.total < -10 }, "\(results.map(\.caption))")
  }

  @Test(arguments: [1, 3, 21]) func aGameEndsWhenOneSideHasItsPoints(points: Int) throws {
    let pong = Pong(configuration: try PongConfiguration(settings: ["points": "\(points)"]))
    for seed in 0..<3 as Range<UInt64> {
      let result = play(pong, seed: seed, choose: random(seed))
      let scores = result.caption.split(separator: " ").compactMap { Int($0) }
      #expect(scores.count == 2 && scores.max() == points && scores[0] != scores[1])
      #expect(result.total == Float((scores.last ?? 0) - (scores.first ?? 0)))
      #expect(result.isTerminated && result.rewards.isSubset(of: [-1, 1]))
    }
    #expect(pong.spec.returnRange == (-Double(points))...Double(points))
  }

  @Test func pointModeEndsAtEachPointAndPaysForWinsAlone() throws {
    let pong = Pong(configuration: try PongConfiguration(settings: ["scoring": "point"]))
    #expect(pong.spec.returnRange == 0...1)
    let lost = (0..<20).map { play(pong, seed: $0, choose: { _ in 1 }) }
    let aimed = (0..<20).map { play(pong, seed: $0, choose: edgePlayer) }
    for result in lost + aimed {
      #expect(result.isTerminated && (result.total == 0 || result.total == 1))
      #expect(result.caption == (result.total == 1 ? "opponent 0 : 1 policy" : "opponent 1 : 0 policy"))
    }
    #expect(lost.contains { $0.total == 0 } && aimed.contains { $0.total == 1 })
  }

  @Test func pongPointIsPongScoredByPoints() throws {
    let entry = try EnvironmentCatalog.entry("PongPoint", settings: ["frameSkip": "2"])
    let configuration = try PongConfiguration(settings: ["scoring": "point", "frameSkip": "2"])
    #expect(entry.spec.id == "PongPoint" && entry.spec.returnRange == 0...1)
    let (shard, pong) = (entry.makeShard(1), Pong(configuration: configuration))
    for seed in 0..<10 as Range<UInt64> {
      let result = play(pong, seed: seed, choose: { _ in 1 })
      shard.reset(0, seed: seed)
      var (total, steps) = (Float(0), 0)
      while true {
        let outcome = shard.step(0, action: [1])
        total += outcome.reward
        steps += 1
        if outcome.isOver { break }
      }
      #expect(total == result.total && steps == result.steps)
    }
    let rules = try #require(entry.interpreter).rules
    #expect(rules.contains("one that passes me loses it (reward 0)") && !rules.contains("-1"))
    #expect(try #require(EnvironmentCatalog.entry("Pong").interpreter).rules.contains("(reward -1)"))
    #expect(throws: UnknownNameError.self) {
      try EnvironmentCatalog.entry("PongPoint", settings: ["scoring": "game"])
    }
  }

  @Test(arguments: [1, 17, 200]) func theStepLimitTruncates(limit: Int) throws {
    let pong = Pong(configuration: try PongConfiguration(settings: ["stepLimit": "\(limit)"]))
    let result = play(pong, seed: 2, choose: { _ in 0 })
    #expect(result.steps == limit && !result.isTerminated && pong.spec.stepLimit == limit)
  }

  @Test func oneSeedGivesOneGameAndAnotherSeedAnother() {
    #expect(play(Pong(), seed: 8, choose: random(1)) == play(Pong(), seed: 8, choose: random(1)))
    #expect(play(Pong(), seed: 8, choose: random(1)) != play(Pong(), seed: 9, choose: random(1)))
  }
}
