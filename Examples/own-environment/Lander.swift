public import RLCore

/// A lander that falls towards the ground with one engine: it should come down gently, and without wasting time.
///
/// With h the height (m), v the speed upwards (m/s), g = 1.6 m/s² and dt = 0.2 s, the engine lifts by 4 m/s²:
/// ```
/// v' = v + (lift - g) dt        h' = h + v' dt
/// reward = -0.05 a step, and 10 - v'² where it touches the ground
/// ```
/// The policy sees h / 50 and v / 10. An episode ends at the ground, or is truncated after 200 steps.
///
/// `Environment` is all that training needs. `Restorable` lets suggestions be measured from the exact state, `Narrated` lets an
/// advisor read what happened; leave them out, and the stages that need them say in a sentence what is missing. `Viewable` would
/// draw it, `Featured` say how states are compared, `Described` bring settings of its own.
public struct Lander: Environment, Restorable, Narrated, Sendable {
  static let gravity = 1.6  // m/s²
  static let lift = 4.0  // m/s²
  static let seconds = 0.2
  static let stepLimit = 200

  private var generator = SeededGenerator(seed: 0)
  private var height = 50.0  // m
  private var speed = 0.0  // m/s, upwards
  private var steps = 0

  /// A lander that has not been let go.
  public init() {}

  /// What is fixed about it.
  public var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Lander-v0", observation: .dense(dimension: 2), action: .discrete(names: ["fall", "burn"]),
      stepLimit: Self.stepLimit)
  }

  /// Tells how it comes down.
  public var interpreter: any Interpreter { LanderInterpreter() }

  /// Starts an episode between 40 and 60 m, falling by up to 5 m/s. A seed starts the randomness anew; without one it goes on.
  public mutating func reset(seed: UInt64?) {
    if let seed { generator = SeededGenerator(seed: seed) }
    height = 40 + 20 * generator.uniform()
    speed = -5 * generator.uniform()
    steps = 0
  }

  /// Takes one step.
  public mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    speed += ((action[0] == 1 ? Self.lift : 0) - Self.gravity) * Self.seconds
    height += speed * Self.seconds
    steps += 1
    let hasLanded = height <= 0
    let reward = -0.05 + (hasLanded ? 10 - speed * speed : 0)
    return StepOutcome(
      reward: Float(reward), terminated: hasLanded, truncated: !hasLanded && steps >= Self.stepLimit)
  }

  /// Writes what the policy sees, each number of a scale near 1.
  public func observe(into row: UnsafeMutableRawPointer) {
    let values = row.assumingMemoryBound(to: Float.self)
    values[0] = Float(height / 50)
    values[1] = Float(speed / 10)
  }

  /// The whole state, the generator included, always of one length.
  public func capture() -> [UInt8] {
    var writer = ByteWriter(capacity: 56)
    writer.write(height)
    writer.write(speed)
    writer.write(Int64(steps))
    writer.write(generator)
    return writer.bytes
  }

  /// Takes up a captured state.
  public mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 56 else { throw EnvironmentError.stateSize(expected: 56, found: state.count) }
    var reader = ByteReader(state)
    height = reader.readDouble()
    speed = reader.readDouble()
    steps = Int(reader.read(Int64.self))
    generator = reader.readGenerator()
  }

  /// Replaces the randomness of later starts.
  public mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }
}

/// The words of `Lander`, for prompts.
public struct LanderInterpreter: Interpreter {
  /// What it is about.
  public let background = "A lander falls towards the ground of the moon. Its one engine can only push upwards."
  /// How it works.
  public let rules = """
    Every step costs 0.05. Touching the ground ends the episode and pays 10 less the square of the speed in m/s.
    'fall' leaves the engine off: 1.6 m/s² downwards. 'burn' lifts by 4 m/s² against that.
    """
  /// What makes a state critical.
  public let criteria = """
    - the last height at which burning all the way down still stops the fall
    - burning high above the ground, which costs time and pays nothing
    - leaving the engine off just above the ground
    """

  /// Words for a lander.
  public init() {}

  /// One line a step: time, height, speed, what was done.
  public func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    zip(rows, steps).enumerated().map { index, pair in
      let (height, speed) = Self.read(pair.0)
      let action = pair.1.action == .discrete(1) ? "burn" : "fall"
      return "t=\(first + index) height \(height) m, speed \(speed) m/s, \(action), reward \(pair.1.reward)"
    }
  }

  /// Height and speed to whole numbers.
  public func key(row: [UInt8]) -> String {
    let (height, speed) = Self.read(row)
    return "\(Int(height)) \(Int(speed))"
  }

  /// Height and speed to one decimal, from what the policy sees.
  private static func read(_ row: [UInt8]) -> (height: Double, speed: Double) {
    var reader = ByteReader(row)
    let (height, speed) = (Double(reader.readFloat()) * 50, Double(reader.readFloat()) * 10)
    return ((height * 10).rounded() / 10, (speed * 10).rounded() / 10)
  }
}
