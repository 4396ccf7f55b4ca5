public import RLCore

/// A blocks-world problem: named blocks, a first state and a goal.
public struct BlocksInstance: Sendable, Equatable {
  /// The problem's name.
  public let name: String
  /// The blocks' names; a block is its place here.
  public let blocks: [String]
  /// Where it starts.
  public let initial: BlocksState
  /// What shall be reached.
  public let goal: BlocksGoal
  /// The words of its file.
  public let spelling: BlocksSpelling

  /// A problem; `blocks` must be at most `BlocksState.capacity` names that differ in more than the case of letters.
  public init(
    name: String, blocks: [String], initial: BlocksState, goal: BlocksGoal, spelling: BlocksSpelling = BlocksSpelling()
  ) {
    self.spelling = spelling
    self.name = name
    self.blocks = blocks
    self.initial = initial
    self.goal = goal
  }

  /// An action as PDDL writes it, in the words of the problem's file: for instance `(stack b c)`.
  public func text(_ action: BlocksAction) -> String {
    "(" + ([spelling.name(action)] + action.blocks.map { blocks[$0] }).joined(separator: " ") + ")"
  }

  /// Why an action could not be read.
  public enum ActionProblem: Error, Equatable, CustomStringConvertible, Sendable {
    /// No operator has the name.
    case unknownOperator(String)
    /// The operator takes another number of blocks.
    case wrongCount(operator: String, expected: Int, found: Int)
    /// No block has the name.
    case unknownBlock(String)

    /// A sentence.
    public var description: String {
      switch self {
      case .unknownOperator(let name):
        "unknown operator '\(name.plainLine)'; there are pick-up, put-down, stack and unstack"
      case .wrongCount(let name, let expected, let found):
        "\(name.plainLine) takes \(expected) block\(expected == 1 ? "" : "s"), not \(found)"
      case .unknownBlock(let name): "there is no block '\(name.plainLine)'"
      }
    }
  }

  /// Reads an action in either spelling; brackets and the case of letters do not matter.
  public func action(_ text: String) throws -> BlocksAction {
    let words = text.lowercased().split { $0.isWhitespace || $0 == "(" || $0 == ")" }.map(String.init)
    let name = BlocksSpelling.standard(words.first ?? "")
    let expected = ["pick-up": 1, "put-down": 1, "stack": 2, "unstack": 2][name]
    guard let expected else { throw ActionProblem.unknownOperator(name) }
    guard words.count == expected + 1 else {
      throw ActionProblem.wrongCount(operator: name, expected: expected, found: words.count - 1)
    }
    let numbers = try words.dropFirst().map { word in
      guard let number = blocks.firstIndex(of: word) ?? blocks.firstIndex(where: { $0.lowercased() == word }) else {
        throw ActionProblem.unknownBlock(word)
      }
      return number
    }
    switch name {
    case "pick-up": return .pickUp(numbers[0])
    case "put-down": return .putDown(numbers[0])
    case "stack": return .stack(numbers[0], numbers[1])
    default: return .unstack(numbers[0], numbers[1])
    }
  }

  /// Runs a plan. With `stopsAtGoal` it is valid as soon as the goal holds, else the goal must hold after the last action.
  public func validate(_ plan: [String], stopsAtGoal: Bool = true) -> PlanVerdict {
    var state = initial
    if stopsAtGoal, goal.holds(in: state) { return .valid(steps: 0) }
    for (step, text) in plan.enumerated() {
      do {
        guard let next = state.applying(try action(text)) else {
          return .illegal(step: step, reason: "\(text) is not possible there")
        }
        state = next
      } catch {
        return .illegal(step: step, reason: "\(error)")
      }
      if stopsAtGoal, goal.holds(in: state) { return .valid(steps: step + 1) }
    }
    return goal.holds(in: state) ? .valid(steps: plan.count) : .goalMissed
  }
}
