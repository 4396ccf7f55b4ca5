import Canvas

/// The settings, which of them is selected, and the person's preferences.
struct SettingsState: FeatureState {
  /// A value while it is typed.
  struct Edit: Sendable, Equatable {
    var id: SettingItem.ID
    var field: TextField
  }

  /// A row of the list.
  enum Row: Sendable, Equatable {
    case heading(String, count: Int)
    case setting(SettingItem)
  }

  /// Those of the session.
  private(set) var session: [SettingItem] = []
  var preferences = WorkbenchPreferences()
  var search = ListSearch()
  /// Only what somebody set is listed.
  var showsChangedOnly = false
  var edit: Edit?
  private(set) var selectedID: SettingItem.ID?
  /// Values that were asked for and are not stored yet.
  private(set) var pending: [SettingItem.ID: String] = [:]

  /// Takes the settings of the session.
  mutating func take(_ items: [SettingItem]) {
    session = items
    pending = [:]
  }

  /// Notes that a value is asked for.
  mutating func ask(_ value: String, for id: SettingItem.ID) { pending[id] = value }

  /// What was asked for does not hold.
  mutating func forget() { pending = [:] }

  mutating func select(_ id: SettingItem.ID?) { selectedID = id }
}

extension AppModel {
  var settings: SettingsState {
    get { self[SettingsState.self] }
    _modify { yield &self[SettingsState.self] }
  }

  /// What the person prefers of the workbench: the theme in force, and the dashboard as it is arranged.
  var preferences: WorkbenchPreferences {
    var preferences = settings.preferences
    preferences.theme = theme.name
    preferences.charts = dashboard.arrangement
    preferences.smoothing = dashboard.weight
    return preferences
  }

  /// Puts preferences in force.
  mutating func take(_ preferences: WorkbenchPreferences) {
    settings.preferences = preferences
    if !preferences.theme.isEmpty { selectTheme(preferences.theme) }
    dashboard.take(preferences)
  }

  /// Changes something that a person prefers, and has it remembered where it is another thing then.
  mutating func prefer(_ change: (inout AppModel) -> Void) -> [Effect] {
    let before = preferences
    change(&self)
    return preferences == before ? [] : [.feature(PreferencesEffect.store(preferences))]
  }

  /// The settings that are listed, those of the session first.
  var listedSettings: [SettingItem] {
    (settings.session + preferences.items(themes: themes.map(\.name))).filter {
      settings.search.finds($0.texts) && (!settings.showsChangedOnly || $0.isChanged)
    }
  }

  /// The selected setting: the first one where what was selected is not listed.
  var selectedSetting: SettingItem? {
    let listed = listedSettings
    return listed.first { $0.id == settings.selectedID } ?? listed.first
  }

  /// The rows of the list, each group under its heading.
  var settingsRows: [SettingsState.Row] {
    let listed = listedSettings
    var rows: [SettingsState.Row] = []
    var group: String?
    for item in listed {
      if item.group != group {
        rows.append(.heading(item.group, count: listed.count { $0.group == item.group }))
        group = item.group
      }
      rows.append(.setting(item))
    }
    return rows
  }
}
