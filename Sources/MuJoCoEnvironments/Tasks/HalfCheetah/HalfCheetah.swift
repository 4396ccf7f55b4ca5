import RLCore

/// Gymnasium's HalfCheetah: 6 motors of 30 to 120 N m, 20 environment steps a second, 17 numbers observed.
///
/// Nothing ends an episode but its step limit, and there is no healthy reward. v4 and v5 are the same here: v5 differs in
/// what it can be configured with and in the information beside the reward.
enum HalfCheetah {
  static let v5 = base("HalfCheetah-v5")
  static let v4 = base("HalfCheetah-v4")
  static let sparse = v5.sparse(beyond: 5)

  private static func base(_ id: String) -> LocomotionTask {
    var task = LocomotionTask()
    task.id = id
    task.summary = "a two-legged cheetah in the plane, paid for running forward"
    task.model = "half_cheetah"
    task.frameSkip = 5  // 0.05 s with a time step of 0.01 s
    task.reward.forward = 1  // per m/s
    task.reward.control = 0.1  // per squared action, an action of 1 being 30 to 120 N m
    task.reward.healthy = 0
    task.health.endsEpisode = false
    task.start.positionNoise = 0.1  // m, rad
    task.start.velocityNoise = 0.1  // m/s, rad/s
    task.start.distribution = .normal
    task.view.metresAcross = 4.5
    task.words.background = """
      HalfCheetah is a long trunk with a head, one back leg and one front leg, each of thigh, shin and foot, all in one \
      vertical plane. The joints are sprung. It has to run forward as fast as it can. My policy sets the torques of the \
      six joints 20 times a second. It is still weak: it slides along on its head or back, or flips over.
      """
    task.words.criteria = """
      - Critical: the back foot is on the ground with the leg drawn in: the push that follows makes the speed.
      - Critical: the trunk pitches towards a flip, nose down or nose up, while a foot can still stop it.
      - Critical: a foot strikes ahead of its hip and brakes.
      - Critical: the cheetah lies on its back: whether it ever runs again is decided there.
      - Not critical: flight between two strides, or a stride like the ones before it.
      """
    task.presets = .shorterSight
    return task
  }
}
