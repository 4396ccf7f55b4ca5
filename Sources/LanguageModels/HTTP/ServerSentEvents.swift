/// One event of a stream of server-sent events.
public struct ServerSentEvent: Sendable, Equatable {
  /// Its kind; `message` where the server names none.
  public var event: String
  /// Its lines of data, joined by line feeds.
  public var data: String
  /// The last id that the server gave, on this event or an earlier one.
  public var id: String
  /// How many milliseconds the server asks to wait before connecting again, where this event says so.
  public var retry: Int?

  /// Makes an event.
  public init(event: String = "message", data: String, id: String = "", retry: Int? = nil) {
    self.event = event
    self.data = data
    self.id = id
    self.retry = retry
  }
}

/// Reads server-sent events from pieces of a body, cut wherever the network cut them.
///
/// Standard: WHATWG HTML, section 9.2.6, "Interpreting an event stream". Lines end with LF, CR or CRLF; a byte order mark at
/// the very beginning is passed over; comments (a colon first, often sent to keep a connection alive) are dropped. Bytes are
/// decoded a whole line at a time, so a character may be cut in two by pieces; what is not UTF-8 becomes U+FFFD. What the data
/// means, `[DONE]` included, is left to whoever reads the events. One field more than the standard's is known: llama.cpp's
/// server has put what went wrong behind `error:`, which counts as the data of an event of that kind.
public struct ServerSentEvents: Sendable {
  /// An event or a line went over the bound; a stream like that is not worth reading on.
  public struct TooLong: Error, Equatable, CustomStringConvertible {
    /// The bound in bytes.
    public let bound: Int

    /// Makes an error.
    public init(bound: Int) { self.bound = bound }

    /// What happened.
    public var description: String { "the server sent an event of more than \(bound) bytes" }
  }

  private let bound: Int
  private var line: [UInt8] = []
  private var isFirstLine = true
  private var followsCarriageReturn = false
  private var data: [UInt8] = []
  private var hasData = false
  private var kind = ""
  private var id = ""
  private var retry: Int?

  /// Starts at the beginning of a stream; `eventBytes` bounds each line and the data of each event.
  public init(eventBytes: Int = 1 << 20) {
    bound = eventBytes
  }

  /// Takes the next piece of the body; gives the events that it completes.
  ///
  /// - Throws: `TooLong`.
  /// - Complexity: O(bytes), however they are cut.
  public mutating func feed(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      let endsCarriageReturn = followsCarriageReturn
      followsCarriageReturn = byte == 0x0D
      switch byte {
      case 0x0A where endsCarriageReturn: break
      case 0x0A, 0x0D: if let event = try endLine() { events.append(event) }
      default:
        guard line.count < bound else { throw TooLong(bound: bound) }
        line.append(byte)
      }
    }
    return events
  }

  /// The event that the end of the body left without its empty line, if there is one with data.
  ///
  /// The standard drops it; some servers forget the last empty line. It may be cut short, so its data has to be checked.
  public mutating func finish() throws(TooLong) -> ServerSentEvent? {
    followsCarriageReturn = false
    if !line.isEmpty, let event = try endLine() { return event }
    return dispatch()
  }

  private mutating func endLine() throws(TooLong) -> ServerSentEvent? {
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    defer { line.removeAll(keepingCapacity: line.capacity <= 64 << 10) }
    guard !line.isEmpty else { return dispatch() }
    let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
    var value = line[colon...].dropFirst()
    if value.first == 0x20 { value.removeFirst() }
    switch String(decoding: line[..<colon], as: UTF8.self) {
    case "data", "error":
      if line.starts(with: Array("error".utf8)) { kind = "error" }
      guard data.count + value.count < bound else { throw TooLong(bound: bound) }
      if hasData { data.append(0x0A) }
      data += value
      hasData = true
    case "event": kind = String(decoding: value, as: UTF8.self)
    case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
    case "retry":
      if !value.isEmpty, value.allSatisfy({ 0x30...0x39 ~= $0 }) { retry = Int(String(decoding: value, as: UTF8.self)) }
    default: break  // A comment, or a field that nobody knows.
    }
    return nil
  }

  private mutating func dispatch() -> ServerSentEvent? {
    defer {
      data = []
      hasData = false
      kind = ""
      retry = nil
    }
    guard hasData else { return nil }
    return ServerSentEvent(
      event: kind.isEmpty ? "message" : kind, data: String(decoding: data, as: UTF8.self), id: id, retry: retry)
  }
}
