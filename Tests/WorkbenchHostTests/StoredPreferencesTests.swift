import RLCore
import Testing
import WorkbenchUI

@testable import WorkbenchHost

/// What the file of preferences has is taken, or left out with a line that says so.
@Suite struct StoredPreferencesTests {
  private let themes = ["default", "night"]

  private func read(_ preferences: WorkbenchPreferences) -> [String: String] {
    Dictionary(
      WorkbenchPreferences.fields(themes: themes).map { ($0.key, $0.read(preferences)) }, uniquingKeysWith: { $1 })
  }

  @Test func whatWasStoredComesBack() {
    var preferences = WorkbenchPreferences()
    preferences.theme = "night"
    preferences.charts = "return,picture,value-loss"
    preferences.smoothing = 0.97
    preferences.usesMouse = false
    let (back, problems) = StoredPreferences.taking(read(preferences), themes: themes)
    #expect(back == preferences && problems.isEmpty)
    #expect(StoredPreferences.taking([:], themes: themes).preferences == WorkbenchPreferences())
  }

  @Test(arguments: [
    ("charts", "return,no such chart"), ("charts", "return,return"), ("charts", ","), ("theme", "mauve"),
    ("mouse", "perhaps"), ("smoothing", "7"),
  ])
  func whatCannotBeTakenIsAsItComesAndNamed(key: String, value: String) {
    var stored = read(WorkbenchPreferences())
    stored["reducedMotion"] = "true"
    stored[key] = value
    let (preferences, problems) = StoredPreferences.taking(stored, themes: themes)
    var wanted = WorkbenchPreferences()
    wanted.reducesMotion = true
    #expect(preferences == wanted, "what is good beside it is taken")
    #expect(problems.count == 1 && problems[0].contains("'\(key)' cannot be '\(value)'"))
  }
}
