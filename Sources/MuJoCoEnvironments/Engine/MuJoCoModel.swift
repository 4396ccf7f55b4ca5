internal import CMuJoCo
internal import RLCore

/// The MuJoCo library that is linked.
public enum MuJoCoLibrary {
  /// Its version, such as `2.2.2`.
  public static var version: String { String(cString: CMuJoCo_libraryVersion()) }

  /// What it said last on this thread, on one line.
  static var message: String {
    String(cString: CMuJoCo_message()).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The same where it must have had a reason.
  static var reason: String { message.isEmpty ? "MuJoCo gave no reason" : message }

  /// A reason why a model does not compile, with what it means where MuJoCo met a word that it does not know.
  ///
  /// Models are written for the latest release, and an older one says of what is new to it only that it is unknown.
  static func explained(_ reason: String) -> String {
    let kinds = [
      ("unrecognized attribute", "attribute"), ("unrecognized element", "element"), ("invalid keyword", "value"),
    ]
    guard let (mark, kind) = kinds.first(where: { reason.contains($0.0) }),
      let place = reason.firstRange(of: mark)?.upperBound
    else { return reason }
    let parts = reason[place...].split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return reason }
    return
      "the \(kind) '\(parts[1])' is not known to MuJoCo \(version), which is in use here: it is misspelt, or newer than "
      + "that release, so take it out or build with a later one (\(reason))"
  }
}

/// A compiled model, shared read-only by all simulations of a task; frees it when the last one is gone.
///
/// Sendable without a check: MuJoCo's functions take the model as const and nothing here writes it after `init`.
public final class MuJoCoModel: @unchecked Sendable {
  let handle: OpaquePointer
  let layout: CMuJoCo_Layout
  /// Where it was read from.
  public let path: String

  /// Compiles the MJCF file at `path`. Throws `MuJoCoError.model` with MuJoCo's reason.
  public init(path: String) throws(MuJoCoError) {
    guard CMuJoCo_headersMatchLibrary() else { throw .wrongLibrary(found: MuJoCoLibrary.version) }
    // MuJoCo would wait for whoever writes to a pipe.
    do { _ = try PlainFile.bytes(path) } catch { throw .model(path: path, reason: error.reason) }
    guard let handle = CMuJoCo_load(path) else {
      throw .model(path: path, reason: MuJoCoLibrary.explained(MuJoCoLibrary.reason))
    }
    self.handle = handle
    self.path = path
    layout = CMuJoCo_layout(handle)
  }

  deinit { CMuJoCo_freeModel(handle) }

  /// Length of the position vector qpos.
  public var positionCount: Int { Int(layout.positions) }
  /// Length of the velocity vector qvel.
  public var velocityCount: Int { Int(layout.velocities) }
  /// Number of actuators.
  public var controlCount: Int { Int(layout.controls) }
  /// Number of bodies, the world included.
  public var bodyCount: Int { Int(layout.bodies) }
  /// Seconds of one physics step.
  public var timestep: Double { layout.timestep }

  /// The position vector at the start.
  var initialPositions: [Double] { (0..<positionCount).map { layout.initialPositions[$0] } }

  /// Throws where a number of the model is not finite, or a length of time is none: MuJoCo compiles such models.
  func checkNumbers() throws(MuJoCoError) {
    func require(_ holds: Bool, _ reason: @autoclosure () -> String) throws(MuJoCoError) {
      if !holds { throw .model(path: path, reason: reason()) }
    }
    func isFinite(_ numbers: UnsafePointer<Double>?, _ range: Range<Int>) -> Bool {
      guard let numbers else { return range.isEmpty }
      return range.allSatisfy { numbers[$0].isFinite }
    }
    func three(_ index: Int) -> Range<Int> { (3 * index)..<(3 * index + 3) }
    func four(_ index: Int) -> Range<Int> { (4 * index)..<(4 * index + 4) }
    try require(timestep > 0 && timestep.isFinite, "its time step is \(timestep) s and has to be above 0")
    try require(isFinite(layout.initialPositions, 0..<positionCount), "its initial state is not finite")
    for body in 0..<bodyCount {
      try require(
        isFinite(layout.bodyPosition, three(body)) && isFinite(layout.bodyRotation, four(body)),
        "the place of the body '\(bodyName(body))' is not finite; see its pos and quat")
    }
    for joint in 0..<Int(layout.joints) {
      try require(
        isFinite(layout.jointPosition, three(joint)) && isFinite(layout.jointAxis, three(joint))
          && isFinite(layout.jointRange, (2 * joint)..<(2 * joint + 2)),
        "the joint '\(jointName(joint))' has a number that is not finite; see its pos, axis and range")
    }
    for geom in 0..<Int(layout.geoms) {
      try require(
        isFinite(layout.geomPosition, three(geom)) && isFinite(layout.geomRotation, four(geom))
          && isFinite(layout.geomSize, three(geom)),
        "a shape of the body '\(bodyName(Int(layout.geomBody[geom])))' has a number that is not finite")
    }
    for control in 0..<controlCount {
      let (range, most) = ((2 * control)..<(2 * control + 2), Double(Float.greatestFiniteMagnitude))
      try require(
        layout.controlGear[6 * control].isFinite && range.allSatisfy { abs(layout.controlRange[$0]) <= most },
        "an actuator, \(control + 1) of \(controlCount), has a number that is not finite; see its gear and ctrlrange")
    }
  }

  /// The keyframe of that name, or of that place from 0.
  func keyframe(_ name: String) -> (positions: [Double], velocities: [Double])? {
    let count = Int(layout.keys)
    guard let index = (0..<count).first(where: { keyName($0) == name }) ?? Int(name), (0..<count).contains(index) else {
      return nil
    }
    return (
      (0..<positionCount).map { layout.keyPositions[index * positionCount + $0] },
      (0..<velocityCount).map { layout.keyVelocities[index * velocityCount + $0] }
    )
  }

  /// What keyframes are called, in order.
  var keyframeNames: [String] { (0..<Int(layout.keys)).map { keyName($0) ?? "\($0)" } }

  private func keyName(_ index: Int) -> String? { name(CMuJoCo_key, index) }

  /// The control range of each actuator, or nil where it has none.
  var controlRanges: [ClosedRange<Double>?] {
    (0..<controlCount).map { index in
      let low = layout.controlRange[2 * index]
      let high = layout.controlRange[2 * index + 1]
      return layout.controlLimited[index] != 0 && low < high ? low...high : nil
    }
  }

  /// Names of the actuators; one without a name takes its joint's.
  var controlNames: [String] {
    (0..<controlCount).map { index in
      if let name = name(CMuJoCo_actuator, index) { return name }
      return controlJoint(index).map(jointName) ?? "actuator \(index + 1)"
    }
  }

  /// The joint that an actuator drives, or nil where it drives something else.
  func controlJoint(_ index: Int) -> Int? {
    layout.controlTransmission[index] == 0 ? Int(layout.controlTarget[2 * index]) : nil
  }

  /// The torque or force for a control of 1, N m or N.
  var controlGears: [Double] { (0..<controlCount).map { layout.controlGear[6 * $0] } }

  func jointName(_ index: Int) -> String { name(CMuJoCo_joint, index) ?? "joint \(index + 1)" }

  func bodyName(_ index: Int) -> String { name(CMuJoCo_body, index) ?? "body \(index)" }

  private func name<Kind: BinaryInteger>(_ kind: Kind, _ index: Int) -> String? {
    guard let text = CMuJoCo_name(handle, CInt(kind), CInt(index)), text.pointee != 0 else { return nil }
    return String(cString: text)
  }
}
