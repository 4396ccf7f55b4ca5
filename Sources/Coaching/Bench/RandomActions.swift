import RLCore

/// Random actions drawn beforehand, so that drawing them is not measured.
final class RandomActions {
  /// How many there are; a multiple of every number of environments in use.
  static let count = 1 << 14
  /// Numbers from one action to the next.
  let width: Int
  /// The first one.
  let base: UnsafeMutablePointer<Float>

  /// Actions in `offset` ..< `offset + choices`.
  init(choices: Int, offset: Float = 0, seed: UInt64 = 1) {
    width = 1
    base = .allocate(capacity: Self.count)
    var generator = SeededGenerator(seed: seed)
    for index in 0..<Self.count { base[index] = Float(generator.below(max(1, choices))) + offset }
  }

  /// Actions of `space`, each component uniform between its bounds.
  convenience init(space: ActionSpace) {
    switch space {
    case .discrete(let names): self.init(choices: names.count)
    case .box(let low, let high): self.init(low: low, high: high)
    }
  }

  private init(low: [Float], high: [Float]) {
    width = low.count
    base = .allocate(capacity: Self.count * width)
    var generator = SeededGenerator(seed: 1)
    for index in 0..<(Self.count * width) {
      let component = index % width
      base[index] = low[component] + (high[component] - low[component]) * generator.uniformFloat()
    }
  }

  deinit { base.deallocate() }
}
