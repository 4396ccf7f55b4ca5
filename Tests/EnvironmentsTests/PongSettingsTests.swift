import Environments
import RLCore
import Testing

@Suite struct PongSettingsTests {
  private func pong(_ settings: [String: String]) throws -> Pong {
    Pong(configuration: try PongConfiguration(settings: settings))
  }

  private func act(_ pong: inout Pong, _ action: Int) -> StepOutcome {
    withUnsafePointer(to: Float(action)) { pong.step($0) }
  }

  @Test func sixNamesPlayTheThreeMovements() throws {
    var (six, three) = (try pong(["actions": "atari6"]), try pong(["actions": "three"]))
    #expect(six.spec.action == .discrete(names: ["NOOP", "FIRE", "RIGHT", "LEFT", "RIGHTFIRE", "LEFTFIRE"]))
    #expect(three.spec.action == .discrete(names: ["stay", "up", "down"]))
    six.reset(seed: 6)
    three.reset(seed: 6)
    let alias = [0, 0, 1, 2, 1, 2]
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<800 {
      let action = generator.below(6)
      #expect(act(&six, action) == act(&three, alias[action]))
      #expect(six.capture() == three.capture())
    }
  }

  @Test func frameSkipHoldsAnActionForSeveralTicks() throws {
    var (skipping, single) = (try pong(["frameSkip": "4"]), try pong(["frameSkip": "1"]))
    skipping.reset(seed: 3)
    single.reset(seed: 3)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let action = generator.below(3)
      let reward = act(&skipping, action).reward
      let sum = (0..<4).reduce(Float(0)) { sum, _ in sum + act(&single, action).reward }
      #expect(reward == sum)
      #expect(skipping.frame() == single.frame())
    }
  }

  @Test func stickyActionsChangeTheGameAndStayDeterministic() throws {
    func trajectory(_ sticky: String, seed: UInt64) throws -> [[UInt8]] {
      var game = try pong(["sticky": sticky])
      game.reset(seed: seed)
      return (0..<200).map { step in
        _ = act(&game, step % 3)
        return game.capture()
      }
    }
    #expect(try trajectory("0.25", seed: 4) == trajectory("0.25", seed: 4))
    #expect(try trajectory("0.25", seed: 4) != trajectory("0", seed: 4))
    #expect(try trajectory("0.25", seed: 4) != trajectory("0.25", seed: 5))
  }

  @Test func anActionThatAlwaysSticksNeverChanges() throws {
    var game = try pong(["sticky": "1"])
    game.reset(seed: 4)
    let paddle = (0..<80).map { game.frame().ink(PongGame.agentColumn, $0) }
    for step in 0..<30 {
      _ = act(&game, step % 3)
      // Where the ball covers the paddle the frame shows the ball.
      for (y, ink) in paddle.enumerated() where ink == .agent {
        #expect(game.frame().ink(PongGame.agentColumn, y) != .empty)
      }
    }
  }

  @Test func aQuarterOfStickyActionsSticks() throws {
    var game = try pong(["sticky": "0.25", "frameSkip": "1", "stepLimit": "1000000"])
    game.reset(seed: 9)
    // Up and down in turn around the middle: a repeated movement is one that did not turn.
    var last = 0
    var repeats = 0
    var top = 36
    for step in 0..<4_000 {
      _ = act(&game, 1 + step % 2)
      let rows = (0..<80).filter { game.frame().ink(PongGame.agentColumn + 1, $0) == .agent }
      guard rows.count == PongGame.paddleHeight, let first = rows.first else { continue }
      let movement = first - top
      if movement != 0, last != 0, (movement > 0) == (last > 0) { repeats += 1 }
      if movement != 0 { last = movement }
      top = first
    }
    #expect(repeats > 500 && repeats < 1_500)
  }

  @Test(arguments: [
    (["speed": "3"], "setting of Pong", "speed", PongConfiguration.keys),
    (["frameSkip": "0"], "value for environment.frameSkip", "0", ["1 ... 16"]),
    (["frameSkip": "17"], "value for environment.frameSkip", "17", ["1 ... 16"]),
    (["points": "many"], "value for environment.points", "many", ["1 ... 100"]),
    (["stepLimit": "-1"], "value for environment.stepLimit", "-1", ["1 ... 1000000"]),
    (["sticky": "1.5"], "value for environment.sticky", "1.5", ["0 ... 1"]),
    (["sticky": "nan"], "value for environment.sticky", "nan", ["0 ... 1"]),
    (["actions": "nine"], "value for environment.actions", "nine", ["three", "atari6"]),
    (["scoring": "sets"], "value for environment.scoring", "sets", ["game", "point"]),
  ])
  func refusesABadSettingAndNamesTheValidOnes(
    settings: [String: String], kind: String, name: String, valid: [String]
  ) {
    #expect(throws: UnknownNameError(kind: kind, name: name, valid: valid)) {
      try PongConfiguration(settings: settings)
    }
    #expect(throws: UnknownNameError.self) { try EnvironmentCatalog.entry("Pong", settings: settings) }
  }

  @Test func readsEverySetting() throws {
    let configuration = try PongConfiguration(settings: [
      "frameSkip": "2", "sticky": "0.5", "points": "5", "stepLimit": "99", "actions": "atari6", "scoring": "point",
    ])
    #expect(configuration.frameSkip == 2 && configuration.stickyProbability == 0.5)
    #expect(configuration.pointsToWin == 5 && configuration.stepLimit == 99)
    #expect(configuration.actionSet == .atari6 && configuration.scoring == .point)
    #expect(PongConfiguration.keys.count == 6)
  }
}
