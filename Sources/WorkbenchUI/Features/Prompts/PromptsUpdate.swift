import Canvas
import RLCore

/// Takes what concerns the calls to advisors.
func takePrompts(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  guard case .feature(let message as PromptsMessage) = message else { return [] }
  switch message {
  case .calls(var list):
    list.items = list.items.map(\.safe)
    return model.prompts.replace(list)
  case .text(let text):
    model.prompts.take(text)
    if text.call.id == model.prompts.selectedID, model.prompts.match == nil { goToFirstMatch(&model) }
    return []
  case .changed:
    let isInView = model.isInView(.prompts)
    return model.prompts.noteChange(isInView: isInView)
  case .quality(let rows):
    model.prompts.quality = rows.map { row in
      var row = row
      row.source.advisor = sanitised(row.source.advisor)
      row.source.promptVersion = row.source.promptVersion.map(sanitised)
      return row
    }
    return []
  }
}

/// The screen comes into view.
func enterPrompts(_ model: inout AppModel) -> [Effect] {
  (model.prompts.isStale ? model.prompts.load() : []) + model.prompts.requestTexts()
}

/// Selects another call.
func moveCall(_ amount: Int, _ model: inout AppModel) -> [Effect] {
  model.prompts.move(amount)
  goToFirstMatch(&model)
  return model.prompts.requestTexts()
}

/// Moves the text within its pane.
func scrollText(_ amount: Int, _ model: inout AppModel) {
  let prompts = model.prompts
  let layout = PromptsLayout(model)
  var texts = [prompts.text]
  if prompts.mode == .compare { texts.append(prompts.markedText) }
  let rows = texts.compactMap { prompts.document($0, prompts.side, layout)?.rows.count }.max() ?? 0
  model.prompts.scroll = min(max(0, rows - layout.rows), max(0, prompts.scroll + amount))
}

/// A page of the text, a row kept for the eye.
func textPage(_ model: AppModel) -> Int { max(1, PromptsLayout(model).rows - 1) }

/// Shows the other text of the call.
func switchSide(_ model: inout AppModel) {
  model.prompts.side = model.prompts.side.other
  model.prompts.scroll = 0
  model.prompts.match = nil
}

/// Puts the cursor on the first match of the selected call, in its prompt if there is one.
private func goToFirstMatch(_ model: inout AppModel) {
  guard !model.prompts.search.isEmpty, model.prompts.text != nil else { return }
  for side in [model.prompts.side, model.prompts.side.other] where goToMatch(0, side, &model) { return }
}

/// Goes to a match; false where there is none of that number. Negative numbers count from the last.
private func goToMatch(_ number: Int, _ side: PromptsState.Side, _ model: inout AppModel) -> Bool {
  let layout = PromptsLayout(model)
  guard let document = model.prompts.document(model.prompts.text, side, layout) else { return false }
  let index = number < 0 ? document.matchRows.count + number : number
  guard document.matchRows.indices.contains(index) else { return false }
  model.prompts.side = side
  model.prompts.match = index
  let row = document.matchRows[index]
  if row < model.prompts.scroll || row >= model.prompts.scroll + layout.rows {
    model.prompts.scroll = min(max(0, document.rows.count - layout.rows), max(0, row - layout.rows / 3))
  }
  return true
}

/// Goes to the next match of the search, or the one before: through both texts of the call, and round.
func stepMatch(_ direction: Int, _ model: inout AppModel) {
  guard !model.prompts.search.isEmpty else { return model.complain("nothing is searched for; / begins a search") }
  let side = model.prompts.side
  let first = direction > 0 ? 0 : -1
  let next = model.prompts.match.map { $0 + direction } ?? first
  if next >= 0 || model.prompts.match == nil, goToMatch(next, side, &model) { return }
  let scroll = model.prompts.scroll
  model.prompts.scroll = 0
  if goToMatch(first, side.other, &model) || goToMatch(first, side, &model) { return }
  model.prompts.scroll = scroll
  model.say("nothing found in this call")
}

/// Searches for what was typed.
func runSearch(_ model: inout AppModel) -> [Effect] {
  let text = model.prompts.field?.text ?? ""
  let effects = model.prompts.find(text)
  goToFirstMatch(&model)
  return effects
}

/// Shows the marked call beside the selected one.
func compareCalls(_ model: inout AppModel) -> [Effect] {
  guard let marked = model.prompts.markedID, let selected = model.prompts.selectedID else {
    model.complain("mark a call with m, select another one, then press c")
    return []
  }
  guard marked != selected else {
    model.complain("call \(marked) is the marked one; select another one to compare it with")
    return []
  }
  model.prompts.mode = .compare
  model.prompts.scroll = 0
  return model.prompts.requestTexts()
}

/// A prompt is sent once more.
struct Rerun: Consequence {
  let call: Int

  func carryOut(_ model: inout AppModel) -> [Effect] {
    model.say("call \(call) is being asked again")
    return [.feature(PromptsEffect.rerun(call))]
  }
}

/// Asks before a prompt is sent once more: that takes time and may take money.
func askToRerun(_ model: inout AppModel) -> [Effect] {
  guard let call = model.prompts.selected else {
    model.complain("no call is selected")
    return []
  }
  model.confirmation = Confirmation(
    title: "Ask again?",
    lines: [
      "The prompt of call \(call.id) is sent to \(call.who) once more, which may cost money.",
      "The answer becomes a call of its own; no suggestion is taken from it.",
    ],
    consequence: Rerun(call: call.id))
  return []
}
