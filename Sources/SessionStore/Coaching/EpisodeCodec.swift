package import RLCore

/// The steps of an episode as bytes: exact to the bit, and about a tenth of the size of JSON.
///
/// | field | bytes |
/// |---|---|
/// | format version, 1 | 1 |
/// | number of steps | 4 |
/// | per step: kind of action (0 discrete, 1 vector) | 1 |
/// | index as a signed integer, or length and numbers | 8, or 4 + 4 n |
/// | reward, value | 4 + 4 |
/// | number of probabilities, probabilities | 4 + 4 n |
///
/// All of it is little-endian.
package enum EpisodeCodec {
  private static let version: UInt8 = 1

  /// The bytes of `steps`.
  package static func encode(_ steps: [EpisodeStep]) -> [UInt8] {
    var writer = ByteWriter(capacity: 5 + steps.count * 40)
    writer.write(version)
    writer.write(UInt32(truncatingIfNeeded: steps.count))
    for step in steps {
      switch step.action {
      case .discrete(let index):
        writer.write(UInt8(0))
        writer.write(Int64(index))
      case .continuous(let vector):
        writer.write(UInt8(1))
        write(vector, &writer)
      }
      writer.write(step.reward)
      writer.write(step.value)
      write(step.probabilities, &writer)
    }
    return writer.bytes
  }

  /// The steps of `bytes`, or nil when they are not what `encode` gives.
  package static func decode(_ bytes: [UInt8]) -> [EpisodeStep]? {
    var reader = ByteReader(bytes)
    guard reader.read(UInt8.self) == version else { return nil }
    let count = Int(reader.read(UInt32.self))
    var steps: [EpisodeStep] = []
    for _ in 0..<count {
      let action: Action
      switch reader.read(UInt8.self) {
      case 0:
        action = .discrete(Int(reader.read(Int64.self)))
      case 1:
        guard let vector = read(&reader) else { return nil }
        action = .continuous(vector)
      default:
        return nil
      }
      let reward = reader.readFloat()
      let value = reader.readFloat()
      guard let probabilities = read(&reader), !reader.isExhausted else { return nil }
      steps.append(EpisodeStep(action: action, reward: reward, value: value, probabilities: probabilities))
    }
    return reader.isExhausted || !reader.isAtEnd ? nil : steps
  }

  private static func write(_ numbers: [Float], _ writer: inout ByteWriter) {
    writer.write(UInt32(truncatingIfNeeded: numbers.count))
    for number in numbers { writer.write(number) }
  }

  private static func read(_ reader: inout ByteReader<[UInt8]>) -> [Float]? {
    var numbers: [Float] = []
    for _ in 0..<Int(reader.read(UInt32.self)) {
      numbers.append(reader.readFloat())
      // A damaged length must not turn into gigabytes of zeros.
      if reader.isExhausted { return nil }
    }
    return numbers
  }
}
