import RLCore

extension RefinementMethod {
  /// StateMask-R, RICE's baseline: every episode is reset to a critical state and goes on from there with PPO, without a
  /// bonus (StateMask, NeurIPS 2023; as RICE defines it, arXiv:2405.03064, section 4).
  ///
  /// It is `restarts` with p = 1, so that the environment's own starts are not trained on any more; RICE finds that to
  /// overfit. For the method as published the table's states are those that a mask network names. StateMask's own code
  /// draws starts evenly from episodes lost and won; a table does not say how its episodes ended.
  static let stateMaskR = RefinementMethod(
    "statemask-r", "every episode begins at a critical state, as StateMask-R", needsGuidance: true,
    configure: { $0.guidance.restartProbability = 1 },
    guide: { table, entry, _ in
      try Restarts(name: "statemask-r", table: table, entry: entry, probability: 1)
    })
}
