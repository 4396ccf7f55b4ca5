import Environments
import RLCore
import Testing

/// What the policy sees against what is drawn.
@Suite struct PongObservationTests {
  private let plane = PongGame.court * PongGame.court

  /// The dense vector behind a sparse row; a cell that comes twice adds up.
  private func vector(_ pong: Pong) -> [Int] {
    var row = [UInt16](repeating: 0, count: pong.spec.observation.rowBytes / 2)
    row.withUnsafeMutableBytes { if let base = $0.baseAddress { pong.observe(into: base) } }
    var vector = [Int](repeating: 0, count: 2 * plane)
    for word in row[1...].prefix(Int(row[0])) {
      vector[Int(word & ~sparseNegativeBit)] += word & sparseNegativeBit == 0 ? 1 : -1
    }
    return vector
  }

  private func lit(_ frame: Frame) -> [Int] { frame.inks.map { $0 == .empty ? 0 : 1 } }

  private func act(_ pong: inout Pong, _ action: Int) -> StepOutcome {
    withUnsafePointer(to: Float(action)) { pong.step($0) }
  }

  @Test(arguments: [1, 2, 4, 16]) func thePlanesAreTheFrameAndItsDifference(frameSkip: Int) {
    var configuration = PongConfiguration()
    configuration.frameSkip = frameSkip
    configuration.pointsToWin = 5
    for seed in 0..<6 as Range<UInt64> {
      var pong = Pong(configuration: configuration)
      pong.reset(seed: seed)
      var generator = SeededGenerator(seed: seed, stream: 1)
      var before = lit(pong.frame())
      #expect(vector(pong) == before + [Int](repeating: 0, count: plane), "nothing has moved at the start")
      while true {
        // Held actions carry the paddle over the ball more often than changing ones.
        let outcome = act(&pong, (generator.below(2) == 0 ? 0 : 1) + generator.below(2))
        let now = lit(pong.frame())
        let expected = now + zip(now, before).map { $0 - $1 }
        let isRight = vector(pong) == expected
        #expect(isRight, "seed \(seed), \(pong.frame().caption)")
        guard isRight, !outcome.isOver else { break }
        before = now
      }
    }
  }

  @Test func theFrameShowsTwoPaddlesTheBallAndTheScore() {
    var pong = Pong(configuration: PongConfiguration())
    pong.reset(seed: 3)
    func pixels(_ ink: Frame.Ink) -> Int { pong.frame().inks.count { $0 == ink } }
    #expect(pong.frame().caption == "opponent 0 : 0 policy")
    #expect(pixels(.object) == 0, "the serve is pending")
    let lines = pong.frame().shapes.filter { $0.ink == .scene }
    #expect(lines.count == 3 && pong.frame().fit == .stretched, "two edges and a net, over all of the room")
    var seen = 0
    for _ in 0..<40 {
      _ = act(&pong, 0)
      #expect(pixels(.agent) >= 2 * PongGame.paddleHeight - PongGame.ballHeight)
      #expect(pixels(.other) >= 2 * PongGame.paddleHeight - PongGame.ballHeight)
      seen += pixels(.object)
    }
    #expect(seen >= 20 * PongGame.ballHeight)
  }

  @Test func featuresTellStatesApart() {
    var pong = Pong(configuration: PongConfiguration())
    pong.reset(seed: 4)
    var (unseen, seen): ([[Float]], [[Float]]) = ([], [])
    for step in 0..<60 {
      var row = [UInt16](repeating: 0, count: pong.spec.observation.rowBytes / 2)
      var features = [Float](repeating: 9, count: pong.featureNames.count)
      row.withUnsafeMutableBytes { raw in
        guard let base = raw.baseAddress else { return }
        pong.observe(into: base)
        pong.matchFeatures(of: base, into: &features)
      }
      let view = row.withUnsafeBytes { $0.baseAddress.map { PongVision.read($0) } }
      if view?.ballVelocity == nil { unseen.append(features) } else { seen.append(features) }
      _ = act(&pong, step / 20 % 3)
    }
    #expect(!unseen.isEmpty && Set(seen).count == seen.count && seen.count > 30)
    // A state without a ball is like none with one.
    for empty in unseen {
      for full in seen { #expect(zip(empty, full).contains { abs($0 - $1) > 0.1 }) }
    }
  }
}
