import RLCore

/// Gymnasium's Walker2d: 6 motors of 100 N m, 125 environment steps a second, 17 numbers observed.
///
/// v4 has another model, with less grip under the right foot (0.9) than under the left (1.9), where v5 has 1.9 under
/// both; and v4 also pays the healthy reward for the step at which the walker falls.
enum Walker2d {
  static let v5 = base("Walker2d-v5")
  static let sparse = v5.sparse(beyond: 0.6)

  static let v4: LocomotionTask = {
    var task = base("Walker2d-v4")
    task.model = "walker2d_v4"
    task.reward.paysHealthyAtEnd = true
    return task
  }()

  private static func base(_ id: String) -> LocomotionTask {
    var task = LocomotionTask()
    task.id = id
    task.summary = "a two-legged walker in the plane, paid for walking forward without falling"
    task.model = "walker2d"
    task.frameSkip = 4  // 0.008 s with a time step of 0.002 s
    task.observation.velocityBound = 10  // m/s, rad/s
    task.reward.forward = 1  // per m/s
    task.reward.control = 1e-3  // per squared action, an action of 1 being 100 N m
    task.reward.healthy = 1  // per step
    task.health.height = .init(low: 0.8, high: 2)  // m
    task.health.pitch = .init(low: -1, high: 1)  // rad
    task.start.positionNoise = 5e-3  // m, rad
    task.start.velocityNoise = 5e-3  // m/s, rad/s
    task.view.metresAcross = 4
    task.words.background = """
      Walker2d is a torso on two legs, each of thigh, lower leg and foot, joined by hip, knee and ankle, all in one \
      vertical plane. It has to walk or run forward. My policy sets the torques of the six joints 125 times a second. It \
      is still weak: it tends to push with one leg only, or to trip.
      """
    task.words.criteria = """
      - Critical: a foot strikes: whether it stands ahead of the torso to catch it, or too far back to stop the fall.
      - Critical: the change of legs: the free leg has to swing ahead before the standing leg is spent.
      - Critical: the torso tips faster than the standing leg brakes it.
      - Critical: a knee folds under load, so that the height sinks quickly.
      - Not critical: steady walking with the torso upright, or a fall that no torque can stop any more.
      """
    // In sixteen environments of 128 steps 0.9 does better than 0.95: 3983 and 3817 on average, ten seeds each.
    task.presets = Presets.continuous.training(["gaeLambda": "0.9", "logStd": "-1"])
    return task
  }
}
