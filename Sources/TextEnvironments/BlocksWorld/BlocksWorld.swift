public import RLCore

/// The blocks world as a text environment: actions as PDDL writes them, observations in PlanBench's words.
///
/// The reward is 1 for the action that reaches the goal and 0 otherwise.
public struct BlocksWorld: PlanningProblem, TextTask {
  /// How far the goal is reached, by rule.
  public enum Valuation: String, Sendable, CaseIterable, Codable {
    /// SLINVIT's rule for `on` facts: 1 for each that holds; 1/2 where the block is held and its place is clear; else minus
    /// the blocks above both. 1000 when the goal holds.
    case alignment
    /// The share of facts that hold; 1 when the goal holds.
    case fraction
    /// Minus the lower bound on the actions that are left.
    case distance
  }

  /// The problem.
  public let instance: BlocksInstance
  /// The rule behind `progress`.
  public let valuation: Valuation
  /// Actions that a plan may take.
  public let horizon: Int
  /// Where the blocks are.
  public private(set) var state: BlocksState
  private let tables: ActionTables

  /// A world at the start of `instance`; a plan may take `horizon` actions.
  public init(_ instance: BlocksInstance, horizon: Int, valuation: Valuation = .alignment) {
    self.instance = instance
    self.horizon = horizon
    self.valuation = valuation
    state = instance.initial
    tables = ActionTables(instance)
  }

  /// The problem's name.
  public var id: String { instance.name }

  /// The goal as a sentence.
  public var task: String { "My goal is to have that \(instance.goalWords)." }

  /// The facts of the present state as a sentence.
  public var observation: String { "\(instance.words(state))." }

  /// The legal actions as PDDL writes them.
  public var actions: [String] {
    var texts: [String] = []
    state.forEachAction { texts.append(tables.text($0)) }
    return texts
  }

  /// Every fact of the goal holds.
  public var isSolved: Bool { instance.goal.holds(in: state) }

  /// The value of the present state by the rule of `valuation`.
  public var progress: Double { value(of: state) }

  /// The share of the goal's facts that hold.
  public var goalShare: Double {
    let goal = instance.goal
    return goal.count == 0 ? 1 : Double(goal.satisfied(in: state)) / Double(goal.count)
  }

  /// Goes back to a state of the same problem.
  public mutating func restore(_ state: BlocksState) { self.state = state }

  /// Takes an action; brackets and the case of letters do not matter.
  public mutating func step(_ action: String) -> PlanningOutcome {
    guard let action = tables.action(action, instance), let next = state.applying(action) else {
      return PlanningOutcome(reward: 0, isLegal: false)
    }
    state = next
    return PlanningOutcome(reward: isSolved ? 1 : 0)
  }

  private func value(of state: BlocksState) -> Double {
    let goal = instance.goal
    switch valuation {
    case .fraction: return goalShare
    case .distance: return -Double(instance.distanceBound(state))
    case .alignment:
      if goal.holds(in: state) { return 1000 }
      var value = 0.0
      for pair in goal.on {
        if state.isOn(pair.block, pair.below) {
          value += 1
        } else if state.held == pair.block, state.isClear(pair.below) {
          value += 0.5
        } else {
          value -= Double(state.countAbove(pair.block, blocks: instance.blocks.count))
          value -= Double(state.countAbove(pair.below, blocks: instance.blocks.count))
        }
      }
      return value
    }
  }
}

/// The texts of all actions of an instance, so that a step neither writes nor reads PDDL.
private struct ActionTables: Sendable {
  private let texts: [BlocksAction: String]
  private let actions: [String: BlocksAction]

  init(_ instance: BlocksInstance) {
    var texts: [BlocksAction: String] = [:]
    for block in instance.blocks.indices {
      var all: [BlocksAction] = [.pickUp(block), .putDown(block)]
      for other in instance.blocks.indices where other != block {
        all += [.stack(block, other), .unstack(block, other)]
      }
      for action in all { texts[action] = instance.text(action) }
    }
    self.texts = texts
    actions = Dictionary(texts.map { ($0.value, $0.key) }) { first, _ in first }
  }

  func text(_ action: BlocksAction) -> String { texts[action] ?? "" }

  /// The action that `text` names, also where it is written in another way than `text(_:)` does.
  func action(_ text: String, _ instance: BlocksInstance) -> BlocksAction? {
    actions[text] ?? (try? instance.action(text))
  }
}
