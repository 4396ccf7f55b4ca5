public import RLCore

/// A Gymnasium environment in a child process.
///
/// Episodes are begun by name and never by themselves, so that what ended one, and its last observation, are exact. What
/// the child cannot do fails the step: the episode ends there, and the next one begins in a child that is started anew
/// where that is what it takes.
public final class BridgedEnvironment: Restorable, Viewable {
  /// What is fixed about it.
  public let spec: EnvironmentSpec
  private let vector: BridgedVector
  private let place: Int
  private let row: UnsafeMutableRawBufferPointer
  /// The child that the present episode began in; nil before the first, and where a state could not be taken up.
  private var generation: Int?
  /// The latest seed, and the episodes since, so that an episode without a seed has one after a child was lost.
  private var seed: UInt64 = 0
  private var episodes: UInt64 = 0

  init(_ vector: BridgedVector, place: Int, spec: EnvironmentSpec) {
    self.vector = vector
    self.place = place
    self.spec = spec
    row = .allocate(byteCount: spec.observation.rowBytes, alignment: 16)
    row.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { row.deallocate() }

  /// Whether the child that holds the episode is still there.
  private var isThere: Bool { generation == vector.generation }

  /// Starts an episode. Seeds are cut to 31 bits, as several packages take no more.
  public func reset(seed: UInt64?) throws {
    if let seed { (self.seed, episodes) = (seed, 0) } else { episodes += 1 }
    var wanted = seed
    if seed == nil, !isThere {
      var derived = SeededGenerator(seed: self.seed, stream: episodes)
      wanted = derived.next()
    }
    generation = nil
    try vector.reset(place, seed: wanted.map { $0 & 0x7FFF_FFFF }, row: row)
    generation = vector.generation
  }

  /// Acts for one step. Throws `BridgeError`.
  public func step(_ action: UnsafePointer<Float>) throws -> StepOutcome {
    guard isThere else { throw BridgeError.lost }
    return try vector.step(place, action, row: row)
  }

  /// Writes the row that came with the last step.
  public func observe(into row: UnsafeMutableRawPointer) {
    row.copyMemory(from: UnsafeRawPointer(self.row.baseAddress ?? row), byteCount: self.row.count)
  }

  /// The state with its length before it, in `stateBytes` bytes; a length of 0 where none could be had.
  public func capture() -> [UInt8] {
    var state: [UInt8] = []
    if isThere { state = (try? vector.capture(place)) ?? [] }
    if state.count + 4 > vector.profile.stateBytes { state = [] }
    var writer = ByteWriter(capacity: vector.profile.stateBytes)
    writer.write(UInt32(state.count))
    return writer.bytes + state + [UInt8](repeating: 0, count: max(0, vector.profile.stateBytes - 4 - state.count))
  }

  /// Takes up a state. One that could not be had when it was asked for leaves an environment whose next step fails.
  public func restore(_ state: some Collection<UInt8>) throws {
    let expected = vector.profile.stateBytes
    guard state.count == expected, expected > 4 else {
      throw EnvironmentError.stateSize(expected: expected, found: state.count)
    }
    var reader = ByteReader(state.prefix(4))
    let length = Int(reader.read(UInt32.self))
    generation = nil
    guard length > 0 else { return }
    guard length <= expected - 4 else { throw EnvironmentError.damagedState }
    try vector.restore(place, Array(state.dropFirst(4).prefix(length)), row: row)
    generation = vector.generation
  }

  /// Replaces the randomness of later draws, where the environment is there to have any.
  public func reseed(_ seed: UInt64) {
    (self.seed, episodes) = (seed, 0)
    // A child that cannot fails at the next step, which says so.
    if isThere { try? vector.reseed(place, seed & 0x7FFF_FFFF) }
  }

  /// What the environment renders, in few inks.
  public func frame() -> Frame {
    do {
      guard isThere else { throw BridgeError.lost }
      return try vector.picture(place, width: 120, height: 90)
    } catch {
      let reason = "\(error)".prefix { !$0.isNewline }
      return Frame(width: 1, height: 1, caption: "no picture: \(reason)")
    }
  }
}
