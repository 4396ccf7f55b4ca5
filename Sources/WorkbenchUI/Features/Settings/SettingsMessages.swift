/// What the settings' screen is told.
enum SettingsMessage: FeatureMessage {
  case settings([SettingItem])
  case preferences(WorkbenchPreferences)
}

extension AppMessage {
  /// Every setting of the session, group by group; replaces what was there.
  public static func settings(_ items: [SettingItem]) -> AppMessage { .feature(SettingsMessage.settings(items)) }

  /// What the person prefers of the workbench, as it was stored.
  public static func preferences(_ preferences: WorkbenchPreferences) -> AppMessage {
    .feature(SettingsMessage.preferences(preferences))
  }
}

/// What the settings' screen asks for.
public enum SettingsEffect: FeatureEffect {
  /// Read every setting of the session.
  case load
  /// Store the value of a setting, which was checked, for what comes next.
  case set(group: String, key: String, value: String)

  /// Reading stores nothing.
  public var needsWrite: Bool {
    switch self {
    case .load: false
    case .set: true
    }
  }
}
