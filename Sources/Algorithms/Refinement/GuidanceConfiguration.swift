public import RLCore

/// How the guidance table acts on training: each choice that the ULTRA paper leaves open is a case here.
///
/// Method: Tan, Yan and Yang, 2025, arXiv:2505.20671. At a matched state ULTRA-A replaces the action by a_LLM, ULTRA-R
/// adds α · r_LLM to the reward, ULTRA-RA does both.
public struct GuidanceConfiguration: Sendable, Equatable, Codable {
  /// When a state counts as one of the table.
  public enum Match: String, Sendable, Codable, CaseIterable {
    /// The observation is equal, bit for bit. Almost never so in continuous states (StateMask, S8).
    case exact
    /// The nearest entry's features lie within `radius` (root mean square over features).
    case nearest
    /// The quantised words are equal.
    case text
  }

  /// Which action enters the batch at an overridden step.
  public enum StoredAction: String, Sendable, Codable, CaseIterable {
    /// a_LLM with log π(a_LLM|s): the step teaches by its advantage.
    case executed
    /// The policy's own action and probability; only the environment is changed.
    case sampled
    /// a_LLM, and instead of the surrogate a behaviour-cloning loss of weight `imitationWeight`.
    case imitation
  }

  /// When r_LLM counts at a matched state.
  public enum RewardTarget: String, Sendable, Codable, CaseIterable {
    /// Only when the executed action agrees with the suggestion.
    case stateAction
    /// Whatever was done.
    case state
  }

  /// Where α comes from.
  public enum AlphaChoice: String, Sendable, Codable, CaseIterable {
    /// `alpha` is the number to take.
    case given
    /// The paper's for this kind of environment, which presets bring.
    case paper
    /// By how much the recorded episodes pay and how often the table meets them; see `GuidanceTable.usualAlpha`.
    case density
    /// The same, and never more than the paper's. Where the table is met rarely, density asks for a weight at which r_LLM is
    /// worth more than walking: on Hopper a third of PPO's return. There the paper's does nothing, and where the table is met
    /// often density asks for less than that.
    case bounded
  }

  /// What r_LLM acts on.
  public enum Credit: String, Sendable, Codable, CaseIterable {
    /// As the method has it: `ultra-*` adds, `coach-*` acts on the advantage.
    case method
    /// α r_LLM is added to the reward (the paper).
    case additive
    /// α r_LLM weighs a term of the loss that pulls towards the advised action, and away from the recorded one.
    case advantage
    /// α (γ Φ(s') − Φ(s)) is added to the reward, Φ a mean of what states of the table are thought to be worth.
    case potential

    /// `method` resolved for `coach-*`.
    var ofCoach: Credit { self == .method ? .advantage : self }
  }

  /// What advantages before an override see.
  public enum Trace: String, Sendable, Codable, CaseIterable {
    /// What followed the override, as if the policy had acted.
    case through
    /// The value of the state in which it was overridden; the step itself then teaches neither V nor the surrogate.
    case cut
  }

  /// How overrides, or α, change as training goes on.
  public enum Schedule: String, Sendable, Codable, CaseIterable {
    /// The same all along.
    case constant
    /// Falling from full to none over the run, so that the final policy stands alone.
    case annealed

    /// What is left of it.
    func share(at progress: RunProgress) -> Double { self == .annealed ? max(0, 1 - progress.share) : 1 }
  }

  /// Replace the action at matched states (ULTRA-A).
  public var overridesActions = false
  /// Add α · r_LLM at matched states (ULTRA-R).
  public var shapesRewards = false
  /// α. The paper's best: 0.5 for Pong, 0.1 for MuJoCo.
  public var alpha = 0.5
  /// Where α comes from; a run that has begun was given one.
  public var alphaChoice = AlphaChoice.given
  /// When a state matches.
  public var match = Match.nearest
  /// Greatest distance of a match, in feature units; 0 takes the one that suits the recorded episodes, where states are
  /// dense: a tenth of their states then match an entry of another episode.
  public var radius = 0.08
  /// Which action enters the batch.
  public var storedAction = StoredAction.executed
  /// β, the weight of the behaviour-cloning loss.
  public var imitationWeight = 0.1
  /// When r_LLM counts.
  public var rewardTarget = RewardTarget.stateAction
  /// How continuous actions are judged to agree: greatest root-mean-square difference.
  public var actionTolerance = 0.25
  /// How often overrides apply at a match.
  public var schedule = Schedule.annealed
  /// What r_LLM acts on.
  public var credit = Credit.method
  /// c: how wide an advised continuous action counts with `coach-*`, in units of σ √d.
  public var kernelWidth = 1.0
  /// What advantages before an override see.
  public var trace = Trace.through
  /// How often `coach-*` override at a match, at the beginning.
  public var overrideProbability = 0.25
  /// Steps for which `coach-*` hold an override of one action; 0 takes those of its measurement, else 1. A sequence is played
  /// to its end whatever this says: it is measured as a whole. `ultra-*` override one step at a time, by a sequence's first
  /// action.
  public var hold = 1
  /// T: `coach-*` imitate an advised action with weight min(exp(gain / T), `greatestWeight`), the gain in units of the
  /// mean measured one.
  public var temperature = 1.0
  /// Greatest weight of an imitated action.
  public var greatestWeight = 3.0
  /// Suggestions that every minibatch of `coach-a` and `coach-ra` imitates, whatever states it is in; 0 is none.
  public var buffer = 0
  /// Weight of their loss.
  public var bufferWeight = 0.1
  /// Updates between rounds, in which `coach-*` ask anew about what was just played; 0 is none.
  public var rounds = 0
  /// The share of a run's budget that rounds may spend.
  public var roundShare = 0.02
  /// That share in environment steps; a run that has begun was given it.
  public var roundBudget = 0
  /// What rounds play to measure advice is learnt from by the update after it, whose policy played it.
  public var reusesEvidence = false
  /// How the weight of r_LLM changes. r_LLM is not potential-based, so a constant weight also changes what is optimal.
  public var alphaSchedule = Schedule.constant
  /// Probability that an episode starts at a critical state (RICE's mixture); 0 leaves it to the method: none with ULTRA's,
  /// a half with `restarts` and `rice`.
  public var restartProbability = 0.0
  /// λ of RICE, the weight of novelty. The paper finds 0.01 good and the choice of little weight.
  public var noveltyWeight = 0.01
  /// H of JSRL: steps of an episode that the base policy plays at the beginning of a run; 0 takes the mean length of the
  /// base's latest episodes.
  public var rollIn = 0.0

  /// The defaults.
  public init() {}

  /// The settings that `--set guidance.*` takes.
  public static var fields: [ConfigField<GuidanceConfiguration>] {
    [
      .choice("guidance.match", \.match, "when a state counts as one of the table"),
      .number("guidance.radius", \.radius, 0...100, "higher matches more states, less alike"),
      .choice("guidance.storedAction", \.storedAction, "which action enters the batch at an override"),
      .number("guidance.imitationWeight", \.imitationWeight, 0...100, "weight of the behaviour-cloning loss"),
      .choice("guidance.rewardTarget", \.rewardTarget, "whether r_LLM needs the suggested action"),
      .number("guidance.actionTolerance", \.actionTolerance, 0...100, "how alike continuous actions must be"),
      .choice("guidance.overrideSchedule", \.schedule, "constant, or annealed to none at the end"),
      .choice("guidance.alphaSchedule", \.alphaSchedule, "constant, or alpha annealed to 0 at the end"),
      .number(
        "guidance.restartProbability", \.restartProbability, 0...1, "share of episodes begun at a critical state"),
      .choice(
        "guidance.credit", \.credit,
        "what r_LLM acts on: rewards, the advised action's advantage, or states as a potential"),
      .number("guidance.kernelWidth", \.kernelWidth, 0.01...100, "how wide an advised continuous action counts"),
      .choice("guidance.overrideTrace", \.trace, "whether advantages reach over overrides"),
      .number("guidance.overrideProbability", \.overrideProbability, 0...1, "share of matches overridden at first"),
      .integer("guidance.hold", \.hold, 0...1_000, "steps of an override; 0: as measured; sequences are played whole"),
      .number("guidance.temperature", \.temperature, 0.01...100, "higher: evidence weighs imitation less"),
      .number("guidance.greatestWeight", \.greatestWeight, 0...100, "greatest weight of an imitated action"),
      .integer("guidance.buffer", \.buffer, 0...4096, "suggestions that every minibatch imitates beside the table"),
      .number("guidance.bufferWeight", \.bufferWeight, 0...100, "weight of the buffer's imitation"),
      .integer("guidance.rounds", \.rounds, 0...1_000_000, "updates between questions about new episodes; 0: never"),
      .number("guidance.roundShare", \.roundShare, 0...1, "share of the budget that these questions may spend"),
      .flag(
        "guidance.reuseEvidence", \.reusesEvidence, "rollouts that measure advice in rounds are learnt from as well"),
      .number("guidance.noveltyWeight", \.noveltyWeight, 0...1_000, "weight of novelty (rice): higher explores more"),
      .number("guidance.rollIn", \.rollIn, 0...1e9, "first steps that the base plays (jsrl); 0: its episodes' length"),
    ]
  }
}
