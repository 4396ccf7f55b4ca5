import Algorithms
import RLCore
package import SessionStore

/// The settings of a session in the groups in which a person reads them.
package enum SettingGroup: String, Sendable, CaseIterable {
  /// Recording and advice.
  case session = "recording and advice"
  /// Base training.
  case training = "base training"
  /// Fine-tuning, before a method turns its guidance on.
  case refinement
  /// How accepted suggestions act.
  case guidance
  /// Whom upper bounds ask.
  case oracle = "oracles"
  /// How mask networks are trained.
  case mask = "mask networks"
  /// What the planner searches for.
  case search = "the planner's search"
  /// How evidence is measured.
  case evidence
}

/// Settings that a person changed after the session was made. The session keeps what it was made with; these lie over it
/// wherever it is opened, so that whatever is begun later takes them.
package enum SettingChanges {
  /// Stores the value of a setting. Throws where it is not valid.
  package static func set(_ key: String, to value: String, in group: SettingGroup, of store: SessionStore) throws {
    var scratch = try SessionOpening.settings(of: store)
    try apply(key, value, in: group, to: &scratch)
    var changes = try store.recall(.changedSettings) ?? [:]
    changes[name(key, in: group)] = value
    try store.remember(changes, as: .changedSettings)
  }

  /// Puts what was changed into the settings that the session was made with. What another version may set keeps nobody
  /// from the rest.
  package static func apply(of store: SessionStore, to settings: inout SessionSettings) {
    let changes = (try? store.recall(.changedSettings)) ?? [:]
    for group in SettingGroup.allCases {
      for (name, value) in changes where name.hasPrefix(group.rawValue + "/") {
        try? apply(String(name.dropFirst(group.rawValue.count + 1)), value, in: group, to: &settings)
      }
    }
  }

  private static func name(_ key: String, in group: SettingGroup) -> String { group.rawValue + "/" + key }

  private static func apply(
    _ key: String, _ value: String, in group: SettingGroup, to settings: inout SessionSettings
  ) throws {
    switch group {
    case .session: try SessionSettings.fields.apply(key, value, to: &settings)
    case .training: try PPOConfiguration.fields.apply(key, value, to: &settings.training)
    case .refinement, .guidance, .oracle: try PPOConfiguration.fields.apply(key, value, to: &settings.refinement)
    case .mask: try MaskConfiguration.fields.apply(key, value, to: &settings.mask)
    case .search: try SearchConfiguration.fields.apply(key, value, to: &settings.search)
    case .evidence: try EvidenceConfiguration.fields.apply(key, value, to: &settings.evidence)
    }
  }
}
