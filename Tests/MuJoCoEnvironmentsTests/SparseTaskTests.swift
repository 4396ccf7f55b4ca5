import Numerics
import RLCore
import Testing

@testable import MuJoCoEnvironments

/// RICE's sparse tasks: the place beyond a threshold, and nothing else.
@Suite struct SparseTaskTests {
  static let tasks = MuJoCoCatalog.tasks.filter { $0.id.hasPrefix("Sparse") }

  private func task(_ id: String) throws -> LocomotionTask { try #require(Self.tasks.first { $0.id == id }) }

  @Test func thresholdsAreRICEs() {
    #expect(
      Self.tasks.map { "\($0.id) \($0.reward.beyond ?? 0)" } == [
        "SparseHopper-v5 0.6", "SparseWalker2d-v5 0.6", "SparseHalfCheetah-v5 5.0",
      ])
  }

  @Test(arguments: tasks.map(\.id)) func theBodyIsTheDenseTasks(id: String) throws {
    let task = try task(id)
    let dense = try #require(MuJoCoCatalog.tasks.first { "Sparse" + $0.id == task.id })
    #expect(dense.reward.beyond == nil)
    let (one, other) = (
      Locomotion(setup: try MuJoCoCatalog.setup(task)), Locomotion(setup: try MuJoCoCatalog.setup(dense))
    )
    try one.reset(seed: 3)
    try other.reset(seed: 3)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      let actions = (0..<one.setup.controlCount).map { _ in generator.uniform() * 2 - 1 }
      _ = (one.step(actions: actions), other.step(actions: actions))
      #expect(one.observation == other.observation && one.isOver == other.isOver)
    }
    #expect(one.presets == other.presets && one.spec.action == other.spec.action)
  }

  @Test(arguments: tasks.map(\.id)) func thePlaceIsPaidBeyondTheThresholdAlone(id: String) throws {
    let task = try task(id)
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    let threshold = try #require(task.reward.beyond)
    try environment.reset(seed: 1)
    let (start, rest) = (environment.positions, environment.velocities)
    var paid = 0
    for place in [-threshold - 1, 0, threshold - 0.05, threshold + 0.05, threshold + 7] {
      environment.reset(positions: [place] + start.dropFirst(), velocities: rest)
      let actions = [Double](repeating: 0.5, count: environment.setup.controlCount)
      let reward = environment.step(actions: actions)
      let after = environment.positions[0]
      #expect(abs(after - place) < 0.05, "a step is short")
      #expect(reward == (after > threshold ? after : 0))
      if reward > 0 { paid += 1 }
    }
    #expect(paid == 2)
  }

  @Test(arguments: tasks.map(\.id)) func theWordsSayWhatIsPaid(id: String) throws {
    let task = try task(id)
    let words = LocomotionInterpreter(setup: try MuJoCoCatalog.setup(task))
    let threshold = try #require(task.reward.beyond)
    let metres = Numerals.plain(threshold)
    #expect(
      words.rules.contains(
        "Reward of a step: 1 per m of the place along x after the step, where that is beyond \(metres) m, and nothing "
          + "before."))
    #expect(!words.rules.contains("forward speed") && words.background.contains("until it has come \(metres) m ahead"))
    #expect(words.criteria.hasPrefix("- Critical: whatever decides whether it comes beyond \(metres) m"))
    #expect(task.summary.hasSuffix("paid its place and only beyond \(metres) m"))
  }

  @Test func aLineNamesThePlace() throws {
    let setup = try MuJoCoCatalog.setup(try #require(Self.tasks.first))
    let row = { (values: [Double]) in values.flatMap { value in withUnsafeBytes(of: Float(value)) { Array($0) } } }
    let standing: [Double] = [1.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let step = EpisodeStep(action: .continuous([1, 0, 0]), reward: 0.75, value: 0, probabilities: [])
    let lines = LocomotionInterpreter(setup: setup).narrate(
      rows: [row(standing), row(standing)], steps: [step], first: 0)
    #expect(lines.first?.contains("reward +0.75 (place +0.75), margin") == true, "\(lines)")
  }

  @Test func aThresholdIsANumber() throws {
    var task = try #require(MuJoCoCatalog.tasks.first)
    task.reward.beyond = .nan
    #expect(throws: MuJoCoError.self) { try task.check() }
    task.reward.beyond = -2
    #expect(throws: Never.self) { try task.check() }
  }
}
