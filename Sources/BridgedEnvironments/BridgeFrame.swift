internal import RLCore

/// The messages between this process and a child that holds environments: eight bytes, kind and length as little-endian
/// 32-bit words, and then that many bytes. `Server/server.py` is the other side.
///
/// | command | payload | reply |
/// |---|---|---|
/// | `make` | JSON of a `BridgeOrder` | `made`: JSON of a `BridgeProfile` |
/// | `reset` | place, and a 64-bit seed or nothing | `observed`: a row |
/// | `step` | place, the action as 32-bit floats | `stepped`: reward (32-bit float), terminated, truncated (a byte each), two bytes of padding, a row |
/// | `capture` | place | `state`: bytes |
/// | `restore` | place, a state | `observed` |
/// | `reseed` | place, a 64-bit seed | `done` |
/// | `picture` | place, greatest width and height (16 bits each) | `inks`: width and height (16 bits each), a byte with the caption's length, the caption, a byte a pixel |
/// | `close` | nothing | `done` |
/// | `measure` | place, steps (32 bits) | `done`: seconds a step of the bare environment (64-bit float) |
///
/// A place is the environment's number as a 32-bit word. A child that starts says `hello` unasked, and any command may be
/// answered by `failed`: a 32-bit word that says what failed, and text.
enum BridgeFrame {
  /// What is asked of a child.
  enum Command: UInt32 {
    case make = 1
    case reset, step, capture, restore, reseed, picture, close, measure
  }

  /// What it answers.
  enum Reply: UInt32 {
    case hello = 64
    case made, observed, stepped, state, done, inks
    case failed = 127
  }

  /// What a failure is about; the numbers of `server.py`.
  enum Failure: UInt32 {
    case raised = 0
    case noPackage, noEnvironment, unfit
  }

  /// The version of all this.
  static let version = 1
  /// Bytes before the payload.
  static let headerBytes = 8
  /// Bytes of a payload at most; more is no message but a fault.
  static let longestPayload = 1 << 26
  /// Bytes of `stepped` before its row.
  static let outcomeBytes = 8

  /// A message as bytes.
  static func bytes(_ command: Command, _ payload: [UInt8]) -> [UInt8] {
    var writer = ByteWriter(capacity: headerBytes + payload.count)
    writer.write(command.rawValue)
    writer.write(UInt32(payload.count))
    return writer.bytes + payload
  }

  /// The payload of a command about the environment at `place`.
  static func payload(_ place: Int, _ rest: [UInt8] = []) -> [UInt8] {
    var writer = ByteWriter(capacity: 4 + rest.count)
    writer.write(UInt32(place))
    return writer.bytes + rest
  }

  /// The kind and the length that eight bytes state. Throws `BridgeError.garbled` where they can state none.
  static func header(_ bytes: UnsafeRawBufferPointer) throws(BridgeError) -> (reply: Reply, length: Int) {
    guard bytes.count >= headerBytes else { throw .garbled("a header of \(bytes.count) bytes") }
    let kind = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
    let length = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard let reply = Reply(rawValue: kind) else { throw .garbled("a reply of kind \(kind)") }
    guard length <= longestPayload else { throw .garbled("a reply of \(length) bytes") }
    return (reply, Int(length))
  }
}
