/// What is done step by step from a state on: one action held for some steps, or a sequence a_t … a_{t+k−1}.
///
/// Search, evidence, override and imitation read the same segment, so that what was measured is what is applied.
public struct ActionSegment: Sendable, Equatable {
  /// The actions of its steps; the last one stands for the steps after it too.
  private let actions: [Action]
  /// k: its steps.
  public let count: Int

  /// One action, held for so many steps.
  public init(_ action: Action, steps: Int) {
    actions = [action]
    count = max(0, steps)
  }

  /// A sequence, an action a step.
  public init(_ actions: [Action]) {
    self.actions = actions
    count = actions.count
  }

  /// The action of step `step`, counted from 0; nil once the segment is over.
  public subscript(step: Int) -> Action? {
    step >= 0 && step < count ? actions[min(step, actions.count - 1)] : nil
  }
}

extension Suggestion {
  /// What it proposes, step by step: its sequence where it has one, else its action for as long as it says, or for `usual`
  /// steps where it says nothing.
  public func segment(usual: Int) -> ActionSegment {
    following.map { ActionSegment([action] + $0) } ?? ActionSegment(action, steps: hold ?? usual)
  }
}

extension GuidanceEntry {
  /// What it has done, step by step: its sequence as a whole, else its action for `hold` steps where that is above 0, or for
  /// as long as was proposed or measured.
  public func segment(hold: Int) -> ActionSegment {
    following.map { ActionSegment([action] + $0) }
      ?? ActionSegment(action, steps: hold > 0 ? hold : max(1, self.hold ?? 1))
  }
}
