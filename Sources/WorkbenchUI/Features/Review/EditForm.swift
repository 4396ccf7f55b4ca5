import Canvas
import RLCore

/// The form that changes a suggestion's action and reward before it is taken.
struct EditForm: Sendable, Equatable {
  /// What has the cursor: a part of the action, of which a named action has one, or the reward.
  enum Focus: Sendable, Equatable {
    case action(Int)
    case reward
  }

  let suggestion: Int
  /// What can be done there.
  let space: ActionSpace
  /// Names of the parts of a vector.
  let names: [String]
  var actionIndex = 0
  /// A field for each part of a vector; none where actions have names.
  var fields: [TextField] = []
  var rewardField: TextField
  var focus = Focus.action(0)
  /// Why the form could not be saved.
  var problem: String?

  /// Starts from what was decided last, otherwise from what was proposed.
  init(item: ReviewItem) {
    suggestion = item.id
    space = item.space
    rewardField = TextField("\(item.reward)")
    switch item.action {
    case .discrete(let index):
      names = []
      actionIndex = index
    case .continuous(let vector):
      names = vector.indices.map(item.control)
      fields = vector.map { TextField("\($0)") }
    }
  }

  var isDiscrete: Bool { fields.isEmpty }

  private var actionNames: [String] { if case .discrete(let names) = space { names } else { [] } }

  var actionName: String {
    actionNames.indices.contains(actionIndex) ? actionNames[actionIndex] : "action \(actionIndex)"
  }

  /// The place of what has the cursor among all fields.
  var focusIndex: Int {
    if case .action(let index) = focus { index } else { max(1, fields.count) }
  }

  mutating func moveFocus(_ amount: Int) {
    let count = max(1, fields.count) + 1
    let next = ((focusIndex + amount) % count + count) % count
    focus = next == count - 1 ? .reward : .action(next)
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
    case (.action(let index), _):
      if fields.indices.contains(index) { _ = fields[index].handle(key) }
    case (.reward, _): _ = rewardField.handle(key)
    }
  }

  /// The bounds of part `index`; nil where there are none.
  func bounds(_ index: Int) -> ClosedRange<Float>? {
    guard case .box(let low, let high) = space, low.indices.contains(index), high.indices.contains(index),
      low[index] <= high[index]
    else { return nil }
    return low[index]...high[index]
  }

  /// A number as bounds are written.
  static func text(_ value: Float) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? "\(Int(value))" : "\(value)"
  }

  /// The verdict that the form stands for, or nil with `problem` set and the cursor where it lies.
  mutating func verdict() -> Verdict? {
    var vector: [Float] = []
    for index in fields.indices {
      guard let value = Float(Self.trimmed(fields[index].text)), value.isFinite else {
        return refuse("\(names[index]) needs a number", at: .action(index))
      }
      if let bounds = bounds(index), !bounds.contains(value) {
        let range = "\(Self.text(bounds.lowerBound)) to \(Self.text(bounds.upperBound))"
        return refuse("\(names[index]) must be from \(range) and is \(Self.text(value))", at: .action(index))
      }
      vector.append(value)
    }
    guard let reward = Double(Self.trimmed(rewardField.text)), reward.isFinite else {
      return refuse("the reward is not a number", at: .reward)
    }
    guard (-1...1).contains(reward) else { return refuse("the reward must be between -1 and 1", at: .reward) }
    let action = isDiscrete ? Action.discrete(actionIndex) : .continuous(vector)
    if let reason = space.problem(with: action) { return refuse("in the action " + reason, at: .action(0)) }
    return .edited(action: action, reward: reward)
  }

  private mutating func refuse(_ reason: String, at place: Focus) -> Verdict? {
    problem = reason
    focus = place
    return nil
  }

  private static func trimmed(_ text: String) -> String {
    String(text.filter { $0 != " " })
  }
}
