import Canvas
import RLCore

/// Takes what concerns settings.
func takeSettings(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .feature(SettingsMessage.settings(let items)): model.settings.take(items)
  case .feature(SettingsMessage.preferences(let preferences)): model.take(preferences)
  case .feature(RecordMessage.refused) where !model.settings.pending.isEmpty:
    // The screen says why; what is in force is read again.
    model.settings.forget()
    return [.feature(SettingsEffect.load)]
  default: break
  }
  return []
}

/// Asks for the settings of the session; without one there are preferences only.
func enterSettings(_ model: inout AppModel) -> [Effect] {
  model.runs.isPicker ? [] : [.feature(SettingsEffect.load)]
}

/// Selects another setting of the list; headings are passed over.
func moveSetting(_ amount: Int, goesRound: Bool = false, _ model: inout AppModel) {
  let listed = model.listedSettings
  guard !listed.isEmpty else { return }
  let now = listed.firstIndex { $0.id == model.selectedSetting?.id } ?? 0
  let next =
    goesRound ? (now + amount + listed.count) % listed.count : min(listed.count - 1, max(0, now + amount))
  model.settings.select(listed[next].id)
}

/// Begins to type a value.
func beginSetting(_ model: inout AppModel) {
  guard let item = changeable(&model) else { return }
  model.settings.edit = SettingsState.Edit(id: item.id, field: TextField(item.value))
}

/// Takes the value that was typed; one that is not valid stays in the line.
func finishSetting(_ model: inout AppModel) -> [Effect] {
  guard let edit = model.settings.edit, let item = model.selectedSetting, item.id == edit.id else {
    model.settings.edit = nil
    return []
  }
  let text = edit.field.text
  guard item.accepts(text) else {
    model.complain("\(item.key) cannot be '\(text)'; valid: \(item.valid)")
    return []
  }
  model.settings.edit = nil
  return set(item, text, &model)
}

/// Takes the next of the few values that a setting may have, or the one before.
func turnSetting(_ direction: Int, _ model: inout AppModel) -> [Effect] {
  guard let item = changeable(&model) else { return [] }
  let choices = item.choices
  guard !choices.isEmpty else {
    model.complain("\(item.key) takes \(item.valid); Enter types it")
    return []
  }
  let now = choices.firstIndex(of: model.settings.pending[item.id] ?? item.value) ?? 0
  return set(item, choices[(now + direction + choices.count) % choices.count], &model)
}

/// Gives a setting the value that it has where nobody sets it.
func resetSetting(_ model: inout AppModel) -> [Effect] {
  guard let item = changeable(&model) else { return [] }
  guard item.isChanged else {
    model.say("\(item.key) is as it comes: \(item.value)")
    return []
  }
  return set(item, item.usual, &model)
}

/// The selected setting, where it can be changed; says why where it cannot.
private func changeable(_ model: inout AppModel) -> SettingItem? {
  guard let item = model.selectedSetting else {
    model.complain("no setting is selected")
    return nil
  }
  if let locked = item.locked {
    model.complain("\(item.key) cannot be changed: \(locked)")
    return nil
  }
  // What a person prefers is of no session.
  guard item.group == WorkbenchPreferences.group || mayChange(&model, needsWrite: true, steers: false) else {
    return nil
  }
  return item
}

private func set(_ item: SettingItem, _ value: String, _ model: inout AppModel) -> [Effect] {
  guard value != item.value else { return [] }
  guard item.group == WorkbenchPreferences.group else {
    model.settings.ask(value, for: item.id)
    let effect = SettingsEffect.set(group: item.group, key: item.key, value: value)
    let words = "\(item.key) \(value)"
    return [keep(effect, words, said: "\(words) holds \(item.holds)", &model)]
  }
  var preferences = model.preferences
  let fields = WorkbenchPreferences.fields(themes: model.themes.map(\.name))
  guard fields.first(where: { $0.key == item.key })?.write(&preferences, value) == true else { return [] }
  model.take(preferences)
  model.say("\(item.key): \(value)")
  return [.feature(PreferencesEffect.store(preferences))]
}
