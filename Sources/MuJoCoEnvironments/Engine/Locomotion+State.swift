internal import RLCore

/// Exact capture and restore.
extension Locomotion {
  /// Bytes of a captured state: the integration state, the forces that an observation shows, and our own part.
  private var stateBytes: Int {
    8 * (setup.stateSize + setup.forceStateSize) + 32 + 8 + 8 + 4
  }

  /// The whole state as bytes.
  public func capture() -> [UInt8] {
    var writer = ByteWriter(capacity: stateBytes)
    let numbers = simulation?.state ?? [Double](repeating: .nan, count: setup.stateSize)
    for value in numbers { writer.write(value) }
    for index in 0..<setup.forceStateSize { writer.write(simulation?.bodyForces[index] ?? .nan) }
    writer.write(generator)
    writer.write(Int64(steps))
    writer.write(forwardPlace)
    writer.write(breakdown == nil ? 0 : max(trouble.rawValue, 1))
    return writer.bytes
  }

  /// Takes up a captured state.
  public func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == stateBytes else {
      throw EnvironmentError.stateSize(expected: stateBytes, found: state.count)
    }
    guard let simulation else { return }
    var reader = ByteReader(state)
    // Clears MuJoCo's scratch memory and counters after a failure; the state below is what counts.
    _ = simulation.reset()
    simulation.state = (0..<setup.stateSize).map { _ in reader.readDouble() }
    for index in 0..<setup.forceStateSize { simulation.bodyForces[index] = reader.readDouble() }
    generator = reader.readGenerator()
    steps = Int(reader.read(Int64.self))
    guard 0...LocomotionTask.stepLimits.upperBound ~= steps else { throw EnvironmentError.damagedState }
    forwardPlace = reader.readDouble()
    trouble = MuJoCoSimulation.Trouble(rawValue: reader.read())
    breakdown = trouble.isEmpty ? nil : .diverged(step: steps, reason: trouble.reason(message: "in a recorded state"))
  }
}
