import Coaching
import Dispatch
import RLCore
import WorkbenchUI

/// What a person prefers of the workbench, between one time and the next.
enum StoredPreferences {
  /// What was stored last. What cannot be read or taken is as it comes, and a line for each says so. A theme that was named
  /// for this once comes first.
  static func load(themes: [String], named theme: String?) -> (preferences: WorkbenchPreferences, problems: [String]) {
    do {
      var (preferences, problems) = taking(try PreferencesFile.read(), themes: themes)
      if let theme { preferences.theme = theme }
      return (preferences, problems.map { "\(PreferencesFile.path): \($0)" })
    } catch {
      var preferences = WorkbenchPreferences()
      if let theme { preferences.theme = theme }
      return (preferences, ["your preferences are left out: \(error)"])
    }
  }

  /// The preferences of a file's values, by their keys; values that no preference can have are left out and named.
  static func taking(
    _ stored: [String: String], themes: [String]
  ) -> (preferences: WorkbenchPreferences, problems: [String]) {
    var preferences = WorkbenchPreferences()
    var problems: [String] = []
    for field in WorkbenchPreferences.fields(themes: themes) {
      guard let value = stored[field.key], value != field.read(preferences) else { continue }
      if !field.write(&preferences, value) {
        problems.append("\(InvalidSettingError(key: field.key, value: value, valid: field.valid)); it is as it comes")
      }
    }
    return (preferences, problems)
  }

  /// Shows what was stored last, and says what of it could not be taken.
  static func show(themes: [String], named theme: String?, _ post: (AppMessage) -> Void) {
    let (preferences, problems) = load(themes: themes, named: theme)
    post(.preferences(preferences))
    for problem in problems { post(.notice(problem, isError: true)) }
  }

  /// Who stores them, on `queue`.
  static func server(on queue: DispatchQueue, _ post: @escaping @Sendable (AppMessage) -> Void) -> EffectServer {
    EffectServer { (effect: PreferencesEffect) in
      queue.async {
        switch effect {
        case .store(let preferences):
          let fields = WorkbenchPreferences.fields(themes: [])
          do {
            try PreferencesFile.write(fields.map { ($0.key, $0.read(preferences)) })
          } catch {
            post(.notice("your preferences are not stored: \(error)", isError: true))
          }
        }
      }
    }
  }
}
