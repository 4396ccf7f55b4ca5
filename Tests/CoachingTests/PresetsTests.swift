import Algorithms
import Coaching
import Foundation
import RLCore
import Testing

/// The numbers that every environment starts from. They are results of long measurements: whoever changes one says so here.
@Suite struct PresetsTests {
  /// What differs from `PPOConfiguration()` and is common to continuous control.
  static let continuous = [
    "steps": "1000000", "environments": "16", "stepsPerUpdate": "128", "epochs": "10", "minibatches": "32",
    "learningRate": "0.0003", "clip": "0.2", "clipValue": "false", "valueWeight": "0.25", "entropyWeight": "0.0",
    "normaliseObservations": "true", "normaliseRewards": "true", "activation": "tanh", "shareTrunk": "false",
    "logStd": "-0.5", "recomputeAdvantages": "true",
  ]

  /// What differs from that, and from `PPOConfiguration()` for Pong.
  static let training: [String: [String: String]] = [
    "Pong": [
      "steps": "20000000", "environments": "128", "minibatches": "8", "learningRate": "0.003", "adamEpsilon": "1e-08",
      "maxGradientNorm": "0.0", "clip": "0.2", "entropyWeight": "0.002", "pooling": "8~", "cellRate": "0.0",
    ],
    "PongPoint": [
      "steps": "20000000", "environments": "128", "minibatches": "8", "learningRate": "0.003", "adamEpsilon": "1e-08",
      "maxGradientNorm": "0.0", "clip": "0.2", "entropyWeight": "0.002", "pooling": "8~", "cellRate": "0.0",
    ],
    "Pendulum-v1": [
      "steps": "300000", "environments": "4", "stepsPerUpdate": "1024", "minibatches": "16", "epochs": "2",
      "learningRate": "0.003", "gamma": "0.95", "valueWeight": "0.5", "logStd": "0.0", "recomputeAdvantages": "false",
    ],
    "Hopper-v5": [:], "Hopper-v4": [:],
    "Walker2d-v5": ["logStd": "-1.0", "gaeLambda": "0.9"], "Walker2d-v4": ["logStd": "-1.0", "gaeLambda": "0.9"],
    "HalfCheetah-v5": ["gamma": "0.98", "gaeLambda": "0.92", "logStd": "-1.0"],
    "HalfCheetah-v4": ["gamma": "0.98", "gaeLambda": "0.92", "logStd": "-1.0"],
    "Ant-v5": ["gamma": "0.98", "gaeLambda": "0.92", "logStd": "-1.0", "targetKL": "0.02"],
    "Ant-v4": ["gamma": "0.98", "gaeLambda": "0.92", "logStd": "-1.0", "targetKL": "0.02"],
    "SparseHopper-v5": [:],
    "SparseWalker2d-v5": ["logStd": "-1.0", "gaeLambda": "0.9"],
    "SparseHalfCheetah-v5": ["gamma": "0.98", "gaeLambda": "0.92", "logStd": "-1.0"],
    Self.ownTask: [:],
  ]

  /// What fine-tuning changes after that.
  static func refinement(_ id: String) -> [String: String] {
    guard !id.hasPrefix("Pong") else {
      return [
        "steps": "1507328", "clipValue": "false", "guidance.alphaSchedule": "annealed", "guidance.radius": "0.2",
        "guidance.storedAction": "imitation", "guidance.imitationWeight": "1.0",
      ]
    }
    let steps = id.contains("Hopper") ? "400000" : "200000"
    return ["steps": steps, "guidance.alphaSchedule": "annealed", "guidance.radius": "0.0"]
  }

  static let ownTask = "own.toml"

  private func expect(_ configuration: PPOConfiguration, _ changes: [String: String], _ alpha: Double) {
    var expected = Dictionary(
      uniqueKeysWithValues: PPOConfiguration.fields.map { ($0.key, $0.read(PPOConfiguration())) })
    for (key, value) in changes {
      #expect(expected[key] != nil, "no setting is called \(key)")
      expected[key] = value
    }
    for field in PPOConfiguration.fields {
      #expect(field.read(configuration) == expected[field.key], "\(field.key)")
    }
    #expect(configuration.guidance.alpha == alpha)
  }

  private func settings(_ id: String) throws -> SessionSettings {
    guard id == Self.ownTask else { return try SessionSettings(environment: id, seed: 1) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).toml")
    try #"id = "Mine""#.appending("\nmodel = \"hopper\"\n").write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try SessionSettings(environment: file.path, seed: 1)
  }

  @Test(arguments: training.keys.sorted()) func everyNumberIsAsMeasured(_ id: String) throws {
    let settings = try settings(id)
    var changes = id.hasPrefix("Pong") ? [:] : Self.continuous
    changes.merge(try #require(Self.training[id])) { $1 }
    expect(settings.training, changes, 0.5)
    changes.merge(Self.refinement(id)) { $1 }
    expect(settings.refinement, changes, id.hasPrefix("Pong") ? 0.5 : 0.1)
    let evidence = settings.evidence
    #expect(evidence.horizon == 40 && evidence.hold == 2)
    #expect(evidence.rollouts == (id.hasPrefix("Pong") ? 16 : 4) && evidence.endsAtReward == (id.hasPrefix("Pong")))
    #expect(settings.advisor == (id.hasPrefix("Pong") ? "offline" : "planner"))
    #expect(settings.episodes == (id.hasPrefix("Pong") ? 8 : 4) && settings.games == (id.hasPrefix("Pong") ? 100 : 50))
    #expect(settings.windowsPerEpisode == (id.hasPrefix("Pong") ? 4 : 1) && settings.statesPerWindow == 8)
  }

  @Test func everyEnvironmentHasItsLineInTheTable() {
    #expect(Set(Catalogs.standard.environments.names).union([Self.ownTask]) == Set(Self.training.keys))
  }

  @Test func theDemoStopsWhileThePolicyIsWeak() throws {
    for (id, steps) in [("Pong", 524_288), ("Hopper-v5", 100_000), ("Pendulum-v1", 100_000)] {
      let settings = try SessionSettings.demo(environment: id, seed: 1)
      #expect(settings.training.totalSteps == steps && !settings.training.annealsLearningRate, "\(id)")
    }
  }

  /// CleanRL's numbers for classic control, and none of MuJoCo's.
  @Test func discreteActionsStartFromNumbersOfTheirOwn() throws {
    let configuration = try PPOConfiguration.training(.discrete)
    expect(
      configuration,
      [
        "steps": "500000", "environments": "4", "clip": "0.2", "activation": "tanh", "shareTrunk": "false",
      ], 0.5)
    try configuration.validate()
    try PPOConfiguration.refinement(.discrete).validate()
  }

  @Test func aMistypedPresetIsAnErrorThatListsTheValidKeys() {
    let wrong = Presets.discrete.training(["learningrate": "1"])
    let error = #expect(throws: UnknownNameError.self) { try PPOConfiguration.training(wrong) }
    #expect(error?.nearest == "learningRate")
    #expect(throws: InvalidSettingError.self) {
      try PPOConfiguration.training(Presets.discrete.training(["clip": "many"]))
    }
  }
}
