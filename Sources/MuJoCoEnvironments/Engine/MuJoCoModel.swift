internal import CMuJoCo

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
    guard let handle = CMuJoCo_load(path) else { throw .model(path: path, reason: MuJoCoLibrary.reason) }
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
