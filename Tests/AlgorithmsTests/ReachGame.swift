import RLCore

/// The smallest task with continuous actions: a target in the plane is shown, and an action costs its squared distance.
///
/// Targets lie within ±0.8 and bounds at ±1, or at `bound`; the action that the environment got is kept in `last`.
struct ReachGame: Restorable, Viewable, Narrated, Featured, Sendable {
  var bound: Float = 1
  /// A simulation that fails at this step of an episode, or never.
  var failsAt: Int?

  private var target = SIMD2<Float>(0, 0)
  private var steps = 0
  private var generator = SeededGenerator(seed: 0)
  private(set) var last = SIMD2<Float>(0, 0)

  init(_ configure: (inout ReachGame) -> Void = { _ in }) { configure(&self) }

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Reach", observation: .dense(dimension: 2), action: .box(low: [-bound, -bound], high: [bound, bound]),
      stepLimit: 10, returnRange: nil)
  }

  var featureNames: [String] { ["x", "y"] }
  var interpreter: any Interpreter { ContextWords() }

  private mutating func aim() {
    target = SIMD2(generator.uniformFloat() * 1.6 - 0.8, generator.uniformFloat() * 1.6 - 0.8)
  }

  mutating func reset(seed: UInt64?) {
    if let seed { generator = SeededGenerator(seed: seed) }
    steps = 0
    aim()
  }

  mutating func step(_ action: UnsafePointer<Float>) throws -> StepOutcome {
    last = SIMD2(action[0], action[1])
    let miss = last - target
    steps += 1
    aim()
    if steps == failsAt { throw Stuck() }
    return StepOutcome(reward: -(miss * miss).sum(), terminated: false, truncated: steps >= 10)
  }

  /// What the simulation says.
  struct Stuck: Error, CustomStringConvertible {
    var description: String { "stuck" }
  }

  func observe(into row: UnsafeMutableRawPointer) {
    let values = row.assumingMemoryBound(to: Float.self)
    (values[0], values[1]) = (target.x, target.y)
  }

  mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  func capture() -> [UInt8] {
    var writer = ByteWriter()
    for value in [target.x, target.y, last.x, last.y] { writer.write(value) }
    writer.write(Int32(steps))
    writer.write(generator)
    return writer.bytes
  }

  mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 52 else { throw EnvironmentError.stateSize(expected: 52, found: state.count) }
    var reader = ByteReader(state)
    target = SIMD2(reader.readFloat(), reader.readFloat())
    last = SIMD2(reader.readFloat(), reader.readFloat())
    steps = Int(reader.read(Int32.self))
    generator = reader.readGenerator()
  }

  func frame() -> Frame { Frame(width: 4, height: 1) }

  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    features.update(from: row.assumingMemoryBound(to: Float.self), count: 2)
  }

  static func entry(_ configure: @escaping @Sendable (inout ReachGame) -> Void = { _ in }) -> EnvironmentEntry {
    EnvironmentEntry(summary: "reach", make: { ReachGame(configure) })
  }
}
