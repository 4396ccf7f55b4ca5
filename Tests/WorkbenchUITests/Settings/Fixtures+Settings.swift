import RLCore

@testable import WorkbenchUI

/// Settings of the kinds that there are.
struct SampleSettings: Sendable, Equatable {
  enum Activation: String, CaseIterable, Sendable { case relu, tanh }

  var steps = 1_000_000
  var rate = 0.00025
  var anneals = true
  var activation = Activation.relu
  var hidden = "64,64"
  var probability = 0.25

  static let training: [ConfigField<SampleSettings>] = [
    .integer("steps", \.steps, 1...1_000_000_000_000, "environment steps in all"),
    .number("learningRate", \.rate, 0...1, "higher learns faster until it breaks"),
    .flag("annealLearningRate", \.anneals, "let the rate fall to 0 over the run"),
    .choice("activation", \.activation, "the nonlinearity"),
    .custom(
      "hidden", "widths of the hidden layers", valid: "numbers from 1 to 4096, for instance 64,64",
      read: { $0.hidden },
      write: { root, text in
        guard text.split(separator: ",").allSatisfy({ Int($0) != nil }) else { return false }
        root.hidden = text
        return true
      }),
  ]

  static let guidance: [ConfigField<SampleSettings>] = [
    .number("guidance.overrideProbability", \.probability, 0...1, "share of matches overridden at first")
  ]
}

extension Fixtures {
  static let settingItems: [SettingItem] = {
    let usual = SampleSettings()
    var base = usual
    base.steps = 524_288
    base.anneals = false
    var refined = usual
    refined.rate = 0.0001
    return SampleSettings.training.map {
      SettingItem(
        $0, of: base, usual: usual, group: "base training", holds: "", locked: "the base policy was trained with it")
    }
      + (SampleSettings.training + SampleSettings.guidance).map {
        SettingItem($0, of: refined, usual: usual, group: "refinement", holds: "from the next refinement on")
      }
  }()
}
