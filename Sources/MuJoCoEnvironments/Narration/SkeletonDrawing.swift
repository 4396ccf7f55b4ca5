public import RLCore

/// Draws a skeleton and the ground it moves over into a frame.
///
/// The side view follows x: below the ground line a scale scrolls by, with a short tick every half metre, a longer one
/// every metre and the longest every five. The three-quarter view follows x and y over a lattice: a dot every half metre,
/// a dash along x every metre, a cross every five. Limbs of a body whose name starts with "left" are dashed in the side
/// view, where both legs lie in one plane.
struct SkeletonDrawing {
  static let width = 160
  static let height = 80
  /// The row of the ground line in the side view.
  static let groundRow = 70

  let skeleton: Skeleton
  let view: LocomotionTask.View
  private var frame: Frame

  /// A picture of the body at `positions`, the camera following the body `centre`.
  static func frame(
    _ skeleton: Skeleton, _ view: LocomotionTask.View, positions: [Double], centre: Int, caption: String
  ) -> Frame {
    var drawing = SkeletonDrawing(skeleton: skeleton, view: view, caption: caption)
    let pose = skeleton.pose(at: positions)
    let limbs = skeleton.limbs(at: pose)
    switch view.camera {
    case .side: drawing.drawSide(limbs, centre: pose.places[centre])
    case .threeQuarter: drawing.drawThreeQuarter(limbs, centre: pose.places[centre])
    }
    return drawing.frame
  }

  private init(skeleton: Skeleton, view: LocomotionTask.View, caption: String) {
    self.skeleton = skeleton
    self.view = view
    frame = Frame(width: Self.width, height: Self.height, caption: caption)
  }

  /// Pixels of a metre.
  private var scale: Double { Double(Self.width) / view.metresAcross }

  private mutating func drawSide(_ limbs: [Skeleton.Limb], centre: SIMD3<Double>) {
    for x in 0..<Self.width { frame[x, Self.groundRow] = .scene }
    let left = centre.x - view.metresAcross / 2
    guard abs(left) < 1e9 else { return }
    var tick = Int((left * 2).rounded(.up))
    while Double(tick) / 2 < left + view.metresAcross {
      let x = Self.pixel((Double(tick) / 2 - left) * scale)
      let length = tick % 10 == 0 ? 8 : tick % 2 == 0 ? 5 : 2
      for y in 1...length { frame[x, Self.groundRow + y] = .scene }
      tick += 1
    }
    let (scale, ground) = (scale, skeleton.ground)
    for limb in limbs {
      draw(limb, isDashed: skeleton.bodies[limb.body].name.hasPrefix("left")) { place in
        ((place.x - left) * scale, Double(Self.groundRow) - (place.z - ground) * scale)
      }
    }
  }

  private mutating func drawThreeQuarter(_ limbs: [Skeleton.Limb], centre: SIMD3<Double>) {
    // The camera looks along +y, turned by 25 degrees and 30 degrees down.
    let (turn, tilt) = (sinAndCos(0.44), sinAndCos(0.52))
    let right = SIMD3(turn.cos, turn.sin, 0)
    let up = SIMD3(-turn.sin * tilt.sin, turn.cos * tilt.sin, tilt.cos)
    let middle = SIMD3(centre.x, centre.y, skeleton.ground)
    guard abs(centre.x) < 1e9, abs(centre.y) < 1e9 else { return }
    let scale = scale
    let project: (SIMD3<Double>) -> (Double, Double) = { away in
      (Double(Self.width) / 2 + dot(away, right) * scale, Double(Self.height) * 0.62 - dot(away, up) * scale)
    }
    let reach = 2 * (Int(view.metresAcross) + 1)
    let (firstX, firstY) = (Int((2 * centre.x).rounded()) - reach, Int((2 * centre.y).rounded()) - reach)
    for column in firstX...(firstX + 2 * reach) {
      for row in firstY...(firstY + 2 * reach) {
        let away = SIMD3(Double(column) / 2, Double(row) / 2, skeleton.ground) - middle
        let arm = column % 10 == 0 && row % 10 == 0 ? 0.25 : column % 2 == 0 && row % 2 == 0 ? 0.07 : 0
        for offset in stride(from: -arm, through: arm, by: 0.02) {
          plot(project(away + [offset, 0, 0]), .scene)
          if arm > 0.1 { plot(project(away + [0, offset, 0]), .scene) }
        }
      }
    }
    for limb in limbs { draw(limb, isDashed: false) { project($0 - middle) } }
  }

  /// A line for a long shape, a circle for a round one.
  private mutating func draw(
    _ limb: Skeleton.Limb, isDashed: Bool, _ project: (SIMD3<Double>) -> (Double, Double)
  ) {
    let (start, end) = (project(limb.start), project(limb.end))
    // A pose that went bad, or a shape far larger than the picture, is not drawn.
    guard [start.0, start.1, end.0, end.1, limb.radius * scale].allSatisfy({ abs($0) < 1e6 }) else { return }
    if limb.start == limb.end {
      let radius = limb.radius * scale
      let count = max(8, min(8 * Self.width, Int(radius * 8)))
      for index in 0..<count {
        let turn = sinAndCos(2 * .pi * Double(index) / Double(count))
        plot((start.0 + radius * turn.cos, start.1 + radius * turn.sin), .agent)
      }
      return
    }
    let count = max(1, Int(max(abs(end.0 - start.0), abs(end.1 - start.1)).rounded(.up)))
    for index in 0...min(count, 4 * Self.width) where !isDashed || index % 4 < 2 {
      let part = Double(index) / Double(count)
      plot((start.0 + (end.0 - start.0) * part, start.1 + (end.1 - start.1) * part), .agent)
    }
  }

  private mutating func plot(_ place: (Double, Double), _ ink: Frame.Ink) {
    frame[Self.pixel(place.0), Self.pixel(place.1)] = ink
  }

  private static func pixel(_ value: Double) -> Int {
    abs(value) < 1e6 ? Int(value.rounded(.down)) : -1
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
    return SkeletonDrawing.frame(
      plan.skeleton, setup.task.view, positions: positions, centre: plan.root.body, caption: caption)
  }
}
