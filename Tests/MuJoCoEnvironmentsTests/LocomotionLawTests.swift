import MuJoCoEnvironments
import RLCore
import Testing
import TestSupport

@Suite struct LocomotionLawTests {
  @Test(arguments: MuJoCoCatalog.all.names) func everyEntryKeepsTheLaws(id: String) throws {
    // Short episodes: the laws look at every state, and HalfCheetah never falls. A v4 task moves as its v5 does.
    let settings = ["stepLimit": "150", "frameSkip": id.hasSuffix("v5") ? "4" : "1"]
    let entry = try MuJoCoCatalog.entry(id, settings: settings)
    let broken = brokenLaws(of: entry, seed: 3)
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test(arguments: MuJoCoCatalog.all.names) func everyEntryDescribesItself(id: String) throws {
    let entry = try MuJoCoCatalog.entry(id)
    #expect(entry.spec.id == id)
    #expect(entry.spec.stepLimit == 1_000)
    #expect(entry.featureNames.count == entry.spec.observation.dimension)
    #expect(Set(entry.featureNames).count == entry.featureNames.count)
    #expect(!entry.featureNames.contains(""))
    let words = try #require(entry.interpreter)
    for text in [words.background, words.rules, words.criteria] {
      #expect(text.count > 100)
    }
  }

  @Test(arguments: [
    ("Hopper-v5", 11, 3), ("Hopper-v4", 11, 3), ("Walker2d-v5", 17, 6), ("Walker2d-v4", 17, 6),
    ("HalfCheetah-v5", 17, 6), ("HalfCheetah-v4", 17, 6), ("Ant-v5", 105, 8), ("Ant-v4", 27, 8),
  ])
  func sizesAreGymnasiums(id: String, dimension: Int, actions: Int) throws {
    let spec = try MuJoCoCatalog.entry(id).spec
    #expect(spec.observation == .dense(dimension: dimension))
    #expect(
      spec.action
        == .box(low: [Float](repeating: -1, count: actions), high: [Float](repeating: 1, count: actions)))
  }

  @Test func settingsChangeTheTask() throws {
    let settings = [
      "frameSkip": "2", "stepLimit": "7", "forwardWeight": "0", "controlWeight": "0", "healthyReward": "3",
      "terminates": "false", "positionNoise": "0", "velocityNoise": "0", "lossless": "true",
    ]
    let entry = try MuJoCoCatalog.entry("Hopper-v5", settings: settings)
    let shard = entry.makeShard(1)
    shard.reset(0, seed: 1)
    for step in 1...7 {
      let outcome = shard.step(0, action: [0, 0, 0])
      #expect(outcome == StepOutcome(reward: 3, terminated: false, truncated: step == 7))
    }
  }

  @Test(arguments: [["noSuchSetting": "1"], ["frameskip": "3"]])
  func unknownSettingsAreRefused(settings: [String: String]) {
    #expect(throws: UnknownNameError.self) { try MuJoCoCatalog.entry("Ant-v5", settings: settings) }
  }

  @Test(arguments: [["frameSkip": "0"], ["stepLimit": "many"], ["healthyReward": "nan"], ["terminates": "perhaps"]])
  func valuesOutOfRangeAreRefused(settings: [String: String]) {
    #expect(throws: InvalidSettingError.self) { try MuJoCoCatalog.entry("Ant-v5", settings: settings) }
  }

  @Test func anUnknownIdListsTheValidOnes() {
    let error = #expect(throws: UnknownNameError.self) { try MuJoCoCatalog.entry("Hoper-v5") }
    #expect(error?.nearest == "Hopper-v5")
    #expect(error?.valid.count == MuJoCoCatalog.tasks.count)
  }

  @Test func startsAreSpreadAsTheTaskSays() throws {
    for task in MuJoCoCatalog.tasks {
      let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
      try environment.reset(seed: 4)
      let count = environment.positions.count
      var (low, high, squares) = (0.0, 0.0, 0.0)
      let draws = 400
      let start = try MuJoCoCatalog.setup(task).initialPositions
      for _ in 0..<draws {
        try environment.reset(seed: nil)
        // A quaternion is brought to length 1 after the noise.
        let away = zip(environment.positions, start).enumerated()
          .filter { count < 15 || !(3..<7).contains($0.offset) }.map { $0.element.0 - $0.element.1 }
        low = min(low, away.min() ?? 0)
        high = max(high, away.max() ?? 0)
        squares += environment.velocities.reduce(0) { $0 + $1 * $1 }
      }
      let noise = task.start.positionNoise
      #expect(low >= -noise && low < -0.95 * noise && high <= noise && high > 0.95 * noise, "\(task.id) \(count)")
      let deviation = (squares / Double(draws * environment.velocities.count)).squareRoot()
      let expected = task.start.velocityNoise * (task.start.distribution == .normal ? 1 : 0.5774)
      #expect(abs(deviation - expected) < 0.06 * expected, "\(task.id) \(deviation)")
    }
  }
}
