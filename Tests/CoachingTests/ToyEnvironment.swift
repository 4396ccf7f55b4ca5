import RLCore

/// A corridor of seven cells with a prize at its right end: the least that an environment can be. It can be neither
/// restored, drawn, told nor compared by features of its own, and brings no presets.
struct Corridor: Environment, Sendable {
  static let cells = 7
  var isDeterministic = false
  private var place = 3
  private var steps = 0
  private var generator = SeededGenerator(seed: 0)

  init(isDeterministic: Bool = false) { self.isDeterministic = isDeterministic }

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Corridor", observation: .dense(dimension: Self.cells), action: .discrete(names: ["left", "right"]),
      stepLimit: 20, returnRange: 0...1, isDeterministic: isDeterministic)
  }

  mutating func reset(seed: UInt64?) {
    if let seed { generator = SeededGenerator(seed: seed) }
    place = 1 + generator.below(4)
    steps = 0
  }

  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    // Now and then the floor is slippery.
    let slips = generator.below(10) == 0
    place = max(0, place + ((action[0] == 1) == !slips ? 1 : -1))
    steps += 1
    let isThere = place == Self.cells - 1
    return StepOutcome(reward: isThere ? 1 : 0, terminated: isThere, truncated: !isThere && steps >= 20)
  }

  func observe(into row: UnsafeMutableRawPointer) {
    let values = row.assumingMemoryBound(to: Float.self)
    for cell in 0..<Self.cells { values[cell] = cell == place ? 1 : 0 }
  }

  /// Its line of a catalog: all that the program has to be told of it.
  static func line(isDeterministic: Bool = false) -> EnvironmentMaker {
    EnvironmentMaker("Corridor", "a corridor with a prize at its end") { _ in
      { Corridor(isDeterministic: isDeterministic) }
    }
  }
}
