import RLCore
import Synchronization

/// An exact state of a simulator under a goal: what planners go back to.
///
/// Two are equal where the captured bytes are, generator included, and the steps that were counted since the start; what a
/// policy sees and what sub-goals measure follows from these and is kept beside them.
public struct ControlState: Hashable, Sendable {
  /// The simulator's own state.
  let bytes: [UInt8]
  /// What sub-goals judge.
  let reading: ControlReading
  /// The environment's own limit cut the episode.
  let isCut: Bool
  /// What a policy sees.
  let row: [UInt8]

  /// The same bytes and counts.
  public static func == (one: ControlState, other: ControlState) -> Bool {
    one.reading.steps == other.reading.steps && one.reading.held == other.reading.held
      && one.reading.hasFallen == other.reading.hasFallen && one.isCut == other.isCut && one.bytes == other.bytes
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(reading.steps)
    hasher.combine(reading.held)
    hasher.combine(bytes)
  }

  /// A digest of what equality compares, the same in every process.
  var digest: String {
    var writer = ByteWriter(capacity: bytes.count + 18)
    writer.write(Int64(reading.steps))
    writer.write(Int64(reading.held))
    writer.write(UInt8(reading.hasFallen ? 1 : 0))
    writer.write(UInt8(isCut ? 1 : 0))
    return String(sha256Hex(writer.bytes + bytes).prefix(16))
  }
}

/// A simulator that one thread uses at a time; every step begins at a state that is given, so that it remembers nothing.
final class ControlSimulator<World: Restorable & SendableMetatype>: Sendable {
  private let world: Mutex<World>
  private let goal: ControlGoal<World>
  private let rowBytes: Int

  init(_ goal: ControlGoal<World>, spec: EnvironmentSpec, make: @Sendable () -> World) {
    self.goal = goal
    rowBytes = spec.observation.rowBytes
    world = Mutex(make())
  }

  /// The state in which an episode of `seed` starts.
  func start(seed: UInt64) throws -> ControlState {
    try world.withLock { world in
      try world.reset(seed: seed)
      return state(of: world, ControlReading(measures: []), isCut: false)
    }
  }

  /// Takes `torques` of the present row for `hold` steps from `state`; fewer where the goal is reached, the episode ends or
  /// the plan's steps are used up. Gives where that leads and the sum of the rewards.
  func advance(
    _ state: ControlState, hold: Int, torques: ([UInt8]) throws -> [Float]
  ) throws -> (state: ControlState, reward: Double) {
    try world.withLock { world in
      try world.restore(state.bytes)
      var (state, total) = (state, 0.0)
      for _ in 0..<hold where !isOver(state) && !goal.isReached(state.reading) {
        var reading = state.reading
        reading.steps += 1
        var isCut = false
        do {
          let action = try torques(state.row)
          let outcome = try action.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { throw ControlError.noTorques(world.spec.id) }
            return try world.step(base)
          }
          total += outcome.reward.isFinite ? Double(outcome.reward) : 0
          reading.hasFallen = outcome.terminated || !outcome.reward.isFinite
          isCut = outcome.truncated
        } catch let error as ControlError {
          throw error
        } catch {
          // A simulation that breaks down is the end of this way, and not of the planning.
          reading.hasFallen = true
        }
        state = self.state(of: world, reading, isCut: isCut)
      }
      return (state, total)
    }
  }

  /// Whether no action follows.
  func isOver(_ state: ControlState) -> Bool {
    state.reading.hasFallen || state.isCut || state.reading.steps >= goal.limit
  }

  /// `world` as a state; whether every sub-goal holds is counted here.
  private func state(of world: World, _ reading: ControlReading, isCut: Bool) -> ControlState {
    var reading = reading
    reading.measures = goal.measure(world)
    reading.held = goal.holds(reading) ? reading.held + (reading.steps > 0 ? 1 : 0) : 0
    // Padding is zero, so that equal observations are equal rows.
    var row = [UInt8](repeating: 0, count: rowBytes)
    row.withUnsafeMutableBytes { bytes in
      if let base = bytes.baseAddress { world.observe(into: base) }
    }
    return ControlState(bytes: world.capture(), reading: reading, isCut: isCut, row: row)
  }
}
