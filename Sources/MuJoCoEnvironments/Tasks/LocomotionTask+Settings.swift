internal import RLCore

/// Settings given as text, and the check of all constants.
extension LocomotionTask {
  /// Physics steps per environment step that make sense; more would only look as if the program hung.
  static let frameSkips = 1...1_000
  /// Steps of an episode that make sense.
  static let stepLimits = 1...1_000_000
  /// Metres across a picture that can be drawn.
  static let widths = 0.01...100.0

  /// What `environment.*` settings change, by key.
  static let fields: [ConfigField<LocomotionTask>] = [
    .integer("frameSkip", \.frameSkip, frameSkips, "physics steps per environment step"),
    .integer("stepLimit", \.stepLimit, stepLimits, "environment steps after which an episode is truncated"),
    .number("forwardWeight", \.reward.forward, -1_000...1_000, "reward per m/s of forward speed, or per m of place"),
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
    func require(_ value: Int, _ range: ClosedRange<Int>, _ key: String) throws(MuJoCoError) {
      try require(
        range.contains(value), "\(key) is \(value) and has to be from \(range.lowerBound) to \(range.upperBound)")
    }
    try require(frameSkip, Self.frameSkips, "frameSkip")
    try require(stepLimit, Self.stepLimits, "stepLimit")
    try require(observation.hiddenPositions, 0...10_000, "hiddenPositions")
    try require(
      observation.velocityBound.map { $0 > 0 } ?? true, "velocityBound has to be above 0; leave it out for none")
    let weights = [reward.forward, reward.control, reward.contact, reward.healthy]
    try require(weights.allSatisfy(\.isFinite), "a weight of the reward is not finite")
    try require(reward.beyond?.isFinite ?? true, "beyond is not finite; leave it out to pay for speed")
    try require(reward.contactBound >= 0, "contactBound is negative")
    try require(
      start.positionNoise >= 0 && start.positionNoise.isFinite && start.velocityNoise >= 0
        && start.velocityNoise.isFinite, "noise has to be 0 or more")
    for (limits, key) in [(health.height, "height"), (health.pitch, "pitch")] {
      let (low, high) = (limits?.low ?? -.infinity, limits?.high ?? .infinity)
      try require(low < high, "the limits of \(key) are \(low) and \(high); low has to be below high")
    }
    try require(
      health.stateBound.map { $0 > 0 } ?? true, "stateBound has to be above 0; leave it out for none")
    try require(
      Self.widths.contains(view.metresAcross),
      "metresAcross is \(view.metresAcross) and has to be from \(Self.widths.lowerBound) to \(Self.widths.upperBound)")
  }
}
