internal import Glibc
public import RLCore

/// Gymnasium's Pendulum-v1: swing a rod up and hold it there with a weak motor; pure Swift, restorable exactly.
///
/// With θ the angle from upright (rad, in [-π, π) where it is squared), ω its rate (rad/s), u the torque clipped to
/// ±2 N m, g = 10 m/s², m = 1 kg, l = 1 m and dt = 0.05 s:
/// ```
/// reward = -(θ² + 0.1 ω² + 0.001 u²)
/// ω' = clip(ω + (3g / 2l · sin θ + 3 / ml² · u) dt, ±8)
/// θ' = θ + ω' dt
/// ```
/// The policy sees cos θ, sin θ and ω. An episode starts with θ uniform in ±π and ω in ±1, and is truncated after 200
/// steps; nothing ends it before. State and reward are worked out in double precision; Gymnasium squares a
/// single-precision torque in single precision, which changes a reward by less than 10⁻⁹.
public struct Pendulum: Restorable, Viewable, Narrated, Featured, Described, Sendable {
  static let greatestTorque = 2.0  // N m
  static let greatestSpeed = 8.0  // rad/s
  static let seconds = 0.05
  static let length = 1.0  // m
  static let mass = 1.0  // kg
  static let featureNames = ["cos angle", "sin angle", "angular velocity (8 rad/s)"]

  let configuration: PendulumConfiguration
  private var generator = SeededGenerator(seed: 0)
  /// From upright, growing without bound as the rod turns, rad.
  public private(set) var angle = 0.0
  /// rad/s.
  public private(set) var velocity = 0.0
  private var steps = 0
  // Both are needed to observe and the first to step, and together they cost little more than one.
  private var sine = 0.0
  private var cosine = 1.0

  /// A pendulum, upright and at rest.
  public init(configuration: PendulumConfiguration = PendulumConfiguration()) {
    self.configuration = configuration
  }

  /// What is fixed about the pendulum.
  public var spec: EnvironmentSpec {
    let worst = Double.pi * .pi + 0.1 * Self.greatestSpeed * Self.greatestSpeed + 0.001 * 4
    return EnvironmentSpec(
      id: "Pendulum-v1", observation: .dense(dimension: 3),
      action: .box(low: [Float(-Self.greatestTorque)], high: [Float(Self.greatestTorque)]),
      stepLimit: configuration.stepLimit, returnRange: (-worst * Double(configuration.stepLimit))...0,
      bounds: ObservationBounds(low: [-1, -1, -Self.greatestSpeed], high: [1, 1, Self.greatestSpeed]))
  }

  /// Names of the features, in order.
  public var featureNames: [String] { Self.featureNames }

  /// Tells how the rod swings.
  public var interpreter: any Interpreter { PendulumInterpreter() }

  /// Starts an episode at a random angle and rate.
  public mutating func reset(seed: UInt64?) {
    if let seed { generator = SeededGenerator(seed: seed) }
    let angle = .pi * (2 * generator.uniform() - 1)
    reset(angle: angle, velocity: 2 * generator.uniform() - 1)
  }

  /// Starts an episode at a given angle (rad) and rate (rad/s).
  public mutating func reset(angle: Double, velocity: Double) {
    steps = 0
    move(angle, velocity)
  }

  private mutating func move(_ angle: Double, _ velocity: Double) {
    self.angle = angle
    self.velocity = velocity
    sine = sin(angle)
    cosine = cos(angle)
  }

  /// Acts for one step.
  public mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    let reward = step(torque: Double(action[0]))
    return StepOutcome(reward: Float(reward), terminated: false, truncated: steps >= configuration.stepLimit)
  }

  /// Acts for one step with a torque in N m; gives the reward in double precision.
  public mutating func step(torque: Double) -> Double {
    // NaN passes through, so that whoever trains sees it.
    let u = torque < -Self.greatestTorque ? -Self.greatestTorque : min(torque, Self.greatestTorque)
    let turned = Self.normalised(angle)
    let cost = turned * turned + 0.1 * velocity * velocity + 0.001 * (u * u)
    let gravity = 3 * configuration.gravity / (2 * Self.length)
    let push = 3 / (Self.mass * Self.length * Self.length)
    let fastest = Self.greatestSpeed
    let next = velocity + (gravity * sine + push * u) * Self.seconds
    let clipped = next < -fastest ? -fastest : next > fastest ? fastest : next
    steps &+= 1
    move(angle + clipped * Self.seconds, clipped)
    return -cost
  }

  /// The angle in [-π, π).
  static func normalised(_ angle: Double) -> Double {
    let shifted = angle + .pi
    if shifted >= 0, shifted < 2 * .pi { return shifted - .pi }
    let rest = shifted.truncatingRemainder(dividingBy: 2 * .pi)
    return (rest < 0 ? rest + 2 * .pi : rest) - .pi
  }

  /// Writes cos θ, sin θ, ω.
  public func observe(into row: UnsafeMutableRawPointer) {
    let values = row.assumingMemoryBound(to: Float.self)
    values[0] = Float(cosine)
    values[1] = Float(sine)
    values[2] = Float(velocity)
  }

  /// Replaces the randomness of later starts.
  public mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private static let stateBytes = 8 + 8 + 8 + 32

  /// The whole state as bytes.
  public func capture() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.stateBytes)
    writer.write(angle)
    writer.write(velocity)
    writer.write(Int64(steps))
    writer.write(generator)
    return writer.bytes
  }

  /// Takes up a captured state.
  public mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == Self.stateBytes else {
      throw EnvironmentError.stateSize(expected: Self.stateBytes, found: state.count)
    }
    var reader = ByteReader(state)
    let (angle, velocity) = (reader.readDouble(), reader.readDouble())
    let steps = Int(reader.read(Int64.self))
    // Damaged bytes must not reach arithmetic that cannot take them.
    guard angle.isFinite, abs(velocity) <= 1_000, 0...1_000_000_000 ~= steps else {
      throw EnvironmentError.damagedState
    }
    move(angle, velocity)
    self.steps = steps
    generator = reader.readGenerator()
  }

  /// The observation, its rate divided by the greatest.
  public func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    features.update(from: row.assumingMemoryBound(to: Float.self), count: 3)
    features[2] /= Float(Self.greatestSpeed)
  }

  /// The rod with its weight on its stand; upright is up.
  public func frame() -> Frame {
    let degrees = Int((Self.normalised(angle) * 180 / .pi).rounded())
    let pivot = SIMD2<Double>(40, 40)
    // Gymnasium's positive angles turn to the left of upright.
    let tip = pivot + SIMD2(-sine, -cosine) * 31
    return Frame(
      width: 80, height: 80, caption: "angle \(degrees)°, step \(steps)", fit: .whole,
      shapes: [
        FrameShape(.scene, .line(from: [28, 40], to: [52, 40], isDashed: false)),
        FrameShape(.agent, .limb(from: pivot, to: tip, thickness: 4)),
        FrameShape(.scene, .point(pivot)),
        FrameShape(.object, .limb(from: tip, to: tip, thickness: 9)),
      ])
  }
}

/// How a `Pendulum` is set up.
public struct PendulumConfiguration: Sendable, Equatable {
  /// Environment steps after which an episode is truncated.
  public var stepLimit = 200
  /// m/s².
  public var gravity = 10.0

  /// Gymnasium's pendulum.
  public init() {}

  static let fields: [ConfigField<PendulumConfiguration>] = [
    .integer("stepLimit", \.stepLimit, 1...1_000_000, "environment steps after which an episode is truncated"),
    .number("gravity", \.gravity, 0...100, "acceleration by gravity, m/s²"),
  ]

  /// Reads settings given as text; an unknown key or a value out of range is an error that lists what is valid.
  public init(settings: [String: String]) throws {
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      try Self.fields.apply(key, value, to: &self)
    }
  }
}
