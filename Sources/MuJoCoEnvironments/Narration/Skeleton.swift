internal import CMuJoCo

/// Where the parts of a body are for given joint positions: MuJoCo's kinematics again, without a simulation.
///
/// Drawing and narration know positions alone, and must not disturb a running simulation, so they work the poses out
/// here; a test holds them to MuJoCo's own.
struct Skeleton: Sendable {
  struct Body: Sendable {
    var name: String
    var parent: Int
    var position: SIMD3<Double>
    var rotation: Rotation
    var joints: [Int] = []
    var isLeaf = true
  }

  enum JointKind: Int32, Sendable {
    case free = 0
    case ball, slide, hinge
  }

  struct Joint: Sendable {
    var name: String
    var kind: JointKind
    var body: Int
    /// Where it starts in the positions and in the velocities.
    var position: Int
    var velocity: Int
    var anchor: SIMD3<Double>
    var axis: SIMD3<Double>
    /// rad or m; nil where it is free to move.
    var range: ClosedRange<Double>?
  }

  /// A thick line: all that is drawn of a shape.
  struct Limb: Sendable {
    var body: Int
    /// In the body's frame, or in the world where `limbs(at:)` gave it; m.
    var start: SIMD3<Double>
    var end: SIMD3<Double>
    var radius: Double

    /// The height of its lowest point, m.
    var bottom: Double { min(start.z, end.z) - radius }
  }

  struct Pose: Sendable {
    /// Of each body's frame in the world, m.
    var places: [SIMD3<Double>]
    var rotations: [Rotation]
  }

  private(set) var bodies: [Body] = []
  private(set) var joints: [Joint] = []
  private(set) var limbs: [Limb] = []
  /// The height of the ground, m.
  private(set) var ground = 0.0
  let initialPositions: [Double]

  init(model: MuJoCoModel) {
    let layout = model.layout
    initialPositions = model.initialPositions
    func vector(_ pointer: UnsafePointer<Double>, _ index: Int) -> SIMD3<Double> {
      SIMD3(pointer[3 * index], pointer[3 * index + 1], pointer[3 * index + 2])
    }
    func rotation(_ pointer: UnsafePointer<Double>, _ index: Int) -> Rotation {
      Rotation((0..<4).map { pointer[4 * index + $0] })
    }
    for index in 0..<model.bodyCount {
      let parent = Int(layout.bodyParent[index])
      bodies.append(
        Body(
          name: model.bodyName(index), parent: parent, position: vector(layout.bodyPosition, index),
          rotation: rotation(layout.bodyRotation, index)))
      bodies[parent].isLeaf = false
    }
    for index in 0..<Int(layout.joints) {
      let range = (layout.jointRange[2 * index], layout.jointRange[2 * index + 1])
      let isLimited = layout.jointLimited[index] != 0 && range.0 < range.1
      joints.append(
        Joint(
          name: model.jointName(index), kind: JointKind(rawValue: layout.jointType[index]) ?? .hinge,
          body: Int(layout.jointBody[index]), position: Int(layout.jointPositionAddress[index]),
          velocity: Int(layout.jointVelocityAddress[index]), anchor: vector(layout.jointPosition, index),
          axis: vector(layout.jointAxis, index), range: isLimited ? range.0...range.1 : nil))
      bodies[Int(layout.jointBody[index])].joints.append(index)
    }
    for index in 0..<Int(layout.geoms) {
      let place = vector(layout.geomPosition, index)
      let body = Int(layout.geomBody[index])
      switch layout.geomType[index] {
      case 0: if body == 0 { ground = place.z }
      case 1: break
      case let kind:
        let size = vector(layout.geomSize, index)
        let (axis, half, radius) = Self.line(kind: kind, size: size)
        let along = rotation(layout.geomRotation, index)(axis) * half
        if body > 0 { limbs.append(Limb(body: body, start: place - along, end: place + along, radius: radius)) }
      }
    }
  }

  /// The line that stands for a shape: its direction, half its length, and how far the surface is from it.
  private static func line(kind: Int32, size: SIMD3<Double>) -> (SIMD3<Double>, Double, Double) {
    switch kind {
    case 2: return ([0, 0, 1], 0, size.x)
    case 3: return ([0, 0, 1], size.y, size.x)
    case 5: return ([0, 0, 1], size.y, 0)
    default:
      let longest = size.max()
      let axis: SIMD3<Double> = size.x == longest ? [1, 0, 0] : size.y == longest ? [0, 1, 0] : [0, 0, 1]
      return (axis, longest - size.min(), size.min())
    }
  }

  /// The pose for a position vector.
  func pose(at positions: [Double]) -> Pose {
    var pose = Pose(places: [.zero], rotations: [.none])
    for body in bodies.dropFirst() {
      let parent = pose.rotations[body.parent]
      var place = pose.places[body.parent] + parent(body.position)
      var rotation = parent * body.rotation
      for joint in body.joints.lazy.map({ joints[$0] }) {
        let first = joint.position
        switch joint.kind {
        case .free:
          place = SIMD3(positions[first], positions[first + 1], positions[first + 2])
          rotation = Rotation(positions[(first + 3)...])
        case .slide:
          place += rotation(joint.axis) * (positions[first] - initialPositions[first])
        case .ball, .hinge:
          // The anchor stays where it is while the body turns about it.
          let anchor = place + rotation(joint.anchor)
          rotation =
            rotation
            * (joint.kind == .ball
              ? Rotation(positions[first...])
              : Rotation(angle: positions[first] - initialPositions[first], axis: joint.axis))
          place = anchor - rotation(joint.anchor)
        }
      }
      pose.places.append(place)
      pose.rotations.append(rotation)
    }
    return pose
  }

  /// The limbs in the world.
  func limbs(at pose: Pose) -> [Limb] {
    limbs.map { limb in
      let rotation = pose.rotations[limb.body]
      let place = pose.places[limb.body]
      return Limb(
        body: limb.body, start: place + rotation(limb.start), end: place + rotation(limb.end), radius: limb.radius)
    }
  }
}
