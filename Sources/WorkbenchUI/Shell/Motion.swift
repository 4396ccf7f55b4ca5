extension AppModel {
  /// Things may move by themselves; else playback goes by key.
  var movesByItself: Bool { !preferences.reducesMotion }

  /// Whether something may begin to play; says which keys go on by steps where it may not.
  mutating func mayPlay(by keys: String) -> Bool {
    if !movesByItself { say("motion is reduced, as the settings have it: \(keys)") }
    return movesByItself
  }
}
