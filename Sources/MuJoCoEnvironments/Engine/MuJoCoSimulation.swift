internal import CMuJoCo

/// The state of one simulation of a model; frees it at its end. Belongs to one thread at a time.
final class MuJoCoSimulation {
  let model: MuJoCoModel
  private let handle: OpaquePointer
  /// qpos (model.positionCount), m and rad.
  let positions: UnsafeMutablePointer<Double>
  /// qvel (model.velocityCount), m/s and rad/s.
  let velocities: UnsafeMutablePointer<Double>
  /// ctrl (model.controlCount).
  let controls: UnsafeMutablePointer<Double>
  /// xpos (model.bodyCount x 3), m. After a step this is where bodies were in the last stage of the last physics step.
  let bodyPositions: UnsafePointer<Double>
  /// cfrc_ext (model.bodyCount x 6), N m and N.
  let bodyForces: UnsafeMutablePointer<Double>
  /// Numbers in `state`.
  let stateSize: Int

  /// Sets up a simulation at the model's initial state.
  init(model: MuJoCoModel) throws(MuJoCoError) {
    guard let handle = CMuJoCo_makeData(model.handle) else { throw .simulation(reason: MuJoCoLibrary.reason) }
    self.model = model
    self.handle = handle
    let fields = CMuJoCo_fields(handle)
    positions = fields.positions
    velocities = fields.velocities
    controls = fields.controls
    bodyPositions = fields.bodyPositions
    bodyForces = fields.bodyForces
    stateSize = Int(CMuJoCo_stateSize(model.handle))
  }

  deinit { CMuJoCo_freeData(handle) }

  /// Back to the model's initial state.
  func reset() -> Trouble { Trouble(rawValue: CMuJoCo_reset(model.handle, handle)) }

  /// Computes what follows from positions and velocities.
  func forward() -> Trouble { Trouble(rawValue: CMuJoCo_forward(model.handle, handle)) }

  /// Advances by `steps` physics steps, and computes `bodyForces` where asked to. Allocates nothing.
  func advance(steps: Int32, computesForces: Bool) -> Trouble {
    Trouble(rawValue: CMuJoCo_advance(model.handle, handle, steps, computesForces))
  }

  /// The full integration state: time, positions, velocities, activations, warm start, controls, applied forces.
  var state: [Double] {
    get {
      [Double](unsafeUninitializedCapacity: stateSize) { buffer, count in
        if let base = buffer.baseAddress { CMuJoCo_getState(model.handle, handle, base) }
        count = stateSize
      }
    }
    set {
      precondition(newValue.count == stateSize, "a state of another model")
      CMuJoCo_setState(model.handle, handle, newValue)
    }
  }

  /// What MuJoCo warned of in a call, as bits.
  struct Trouble: OptionSet {
    let rawValue: UInt32

    static let inertia = Trouble(rawValue: UInt32(CMuJoCo_nearSingularInertia))
    static let contacts = Trouble(rawValue: UInt32(CMuJoCo_contactsFull))
    static let constraints = Trouble(rawValue: UInt32(CMuJoCo_constraintsFull))
    static let position = Trouble(rawValue: UInt32(CMuJoCo_badPosition))
    static let velocity = Trouble(rawValue: UInt32(CMuJoCo_badVelocity))
    static let acceleration = Trouble(rawValue: UInt32(CMuJoCo_badAcceleration))
    static let control = Trouble(rawValue: UInt32(CMuJoCo_badControl))
    static let failure = Trouble(rawValue: UInt32(CMuJoCo_failed))
    /// Found by us and not by MuJoCo, which clips huge actions where they act.
    static let reward = Trouble(rawValue: 1 << 16)

    /// What makes the simulation's numbers worthless. The others are remarks that MuJoCo copes with.
    static let fatal: Trouble = [.position, .velocity, .acceleration, .control, .failure, .reward]

    var isFatal: Bool { !isDisjoint(with: .fatal) }

    /// The reasons in words, and MuJoCo's own where it gave one.
    func reason(message: String) -> String {
      let words: [(Trouble, String)] = [
        (.failure, "MuJoCo stopped"), (.position, "a position is not finite or huge"),
        (.velocity, "a velocity is not finite or huge"), (.acceleration, "an acceleration is not finite or huge"),
        (.control, "an action is not finite or huge"), (.reward, "the reward is not finite or huge"),
        (.inertia, "the inertia is nearly singular"),
        (.contacts, "there are too many contacts"), (.constraints, "there are too many constraints"),
      ]
      return words.filter { contains($0.0) }.map(\.1).joined(separator: ", ") + (message.isEmpty ? "" : " (\(message))")
    }
  }
}
