import RLCore

/// Gymnasium's Hopper: 3 motors of 200 N m, 125 environment steps a second, 11 numbers observed.
///
/// v4 also pays the healthy reward for the step at which the hopper falls; v5 does not. All else is the same.
enum Hopper {
  static let v5 = base("Hopper-v5")
  static let sparse = v5.sparse(beyond: 0.6)

  static let v4: LocomotionTask = {
    var task = base("Hopper-v4")
    task.reward.paysHealthyAtEnd = true
    return task
  }()

  private static func base(_ id: String) -> LocomotionTask {
    var task = LocomotionTask()
    task.id = id
    task.summary = "a one-legged hopper in the plane, paid for hopping forward without falling"
    task.model = "hopper"
    task.frameSkip = 4  // 0.008 s with a time step of 0.002 s
    task.observation.velocityBound = 10  // m/s, rad/s
    task.reward.forward = 1  // per m/s
    task.reward.control = 1e-3  // per squared action, an action of 1 being 200 N m
    task.reward.healthy = 1  // per step
    task.health.height = .init(low: 0.7)  // m
    task.health.pitch = .init(low: -0.2, high: 0.2)  // rad
    task.health.stateBound = 100  // m, rad, m/s, rad/s
    task.start.positionNoise = 5e-3  // m, rad
    task.start.velocityNoise = 5e-3  // m/s, rad/s
    task.view.metresAcross = 4
    task.words.background = """
      Hopper is a body with a single leg: torso, thigh, lower leg and foot, joined by hip, knee and ankle, all in one \
      vertical plane. It has to get ahead by hopping. My policy sets the torques of the three joints 125 times a second. \
      It is still weak: it often dives forward, or leans back until it falls.
      """
    task.words.criteria = """
      - Critical: the last moments on the ground before a take-off. They decide height, speed and rotation of the flight.
      - Critical: the landing: where the foot stands under the torso, and whether knee and hip give way softly.
      - Critical: the torso leans beyond half of what is allowed, or keeps tipping, while the foot can still push.
      - Critical: the knee folds under load, so that the height sinks quickly.
      - Not critical: mid-flight with little rotation, or a fall that no torque can stop any more.
      """
    // Its steps take a quarter of the time of the others'.
    task.presets = Presets.continuous.refinement(["steps": "400000"])
    return task
  }
}
