import Canvas
import RLCore

/// A question that a person has to answer before anything happens.
struct Confirmation: Sendable, Equatable {
  var title: String
  var lines: [String]
  var consequence: any Consequence

  static func == (one: Confirmation, other: Confirmation) -> Bool {
    one.title == other.title && one.lines == other.lines && one.consequence.equals(other.consequence)
  }
}

/// What a yes leads to; a value, so that models can be compared.
protocol Consequence: Sendable, Equatable {
  /// The person said yes.
  func carryOut(_ model: inout AppModel) -> [Effect]
}

extension Consequence {
  fileprivate func equals(_ other: any Consequence) -> Bool { (other as? Self) == self }
}

extension Layer {
  /// The open question, over everything else.
  static let question = Layer(
    name: "question", summary: "Asks before anything that cannot be taken back.", contexts: [.question],
    context: { $0.confirmation == nil ? nil : .question }, draw: { QuestionView.draw($0, on: &$1) })
}

extension BindingContext {
  fileprivate static let question = BindingContext(
    "Question", isModal: true,
    [
      Binding([.character("y"), .enter], hint: "yes", "yes, do it") { model, _ in confirm(&model) },
      .move([.character("n"), .escape], hint: "no", "no, go back") { $0.confirmation = nil },
    ])
}

private func confirm(_ model: inout AppModel) -> [Effect] {
  guard let question = model.confirmation else { return [] }
  model.confirmation = nil
  return question.consequence.carryOut(&model)
}

/// Draws the open question.
private enum QuestionView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let question = model.confirmation else { return }
    let width = min(56, grid.width)
    let lines = question.lines.flatMap { wrapped($0, to: width - 4) }
    grid.dialog(width: width, height: lines.count + 4, title: question.title, glyphs: model.glyphs) { part in
      for (row, line) in lines.enumerated() { part.write(line, x: 1, y: row) }
      let hints = BindingContext.question.bindings.map { KeyHint(key: " " + $0.shortLabel, text: $0.hint) }
      part.keyHints(hints, y: part.height - 1)
    }
  }
}
