/// Reads the body of a good answer, whatever its content type says: servers and proxies send streams as JSON, JSON as a
/// stream, and lines of JSON as either. What the body begins with decides.
struct BodyReader {
  /// What a body is.
  private enum Kind {
    /// Not known before its first character.
    case unknown
    /// Server-sent events.
    case events
    /// Anything else: one JSON value, or one after the other.
    case values
  }

  private(set) var reader: ChatStreamReader
  private var kind = Kind.unknown
  private var events: ServerSentEvents
  /// What was received and is not read yet.
  private var bytes: [UInt8] = []

  init(_ reader: ChatStreamReader, bound: Int) {
    self.reader = reader
    events = ServerSentEvents(eventBytes: bound)
  }

  /// The end was announced.
  var isDone: Bool { reader.isDone }

  /// Takes the next piece. Throws `EndpointFault`, or `TransportError` for an event without end.
  mutating func take(_ piece: [UInt8]) throws {
    if kind == .events { return try read(piece) }
    bytes += piece
    guard kind == .unknown else { return }
    dropBeginning()
    kind = Self.kind(of: bytes)
    guard kind == .events else { return }
    defer { bytes = [] }
    try read(bytes)
  }

  private mutating func read(_ piece: [UInt8]) throws {
    let found: [ServerSentEvent]
    do { found = try events.feed(piece) } catch { throw TransportError.tooLarge(error.bound) }
    for event in found { try reader.take(event) }
  }

  /// Drops white space and the mark of a file's beginning: a body that holds nothing else costs no more than its length.
  private mutating func dropBeginning() {
    for _ in 0..<2 {
      let space = bytes.firstIndex { $0 > 0x20 } ?? bytes.count
      if space > 0 { bytes.removeFirst(space) }
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    }
  }

  /// Names of a stream's fields.
  private static let fields = ["data", "event", "id", "retry", "error"]

  /// What a body is that begins with `bytes`: a line of a stream begins with a field's name or a colon.
  private static func kind(of bytes: [UInt8]) -> Kind {
    guard let first = bytes.first else { return .unknown }
    if first == UInt8(ascii: ":") { return .events }
    // The first bytes of the mark, or of a name.
    if bytes.count < 3, first == 0xEF { return .unknown }
    let name = bytes.prefix { 0x61...0x7A ~= $0 }
    if name.count == bytes.count, name.count < 8 { return .unknown }
    let isField = fields.contains(String(decoding: name, as: UTF8.self))
    return isField && bytes.dropFirst(name.count).first == UInt8(ascii: ":") ? .events : .values
  }

  /// What a whole body comes to.
  enum End {
    /// An answer in pieces.
    case streamed
    /// Something that is no stream.
    case whole([UInt8])
  }

  /// Ends the body. Throws as `take` does.
  mutating func end() throws -> End {
    if kind == .events {
      let last: ServerSentEvent?
      do { last = try events.finish() } catch { throw TransportError.tooLarge(error.bound) }
      if let last { try reader.take(last) }
      return .streamed
    }
    // Lines of JSON are pieces; one value, whatever stands behind it, is the whole.
    var salvage = JSONSalvage(bytes)
    guard let first = try? salvage.value(), let second = try? salvage.value() else { return .whole(bytes) }
    try reader.take(first)
    if !reader.isDone { try reader.take(second) }
    while !reader.isDone, let next = try? salvage.value() { try reader.take(next) }
    return .streamed
  }
}
