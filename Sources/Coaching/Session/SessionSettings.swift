package import Algorithms
import Environments
import Foundation
package import RLCore

/// What a session sets out to do; stored with it, so that any stage can be taken up again.
package struct SessionSettings: Codable, Equatable, Sendable {
  /// The environment's id.
  package var environment: String
  /// Its `environment.*` settings.
  package var environmentSettings: [String: String] = [:]
  /// The seed of everything.
  package var seed: UInt64
  /// Base training.
  package var training: PPOConfiguration
  /// Fine-tuning, before a method turns its guidance on.
  package var refinement: PPOConfiguration
  /// Episodes to record.
  package var episodes = 8
  /// Prompts per episode at most.
  package var windowsPerEpisode = 4
  /// Critical states per prompt at most.
  package var statesPerWindow = 8
  /// The advisor's name.
  package var advisor = "offline"
  /// Who names the critical states; the advisor where nobody is named.
  package var identifier: String?
  /// How the planner searches for one action, where it advises.
  package var planner = ActionSearchConfiguration()
  /// What the planner searches for, and how it searches for sequences.
  package var search = SearchConfiguration()
  /// How mask networks are trained, where they name critical states.
  package var mask = MaskConfiguration()
  /// How evidence is measured.
  package var evidence: EvidenceConfiguration
  /// Methods to compare.
  package var methods = ["ppo", "ultra-a", "ultra-r", "ultra-ra", "coach-ra"]
  /// Games of each evaluation.
  package var games = 100
  /// Checkpoints of a run that stay, the latest; those that a person asked for stay besides.
  package var checkpointsKept = 1

  /// What an environment's presets say. Throws where one of them cannot be read.
  package init(environment: String, presets: Presets, seed: UInt64) throws {
    self.environment = environment
    self.seed = seed
    training = try .training(presets)
    refinement = try .refinement(presets)
    evidence = try EvidenceConfiguration(presets)
    for (key, value) in presets.coaching.sorted(by: { $0.key < $1.key }) {
      try Self.fields.apply(key, value, to: &self)
    }
  }

  /// The defaults of the environment called `environment`, made by `settings`, which the session keeps.
  package init(
    environment: String, seed: UInt64, settings: [String: String] = [:], catalogs: Catalogs = .standard
  ) throws {
    let presets = try catalogs.environment(environment, settings: settings).presets
    try self.init(environment: environment, presets: presets, seed: seed)
    environmentSettings = settings
  }

  /// The defaults of the environment called `environment`, with so many steps of training where given, and with
  /// `key=value` settings.
  package init(environment: String, seed: UInt64, steps: Int?, changes: [String]) throws {
    try self.init(environment: environment, seed: seed, settings: Self.environmentSettings(in: changes))
    if let steps { training.totalSteps = steps }
    try apply(changes)
  }

  /// What `Presets.coaching` may say.
  package static let fields: [ConfigField<SessionSettings>] = [
    .custom("advisor", "who advises", valid: "an advisor's name", read: { $0.advisor }) {
      $0.advisor = $1
      return true
    },
    .integer("episodes", \.episodes, 1...1_000_000, "episodes to record"),
    .integer("windowsPerEpisode", \.windowsPerEpisode, 1...1_000, "prompts per episode at most"),
    .integer("statesPerWindow", \.statesPerWindow, 1...1_000, "critical states per prompt at most"),
    .integer("games", \.games, 1...1_000_000, "games of each evaluation"),
    .integer(
      "checkpoint.keep", \.checkpointsKept, 1...100_000,
      "latest checkpoints of a run that stay, to fork it or roll it back; more take space on disk"),
  ]

  /// The settings of the demo: a base policy that is stopped while it still loses clearly, and a short refinement.
  package static func demo(
    environment: String, seed: UInt64, settings chosen: [String: String] = [:], catalogs: Catalogs = .standard
  ) throws -> SessionSettings {
    let presets = try catalogs.environment(environment, settings: chosen).presets
    var settings = try SessionSettings(environment: environment, presets: presets, seed: seed)
    settings.environmentSettings = chosen
    settings.training.totalSteps = presets.demoSteps
    // The rate does not fall to 0 in so short a run: the policy is stopped, not finished.
    settings.training.annealsLearningRate = false
    return settings
  }

  /// Throws where the settings do not fit together, the environment or this machine.
  package func check(_ catalogs: Catalogs = .standard) throws {
    let entry = try catalogs.environment(environment, settings: environmentSettings)
    try search.check()
    for configuration in [training, refinement] {
      try configuration.validate()
      // Running out of memory ends the process, so that what can never fit is refused before anything is made.
      let most = Int(clamping: ProcessInfo.processInfo.physicalMemory) / max(1, entry.spec.observation.rowBytes)
      guard configuration.batchSize <= most else {
        throw InvalidSettingError(
          key: "environments x stepsPerUpdate", value: "\(configuration.batchSize)",
          valid: "at most \(most) with the memory of this machine")
      }
    }
  }

  /// Applies `key=value` settings: `environment.*` to the environment, `mask.*` to mask networks, `search.*` to the planner,
  /// `checkpoint.*` to the session, everything else to the base training; with `refining` everything else to refinements,
  /// which train no mask.
  package mutating func apply(_ settings: [String], refining: Bool = false) throws {
    for setting in settings {
      let (key, value) = try Self.pair(setting)
      if key.hasPrefix("environment.") {
        environmentSettings[String(key.dropFirst("environment.".count))] = value
      } else if key.hasPrefix("checkpoint.") {
        try Self.fields.apply(key, value, to: &self)
      } else if refining {
        try PPOConfiguration.fields.apply(key, value, to: &refinement)
      } else if key.hasPrefix("mask.") || key.hasPrefix("search.") {
        try applyIdentifying([setting])
      } else {
        try PPOConfiguration.fields.apply(key, value, to: &training)
      }
    }
  }

  /// Applies the `key=value` settings of whoever names critical states, `mask.*` and `search.*`: all of them or none.
  package mutating func applyIdentifying(_ settings: [String]) throws {
    var (mask, search) = (mask, search)
    try Self.apply(settings, to: &mask, &search)
    (self.mask, self.search) = (mask, search)
  }

  /// Throws where one of these settings is none of whoever names critical states, or where they do not fit together.
  static func checkIdentifying(_ settings: [String]) throws {
    var (mask, search) = (MaskConfiguration(), SearchConfiguration())
    try apply(settings, to: &mask, &search)
    try search.check()
  }

  private static func apply(
    _ settings: [String], to mask: inout MaskConfiguration, _ search: inout SearchConfiguration
  ) throws {
    let (masks, searches) = (MaskConfiguration.fields, SearchConfiguration.fields)
    for setting in settings {
      let (key, value) = try pair(setting)
      if key.hasPrefix("mask.") {
        try masks.apply(key, value, to: &mask)
      } else if key.hasPrefix("search.") {
        try searches.apply(key, value, to: &search)
      } else {
        throw UnknownNameError(kind: "setting", name: key, valid: masks.map(\.key) + searches.map(\.key))
      }
    }
  }

  /// What `key=value` settings say about the environment; what is none of that is left to `apply`.
  package static func environmentSettings(in changes: [String]) -> [String: String] {
    var found: [String: String] = [:]
    for change in changes {
      guard let (key, value) = try? pair(change), key.hasPrefix("environment.") else { continue }
      found[String(key.dropFirst("environment.".count))] = value
    }
    return found
  }

  /// The two sides of `key=value`.
  static func pair(_ setting: String) throws -> (key: String, value: String) {
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw InvalidSettingError(key: setting, value: "", valid: "key=value, for instance learningRate=0.001")
    }
    return (parts[0], parts[1])
  }
}
