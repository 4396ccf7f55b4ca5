import Canvas
import RLCore

extension BindingContext {
  /// An open question.
  static let confirmation = BindingContext(
    "Question", isModal: true,
    [
      Binding([.character("y"), .enter], hint: "yes", "yes, do it") { model, _ in confirm(&model) },
      .move([.character("n"), .escape], hint: "no", "no, go back") { $0.confirmation = nil },
    ])

  /// The help.
  static let help = BindingContext(
    "Help", isModal: true,
    [
      .move([.escape, .character("?"), .character("q")], hint: "close", "close the help") { $0.helpScroll = nil },
      .move([.character("j"), .down], hint: "down", "scroll down") { scrollHelp(by: 1, &$0) },
      .move([.character("k"), .up], hint: "up", "scroll up") { scrollHelp(by: -1, &$0) },
      .move([.pageDown, .character(" ")], hint: "page", "a page down") { scrollHelp(by: $0.height - 8, &$0) },
      .move([.pageUp], "a page up") { scrollHelp(by: 8 - $0.height, &$0) },
      .move([.character("g"), .home], "to the beginning") { $0.helpScroll = 0 },
      .move([.character("G"), .end], "to the end") { scrollHelp(by: 10_000, &$0) },
    ])

  /// The command line.
  static let commandLine = BindingContext(
    "Command line", isModal: true, typing: { model, key in model.commandLine?.type(key) },
    [
      Binding([.enter], hint: "run", "run the command") { model, _ in runCommandLine(&model) },
      .move([.tab], hint: "complete", "complete; again for the next candidate") { model in
        var line = model.commandLine
        line?.complete(model)
        model.commandLine = line
      },
      .move([.up], hint: "earlier", "the command before") { model in
        model.commandLine?.recall(1, from: model.commandHistory)
      },
      .move([.down], "the command after") { model in
        model.commandLine?.recall(-1, from: model.commandHistory)
      },
      .move([.escape], hint: "close", "close without running") { $0.commandLine = nil },
    ])

  /// The form that edits a suggestion.
  static let editForm = BindingContext(
    "Edit form", isModal: true, typing: { model, key in model.review.form?.handle(key) },
    [
      Binding([.enter], hint: "save", "save the edit and accept it", needsWrite: true) { model, _ in
        saveForm(&model)
      },
      .move([.tab, .down], hint: "next field", "next field") { $0.review.form?.toggleFocus() },
      .move([.backTab, .up], "previous field") { $0.review.form?.toggleFocus() },
      .move([.escape], hint: "cancel", "close without saving") { $0.review.form = nil },
    ])
}

private func scrollHelp(by amount: Int, _ model: inout AppModel) {
  let last = max(0, HelpOverlay.lines(model).count - HelpOverlay.pageHeight(model))
  model.helpScroll = min(last, max(0, (model.helpScroll ?? 0) + amount))
}

private func confirm(_ model: inout AppModel) -> [Effect] {
  guard let question = model.confirmation else { return [] }
  model.confirmation = nil
  switch question.consequence {
  case .quit: return leave(&model)
  case .finishReview:
    model.say("going on to refine")
    return [.finishReview]
  case .clearPlan: return clearPlan(&model)
  case .rerun(let call):
    model.say("call \(call) is being asked again")
    return [.rerunCall(call)]
  case .accept(let ids):
    let effects = model.review.decide(.accepted, on: ids)
    model.say("accepted \(ids.count) verified; u takes all of them back")
    return effects + model.review.requestDetail()
  }
}

private func saveForm(_ model: inout AppModel) -> [Effect] {
  guard var form = model.review.form else { return [] }
  guard let verdict = form.verdict() else {
    model.review.form = form
    return []
  }
  model.review.form = nil
  let effects = model.review.decide(verdict, on: [form.suggestion])
  model.say("suggestion \(form.suggestion) edited")
  return effects + model.review.requestDetail()
}
