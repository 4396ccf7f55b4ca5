import RLCore
import Testing

@testable import MuJoCoEnvironments

@Suite struct RestoreTests {
  private func make(_ id: String) throws -> Locomotion {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == id })
    return Locomotion(setup: try MuJoCoCatalog.setup(task))
  }

  private func action(_ generator: inout SeededGenerator, _ count: Int) -> [Double] {
    (0..<count).map { _ in 2 * generator.uniform() - 1 }
  }

  /// Warm starts, contact forces and the place that speed is measured from included: every bit of the future agrees.
  @Test(arguments: MuJoCoCatalog.tasks.map(\.id))
  func aRestoredStateHasTheSameFutureBitForBit(id: String) throws {
    let (original, copy) = (try make(id), try make(id))
    var generator = SeededGenerator(seed: 11)
    try original.reset(seed: 5)
    try copy.reset(seed: 6)
    for pause in [0, 1, 3, 12, 30] {
      for _ in 0..<pause { _ = original.step(actions: action(&generator, original.setup.controlCount)) }
      try copy.restore(original.capture())
      #expect(copy.observation == original.observation)
      for _ in 0..<25 {
        let action = action(&generator, original.setup.controlCount)
        let rewards = (original.step(actions: action), copy.step(actions: action))
        #expect(rewards.0.bitPattern == rewards.1.bitPattern)
        #expect(original.observation == copy.observation)
        #expect(original.isOver == copy.isOver)
      }
      #expect(original.capture() == copy.capture())
      try original.reset(seed: nil)
      try copy.reset(seed: nil)
      #expect(original.observation == copy.observation)
    }
  }

  @Test func aStateOfAnotherTaskIsRefused() throws {
    let (hopper, ant) = (try make("Hopper-v5"), try make("Ant-v5"))
    let before = hopper.capture()
    #expect(throws: EnvironmentError.stateSize(expected: before.count, found: ant.capture().count)) {
      try hopper.restore(ant.capture())
    }
    #expect(hopper.capture() == before)
  }

  @Test func aFailureIsKeptAndAGoodStateHeals() throws {
    let environment = try make("Walker2d-v5")
    try environment.reset(seed: 1)
    let good = environment.capture()
    let after = environment.step(actions: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    _ = environment.step(actions: [.nan, 0, 0, 0, 0, 0])
    #expect(environment.breakdown != nil)
    let bad = environment.capture()
    try environment.restore(good)
    #expect(environment.breakdown == nil)
    #expect(environment.step(actions: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) == after)
    try environment.restore(bad)
    #expect(environment.breakdown != nil)
    #expect(environment.step(actions: [0, 0, 0, 0, 0, 0]).isNaN)
  }

  /// One model serves every environment of a task, also from several threads at once.
  @Test func environmentsShareAModelAcrossThreads() async throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Ant-v5" })
    let setup = try MuJoCoCatalog.setup(task)
    let results = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let environment = Locomotion(setup: setup)
          var generator = SeededGenerator(seed: 2)
          try environment.reset(seed: 3)
          for _ in 0..<40 {
            _ = environment.step(actions: (0..<8).map { _ in generator.uniform() })
          }
          return environment.capture()
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(results).count == 1)
  }
}
