import Foundation
import Glibc
import RLCore

/// Messages as lines of JSON: what a connection has received, cut into them, and what is to be sent.
struct LiveLines {
  /// A line of more bytes is no message.
  static let longest = 32 << 20
  private var received: [UInt8] = []

  /// Numbers that are not finite are words, since a run that fails says so.
  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }()
  private static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }()

  /// One message on its way.
  static func line(_ value: some Encodable) -> [UInt8] {
    guard let data = try? encoder.encode(value) else { return [] }
    return Array(data) + [0x0A]
  }

  /// Takes what has arrived and gives the messages that are whole; one of another version is passed over. Nil where somebody
  /// sends what cannot be a message.
  mutating func take<Message: Decodable>(_ bytes: some Sequence<UInt8>, as type: Message.Type) -> [Message]? {
    received += bytes
    var messages: [Message] = []
    var start = received.startIndex
    while let end = received[start...].firstIndex(of: 0x0A) {
      if let message = try? Self.decoder.decode(type, from: Data(received[start..<end])) { messages.append(message) }
      start = end + 1
    }
    received.removeSubrange(..<start)
    return received.count <= Self.longest ? messages : nil
  }
}

/// Reads what has arrived; nil where the other end has gone.
func readAvailable(_ descriptor: Int32) -> [UInt8]? {
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    if count > 0 { return Array(buffer[..<count]) }
    if count < 0, errno == EINTR { continue }
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? [] : nil
  }
}

/// Sends as much as can be sent without waiting; gives how much that was, or nil where the other end has gone.
func sendAvailable(_ bytes: ArraySlice<UInt8>, _ descriptor: Int32) -> Int? {
  guard !bytes.isEmpty else { return 0 }
  while true {
    let count = bytes.withUnsafeBytes {
      send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }
    if count >= 0 { return count }
    if errno == EINTR { continue }
    return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : nil
  }
}
