import Canvas
public import RLCore

/// What a person prefers of the workbench, whatever the session.
public struct WorkbenchPreferences: Sendable, Equatable {
  /// The theme's name; empty for the one that comes first.
  public var theme = ""
  /// How much of the past a smoothed curve keeps; one of `DashboardState.smoothings`.
  public var smoothing = 0.6
  /// The panes of the dashboard in their order, by their names with commas between them; empty where they follow from what
  /// there is to show.
  public var charts = ""
  /// Whether the mouse selects and scrolls; while it does, the terminal marks text with Shift only.
  public var usesMouse = true
  /// Whether nothing moves by itself: playback goes by key and tabs do not blink.
  public var reducesMotion = false

  /// What holds where nobody prefers anything.
  public init() {}

  /// Every preference, by the key that the preferences' file has.
  ///
  /// - Parameter themes: the names of the themes that there are.
  public static func fields(themes: [String]) -> [ConfigField<WorkbenchPreferences>] {
    [
      .custom(
        "charts", "the panes of the dashboard in their order; a, d, H and L arrange them there",
        valid: "names of charts, 'picture' and 'metrics' with commas between them, each once; empty for all",
        read: { $0.charts }
      ) {
        guard $1.isEmpty || DashboardState.panes(named: $1) != nil else { return false }
        $0.charts = $1
        return true
      },
      .custom("theme", "the colours of the screen", valid: themes.joined(separator: ", "), read: { $0.theme }) {
        guard themes.contains($1) else { return false }
        $0.theme = $1
        return true
      },
      .custom(
        "smoothing", "higher: curves are smoother and lag behind more; 0 for none",
        valid: DashboardState.smoothings.map { "\($0)" }.joined(separator: ", "), read: { "\($0.smoothing)" }
      ) {
        // Files of earlier versions may have any number.
        guard let value = Double($1), (0...0.99).contains(value) else { return false }
        $0.smoothing = DashboardState.smoothings[DashboardState.place(ofSmoothing: value)]
        return true
      },
      .flag("mouse", \.usesMouse, "select and scroll with the mouse; the terminal then marks text with Shift only"),
      .flag("reducedMotion", \.reducesMotion, "nothing moves by itself: playback goes by key"),
    ]
  }
}

/// What the workbench asks for about preferences.
public enum PreferencesEffect: FeatureEffect {
  /// Store them for the next time.
  case store(WorkbenchPreferences)

  /// They are of no session.
  public var needsWrite: Bool { false }
}

extension WorkbenchPreferences {
  /// The group of the screen's own settings.
  static let group = "workbench"

  /// The preferences as settings.
  func items(themes: [String]) -> [SettingItem] {
    var usual = WorkbenchPreferences()
    usual.theme = themes.first ?? ""
    return Self.fields(themes: themes).map {
      SettingItem($0, of: self, usual: usual, group: Self.group, holds: "at once, and for the next time")
    }
  }
}
