import Canvas
import RLCore

/// The form in which a person marks a state as critical: what should have been done there, what it is worth, and why.
struct MarkForm: Sendable, Equatable {
  /// What has the cursor.
  enum Focus: Sendable, Equatable, CaseIterable {
    case action, reward, rationale
  }

  /// Who proposes what a person wrote.
  static let advisor = "by hand"

  let episode: Int
  let step: Int
  /// What the policy did, in words.
  let recorded: String
  /// What can be done there.
  let space: ActionSpace
  var actionIndex = 0
  var actionField = TextField()
  var rewardField = TextField("1")
  var rationaleField = TextField()
  var focus = Focus.action
  /// Why the form could not be saved.
  var problem: String?

  /// Begins with what was done at a step; nil where nothing was, at the end of an episode.
  init?(_ detail: EpisodeDetail, step: Int) {
    guard detail.actions.indices.contains(step) else { return nil }
    episode = detail.episode
    self.step = step
    recorded = detail.actions[step]
    space = detail.space
    switch detail.taken.indices.contains(step) ? detail.taken[step] : nil {
    case .discrete(let index): actionIndex = index
    case .continuous(let vector): actionField = TextField(vector.map { "\($0)" }.joined(separator: ", "))
    case nil: actionIndex = detail.actionNames.firstIndex(of: detail.actions[step]) ?? 0
    }
  }

  var actionNames: [String] { if case .discrete(let names) = space { names } else { [] } }

  var isDiscrete: Bool { if case .discrete = space { true } else { false } }

  var actionName: String {
    actionNames.indices.contains(actionIndex) ? actionNames[actionIndex] : "action \(actionIndex)"
  }

  mutating func moveFocus(_ amount: Int) {
    let all = Focus.allCases
    focus = all[((all.firstIndex(of: focus) ?? 0) + amount + all.count) % all.count]
  }

  /// Handles the keys that a field takes.
  mutating func handle(_ key: Key) {
    problem = nil
    switch (focus, key) {
    case (.action, .left) where isDiscrete: cycle(-1)
    case (.action, .right) where isDiscrete: cycle(1)
    case (.action, _) where isDiscrete: problem = "Left and Right choose the action"
    case (.action, _): _ = actionField.handle(key)
    case (.reward, _): _ = rewardField.handle(key)
    case (.rationale, _): _ = rationaleField.handle(key)
    }
  }

  private mutating func cycle(_ amount: Int) {
    guard !actionNames.isEmpty else { return }
    actionIndex = ((actionIndex + amount) % actionNames.count + actionNames.count) % actionNames.count
  }

  /// The suggestion that the form stands for, or nil with `problem` set.
  mutating func suggestion() -> Suggestion? {
    guard let action = action() else { return nil }
    if let reason = space.problem(with: action) { return refuse("in the action " + reason, .action) }
    guard let reward = Double(Self.trimmed(rewardField.text)), (-1...1).contains(reward) else {
      return refuse("r is a number from -1 to 1", .reward)
    }
    let why = rationaleField.text.split(separator: " ").joined(separator: " ")
    guard !why.isEmpty else { return refuse("say why in a few words", .rationale) }
    return Suggestion(
      episode: episode, step: step, action: action, reward: reward, rationale: why, confidence: 1,
      advisor: Self.advisor)
  }

  private mutating func action() -> Action? {
    if isDiscrete { return .discrete(actionIndex) }
    let parts = actionField.text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Float(Self.trimmed(String($0))) }
    guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else {
      problem = "the action is \(space.width) numbers with commas between"
      focus = .action
      return nil
    }
    return .continuous(numbers)
  }

  private mutating func refuse(_ text: String, _ focus: Focus) -> Suggestion? {
    problem = text
    self.focus = focus
    return nil
  }

  private static func trimmed(_ text: String) -> String { String(text.filter { $0 != " " }) }
}
