import RLCore

extension SeededGenerator {
  /// The first word of stream `stream` of `seed`: a seed for something that takes one.
  package static func derived(seed: UInt64, stream: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: stream)
    return generator.next()
  }
}
