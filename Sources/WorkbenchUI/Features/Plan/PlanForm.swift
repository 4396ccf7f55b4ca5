import Canvas
import RLCore

/// An action that may be taken at a state.
struct PlanChoice: Sendable, Equatable {
  /// The action, as the environment reads it.
  var action: String
  /// P_LLM in the search in view; nil where it was not tried there.
  var probability: Double?
}

/// The form that puts an action in the place of a proposal, adds one, or has one carried out.
struct PlanForm: Sendable, Equatable {
  /// What has the cursor.
  enum Focus: Sendable, Equatable {
    case action, probability
  }

  /// The node at whose state the action is proposed.
  let node: Int
  let task: String
  let state: String
  /// The proposal that is replaced; nil where one is added.
  let replaced: String?
  /// The action is carried out at once.
  let isByHand: Bool
  /// It is being carried out.
  var isWaiting = false
  var actionField: TextField
  var probabilityField = TextField()
  var focus = Focus.action
  /// What may be done at the state; empty until it is known, and where the environment cannot list it.
  private(set) var choices: [PlanChoice] = []
  /// Why the form could not be saved.
  var problem: String?

  init(node: Int, task: String, state: String, replaced: String?, isByHand: Bool = false) {
    self.node = node
    self.task = task
    self.state = state
    self.replaced = replaced
    self.isByHand = isByHand
    actionField = TextField(replaced ?? "")
  }

  /// Takes the actions that are legal at the state; a form that adds begins with the first.
  mutating func take(_ choices: [PlanChoice]) {
    self.choices = choices
    // Whoever takes an action may want to write one.
    if !isByHand, actionField.text.isEmpty, let first = choices.first { actionField.text = first.action }
  }

  /// Puts the next legal action into the field.
  mutating func cycle(_ amount: Int) {
    guard !choices.isEmpty, !isWaiting else { return }
    let text = actionField.text
    let here = choices.firstIndex { $0.action == text }
    let next = here.map { $0 + amount } ?? (amount > 0 ? 0 : choices.count - 1)
    actionField.text = choices[(next + choices.count) % choices.count].action
    focus = .action
    problem = nil
  }

  mutating func toggleFocus() {
    if !isByHand { focus = focus == .action ? .probability : .action }
  }

  mutating func handle(_ key: Key) {
    guard !isWaiting else { return }
    problem = nil
    switch focus {
    case .action: _ = actionField.handle(key)
    case .probability: _ = probabilityField.handle(key)
    }
  }

  /// The action that is to be carried out, or nil with `problem` set.
  mutating func typedAction() -> String? {
    let action = Self.trimmed(actionField.text)
    problem = action.isEmpty ? "write an action, or choose one with Up and Down" : nil
    return action.isEmpty ? nil : action
  }

  /// The decision that the form stands for, or nil with `problem` set.
  mutating func decision() -> PlanDecision? {
    let action = Self.trimmed(actionField.text)
    guard !action.isEmpty else { return refuse("write an action", .action) }
    guard action != replaced || !Self.trimmed(probabilityField.text).isEmpty else {
      return refuse("write another action, or a probability", .action)
    }
    guard choices.isEmpty || choices.contains(where: { $0.action == action }) else {
      return refuse("not legal here; Up and Down show what is", .action)
    }
    var probability: Double?
    let text = Self.trimmed(probabilityField.text)
    if !text.isEmpty {
      guard let number = Double(text), number > 0, number <= 1 else {
        return refuse("the probability is above 0 and at most 1", .probability)
      }
      probability = number
    }
    guard let replaced, replaced != action else {
      return PlanDecision(.add, task: task, state: state, action: action, probability: probability)
    }
    return PlanDecision(
      .replace, task: task, state: state, action: replaced, replacement: action, probability: probability)
  }

  private mutating func refuse(_ text: String, _ focus: Focus) -> PlanDecision? {
    problem = text
    self.focus = focus
    return nil
  }

  private static func trimmed(_ text: String) -> String {
    var part = Substring(text)
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }
}
