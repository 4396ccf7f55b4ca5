import Canvas
import RLCore

/// The choice of a reason for which suggestions are rejected.
struct ReasonChoice: Sendable, Equatable {
  /// What is often the reason; any other is typed.
  static let common = ["wrong state", "wrong action", "unsafe", "not worth it"]
  /// What can be chosen, in the order of its numbers.
  static let lines = common + ["other: a line of your own"]

  /// What is rejected.
  let suggestions: [Int]
  /// The line that is marked.
  private(set) var index = 0
  /// A reason of one's own while it is typed.
  var field: TextField?

  /// A choice for the suggestions of these numbers.
  init(_ suggestions: [Int]) { self.suggestions = suggestions }

  mutating func move(_ amount: Int) { index = min(Self.lines.count - 1, max(0, index + amount)) }

  /// Takes the line at `place`; gives the reason that it stands for, or nil where one is typed from now on.
  mutating func take(_ place: Int) -> String? {
    move(place - index)
    guard !Self.common.indices.contains(index) else { return Self.common[index] }
    field = TextField()
    return nil
  }
}

/// Takes a line of the choice: rejects for its reason, or begins to type one.
private func take(_ place: Int, _ model: inout AppModel) -> [Effect] {
  guard let reason = model.review.reasonChoice?.take(place) else { return [] }
  return reject(for: reason, &model)
}

/// Rejects what the choice was opened for; without a reason it stays open.
private func reject(for text: String, _ model: inout AppModel) -> [Effect] {
  guard let choice = model.review.reasonChoice else { return [] }
  guard let reason = Decision.cleaned(reason: text) else {
    model.complain("say why in a few words; Esc goes back")
    return []
  }
  model.review.reasonChoice = nil
  return decide(.rejected, for: reason, on: choice.suggestions, &model)
}

extension BindingContext {
  private static let numbers = ReasonChoice.lines.indices.map { Key.character(Character("\($0 + 1)")) }

  /// The reasons to choose from.
  static let reasonChoice = BindingContext(
    "Reason", isModal: true,
    [
      Binding([.enter], hint: "reject", "reject for the reason that is marked", needsWrite: true) { model, _ in
        take(model.review.reasonChoice?.index ?? 0, &model)
      },
      Binding(numbers, "reject for the reason of that number", needsWrite: true) { model, key in
        numbers.firstIndex(of: key).map { take($0, &model) } ?? []
      },
      .move([.character("j"), .down], hint: "down", "next reason") { $0.review.reasonChoice?.move(1) },
      .move([.character("k"), .up], hint: "up", "reason before") { $0.review.reasonChoice?.move(-1) },
      .move([.escape, .character("q")], hint: "cancel", "close; nothing is rejected") { $0.review.reasonChoice = nil },
    ])

  /// The line on which a reason of one's own is typed.
  static let ownReason = BindingContext(
    "Own reason", isModal: true,
    line: { $0.review.reasonChoice?.field.map { TypedLine(mark: "because ", field: $0) } },
    typing: { model, key in _ = model.review.reasonChoice?.field?.handle(key) },
    [
      Binding([.enter], hint: "reject", "reject for what is typed, of which 200 characters count", needsWrite: true) {
        model, _ in reject(for: model.review.reasonChoice?.field?.text ?? "", &model)
      },
      .move([.escape], hint: "back", "back to the reasons") { $0.review.reasonChoice?.field = nil },
    ])
}

/// Draws the reasons over the review.
enum ReasonChoiceView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let choice = model.review.reasonChoice else { return }
    let count = choice.suggestions.count
    let title = count == 1 ? "Reject because" : "Reject \(count) because"
    let lines = ReasonChoice.lines
    grid.dialog(width: 46, height: lines.count + 4, title: title, glyphs: model.glyphs) { part in
      for (row, line) in lines.enumerated() {
        let isCurrent = row == choice.index
        part.mark("list", Rect(x: 0, y: row, width: part.width, height: 1), place: row - choice.index)
        let mark = isCurrent ? model.glyphs.pointer : " "
        part.write(
          padded("\(mark) \(row + 1) \(line)", to: part.width - 2), x: 1, y: row, style: isCurrent ? .selection : .text)
      }
      guard choice.field == nil else { return }
      let bindings = BindingContext.reasonChoice.bindings.filter { !$0.hint.isEmpty }
      part.keyHints(bindings.map { KeyHint(key: $0.shortLabel, text: $0.hint) }, y: part.height - 1)
    }
  }
}
