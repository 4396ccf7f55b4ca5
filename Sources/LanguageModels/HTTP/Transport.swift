/// What carries HTTP for providers. One implementation is over libcurl; tests script another.
public protocol Transport: Sendable {
  /// Sends `request`. The stream gives the head once, then pieces of the body as they come, and ends when the body does.
  /// It throws `TransportError`; when its consumer stops, the request is cancelled at once. A stream whose task was cancelled
  /// may simply end, as every `AsyncThrowingStream` does: who needs the whole body checks for cancellation after the loop.
  func send(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPEvent, any Error>
}

/// One request.
public struct HTTPRequest: Sendable, Equatable {
  /// `GET` or `POST`.
  public var method: String
  /// Absolute, `http` or `https`.
  public var url: String
  /// In the order in which they are sent.
  public var headers: [HTTPHeader]
  /// What is posted.
  public var body: [UInt8]
  /// How long to wait for what.
  public var limits: HTTPLimits

  /// Makes a request.
  public init(
    method: String = "GET", url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// A header field.
public struct HTTPHeader: Sendable, Equatable {
  /// As it is sent.
  public var name: String
  /// Without line ends.
  public var value: String

  /// Makes a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Bounds of one request; times in seconds.
public struct HTTPLimits: Sendable, Equatable {
  /// Name, connection and TLS.
  public var connect = 5.0
  /// From the request's start to the first byte of the answer.
  public var firstByte = 120.0
  /// Between two pieces of the answer. A server that announces the reply before it has read the prompt is silent for as
  /// long as that takes.
  public var idle = 120.0
  /// Everything.
  public var total = 600.0
  /// Bytes of the answer's body.
  public var bodyBytes = 8 << 20

  /// The defaults.
  public init() {}
}

/// What an answer brings, in order.
public enum HTTPEvent: Sendable, Equatable {
  /// Status and header fields; names in lower case, repeated ones joined by a comma.
  case head(status: Int, headers: [String: String])
  /// A piece of the body.
  case body([UInt8])
}

/// Why there is no (whole) answer.
public enum TransportError: Error, Equatable, Sendable {
  /// The URL is not one that is spoken here.
  case badURL(String)
  /// The host has no address.
  case unknownHost(String)
  /// Nobody listens, or the connection was refused.
  case connection(String)
  /// Certificate or handshake.
  case tls(String)
  /// One of the limits ran out; seconds.
  case timeout(TimeoutPhase, Double)
  /// The connection ended before the answer did.
  case interrupted(String)
  /// The body went over its bound; bytes.
  case tooLarge(Int)
  /// The consumer stopped.
  case cancelled
}

/// What was waited for.
public enum TimeoutPhase: String, Sendable, Equatable, Codable {
  case connect, firstByte, idle, total
}
