/// What the numbers of an observation mean, worked out from the model: nothing about a particular robot is written here.
struct BodyPlan: Sendable {
  /// The joints by which the whole body moves, as places in the positions and velocities.
  struct Root: Sendable {
    /// The first body.
    var body = 1
    /// The height coordinate.
    var height: Int?
    /// The vertical velocity.
    var rise: Int?
    /// The forward velocity.
    var speed: Int?
    /// The pitch coordinate, its velocity, and whether it grows leaning forward (+1) or back (-1).
    var pitch: (position: Int, velocity: Int, forward: Double)?
    /// Where the quaternion of a free body starts.
    var orientation: Int?
    /// Where the angular velocity of a free body starts, in the body's own frame.
    var spin: Int?
  }

  let skeleton: Skeleton
  let root: Root
  /// Joints of one degree of freedom that do not belong to the root.
  let limbJoints: [Skeleton.Joint]
  /// Bodies without children that can touch the ground.
  let feet: [Int]
  let positionCount: Int
  let velocityCount: Int
  let hiddenPositions: Int
  /// Numbers of contact forces in an observation.
  let forceCount: Int
  /// What each number of an observation is, with its unit.
  let names: [String]

  init(model: MuJoCoModel, observation: LocomotionTask.Observation) {
    let skeleton = Skeleton(model: model)
    let root = Self.root(of: skeleton)
    self.skeleton = skeleton
    self.root = root
    limbJoints = skeleton.joints.filter { ($0.kind == .hinge || $0.kind == .slide) && !Self.isRoot($0, root) }
    feet = skeleton.bodies.indices.filter { body in
      body > 0 && skeleton.bodies[body].isLeaf && skeleton.limbs.contains { $0.body == body }
    }
    positionCount = model.positionCount
    velocityCount = model.velocityCount
    hiddenPositions = min(observation.hiddenPositions, model.positionCount)
    forceCount = observation.hasContactForces ? 6 * (model.bodyCount - 1) : 0
    var names = Array(Self.positionNames(skeleton, count: positionCount).dropFirst(hiddenPositions))
    names += Self.velocityNames(skeleton, count: velocityCount)
    if observation.hasContactForces {
      for body in skeleton.bodies.dropFirst() {
        names += ["x", "y", "z"].map { "\(body.name) torque \($0) (N m)" }
        names += ["x", "y", "z"].map { "\(body.name) force \($0) (N)" }
      }
    }
    self.names = names
  }

  /// Length of an observation.
  var dimension: Int { names.count }

  private static func isRoot(_ joint: Skeleton.Joint, _ root: Root) -> Bool {
    joint.body == root.body && (root.height != nil || root.speed != nil)
  }

  private static func root(of skeleton: Skeleton) -> Root {
    var root = Root()
    guard let first = skeleton.joints.first else { return root }
    root.body = first.body
    let joints = skeleton.joints.filter { $0.body == first.body }
    if first.kind == .free {
      root.height = first.position + 2
      root.orientation = first.position + 3
      root.speed = first.velocity
      root.rise = first.velocity + 2
      root.spin = first.velocity + 3
      return root
    }
    for joint in joints where joint.kind == .slide {
      if abs(joint.axis.x) > 0.99 { root.speed = joint.velocity }
      if abs(joint.axis.z) > 0.99 {
        root.height = joint.position
        root.rise = joint.velocity
      }
    }
    if root.height != nil || root.speed != nil {
      // Turning about +y tips what stands upright towards +x.
      root.pitch = joints.first { $0.kind == .hinge && abs($0.axis.y) > 0.99 }
        .map { ($0.position, $0.velocity, $0.axis.y > 0 ? 1 : -1) }
    }
    return root
  }

  private static func positionNames(_ skeleton: Skeleton, count: Int) -> [String] {
    var names = [String](repeating: "", count: count)
    for joint in skeleton.joints {
      let words: [String] =
        switch joint.kind {
        case .free:
          ["x (m)", "y (m)", "height (m)", "orientation w", "orientation x", "orientation y", "orientation z"]
        case .ball: ["w", "x", "y", "z"].map { "\(joint.name) orientation \($0)" }
        case .slide: ["\(joint.name) (m)"]
        case .hinge: ["\(joint.name) (rad)"]
        }
      for (offset, word) in words.enumerated() { names[joint.position + offset] = word }
    }
    return names
  }

  private static func velocityNames(_ skeleton: Skeleton, count: Int) -> [String] {
    var names = [String](repeating: "", count: count)
    for joint in skeleton.joints {
      let words: [String] =
        switch joint.kind {
        case .free:
          ["x", "y", "height"].map { "\($0) velocity (m/s)" } + ["x", "y", "z"].map { "spin \($0) (rad/s)" }
        case .ball: ["x", "y", "z"].map { "\(joint.name) spin \($0) (rad/s)" }
        case .slide: ["\(joint.name) velocity (m/s)"]
        case .hinge: ["\(joint.name) velocity (rad/s)"]
        }
      for (offset, word) in words.enumerated() { names[joint.velocity + offset] = word }
    }
    return names
  }
}
