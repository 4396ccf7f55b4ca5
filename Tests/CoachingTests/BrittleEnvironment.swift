import RLCore
import Synchronization

/// An environment whose third step of an episode fails while somebody wants it to, or in every twentieth episode.
struct Brittle: Environment, Sendable {
  /// Steps fail from now on.
  static let isBroken = Mutex(false)
  /// Episodes begun where every twentieth fails.
  private static let begun = Mutex(0)
  private let isRare: Bool
  private var isFailing = false
  private var steps = 0

  init(isRare: Bool = false) { self.isRare = isRare }

  struct Broken: Error, CustomStringConvertible {
    let description = "it broke"
  }

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: isRare ? "RarelyBrittle" : "Brittle", observation: .dense(dimension: 1),
      action: .discrete(names: ["left", "right"]), stepLimit: 10, returnRange: 0...10)
  }

  mutating func reset(seed: UInt64?) {
    steps = 0
    guard isRare else { return }
    isFailing = Self.begun.withLock { begun in
      begun += 1
      return begun % 20 == 0
    }
  }

  mutating func step(_ action: UnsafePointer<Float>) throws -> StepOutcome {
    steps += 1
    if steps == 3, isRare ? isFailing : Self.isBroken.withLock({ $0 }) { throw Broken() }
    return StepOutcome(reward: action[0], terminated: false, truncated: steps >= 10)
  }

  func observe(into row: UnsafeMutableRawPointer) {
    row.assumingMemoryBound(to: Float.self)[0] = Float(steps) / 10
  }

  /// Its line of a catalog.
  static var line: EnvironmentMaker { EnvironmentMaker("Brittle", "fails when told to") { _ in { Brittle() } } }
  /// That of the one whose every twentieth episode fails.
  static var rareLine: EnvironmentMaker {
    EnvironmentMaker("RarelyBrittle", "fails now and then") { _ in { Brittle(isRare: true) } }
  }
}
