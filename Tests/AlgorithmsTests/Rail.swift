import RLCore

/// A cart on a rail: a torque moves it by as much. It falls off left of -2, and wears without anybody seeing it.
///
/// Small whole numbers are exact, so that what tests expect can be worked out by hand.
struct Rail: Restorable, Sendable {
  private(set) var place: Float = 0
  private(set) var wear: Float = 0
  private var steps = 0

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Rail", observation: .dense(dimension: 1), action: .box(low: [-1], high: [1]), stepLimit: 100)
  }

  mutating func reset(seed: UInt64?) { (place, wear, steps) = (0, 0, 0) }

  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    place += action[0]
    wear += abs(action[0])
    steps += 1
    return StepOutcome(reward: action[0], terminated: place < -2, truncated: steps >= 100)
  }

  func observe(into row: UnsafeMutableRawPointer) { row.assumingMemoryBound(to: Float.self)[0] = place }

  func capture() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(place)
    writer.write(wear)
    writer.write(Int64(steps))
    return writer.bytes
  }

  mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 16 else { throw EnvironmentError.stateSize(expected: 16, found: state.count) }
    var reader = ByteReader(state)
    (place, wear) = (reader.readFloat(), reader.readFloat())
    steps = Int(reader.read(Int64.self))
  }

  mutating func reseed(_ seed: UInt64) {}
}
