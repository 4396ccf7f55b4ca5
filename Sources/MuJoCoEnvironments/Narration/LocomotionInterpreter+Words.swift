internal import RLCore

/// Quantised words for guidance, and the words for actions.
extension LocomotionInterpreter {
  func keyWords(_ now: LocomotionReading) -> String {
    var words = ["height " + heightWord(now) + (now.rise.map { ", " + Self.riseWord($0) } ?? "")]
    if let tilt = now.tilt, let roll = now.roll, let lean = now.lean {
      words.append(tilt > .pi / 2 ? "upside down" : tilt < 0.25 ? "flat" : Self.tiltWord(lean: lean, roll: roll))
    } else if let lean = now.lean, let rate = now.leanRate {
      words.append(leanWord(lean) + (abs(rate) < 0.5 ? ", steady" : rate > 0 ? ", tipping forward" : ", tipping back"))
    }
    if let heading = now.heading {
      words.append(abs(heading) < 0.5 ? "facing ahead" : heading > 0 ? "facing left" : "facing right")
    }
    if let speed = now.speed { words.append(Self.speedWord(speed)) }
    words.append("down: " + feet(now))
    return words.joined(separator: "; ")
  }

  /// Against the height at which the model stands at the start.
  private func heightWord(_ now: LocomotionReading) -> String {
    let skeleton = setup.plan.skeleton
    let start = skeleton.pose(at: skeleton.initialPositions).places[setup.plan.root.body].z - skeleton.ground
    let share = now.height / max(start, 1e-3)
    return share < 0.65 ? "very low" : share < 0.88 ? "low" : share <= 1.06 ? "normal" : "great"
  }

  /// Against the allowed lean, or 60 degrees.
  private func leanWord(_ lean: Double) -> String {
    let limits = setup.task.health.pitch
    let share = abs(lean) / max(min(limits?.high ?? 1.05, -(limits?.low ?? -1.05)), 1e-3)
    let side = lean > 0 ? "forward" : "back"
    return share < 0.25 ? "upright" : share < 0.6 ? "leaning \(side)" : "leaning far \(side)"
  }

  private static func riseWord(_ rise: Double) -> String {
    abs(rise) < 0.3 ? "level" : rise > 0 ? "rising" : "sinking"
  }

  private static func tiltWord(lean: Double, roll: Double) -> String {
    abs(lean) >= abs(roll)
      ? lean > 0 ? "tilted forward" : "tilted back" : roll > 0 ? "tilted to the right" : "tilted to the left"
  }

  private static func speedWord(_ speed: Double) -> String {
    speed < -0.2
      ? "moving back" : speed < 0.2 ? "standing" : speed < 1 ? "slow" : speed < 2.5 ? "medium speed" : "fast"
  }
}

extension LocomotionSetup {
  /// What each action does: its strength, and where a positive one moves the far end of its part from the start pose.
  var actionWords: [String] {
    actionNames.indices.map { index in
      let gear = Numerals.fixed(abs(actionGears[index]), 0)
      guard let joint = model.controlJoint(motors[index]).map({ plan.skeleton.joints[$0] }) else {
        return actionNames[index]
      }
      let unit = joint.kind == .slide ? "N" : "N m"
      let motion = motion(of: joint, sign: actionGears[index] < 0 ? -1 : 1)
      return "\(actionNames[index]): 1 is \(gear) \(unit); a positive one \(motion)"
    }
  }

  private func motion(of joint: Skeleton.Joint, sign: Double) -> String {
    let pose = plan.skeleton.pose(at: plan.skeleton.initialPositions)
    let axis = pose.rotations[joint.body](joint.axis) * sign
    let part = plan.skeleton.bodies[joint.body].name
    guard joint.kind == .hinge else { return "moves \(part) \(Self.direction(axis))" }
    if abs(axis.z) > 0.9 { return "turns \(part) \(axis.z > 0 ? "left" : "right") as seen from above" }
    let anchor = pose.places[joint.body] + pose.rotations[joint.body](joint.anchor)
    let ends = plan.skeleton.limbs(at: pose).filter { $0.body == joint.body }.flatMap { [$0.start, $0.end] }
    let arm = ends.map { $0 - anchor }.max { dot($0, $0) < dot($1, $1) } ?? [0, 0, -1]
    return "moves the far end of \(part) \(Self.direction(cross(axis, arm)))"
  }

  private static func direction(_ vector: SIMD3<Double>) -> String {
    let sizes = SIMD3(abs(vector.x), abs(vector.y), abs(vector.z))
    if sizes.x == sizes.max() { return vector.x > 0 ? "forwards" : "backwards" }
    if sizes.z == sizes.max() { return vector.z > 0 ? "up" : "down" }
    return vector.y > 0 ? "to the left" : "to the right"
  }
}
