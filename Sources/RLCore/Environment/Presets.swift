/// Settings that are known to work in an environment: what every stage starts from before a person changes anything.
///
/// Numbers are text under the keys that `--set` takes, so that an environment names no algorithm; whoever runs a stage
/// reads them through its table of settings, where a mistyped key or a value out of range is an error. Why a number is
/// what it is stands beside it.
public struct Presets: Sendable, Equatable {
  /// Base training, over the general defaults.
  public var training: [String: String]
  /// Fine-tuning of a policy that exists, over `training`; `alpha` is the weight of r_LLM.
  public var refinement: [String: String]
  /// Measuring evidence: `rollouts`, `horizon`, `hold`, `endsAtReward`.
  public var evidence: [String: String]
  /// Recording and advice: `advisor`, `episodes`, `windowsPerEpisode`, `games` and what else a session has.
  public var coaching: [String: String]
  /// Steps of base training after which the demo stops, while the policy is still far from its best.
  public var demoSteps: Int

  /// Makes presets.
  public init(
    training: [String: String], refinement: [String: String], evidence: [String: String], coaching: [String: String],
    demoSteps: Int
  ) {
    self.training = training
    self.refinement = refinement
    self.evidence = evidence
    self.coaching = coaching
    self.demoSteps = demoSteps
  }

  /// These with some settings of base training replaced.
  public func training(_ changes: [String: String]) -> Presets {
    var copy = self
    copy.training.merge(changes) { _, new in new }
    return copy
  }

  /// These with some settings of fine-tuning replaced.
  public func refinement(_ changes: [String: String]) -> Presets {
    var copy = self
    copy.refinement.merge(changes) { _, new in new }
    return copy
  }
}
