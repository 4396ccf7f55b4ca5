import RLCore

/// Gymnasium's Ant: 8 motors of 150 N m, 20 environment steps a second.
///
/// v5 shows the contact forces on the 13 bodies (105 numbers observed instead of 27) and charges for them, and pays the
/// healthy reward while healthy only. v4 does neither, and also pays for the step that ends an episode.
enum Ant {
  static let v5: LocomotionTask = {
    var task = base("Ant-v5")
    task.observation.hasContactForces = true
    task.reward.contact = 5e-4  // per squared N and N m, clipped
    return task
  }()

  static let v4: LocomotionTask = {
    var task = base("Ant-v4")
    task.reward.paysHealthyAtEnd = true
    return task
  }()

  private static func base(_ id: String) -> LocomotionTask {
    var task = LocomotionTask()
    task.id = id
    task.summary = "a four-legged ant in space, paid for running along x without falling or jumping"
    task.model = "ant"
    task.frameSkip = 5  // 0.05 s with a time step of 0.01 s
    task.observation.hiddenPositions = 2
    task.reward.forward = 1  // per m/s
    task.reward.control = 0.5  // per squared action, an action of 1 being 150 N m
    task.reward.contactBound = 1  // N, N m
    task.reward.healthy = 1  // per step
    task.reward.speed = .body
    task.health.height = .init(low: 0.2, high: 1)  // m
    task.health.isInclusive = true
    task.start.positionNoise = 0.1  // m, rad
    task.start.velocityNoise = 0.1  // m/s, rad/s
    task.start.distribution = .normal
    task.view.camera = .threeQuarter
    task.view.metresAcross = 5
    task.words.background = """
      Ant is a round torso on four legs. Each leg has a hip that turns it about the vertical and an ankle that lifts or \
      lowers its outer half. It has to run along +x. My policy sets the torques of the eight joints 20 times a second. It \
      is still weak: it spends torque without getting ahead, drifts aside, or flips over.
      """
    task.words.criteria = """
      - Critical: a leg pushes off while the others are placed: this makes the speed and turns the heading.
      - Critical: the torso tilts so far that one more push flips it; on its back the ant gets nowhere.
      - Critical: the torso comes near the least or the greatest height.
      - Critical: large torques that cancel each other: they cost reward and move nothing.
      - Not critical: steady running along x, or lying on the back with no leg on the ground.
      """
    // Eight torques move the policy far in one update; ten passes would carry it past what its data supports.
    task.presets = Presets.shorterSight.training(["targetKL": "0.02"])
    return task
  }
}
