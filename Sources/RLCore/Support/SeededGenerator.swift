/// A small, fast, splittable random generator (xoshiro256**, seeded by SplitMix64).
///
/// Every source of randomness in the project is one of these, passed in by hand: a result depends on a seed, never on
/// a clock or on the number of threads. The state is a plain value, so a checkpoint can hold it.
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable, Hashable, Codable {
  /// The four words of state.
  public private(set) var words: SIMD4<UInt64>

  /// A generator for `seed`, independent of the one for any other seed.
  public init(seed: UInt64) {
    var mixer = seed
    words = SIMD4(
      Self.splitMix(&mixer), Self.splitMix(&mixer), Self.splitMix(&mixer), Self.splitMix(&mixer))
  }

  /// A generator for stream `stream` of `seed`; used to give shards, environments and rollouts their own randomness.
  public init(seed: UInt64, stream: UInt64) {
    var mixer = stream &* 0xD1B5_4A32_D192_ED03 &+ 0x632B_E59B_D9B4_E019
    self.init(seed: seed ^ Self.splitMix(&mixer))
  }

  /// A generator that continues from saved state.
  public init(words: SIMD4<UInt64>) {
    self.words = words
  }

  @inlinable
  static func rotateLeft(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value &<< count) | (value &>> (64 &- count))
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotateLeft(words.y &* 5, 7) &* 9
    let shifted = words.y &<< 17
    words.z ^= words.x
    words.w ^= words.y
    words.y ^= words.z
    words.x ^= words.w
    words.z ^= shifted
    words.w = Self.rotateLeft(words.w, 45)
    return result
  }

  /// A uniform number in [0, 1).
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform single-precision number in [0, 1).
  public mutating func uniformFloat() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// A uniform integer in 0 ..< `bound`, by multiplication (bias below 2⁻³² for the bounds used here).
  public mutating func below(_ bound: Int) -> Int {
    // The inner brackets matter: a shift binds tighter than a product in Swift.
    Int(((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// Permutes `values` in place (Fisher and Yates), with a draw order that never changes between releases.
  public mutating func shuffle(_ values: UnsafeMutableBufferPointer<Int32>) {
    var index = values.count &- 1
    while index > 0 {
      let other = below(index &+ 1)
      let swapped = values[index]
      values[index] = values[other]
      values[other] = swapped
      index &-= 1
    }
  }
}
