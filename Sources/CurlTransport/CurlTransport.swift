public import LanguageModels
internal import CCurl
import Threads

/// HTTP and server-sent events over libcurl.
///
/// One thread of its own drives all requests. A request's answer is pulled: what the consumer has not taken yet is held up to
/// `Settings.heldBytes`, then its transfer pauses, and with it the server. When the consumer stops (its task is cancelled, or the
/// stream is dropped), the connection closes at once.
///
/// Limits count from when a request leaves the queue, so that waiting for one's own requests is never taken for a slow
/// server; while a transfer is paused, `idle` does not run. Redirects are not followed: a 3xx answer comes as it is, and a
/// key never reaches another host. Certificates are always checked. Proxies come from the environment (`http_proxy`,
/// `https_proxy`, `all_proxy`, `no_proxy`) as with any program that uses libcurl.
///
/// A transport lives as long as its streams; after the last reference its thread is joined and everything is freed.
public final class CurlTransport: Transport {
  /// What can be chosen.
  public struct Settings: Sendable, Equatable {
    /// Requests on their way at the same time; the rest queue in order.
    public var parallelRequests = 4
    /// Bytes of an answer that are held for its consumer before the transfer pauses.
    public var heldBytes = 256 << 10
    /// What the client calls itself.
    public var userAgent = "sidecoach/0.1.0"
    /// A PEM file of authorities to trust instead of the system's, for instance a company's own.
    public var certificateFile: String?
    /// Whether proxies named by the environment are used.
    public var usesProxies = true

    /// The defaults.
    public init() {}
  }

  private let loop: TransferLoop
  private let thread: OwnedThread

  /// Starts the thread; it sleeps until there is a request.
  ///
  /// - Throws: `TransportError.connection` where libcurl or the thread cannot be started.
  public init(_ settings: Settings = Settings()) throws {
    let loop = try TransferLoop(settings)
    self.loop = loop
    do {
      thread = try OwnedThread { TransferDriver(loop).run() }
    } catch {
      throw TransportError.connection("no thread for requests: \(error.reason); end other programs and try again")
    }
  }

  deinit {
    loop.stop()
    thread.join()
  }

  /// libcurl's version, and the versions of what it was built with.
  public static var libraryVersion: String { String(cString: CCurl_version()) }

  /// Whether HTTP/2 is spoken where a server offers it.
  public static var speaksHTTP2: Bool { CCurl_speaksHTTP2() }

  /// Whether `https` is spoken.
  public static var speaksTLS: Bool { CCurl_speaksTLS() }

  /// Sends `request` at once, or when its turn comes. Only one task may read the stream.
  public func send(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPEvent, any Error> {
    let exchange = Exchange(request, heldBytes: loop.settings.heldBytes)
    let consumer = Consumer(exchange, of: self)
    loop.start(exchange)
    return AsyncThrowingStream { try await consumer.next() }
  }

  /// For tests: the part that the thread shares, to see that it goes.
  package var shared: AnyObject { loop }

  /// The consumer's end of a request. Held by the stream alone, so that dropping the stream cancels the request.
  private final class Consumer: Sendable {
    private let exchange: Exchange
    /// Kept, so that a transport outlives its streams.
    private let transport: CurlTransport

    init(_ exchange: Exchange, of transport: CurlTransport) {
      self.exchange = exchange
      self.transport = transport
    }

    deinit { cancel() }

    private func cancel() {
      if exchange.cancel() { transport.loop.attend(to: exchange) }
    }

    func next() async throws -> HTTPEvent? {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          if exchange.take(continuation) { transport.loop.attend(to: exchange) }
        }
      } onCancel: {
        cancel()
      }
    }
  }
}
