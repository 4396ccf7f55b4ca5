import RLCore

/// Random discrete actions drawn beforehand, so that drawing them is not measured.
final class RandomActions {
  /// How many there are; a multiple of every number of environments in use.
  static let count = 1 << 14
  /// The first one.
  let base: UnsafeMutablePointer<Float>

  /// Actions in `offset` ..< `offset + choices`.
  init(choices: Int, offset: Float = 0, seed: UInt64 = 1) {
    base = .allocate(capacity: Self.count)
    var generator = SeededGenerator(seed: seed)
    for index in 0..<Self.count { base[index] = Float(generator.below(max(1, choices))) + offset }
  }

  deinit { base.deallocate() }
}
