import Canvas
import RLCore

/// The form that changes a suggestion's action and reward before it is taken.
struct EditForm: Sendable, Equatable {
  /// What has the cursor.
  enum Focus: Sendable, Equatable {
    case action, reward
  }
  let suggestion: Int
  /// What can be done there.
  let space: ActionSpace
  /// The vector's length, where actions are vectors.
  let dimension: Int
  var actionIndex = 0
  var actionField = TextField()
  var rewardField: TextField
  var focus = Focus.action
  /// Why the form could not be saved.
  var problem: String?

  /// Starts from what was decided last, otherwise from what was proposed.
  init(item: ReviewItem) {
    suggestion = item.id
    space = item.space
    var action = item.suggestion.action
    var reward = item.suggestion.reward
    if case .edited(let editedAction, let editedReward) = item.verdict {
      action = editedAction
      reward = editedReward
    }
    rewardField = TextField("\(reward)")
    switch action {
    case .discrete(let index):
      dimension = 0
      actionIndex = index
    case .continuous(let vector):
      dimension = vector.count
      actionField = TextField(vector.map { "\($0)" }.joined(separator: ", "))
    }
  }

  var isDiscrete: Bool { dimension == 0 }

  private var actionNames: [String] { if case .discrete(let names) = space { names } else { [] } }

  var actionName: String {
    actionNames.indices.contains(actionIndex) ? actionNames[actionIndex] : "action \(actionIndex)"
  }

  mutating func toggleFocus() {
    focus = focus == .action ? .reward : .action
  }

  mutating func cycleAction(_ amount: Int) {
    guard !actionNames.isEmpty else { return }
    actionIndex = ((actionIndex + amount) % actionNames.count + actionNames.count) % actionNames.count
  }

  /// Handles the keys that a field takes.
  mutating func handle(_ key: Key) {
    problem = nil
    switch (focus, key) {
    case (.action, .left) where isDiscrete: cycleAction(-1)
    case (.action, .right) where isDiscrete: cycleAction(1)
    case (.action, _) where isDiscrete: problem = "Left and Right choose the action"
    case (.action, _): _ = actionField.handle(key)
    case (.reward, _): _ = rewardField.handle(key)
    }
  }

  /// The verdict that the form stands for, or nil with `problem` set.
  mutating func verdict() -> Verdict? {
    guard let reward = Double(Self.trimmed(rewardField.text)), reward.isFinite else {
      problem = "the reward is not a number"
      focus = .reward
      return nil
    }
    guard (-1...1).contains(reward) else {
      problem = "the reward must be between -1 and 1"
      focus = .reward
      return nil
    }
    if isDiscrete { return edited(.discrete(actionIndex), reward) }
    let parts = actionField.text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Float(Self.trimmed(String($0))) }
    guard numbers.count == parts.count, numbers.count == dimension, numbers.allSatisfy(\.isFinite) else {
      problem = "the action needs \(dimension) numbers with commas between"
      focus = .action
      return nil
    }
    return edited(.continuous(numbers), reward)
  }

  /// The edit, held to what the environment can do.
  private mutating func edited(_ action: Action, _ reward: Double) -> Verdict? {
    if let reason = space.problem(with: action) {
      problem = "in the action " + reason
      focus = .action
      return nil
    }
    return .edited(action: action, reward: reward)
  }

  private static func trimmed(_ text: String) -> String {
    String(text.filter { $0 != " " })
  }
}
