import Algorithms
import Networks
import RLCore
import Testing

@Suite struct PPOConfigurationTests {
  private let fields = PPOConfiguration.fields

  @Test func everyKeyIsUniqueAndDescribed() {
    #expect(Set(fields.map(\.key)).count == fields.count)
    #expect(fields.allSatisfy { !$0.summary.isEmpty && !$0.valid.isEmpty && !$0.key.contains("=") })
    #expect(fields.contains { $0.key == "learningRate" } && fields.contains { $0.key == "guidance.match" })
  }

  @Test func whatIsReadCanBeWrittenBack() throws {
    for configuration in [PPOConfiguration(), .small(), .smallPong()] {
      var copy = PPOConfiguration.small {
        $0.hidden = [48]
        $0.pooling = [7]
      }
      copy.guidance.alpha = configuration.guidance.alpha
      copy.guidance.overridesActions = configuration.guidance.overridesActions
      copy.guidance.shapesRewards = configuration.guidance.shapesRewards
      for field in fields { try fields.apply(field.key, field.read(configuration), to: &copy) }
      #expect(copy == configuration)
    }
  }

  @Test func everyFieldCanBeSetAndRefusesNonsense() throws {
    for field in fields {
      var settings = PPOConfiguration.small()
      let error = #expect(throws: InvalidSettingError.self) {
        try fields.apply(field.key, "nonsense!", to: &settings)
      }
      #expect(error?.description.contains(field.valid) == true)
      #expect(settings == .small(), "a refused value changes nothing")
      var changed = false
      let texts = "0.0625 7 true false exact text sampled state annealed relu 48 none kept cut potential a/b".split(
        separator: " ")
      for text in texts.map(String.init) {
        var copy = PPOConfiguration.small()
        if (try? fields.apply(field.key, text, to: &copy)) != nil, copy != .small() { changed = true }
      }
      #expect(changed, "\(field.key) can be changed")
    }
  }

  @Test(arguments: [
    ("learningRate", "2", "0.0 to 1.0"), ("gamma", "1.01", "0.0 to 1.0"), ("epochs", "0", "1 to 100"),
    ("hidden", "5000", "from 1 to 4096"), ("hidden", "", "from 1 to 4096"), ("pooling", "1", "none"),
    ("pooling", "4,4", "none"), ("activation", "gelu", "relu, tanh"),
    ("guidance.restartProbability", "2", "0.0 to 1.0"),
  ])
  func valuesOutOfRangeNameTheRange(key: String, value: String, range: String) {
    var settings = PPOConfiguration.small()
    let error = #expect(throws: InvalidSettingError.self) { try fields.apply(key, value, to: &settings) }
    #expect(error?.valid.contains(range) == true)
  }

  @Test func numbersThatDoNotFitTogetherAreRefused() {
    func key(_ change: (inout PPOConfiguration) -> Void) -> String? {
      #expect(throws: InvalidSettingError.self) { try PPOConfiguration.small(change).validate() }?.key
    }
    #expect(key { $0.minibatches = 3 } == "minibatches")
    #expect(key { $0.minibatches = 256 } == "minibatches")
    // What a damaged file may hold.
    #expect(key { $0.environments = 0 } == "environments")
    #expect(key { $0.minibatches = 0 } == "minibatches")
    #expect(key { $0.hidden = [5000] } == "hidden")
    #expect(key { $0.pooling = [0] } == "pooling")
    #expect(key { $0.totalSteps = 0 } == "steps")
    #expect(key { $0.learningRate = .nan } == "learningRate")
    #expect(key { $0.guidance.alpha = .infinity } == "alpha")
  }

  @Test func aRunIsWholeUpdates() throws {
    let settings = PPOConfiguration.small { $0.totalSteps = 300 }
    #expect(settings.batchSize == 128)
    let run = try contextRun(settings)
    var updates = 0
    while !run.isFinished {
      _ = try run.advance()
      updates += 1
    }
    #expect(updates == 3 && run.step == run.totalSteps && run.step == 384)
  }

  @Test func theRateFallsOverTheRun() throws {
    for anneals in [true, false] {
      let run = try contextRun(.small { $0.annealsLearningRate = anneals })
      for update in 0..<8 {
        let expected = 1e-3 * (anneals ? 1 - Double(update) / 8 : 1)
        #expect(abs((try run.advance()[.learningRate] ?? .nan) - expected) < 1e-12)
      }
    }
  }

  @Test func aTargetOfTheDivergenceStopsThePasses() throws {
    func divergence(_ target: Double) throws -> Double {
      let run = try contextRun(
        .small { settings in
          settings.learningRate = 0.02
          settings.epochs = 20
          settings.targetKL = target
        })
      _ = try run.advance()
      return try #require(try run.advance()[.oldApproximateKL])
    }
    #expect(try abs(divergence(0.001)) < abs(divergence(0)))
  }

  @Test func methodsTurnOnWhatTheirNamesSay() throws {
    for (name, overrides, shapes) in [
      ("ppo", false, false), ("ultra-a", true, false), ("ultra-r", false, true), ("ultra-ra", true, true),
    ] {
      var settings = PPOConfiguration.small()
      let method = try MethodCatalog.methods.entry(name)
      method.configure(&settings)
      #expect(settings.guidance.overridesActions == overrides && settings.guidance.shapesRewards == shapes)
      #expect(method.needsGuidance == (overrides || shapes) && !method.summary.isEmpty)
    }
    let error = #expect(throws: UnknownNameError.self) { try MethodCatalog.methods.entry("ultra-ar") }
    #expect(error?.valid == MethodCatalog.methods.names && error?.nearest != nil)
    #expect(Set(MethodCatalog.methods.names).count == MethodCatalog.methods.entries.count)
  }
}
