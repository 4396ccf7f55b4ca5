/// What an observation row shows, in a person's quantities.
///
/// Feet are on the ground where a contact force acts on them, or, where forces are not in the row, where the pose that
/// the row describes puts their lowest point within 5 mm of the ground.
struct LocomotionReading {
  /// Places in the world; hidden ones are those of the initial state.
  var positions: [Double]
  /// As observed, so within the velocity bound.
  var velocities: [Double]
  /// Contact forces on all bodies but the world, or empty.
  var forces: [Double] = []
  /// Height of the first body above the ground, m.
  var height = 0.0
  /// Upward velocity of the first body, m/s.
  var rise: Double?
  /// Forward velocity, m/s.
  var speed: Double?
  /// Velocity to the left, m/s, of a body that is free in space.
  var drift: Double?
  /// How far the body leans forward, rad, and how fast it goes on leaning, rad/s.
  var lean: Double?
  var leanRate: Double?
  /// How far the left side is raised, rad, of a body that is free in space.
  var roll: Double?
  /// How far it has turned to the left from +x, rad, of a body that is free in space.
  var heading: Double?
  /// The angle between the body's own upright and the vertical, rad, of a body that is free in space.
  var tilt: Double?
  /// Whether each foot touches the ground.
  var feetDown: [Bool] = []

  static let touchingDistance = 5e-3  // m

  /// Reads a row; nil where it is too short.
  init?(row: [UInt8], plan: BodyPlan) {
    guard row.count >= 4 * plan.dimension else { return nil }
    let numbers = row.withUnsafeBytes { bytes in
      (0..<plan.dimension).map { Double(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
    }
    let visible = plan.positionCount - plan.hiddenPositions
    positions = Array(plan.skeleton.initialPositions.prefix(plan.hiddenPositions)) + numbers.prefix(visible)
    velocities = Array(numbers[visible..<(visible + plan.velocityCount)])
    forces = Array(numbers.dropFirst(visible + plan.velocityCount))
    let pose = plan.skeleton.pose(at: positions)
    let root = plan.root
    height = pose.places[root.body].z - plan.skeleton.ground
    rise = root.rise.map { velocities[$0] }
    speed = root.speed.map { velocities[$0] }
    if let pitch = root.pitch {
      lean = positions[pitch.position] * pitch.forward
      leanRate = velocities[pitch.velocity] * pitch.forward
    }
    if let spin = root.spin, let speed = root.speed {
      let rotation = pose.rotations[root.body]
      let (nose, left, up) = (rotation([1, 0, 0]), rotation([0, 1, 0]), rotation([0, 0, 1]))
      drift = velocities[speed + 1]
      lean = -angle(sine: nose.z)
      leanRate = velocities[spin + 1]
      roll = angle(sine: left.z)
      heading = angle(y: nose.y, x: nose.x)
      tilt = angle(cosine: up.z)
    }
    feetDown = Self.feetDown(plan, pose: pose, forces: forces)
  }

  private static func feetDown(_ plan: BodyPlan, pose: Skeleton.Pose, forces: [Double]) -> [Bool] {
    if !forces.isEmpty {
      return plan.feet.map { body in forces[(6 * body - 6)..<(6 * body)].contains { abs($0) > 1e-6 } }
    }
    let limbs = plan.skeleton.limbs(at: pose)
    return plan.feet.map { body in
      limbs.contains { $0.body == body && $0.bottom - plan.skeleton.ground < touchingDistance }
    }
  }
}
