import Environments
import RLCore
import Testing

/// Captured states that were damaged on their way.
@Suite struct PongStateTests {
  private func play(_ pong: inout Pong, _ steps: Int) {
    for step in 0..<steps {
      let outcome = withUnsafePointer(to: Float(step / 5 % 3)) { pong.step($0) }
      if outcome.isOver { pong.reset(seed: nil) }
    }
  }

  @Test func aDamagedStateIsRefusedOrPlaysOn() throws {
    var generator = SeededGenerator(seed: 23)
    var (refused, taken) = (0, 0)
    for round in 0..<3_000 {
      var pong = Pong()
      pong.reset(seed: UInt64(round % 7))
      play(&pong, round % 90)
      var state = pong.capture()
      for _ in 0...generator.below(3) { state[generator.below(state.count)] = UInt8(generator.below(256)) }
      var damaged = Pong()
      do {
        try damaged.restore(state)
        taken += 1
      } catch {
        #expect(error as? EnvironmentError == .damagedState)
        refused += 1
        continue
      }
      for _ in 0..<30 {
        var row = [UInt16](repeating: 0, count: damaged.spec.observation.rowBytes / 2)
        row.withUnsafeMutableBytes { if let base = $0.baseAddress { damaged.observe(into: base) } }
        let cells = row[1...].prefix(Int(row[0])).map { Int($0 & ~sparseNegativeBit) }
        let isInside = cells.allSatisfy { $0 < damaged.spec.observation.dimension }
        #expect(isInside)
        play(&damaged, 1)
      }
    }
    #expect(refused > 300 && taken > 300)
  }

  @Test func aRefusedStateChangesNothing() throws {
    var pong = Pong()
    pong.reset(seed: 1)
    play(&pong, 30)
    let before = pong.capture()
    var damaged = before
    // The first number is the ball's column.
    damaged.replaceSubrange(0..<4, with: withUnsafeBytes(of: Float.nan) { Array($0) })
    #expect(throws: EnvironmentError.damagedState) { try pong.restore(damaged) }
    #expect(pong.capture() == before)
    #expect(EnvironmentError.damagedState.description.contains("collect the episodes again"))
  }

  @Test func everyStateOfManyGamesIsPossible() throws {
    for frameSkip in [1, 4, 16] {
      var configuration = PongConfiguration()
      configuration.frameSkip = frameSkip
      var (pong, copy) = (Pong(configuration: configuration), Pong(configuration: configuration))
      pong.reset(seed: 3)
      var generator = SeededGenerator(seed: 3, stream: 1)
      for _ in 0..<4_000 {
        let outcome = withUnsafePointer(to: Float(generator.below(3))) { pong.step($0) }
        if outcome.isOver { pong.reset(seed: nil) }
        try copy.restore(pong.capture())
      }
    }
  }
}
