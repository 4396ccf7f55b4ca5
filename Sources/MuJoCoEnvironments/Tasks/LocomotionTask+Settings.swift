internal import RLCore

/// Settings given as text, and the check of all constants.
extension LocomotionTask {
  /// What `environment.*` settings change, by key.
  static let fields: [ConfigField<LocomotionTask>] = [
    .integer("frameSkip", \.frameSkip, 1...100, "physics steps per environment step"),
    .integer("stepLimit", \.stepLimit, 1...1_000_000, "environment steps after which an episode is truncated"),
    .number("forwardWeight", \.reward.forward, -1_000...1_000, "reward per m/s of forward speed"),
    .number("controlWeight", \.reward.control, 0...1_000, "cost per unit of summed squared actions"),
    .number("contactWeight", \.reward.contact, 0...1_000, "cost per unit of summed squared contact forces"),
    .number("healthyReward", \.reward.healthy, -1_000...1_000, "reward per step while healthy"),
    .flag("terminates", \.health.endsEpisode, "whether an episode ends where the body is no longer healthy"),
    .number("positionNoise", \.start.positionNoise, 0...1, "uniform noise on positions at the start, m and rad"),
    .number("velocityNoise", \.start.velocityNoise, 0...1, "noise on velocities at the start, m/s and rad/s"),
    .flag("lossless", \.words.isLossless, "whether narration also gives each observation in full"),
  ]

  /// Applies settings given as text; an unknown key or a value out of range is an error that lists what is valid.
  mutating func apply(_ settings: [String: String]) throws {
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      try Self.fields.apply(key, value, to: &self)
    }
  }

  /// Throws `MuJoCoError.task` where a constant makes no sense.
  func check() throws(MuJoCoError) {
    func require(_ holds: Bool, _ reason: String) throws(MuJoCoError) {
      if !holds { throw .task(id: id, reason: reason) }
    }
    try require(!id.isEmpty && !model.isEmpty, "it needs an id and a model")
    try require(frameSkip >= 1, "frameSkip is \(frameSkip) and has to be 1 or more")
    try require(stepLimit >= 1, "stepLimit is \(stepLimit) and has to be 1 or more")
    try require(observation.hiddenPositions >= 0, "hiddenPositions is negative")
    try require(
      observation.velocityBound.map { $0 > 0 } ?? true, "velocityBound has to be above 0; leave it out for none")
    let weights = [reward.forward, reward.control, reward.contact, reward.healthy]
    try require(weights.allSatisfy(\.isFinite), "a weight of the reward is not finite")
    try require(reward.contactBound >= 0, "contactBound is negative")
    try require(
      start.positionNoise >= 0 && start.positionNoise.isFinite && start.velocityNoise >= 0
        && start.velocityNoise.isFinite, "noise has to be 0 or more")
    try require(view.metresAcross > 0 && view.metresAcross.isFinite, "metresAcross has to be above 0")
  }
}
