/// Where the episodes of a task start, before noise.
struct LocomotionStart: Sendable {
  /// qpos (model.positionCount), m and rad; nil for the model's initial state.
  var positions: [Double]?
  /// qvel (model.velocityCount), m/s and rad/s.
  var velocities: [Double] = []

  /// The model's initial state where `keyframe` is nil, else the positions and velocities of the keyframe that is called
  /// so or has that place, counted from 0.
  ///
  /// - Throws: `MuJoCoError.mismatch`, which lists the keyframes that there are.
  init(_ keyframe: String?, in model: MuJoCoModel) throws(MuJoCoError) {
    guard let keyframe else { return }
    guard let found = model.keyframe(keyframe) else {
      let names = model.keyframeNames
      let there = names.isEmpty ? "it has none; add a <keyframe>" : "there are \(names.joined(separator: ", "))"
      throw .mismatch(model: model.path, reason: "it has no keyframe '\(keyframe)' to start from; \(there)")
    }
    guard (found.positions + found.velocities).allSatisfy(\.isFinite) else {
      throw .model(path: model.path, reason: "its keyframe '\(keyframe)' has a number that is not finite")
    }
    (positions, velocities) = found
  }

  /// Puts a simulation that was reset there.
  func enter(_ simulation: MuJoCoSimulation) {
    guard let positions else { return }
    for (index, value) in positions.enumerated() { simulation.positions[index] = value }
    for (index, value) in velocities.enumerated() { simulation.velocities[index] = value }
  }
}
