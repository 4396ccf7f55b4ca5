import Environments
import RLCore
import Testing

/// A court drawn cell by cell, and the observation row of two courts in a row.
private struct Court {
  var cells: Set<Int> = []

  /// Paddles by their top row, the ball by its left cell and top row.
  init(agent: Int? = 36, opponent: Int? = 36, ball: (x: Int, y: Int)? = nil) {
    for (column, top) in [(70, agent), (8, opponent)] {
      guard let top else { continue }
      for y in top..<(top + 8) where (0..<80).contains(y) { cells.formUnion([y * 80 + column, y * 80 + column + 1]) }
    }
    if let ball { cells.formUnion([ball.y * 80 + ball.x, (ball.y + 1) * 80 + ball.x]) }
  }

  func row(after previous: Court?) -> [UInt8] {
    var words = cells.sorted().map { UInt16($0) }
    if let previous {
      words += cells.subtracting(previous.cells).sorted().map { UInt16(6_400 + $0) }
      words += previous.cells.subtracting(cells).sorted().map { UInt16(6_400 + $0) | sparseNegativeBit }
    }
    words.insert(UInt16(words.count), at: 0)
    return words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  static func rows(_ courts: [Court]) -> [[UInt8]] {
    courts.enumerated().map { index, court in court.row(after: index > 0 ? courts[index - 1] : nil) }
  }
}

private func see(_ row: [UInt8]) -> PongView { PongVision.read(bytes: row) }

private func step(_ action: Int, reward: Float = 0) -> EpisodeStep {
  EpisodeStep(action: .discrete(action), reward: reward, value: 0, probabilities: [])
}

@Suite struct PongVisionTests {
  @Test func findsEverythingOnAnOpenCourt() {
    let row = Court(agent: 30, opponent: 50, ball: (44, 33)).row(
      after: Court(agent: 35, opponent: 47, ball: (40, 31)))
    #expect(
      PongVision.read(bytes: row)
        == PongView(
          ball: .init(x: 44, y: 33.5), ballVelocity: .init(dx: 4, dy: 2), agent: 33.5, opponent: 53.5))
  }

  @Test func readsARowBehindAPointerAtAnyAddress() {
    let row = Court(ball: (44, 33)).row(after: nil)
    let shifted = [0] + row
    let view = shifted.withUnsafeBytes { bytes in bytes.baseAddress.map { PongVision.read($0 + 1) } }
    #expect(view == PongVision.read(bytes: row))
  }

  @Test func seesNoVelocityWhereThereWasNoBallOrNoMovement() {
    let served = Court(ball: (40, 20))
    #expect(PongVision.read(bytes: served.row(after: Court())).ballVelocity == nil)
    #expect(PongVision.read(bytes: served.row(after: nil)).ballVelocity == nil)
    #expect(PongVision.read(bytes: served.row(after: served)).ballVelocity == nil)
  }

  @Test func missesAnAbsentBall() {
    let view = see(Court().row(after: Court(agent: 40, ball: (79, 20))))
    #expect(view == PongView(agent: 39.5, opponent: 39.5))
  }

  @Test(arguments: [(0, 0), (79, 0), (0, 78), (79, 78)])
  func findsTheBallInEveryCorner(x: Int, y: Int) {
    let view = see(Court(ball: (x, y)).row(after: Court(ball: (40, 40))))
    #expect(view.ball == .init(x: Float(x), y: Float(y) + 0.5))
    #expect(view.ballVelocity == .init(dx: Float(x - 40), dy: Float(y - 40)))
  }

  @Test(arguments: [70, 71, 8, 9])
  func findsABallBeyondAPaddleInItsColumns(x: Int) {
    for y in [10, 28, 44, 60] {
      let view = see(Court(ball: (x, y)).row(after: Court(agent: 40, opponent: 30, ball: (x - 5, y - 1))))
      #expect(view.ball == .init(x: Float(x), y: Float(y) + 0.5))
      #expect(view.ballVelocity == .init(dx: 5, dy: 1))
      #expect(view.agent == 39.5)
      #expect(view.opponent == 39.5)
    }
  }

  @Test(arguments: [70, 71, 8, 9])
  func findsABallThatOverlapsAPaddleByHalf(x: Int) {
    for y in [35, 43] {
      let view = see(Court(ball: (x, y)).row(after: Court(ball: (x - 5, y))))
      #expect(view.ball == .init(x: Float(x), y: Float(y) + 0.5))
      #expect(view.agent == 39.5)
      #expect(view.opponent == 39.5)
    }
  }

  @Test func cannotSeeABallInsideAPaddleAndRecoversAfterwards() {
    let inside = Court(ball: (70, 38))
    #expect(PongVision.read(bytes: inside.row(after: Court(ball: (66, 38)))).ball == nil)
    #expect(PongVision.read(bytes: inside.row(after: nil)).agent == 39.5)
    let out = see(Court(ball: (65, 38)).row(after: inside))
    #expect(out.ball == .init(x: 65, y: 38.5))
    #expect(out.ballVelocity == nil)
  }

  @Test func remembersWhereABallLeftAPaddlesColumns() {
    let view = see(Court(agent: 41, ball: (74, 20)).row(after: Court(agent: 36, ball: (70, 22))))
    #expect(view.ballVelocity == .init(dx: 4, dy: -2))
    #expect(view.agent == 44.5)
  }

  @Test func completesAPaddleThatAnEdgeCuts() {
    #expect(see(Court(agent: -3, opponent: 75).row(after: nil)) == PongView(agent: 0.5, opponent: 78.5))
    #expect(see(Court(agent: 0, opponent: 72).row(after: nil)) == PongView(agent: 3.5, opponent: 75.5))
    #expect(see(Court(agent: nil, opponent: nil).row(after: nil)) == PongView())
  }

  @Test func survivesRowsThatAreNotPong() {
    #expect(PongVision.read(bytes: []) == PongView())
    #expect(PongVision.read(bytes: [7]) == PongView())
    #expect(PongVision.read(bytes: [0xFF, 0xFF, 1, 0]).ball == .init(x: 1, y: 0))
    #expect(PongVision.read(bytes: [1, 0, 0xFF, 0xFF]) == PongView())
  }
}

@Suite struct PongInterpreterTests {
  @Test func narratesALostRally() {
    let courts = [
      Court(agent: 36), Court(agent: 36, ball: (40, 70)), Court(agent: 31, opponent: 40, ball: (46, 76)),
      Court(agent: 26, opponent: 44, ball: (52, 74)), Court(agent: 26, opponent: 44, ball: (76, 66)),
      Court(agent: 26, opponent: 44),
    ]
    let steps = [step(0), step(1), step(1), step(0), step(2, reward: -1), step(0)]
    let lines = PongInterpreter().narrate(rows: Court.rows(courts), steps: steps, first: 140)
    #expect(
      lines == [
        "t=140 no ball (serve pending), me y=39.5, opp y=39.5, did stay (quiet)",
        "t=141 ball (40.0,70.5) moving ? (?,?)/step, me y=39.5, opp y=39.5, offset -31.0 (ball below me by 31.0), did up",
        "t=142 ball (46.0,76.5) moving right-down (+6.0,+6.0)/step, me y=34.5, opp y=43.5, "
          + "offset -42.0 (ball below me by 42.0), did up -> bounced off the bottom",
        "t=143 ball (52.0,74.5) moving right-up (+6.0,-2.0)/step, me y=29.5, opp y=47.5, "
          + "offset -45.0 (ball below me by 45.0), did stay",
        "t=144 ball (76.0,66.5) moving right-up (+24.0,-8.0)/step, me y=29.5, opp y=47.5, "
          + "offset -37.0 (ball below me by 37.0), did down -> I lost the point",
        "t=145 no ball (serve pending), me y=29.5, opp y=47.5, did stay (quiet)",
      ])
  }

  @Test func narratesReturnsAndAWonRally() {
    let courts = [
      Court(ball: (60, 37)), Court(ball: (66, 38)), Court(ball: (64, 40)), Court(ball: (58, 44)), Court(ball: (12, 37)),
      Court(ball: (14, 35)), Court(agent: nil, ball: (7, 35)), Court(agent: 36),
    ]
    let steps = [step(0), step(0), step(0), step(0), step(0), step(0), step(0, reward: 1)]
    let lines = PongInterpreter().narrate(rows: Court.rows(courts), steps: steps, first: 0)
    #expect(lines.count == 7)
    #expect(lines[1].hasSuffix("offset +1.0 (ball above me by 1.0), did stay -> ball hit my paddle"))
    #expect(
      lines[2].hasSuffix(
        "moving left-down (-2.0,+2.0)/step, me y=39.5, opp y=39.5, offset -1.0 (ball below me by 1.0), did stay (quiet)"
      ))
    #expect(lines[4].hasSuffix("did stay -> ball hit the opponent's paddle"))
    #expect(lines[6].hasSuffix("moving left (-7.0,+0.0)/step, me y=?, opp y=39.5, did stay -> I won the point"))
  }

  @Test func tellsAHiddenBallFromAPendingServeAndALostPointWithoutReward() {
    let courts = [Court(ball: (60, 38)), Court(ball: (66, 38)), Court(ball: (70, 38)), Court(ball: (62, 38))]
    let hidden = PongInterpreter().narrate(rows: Court.rows(courts), steps: [step(0), step(0), step(0)], first: 0)
    #expect(hidden[2] == "t=2 no ball (out of sight), me y=39.5, opp y=39.5, did stay (quiet)")
    #expect(hidden[0].contains("moving ? (?,?)/step"))
    let gone = [Court(ball: (70, 10)), Court(ball: (76, 10)), Court()]
    let lines = PongInterpreter().narrate(rows: Court.rows(gone), steps: [step(0), step(0)], first: 0)
    #expect(lines[1].hasSuffix("did stay -> I lost the point"))
  }

  @Test func usesTheNamesOfItsActionsAndSaysWhatTheyDo() {
    let names = ["NOOP", "FIRE", "RIGHT", "LEFT", "RIGHTFIRE", "LEFTFIRE"]
    let interpreter = PongInterpreter(actionNames: names)
    let lines = interpreter.narrate(rows: Court.rows([Court(), Court()]), steps: [step(4)], first: 9)
    #expect(lines == ["t=9 no ball (serve pending), me y=39.5, opp y=39.5, did RIGHTFIRE (quiet)"])
    for (name, word) in zip(names, ["keeps still", "keeps still", "moves up", "moves down", "moves up", "moves down"]) {
      #expect(interpreter.rules.contains("- Action \(name): my paddle \(word)"))
    }
  }

  @Test func quantisesAStateIntoWords() {
    let interpreter = PongInterpreter()
    #expect(interpreter.key(row: Court(agent: 66).row(after: nil)) == "no ball; me at the bottom")
    let coming = Court(agent: 50, ball: (60, 20)).row(after: Court(agent: 50, ball: (54, 16)))
    #expect(interpreter.key(row: coming) == "ball right third, high, coming fast down; ball far above me")
    let going = Court(agent: 36, ball: (30, 38)).row(after: Court(agent: 36, ball: (34, 38)))
    #expect(interpreter.key(row: going) == "ball middle third, in the middle, going away slowly; ball level with me")
  }

  @Test func doesNotTellWhereTheBallWillArrive() {
    let courts = [Court(ball: (40, 10)), Court(ball: (46, 16)), Court(ball: (52, 22))]
    let lines = PongInterpreter().narrate(rows: Court.rows(courts), steps: [step(0), step(0), step(0)], first: 0)
    // The ball would reach column 69 near y = 39.5, where the paddle is: nothing but the paddles may print that number.
    #expect(lines[2].components("39.5") == 2)
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: part) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
