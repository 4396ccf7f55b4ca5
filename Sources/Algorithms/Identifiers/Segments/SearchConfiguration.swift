public import RLCore

/// What the planner searches for, and how it searches for sequences of actions; one action has settings of its own
/// (`ActionSearchConfiguration`).
///
/// | symbol | code |
/// |---|---|
/// | k, H | `segment`, `horizon` |
/// | n, B, m | `sequences`, `rollouts`, `fresh` |
/// | ρ, σ | `correlation`, `noise` |
/// | η | `leastShare` |
public struct SearchConfiguration: Sendable, Equatable, Codable {
  /// What is searched for.
  public enum Form: String, Sendable, Codable, CaseIterable {
    /// One action, held for two steps (`ActionSearch`).
    case action
    /// Sequences of actions (`SegmentSearch`).
    case segments
  }

  /// What is searched for. One action is what every result so far rests on.
  public var form = Form.action
  /// Steps of a sequence.
  public var segment = 16
  /// Steps of a rollout at most: the sequence, then the policy; what lies beyond is the policy's value.
  public var horizon = 24
  /// Sequences that a search begins with.
  public var sequences = 8
  /// Rollouts that it spends on choosing among them.
  public var rollouts = 24
  /// Pairs of fresh rollouts of the chosen sequence and of the policy.
  public var fresh = 8
  /// How much of a step's noise the next one keeps.
  public var correlation = 0.8
  /// The noise's deviation, as a share of the bounds' width: as wide as the search for one action begins.
  public var noise = 0.25
  /// Steps before a fall in which something may still be mended.
  public var beforeFall = 40
  /// The least gain, as a share of the return that the policy comes to from there. Evidence alone takes what is small and
  /// sure. A hundredth is one step's worth of the 1 / (1 − γ) steps over which a return with γ = 0.99 is spread: what gains
  /// less is not worth a step.
  public var leastShare = 0.01
  /// The share of a refinement's budget that searches may take.
  public var share = 0.02

  /// The defaults.
  public init() {}

  /// The settings that `identify --set search.*` takes.
  public static var fields: [ConfigField<SearchConfiguration>] {
    [
      .choice("search.form", \.form, "what the planner searches for: one action that is held, or sequences of actions"),
      .integer("search.segment", \.segment, 1...Suggestion.longestHold, "steps of a sequence"),
      .integer(
        "search.horizon", \.horizon, 1...100_000, "steps of a rollout: the sequence, the policy, then its value"),
      .integer("search.sequences", \.sequences, 3...1_024, "sequences that a search begins with: more are dearer"),
      .integer("search.rollouts", \.rollouts, 3...1_000_000, "rollouts that halving spends on choosing among them"),
      .integer("search.fresh", \.fresh, 2...100_000, "pairs of fresh rollouts that say what the chosen one gains"),
      .number("search.correlation", \.correlation, 0...0.999, "higher: a sequence's noise changes more slowly"),
      .number("search.noise", \.noise, 0...10, "its deviation as a share of the bounds' width: higher strays further"),
      .integer("search.beforeFall", \.beforeFall, 1...100_000, "steps before a fall that are searched"),
      .number("search.leastShare", \.leastShare, 0...100, "least gain as a share of the return: higher keeps fewer"),
      .number("search.share", \.share, 0...1, "share of a refinement's budget that searches may take at most"),
    ]
  }

  /// Throws where the settings do not fit together.
  public func check() throws {
    guard horizon >= segment else {
      throw InvalidSettingError(
        key: "search.horizon", value: "\(horizon)", valid: "at least search.segment, which is \(segment)")
    }
    let least = sequences * SuccessiveHalving.rounds(of: sequences)
    guard rollouts >= least else {
      throw InvalidSettingError(
        key: "search.rollouts", value: "\(rollouts)",
        valid:
          "at least \(least), so that each of \(sequences) sequences (search.sequences) is played in the first round")
    }
  }
}

/// What searches may still take, in environment steps.
public struct SearchAllowance: Sendable, Equatable {
  /// Steps in all.
  public var steps: Int
  /// Questions among which they are shared evenly, so that the answer to one does not depend on the others.
  public var questions: Int

  /// Shares `steps` among so many questions.
  public init(steps: Int, questions: Int) {
    self.steps = steps
    self.questions = questions
  }

  /// What one question may take.
  public var each: Int { max(0, steps) / max(1, questions) }
}
