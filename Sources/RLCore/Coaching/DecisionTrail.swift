/// One verdict replaced by another; nil stands for a suggestion that is pending.
public struct VerdictChange: Sendable, Equatable {
  /// The suggestion.
  public var suggestion: Int
  /// The verdict in force until then.
  public var before: Verdict?
  /// The verdict in force from then on.
  public var after: Verdict?
  /// Why the one in force until then was given; nil where nobody said.
  public var reasonBefore: String?
  /// Why the new one is given; nil where nobody said.
  public var reasonAfter: String?

  /// Makes a change.
  public init(
    suggestion: Int, before: Verdict?, after: Verdict?, reasonBefore: String? = nil, reasonAfter: String? = nil
  ) {
    self.suggestion = suggestion
    self.before = before
    self.after = after
    self.reasonBefore = reasonBefore
    self.reasonAfter = reasonAfter
  }
}

/// What was decided in one go, by one key or by one policy, and is taken back in one go.
public struct DecisionStep: Sendable, Equatable {
  /// The step's number in the session; 0 before it is stored.
  public var number: Int
  /// Who decided.
  public var actor: String
  /// What it changed, in order.
  public var changes: [VerdictChange]

  /// Makes a step.
  public init(number: Int = 0, actor: String, changes: [VerdictChange]) {
    self.number = number
    self.actor = actor
    self.changes = changes
  }
}

/// Whether decisions are new, or take back or repeat earlier ones.
public enum DecisionSense: Sendable, Equatable {
  /// Decided anew; what was undone before can no longer be repeated.
  case new
  /// Takes the latest step back that was not taken back yet.
  case undo
  /// Repeats the step that was taken back last.
  case redo
}

/// Every decision of a session played through in order: what is in force, what can be taken back and what repeated.
public struct DecisionTrail: Sendable, Equatable {
  /// Steps that can be taken back, the latest last.
  public private(set) var undoable: [DecisionStep] = []
  /// Steps that were taken back and can be repeated, the one to repeat first last.
  public private(set) var redoable: [DecisionStep] = []
  private var verdicts: [Int: Verdict] = [:]
  private var reasons: [Int: String] = [:]

  /// Nothing is decided.
  public init() {}

  /// Takes the next step.
  public mutating func take(_ decisions: [Decision], number: Int, sense: DecisionSense) {
    let changes = decisions.map { decision in
      let (before, reason) = (verdicts[decision.suggestion], reasons[decision.suggestion])
      verdicts[decision.suggestion] = decision.verdict
      reasons[decision.suggestion] = decision.reason
      return VerdictChange(
        suggestion: decision.suggestion, before: before, after: decision.verdict, reasonBefore: reason,
        reasonAfter: decision.reason)
    }
    switch sense {
    case .new:
      undoable.append(DecisionStep(number: number, actor: decisions.first?.actor ?? "", changes: changes))
      redoable = []
    case .undo: if let step = undoable.popLast() { redoable.append(step) }
    case .redo: if let step = redoable.popLast() { undoable.append(step) }
    }
  }
}
