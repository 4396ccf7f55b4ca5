import Canvas
import RLCore

/// A suggestion as a text that an editor changes: a line for the action, or for each part of it, and one for the reward.
struct SuggestionDraft {
  /// What was made of such a text.
  enum Reading: Sendable, Equatable {
    /// It holds nothing but comments.
    case empty
    /// It says what counts already.
    case unchanged
    /// The form with what it says. Where it cannot be saved so, the form's problem names the line.
    case form(EditForm)
    /// It cannot be taken, for a reason that names the line.
    case problem(String)
  }

  /// Columns of a comment.
  private static let width = 76
  /// Characters of a value that count; no number has more.
  private static let longest = 100

  let item: ReviewItem

  /// What counts now.
  private var form: EditForm { EditForm(item: item) }

  /// What the lines begin with, in order.
  private var names: [String] {
    let form = form
    return (form.isDiscrete ? ["action"] : form.names.map(Self.trimmed)) + ["reward"]
  }

  /// The text for the editor.
  var text: String {
    let (form, suggestion) = (form, item.suggestion)
    var comments = [
      "Suggestion \(item.id): episode \(suggestion.episode), step \(suggestion.step), by \(suggestion.advisor).",
      "Change what stands behind =, save and leave the editor. The form then has it, and Enter there takes it.",
      "Lines that begin with # do not count. An empty file changes nothing.",
      "", "Why:",
    ]
    comments += wrapped(suggestion.rationale, to: Self.width)
    comments += ["", "Done was " + item.recordedName]
    comments.append(form.isDiscrete ? "One of: " + item.actionNames.joined(separator: ", ") : item.space.bounds)
    let values = (form.isDiscrete ? [form.actionName] : form.fields.map(\.text)) + [form.rewardField.text]
    var lines = comments.flatMap { $0.isEmpty ? ["#"] : wrapped($0, to: Self.width).map { "# " + $0 } }
    lines += zip(names, values).map { "\($0) = \($1)" }
    lines.insert("# What that is worth, from -1 to 1", at: lines.count - 1)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what the editor left, by the rules of the form.
  func read(_ text: String) -> Reading {
    var form = form
    let names = names
    var places = [Int?](repeating: nil, count: names.count)
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = Self.trimmed(sanitised(String(raw)))
      guard !line.isEmpty, line.first != "#" else { continue }
      let start = "line \(index + 1): "
      guard let sign = line.lastIndex(of: "=") else { return .problem(start + "a name, = and a value are wanted") }
      let name = Self.trimmed(String(line[..<sign]))
      let value = Self.trimmed(String(line[line.index(after: sign)...].prefix(Self.longest)))
      guard let place = names.indices.first(where: { names[$0] == name && places[$0] == nil }) else {
        let known = names.contains(name)
        return .problem(
          start + (known ? "'\(name)' is given twice" : "'\(name)' is none of \(names.joined(separator: ", "))"))
      }
      places[place] = index + 1
      guard Self.put(value, at: place, of: names.count, into: &form, actions: item.actionNames) else {
        return .problem(start + "'\(value)' is none of \(item.actionNames.joined(separator: ", "))")
      }
    }
    guard places.contains(where: { $0 != nil }) else { return .empty }
    if let missing = places.firstIndex(of: nil) { return .problem("the line of '\(names[missing])' is missing") }
    guard let verdict = form.verdict() else {
      let line = places.indices.contains(form.focusIndex) ? places[form.focusIndex] : nil
      form.problem = (line.map { "line \($0): " } ?? "") + (form.problem ?? "")
      return .form(form)
    }
    guard case .edited(let action, let reward) = verdict, action != item.action || reward != item.reward else {
      return .unchanged
    }
    return .form(form)
  }

  /// Puts a value into the form's field of that place; false for an action that there is not.
  private static func put(
    _ value: String, at place: Int, of count: Int, into form: inout EditForm, actions: [String]
  ) -> Bool {
    if place == count - 1 {
      form.rewardField = TextField(value)
    } else if form.fields.indices.contains(place) {
      form.fields[place] = TextField(value)
    } else if let index = actions.firstIndex(where: { trimmed($0) == value }) {
      form.actionIndex = index
    } else {
      return value == form.actionName
    }
    return true
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0 == " " }
    guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
    return String(start[...end])
  }
}

/// Asks for what counts of the selected suggestion to be changed in an editor of the person's own.
func writeEdit(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else {
    model.complain("nothing is selected")
    return []
  }
  model.review.range = nil
  let text = SuggestionDraft(item: item).text
  return [.write(Draft(screen: Screen.review.name, number: item.id, text: text))]
}

/// Takes what the editor left: the form has it then, as if it were typed there.
func takeEdit(_ draft: Draft, _ outcome: DraftOutcome, _ model: inout AppModel) {
  guard draft.screen == Screen.review.name else { return }
  let kept = "suggestion \(draft.number) stays as it was"
  guard case .written(let text) = outcome else {
    if case .failed(let reason) = outcome { model.complain(reason) }
    return
  }
  guard let item = model.review.item(draft.number) else {
    return model.complain("suggestion \(draft.number) is not there any more")
  }
  guard text != draft.text else { return model.say("nothing was changed: \(kept)") }
  switch SuggestionDraft(item: item).read(text) {
  case .empty: model.say("the file was empty: \(kept)")
  case .unchanged: model.say("nothing was changed: \(kept)")
  case .problem(let reason): model.complain("\(reason); \(kept)")
  case .form(let form):
    model.review.select(item.id)
    model.review.form = form
    if form.problem == nil { model.say("from the editor: Enter takes it, Esc leaves it") }
  }
}
