internal import Synchronization

/// What a loopback server does for an answer, step by step.
public struct LoopbackReply: Sendable {
  /// One step.
  public enum Step: Sendable {
    /// Sends bytes.
    case send([UInt8])
    /// Sends the same bytes many times.
    case sendOften([UInt8], times: Int)
    /// Sends the same bytes every so many seconds, that many times.
    case trickle([UInt8], every: Double, times: Int)
    /// Waits until a test opens the gate.
    case wait(Gate)
    /// Does nothing until the client closes the connection.
    case hold
    /// Closes the connection in good order.
    case close
    /// Resets the connection.
    case reset
  }

  /// Something that a test opens, once.
  public final class Gate: Sendable {
    private let state = Mutex(false)

    /// A closed gate.
    public init() {}

    /// Whether it is open.
    public var isOpen: Bool { state.withLock { $0 } }
    /// Opens it.
    public func open() { state.withLock { $0 = true } }
  }

  /// In order. After the last one the next request on the same connection is read.
  public var steps: [Step]

  /// Makes a reply.
  public init(_ steps: [Step]) { self.steps = steps }

  /// The same with one more step.
  public func then(_ step: Step) -> LoopbackReply { LoopbackReply(steps + [step]) }

  // MARK: - Ready-made ones

  /// A whole answer with its length.
  public static func answer(
    _ status: Int = 200, headers: [(String, String)] = [], body: [UInt8], type: String = "application/json"
  ) -> LoopbackReply {
    let fields = [("content-type", type), ("content-length", "\(body.count)")] + headers
    return LoopbackReply([.send(head(status, fields) + body)])
  }

  /// A whole answer in text.
  public static func answer(
    _ status: Int = 200, headers: [(String, String)] = [], body: String = "", type: String = "application/json"
  ) -> LoopbackReply {
    answer(status, headers: headers, body: Array(body.utf8), type: type)
  }

  /// An answer that promises more bytes than it sends, and then closes.
  public static func truncated(_ body: String, missing: Int) -> LoopbackReply {
    let fields = [("content-type", "application/json"), ("content-length", "\(body.utf8.count + missing)")]
    return LoopbackReply([.send(head(200, fields) + Array(body.utf8)), .close])
  }

  /// The head of an answer in chunks, and the first chunks; the last, empty one is `endOfChunks`.
  public static func chunks(_ pieces: [[UInt8]], type: String = "text/event-stream") -> LoopbackReply {
    let fields = [("content-type", type), ("transfer-encoding", "chunked")]
    return LoopbackReply([.send(head(200, fields))] + pieces.map { .send(chunk($0)) })
  }

  /// Server-sent events with `data` lines, one chunk each.
  public static func events(_ data: [String]) -> LoopbackReply {
    chunks(data.map { Array("data: \($0)\n\n".utf8) })
  }

  /// A long body of zeros, with its length.
  public static func zeros(_ count: Int) -> LoopbackReply {
    let block = [UInt8](repeating: 0x30, count: 1 << 16)
    return LoopbackReply([
      .send(head(200, [("content-type", "text/plain"), ("content-length", "\(count)")])),
      .sendOften(block, times: count / block.count),
      .send([UInt8](repeating: 0x30, count: count % block.count)),
    ])
  }

  /// The chunk that ends an answer.
  public static let endOfChunks = Step.send(Array("0\r\n\r\n".utf8))

  /// Bytes as a chunk.
  public static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
  }

  /// The head of an answer.
  public static func head(_ status: Int, _ fields: [(String, String)]) -> [UInt8] {
    let lines = ["HTTP/1.1 \(status) Scripted"] + fields.map { "\($0.0): \($0.1)" }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
