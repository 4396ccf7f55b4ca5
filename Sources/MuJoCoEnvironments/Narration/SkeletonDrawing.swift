public import RLCore

/// Draws a skeleton and the ground it moves over as shapes.
///
/// The side view follows x over a ground with a tick every metre. The three-quarter view follows x and y over a lattice: a
/// point every metre, a cross every five. Limbs have the thickness of the model's shapes, joints are marked, and a leg
/// whose body's name starts with "left" lies behind in the side view, where both lie in one plane.
struct SkeletonDrawing {
  static let width = 160
  static let height = 80
  /// The height of the ground line in the side view, in units from the top.
  static let groundRow = 74.0
  /// A three-quarter view looks along +y, turned by 25 degrees and 30 degrees down.
  private static let turn = sinAndCos(0.44)
  private static let tilt = sinAndCos(0.52)

  let skeleton: Skeleton
  let view: LocomotionTask.View

  /// A picture of the body at `positions`, the camera following the body `centre`.
  static func frame(
    _ skeleton: Skeleton, _ view: LocomotionTask.View, positions: [Double], centre: Int, caption: String
  ) -> Frame {
    let drawing = SkeletonDrawing(skeleton: skeleton, view: view)
    let pose = skeleton.pose(at: positions)
    let place = pose.places[centre]
    var frame = Frame(width: width, height: height, caption: caption, fit: .extended, shapes: [])
    // A pose that went bad has no place in a picture.
    guard abs(place.x) < 1e9, abs(place.y) < 1e9 else { return frame }
    switch view.camera {
    case .side:
      let left = place.x - view.metresAcross / 2
      frame.origin = [left * drawing.scale, 0]
      let ground = FrameShape.Form.ground(
        y: groundRow, unit: drawing.scale, zero: -left * drawing.scale, name: "m")
      frame.shapes = [FrameShape(.scene, ground)]
      frame.shapes += drawing.body(pose) { [drawing] point in
        [(point.x - left) * drawing.scale, groundRow - (point.z - drawing.skeleton.ground) * drawing.scale]
      }
    case .threeQuarter:
      let middle = SIMD3(place.x, place.y, skeleton.ground)
      frame.origin = drawing.flat(middle)
      frame.shapes = drawing.lattice(around: middle)
      frame.shapes += drawing.body(pose) { drawing.project($0 - middle) }
    }
    return frame
  }

  /// Units of a metre.
  private var scale: Double { Double(Self.width) / view.metresAcross }

  /// A place relative to the middle of the three-quarter view, on the canvas.
  private func project(_ away: SIMD3<Double>) -> SIMD2<Double> {
    [Double(Self.width) / 2, Double(Self.height) * 0.62] + flat(away)
  }

  private func flat(_ away: SIMD3<Double>) -> SIMD2<Double> {
    let right = SIMD3(Self.turn.cos, Self.turn.sin, 0)
    let up = SIMD3(-Self.turn.sin * Self.tilt.sin, Self.turn.cos * Self.tilt.sin, Self.tilt.cos)
    return [dot(away, right) * scale, -dot(away, up) * scale]
  }

  /// Points of the ground around a place, as far as a wide room shows them.
  private func lattice(around middle: SIMD3<Double>) -> [FrameShape] {
    let reach = Int(view.metresAcross * 1.5) + 1
    let (firstX, firstY) = (Int(middle.x.rounded()) - reach, Int(middle.y.rounded()) - reach)
    var shapes: [FrameShape] = []
    for x in firstX...(firstX + 2 * reach) {
      for y in firstY...(firstY + 2 * reach) {
        let away = SIMD3(Double(x), Double(y), skeleton.ground) - middle
        let isCross = x % 5 == 0 && y % 5 == 0
        let arms: [SIMD3<Double>] = isCross ? [[0.3, 0, 0], [0, 0.3, 0]] : [[0.02, 0, 0]]
        for arm in arms {
          let (from, to) = (project(away - arm), project(away + arm))
          guard (0...Double(Self.height)).contains(from.y) else { continue }
          shapes.append(FrameShape(.scene, .line(from: from, to: to, isDashed: false)))
        }
      }
    }
    return shapes
  }

  /// Limbs and joints; what lies behind comes first.
  private func body(_ pose: Skeleton.Pose, _ project: (SIMD3<Double>) -> SIMD2<Double>) -> [FrameShape] {
    var (near, far): ([FrameShape], [FrameShape]) = ([], [])
    for limb in skeleton.limbs(at: pose) {
      let isFar = view.camera == .side && skeleton.bodies[limb.body].name.hasPrefix("left")
      let form = FrameShape.Form.limb(
        from: project(limb.start), to: project(limb.end), thickness: 2 * limb.radius * scale)
      if isFar { far.append(FrameShape(.far, form)) } else { near.append(FrameShape(.agent, form)) }
    }
    let hinges = skeleton.joints.filter { $0.kind == .hinge && pose.places.indices.contains($0.body) && $0.body > 1 }
    let marks = hinges.map { joint in
      let anchor = pose.places[joint.body] + pose.rotations[joint.body](joint.anchor)
      return FrameShape(.object, .point(project(anchor)))
    }
    // A shape far larger than the picture is not drawn, nor one without a place.
    return (far + near + marks).filter { shape in
      guard shape.isDrawable else { return false }
      if case .limb(_, _, let thickness) = shape.form { return thickness < 4 * Double(Self.width) }
      return true
    }
  }
}

extension Locomotion {
  /// A picture of the present state, with the place, height and speed below, or what went wrong.
  public func frame() -> Frame {
    let plan = setup.plan
    guard let simulation, breakdown == nil else {
      return SkeletonDrawing.frame(
        plan.skeleton, setup.task.view, positions: plan.skeleton.initialPositions, centre: plan.root.body,
        caption: breakdown?.description ?? "no simulation")
    }
    let pose = plan.skeleton.pose(at: positions)
    let place = pose.places[plan.root.body]
    var caption = "x \(Numerals.signed(place.x, 2)) m   height \(Numerals.fixed(place.z - plan.skeleton.ground, 2)) m"
    if let speed = plan.root.speed { caption += "   speed \(Numerals.signed(simulation.velocities[speed], 2)) m/s" }
    var frame = SkeletonDrawing.frame(
      plan.skeleton, setup.task.view, positions: positions, centre: plan.root.body, caption: caption)
    frame.efforts = setup.spec.action.efforts(
      of: setup.motors.map { Float(simulation.controls[$0]) }, names: setup.actionNames)
    return frame
  }
}
