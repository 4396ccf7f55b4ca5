public import RLCore

/// A task with its compiled model: what all environments of a task share. Read-only.
public struct LocomotionSetup: Sendable {
  /// The constants.
  public let task: LocomotionTask
  /// The compiled model.
  public let model: MuJoCoModel
  /// What is fixed about the environment.
  public let spec: EnvironmentSpec
  /// Names of the actions, one for each motor.
  public let actionNames: [String]
  /// Torque or force for an action of 1, N m or N, for each motor.
  public let actionGears: [Double]
  /// Seconds of an environment step.
  public let seconds: Double
  let plan: BodyPlan
  /// Where each action stands among the model's controls.
  let motors: [Int]
  let frameSkip: Int32
  let velocityBound: Double
  /// Numbers of the integration state.
  let stateSize: Int
  /// Whether contact forces are computed; nothing else needs them, and they cost time.
  let usesForces: Bool
  /// Where episodes start.
  let start: LocomotionStart
  /// What a person should know of the model before training on it, a sentence each.
  public let remarks: [String]

  /// Fits a task to its model. Throws `MuJoCoError` where they do not fit.
  public init(task: LocomotionTask, model: MuJoCoModel) throws(MuJoCoError) {
    try task.check()
    try model.checkNumbers()
    let plan = BodyPlan(model: model, observation: task.observation)
    start = try LocomotionStart(task.start.keyframe, in: model)
    remarks = Self.remarks(task, plan)
    var bounds: [ClosedRange<Double>] = []
    let (names, ranges) = (model.controlNames, model.controlRanges)
    motors = try Self.motors(task.action, of: model)
    for motor in motors {
      guard let range = ranges[motor] else {
        let reason = "the actuator '\(names[motor])' has no ctrlrange, so its actions have no bounds"
        throw .mismatch(model: model.path, reason: reason)
      }
      bounds.append(range)
    }
    guard plan.positionCount > 0, model.bodyCount > 1 else {
      throw .mismatch(model: model.path, reason: "it has nothing that moves")
    }
    guard task.observation.hiddenPositions <= plan.positionCount else {
      let reason = "it has fewer than \(task.observation.hiddenPositions) positions to hide"
      throw .mismatch(model: model.path, reason: reason)
    }
    guard task.health.height == nil || plan.root.height != nil else {
      throw .mismatch(model: model.path, reason: "its first body has no joint along z for the task's height limits")
    }
    guard task.health.pitch == nil || plan.root.pitch != nil else {
      throw .mismatch(model: model.path, reason: "its first body has no hinge about y for the task's pitch limits")
    }
    self.task = task
    self.model = model
    self.plan = plan
    actionNames = motors.map { names[$0] }
    let gears = model.controlGears
    actionGears = motors.map { gears[$0] }
    seconds = model.timestep * Double(task.frameSkip)
    frameSkip = Int32(clamping: task.frameSkip)
    velocityBound = task.observation.velocityBound ?? .infinity
    usesForces = task.observation.hasContactForces || task.reward.contact != 0
    stateSize = try MuJoCoSimulation(model: model).stateSize
    spec = EnvironmentSpec(
      id: task.id, observation: .dense(dimension: plan.dimension),
      action: .box(low: bounds.map { Float($0.lowerBound) }, high: bounds.map { Float($0.upperBound) }),
      stepLimit: task.stepLimit, returnRange: nil, bounds: .unbounded(plan.dimension, isDouble: true))
  }

  /// Length of an action.
  var controlCount: Int { motors.count }

  /// Numbers of contact forces in a captured state.
  var forceStateSize: Int { usesForces ? 6 * model.bodyCount : 0 }

  /// Whether a body with these positions and velocities is healthy.
  func isHealthy(positions: UnsafePointer<Double>, velocities: UnsafePointer<Double>) -> Bool {
    let health = task.health
    guard health.isLimited else { return true }
    let bound = health.stateBound ?? .infinity
    for index in 2..<max(plan.positionCount, 2) where !(abs(positions[index]) < bound) { return false }
    for index in 0..<plan.velocityCount where !(abs(velocities[index]) < bound) { return false }
    if let limits = health.height, let index = plan.root.height {
      guard limits.contains(positions[index], isInclusive: health.isInclusive) else { return false }
    }
    if let limits = health.pitch, let pitch = plan.root.pitch {
      guard limits.contains(positions[pitch.position], isInclusive: health.isInclusive) else { return false }
    }
    return true
  }
}

extension LocomotionSetup {
  /// The positions that noise is added to at the start of an episode, m and rad.
  public var initialPositions: [Double] { start.positions ?? plan.skeleton.initialPositions }

  /// Where the actuators that act stand among the model's.
  private static func motors(_ action: LocomotionTask.Action, of model: MuJoCoModel) throws(MuJoCoError) -> [Int] {
    let names = model.controlNames
    guard !names.isEmpty else { throw .mismatch(model: model.path, reason: "it has no actuators") }
    guard let wanted = action.actuators else { return Array(names.indices) }
    guard !wanted.isEmpty else {
      throw .mismatch(model: model.path, reason: "no actuator acts; leave actuators out for all of them")
    }
    var motors: [Int] = []
    for name in wanted {
      guard let place = names.firstIndex(of: name), !motors.contains(place) else {
        let reason = motors.contains { names[$0] == name } ? "is named twice" : "is not one of its actuators"
        throw .mismatch(
          model: model.path, reason: "'\(name)' \(reason), which are: \(names.joined(separator: ", "))")
      }
      motors.append(place)
    }
    return motors
  }

  /// Forward speed is measured on the first position, which is metres along x in the tasks that this is made for.
  private static func remarks(_ task: LocomotionTask, _ plan: BodyPlan) -> [String] {
    guard task.reward.speed == .position, task.reward.forward != 0, let first = plan.skeleton.joints.first else {
      return []
    }
    let advice = "; put a slide joint along x first, or pay for the body's place with speed = \"body\" in [reward]"
    switch first.kind {
    case .free: return []
    case .slide where abs(first.axis.x) > 0.99: return []
    case .slide:
      return ["'\(first.name)', the first joint, does not slide along x, yet forward speed is measured on it" + advice]
    case .hinge, .ball:
      return [
        "'\(first.name)', the first joint, is a hinge, so that 'forward' pays for turning it (rad/s) and not for going "
          + "forward (m/s)" + advice
      ]
    }
  }
}
