public import RLCore

/// A locomotion task in MuJoCo, equal to Gymnasium's step for step.
///
/// Per step: the action becomes the controls as it is (neither clipped nor scaled, as in Gymnasium; the model's control
/// ranges clip what acts, the control cost counts what was given), `frameSkip` physics steps follow, then the contact
/// forces where the task uses them. Deviations from Gymnasium: noise comes from our own generator with the same
/// distributions, the policy sees single precision, and a simulation that goes bad is an error where Gymnasium goes on
/// from MuJoCo's silent reset.
///
/// A class, because it stands for one simulation; all its state is in `capture()`. A step allocates nothing.
public final class Locomotion: Restorable, Viewable, Narrated, Featured, Described {
  /// What is common to all environments of a task: the constants, the compiled model and what follows from both.
  public let setup: LocomotionSetup
  let simulation: MuJoCoSimulation?
  var generator = SeededGenerator(seed: 0)
  var steps = 0
  /// Where forward speed is measured from, m.
  var forwardPlace = 0.0
  /// What went wrong in this episode, with the reason in words.
  var trouble: MuJoCoSimulation.Trouble = []
  /// Why nothing works any more, or nil. Every later step throws it until `reset`.
  public internal(set) var breakdown: MuJoCoError?

  /// An environment at the state that episodes start from. Where there is no memory for a simulation, `breakdown` says so.
  public init(setup: LocomotionSetup) {
    self.setup = setup
    do {
      simulation = try MuJoCoSimulation(model: setup.model)
    } catch {
      simulation = nil
      breakdown = error
    }
    if let simulation {
      setup.start.enter(simulation)
      begin(simulation)
    }
  }

  /// What is fixed about the task.
  public var spec: EnvironmentSpec { setup.spec }
  /// Names of the features, in order: what each number of the observation is.
  public var featureNames: [String] { setup.plan.names }
  /// Tells how the body moves.
  public var interpreter: any Interpreter { LocomotionInterpreter(setup: setup) }
  /// The task's.
  public var presets: Presets { setup.task.presets }

  /// Starts an episode at the model's initial state, or the task's keyframe, with noise on every component. Throws where there is no memory for
  /// a simulation, or MuJoCo cannot work out the start.
  public func reset(seed: UInt64?) throws {
    if let seed { generator = SeededGenerator(seed: seed) }
    guard let simulation else {
      if let breakdown { throw breakdown }
      return
    }
    note(simulation.reset())
    setup.start.enter(simulation)
    let start = setup.task.start
    for index in 0..<setup.plan.positionCount {
      simulation.positions[index] += start.positionNoise * (2 * generator.uniform() - 1)
    }
    for index in 0..<setup.plan.velocityCount {
      let draw = start.distribution == .normal ? generator.normal() : 2 * generator.uniform() - 1
      simulation.velocities[index] += start.velocityNoise * draw
    }
    begin(simulation)
    if let breakdown { throw breakdown }
  }

  /// Starts an episode at given positions and velocities, for instance recorded ones.
  public func reset(positions: [Double], velocities: [Double]) {
    guard let simulation else { return }
    precondition(
      positions.count == setup.plan.positionCount && velocities.count == setup.plan.velocityCount, "another model")
    note(simulation.reset())
    for (index, value) in positions.enumerated() { simulation.positions[index] = value }
    for (index, value) in velocities.enumerated() { simulation.velocities[index] = value }
    begin(simulation)
  }

  private func begin(_ simulation: MuJoCoSimulation) {
    steps = 0
    trouble = []
    breakdown = nil
    note(simulation.forward())
    forwardPlace = place(in: simulation)
  }

  /// Acts for one step. Throws `MuJoCoError.diverged` where a number goes bad or MuJoCo gives up.
  public func step(_ action: UnsafePointer<Float>) throws -> StepOutcome {
    if let simulation {
      for index in 0..<setup.controlCount { simulation.controls[setup.motors[index]] = Double(action[index]) }
    }
    let reward = Float(act())
    if let breakdown { throw breakdown }
    let terminated = isOver
    return StepOutcome(
      reward: reward, terminated: terminated, truncated: !terminated && steps >= setup.task.stepLimit)
  }

  /// Acts for one step with actions in double precision; gives the reward.
  public func step(actions: [Double]) -> Double {
    precondition(actions.count == setup.controlCount, "another model")
    if let simulation {
      for (index, value) in actions.enumerated() { simulation.controls[setup.motors[index]] = value }
    }
    return act()
  }

  /// Whether the episode is over by the task's own rules.
  public var isOver: Bool { breakdown != nil || (setup.task.health.endsEpisode && !isHealthy) }

  /// Advances by one environment step with the controls that are set; gives the reward, NaN where the simulation fails.
  private func act() -> Double {
    guard let simulation, breakdown == nil else { return .nan }
    let before = forwardPlace
    steps &+= 1
    note(simulation.advance(steps: setup.frameSkip, computesForces: setup.usesForces))
    guard breakdown == nil else { return .nan }
    forwardPlace = place(in: simulation)
    var squares = 0.0
    for motor in setup.motors { squares += simulation.controls[motor] * simulation.controls[motor] }
    let weights = setup.task.reward
    var forward = weights.forward * ((forwardPlace - before) / setup.seconds)
    if let beyond = weights.beyond { forward = forwardPlace > beyond ? weights.forward * forwardPlace : 0 }
    let isPaid = weights.paysHealthyAtEnd && setup.task.health.endsEpisode || isHealthy
    let healthy = isPaid ? weights.healthy : 0
    var cost = weights.control * squares
    if weights.contact != 0 { cost += weights.contact * squaredForces(simulation) }
    let reward = forward + healthy - cost
    if !(abs(reward) < Double(Float.greatestFiniteMagnitude)) {
      note(.reward)
      return .nan
    }
    return reward
  }

  /// Remembers trouble; what is fatal ends the episode.
  private func note(_ found: MuJoCoSimulation.Trouble) {
    guard !found.isEmpty else { return }
    trouble.formUnion(found)
    if found.isFatal {
      breakdown = .diverged(step: steps, reason: found.reason(message: MuJoCoLibrary.message))
    }
  }

  private func place(in simulation: MuJoCoSimulation) -> Double {
    setup.task.reward.speed == .position
      ? simulation.positions[0] : simulation.bodyPositions[3 * setup.plan.root.body]
  }

  /// The sum of squared contact forces on all bodies, each number clipped.
  private func squaredForces(_ simulation: MuJoCoSimulation) -> Double {
    let bound = setup.task.reward.contactBound
    var sum = 0.0
    for index in 0..<(6 * setup.model.bodyCount) {
      let force = min(max(simulation.bodyForces[index], -bound), bound)
      sum += force * force
    }
    return sum
  }

  /// Whether the body is healthy.
  public var isHealthy: Bool {
    guard let simulation else { return false }
    return setup.isHealthy(positions: simulation.positions, velocities: simulation.velocities)
  }

  /// Writes the present observation.
  public func observe(into row: UnsafeMutableRawPointer) {
    let values = row.assumingMemoryBound(to: Float.self)
    write { values[$0] = Float($1) }
  }

  /// The present observation in double precision.
  public var observation: [Double] {
    var values = [Double](repeating: 0, count: setup.plan.dimension)
    write { values[$0] = $1 }
    return values
  }

  /// The present positions qpos, m and rad.
  public var positions: [Double] {
    simulation.map { Array(UnsafeBufferPointer(start: $0.positions, count: setup.plan.positionCount)) } ?? []
  }

  /// The present velocities qvel, m/s and rad/s.
  public var velocities: [Double] {
    simulation.map { Array(UnsafeBufferPointer(start: $0.velocities, count: setup.plan.velocityCount)) } ?? []
  }

  @inline(__always)
  private func write(_ put: (Int, Double) -> Void) {
    guard let simulation, breakdown == nil else {
      for index in 0..<setup.plan.dimension { put(index, .nan) }
      return
    }
    var next = 0
    for index in setup.plan.hiddenPositions..<setup.plan.positionCount {
      put(next, simulation.positions[index])
      next &+= 1
    }
    let fastest = setup.velocityBound
    for index in 0..<setup.plan.velocityCount {
      put(next, min(max(simulation.velocities[index], -fastest), fastest))
      next &+= 1
    }
    let strongest = setup.task.reward.contactBound
    for index in 0..<setup.plan.forceCount {
      put(next, min(max(simulation.bodyForces[6 &+ index], -strongest), strongest))
      next &+= 1
    }
  }

  /// Replaces the randomness of later starts.
  public func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// The observation itself.
  public func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    features.update(from: row.assumingMemoryBound(to: Float.self), count: setup.plan.dimension)
  }
}
