internal import Glibc
internal import Synchronization

/// A real HTTP/1.1 server on 127.0.0.1 that misbehaves by script, for tests of clients.
///
/// Every request is answered by the steps that the script gives for it, on a thread for each connection. What the server
/// sees is kept in a ledger, and tests wait for it to show what they expect; they never sleep.
///
/// ```swift
/// let server = try LoopbackServer { _ in .answer(429, headers: [("retry-after", "2")], body: "{}") }
/// defer { server.stop() }
/// // ... send something to server.url ...
/// #expect(await server.shows { $0.closedByPeer == 1 })
/// ```
public final class LoopbackServer: Sendable {
  /// One request as it arrived.
  public struct Request: Sendable {
    /// Such as `POST`.
    public var method: String
    /// The path with its query, or a whole URL where the server is taken for a proxy.
    public var target: String
    /// Names in lower case; repeated ones joined by a comma.
    public var headers: [String: String]
    /// What was posted.
    public var body: [UInt8]
    /// The connection it came on, from 0.
    public var connection: Int
  }

  /// What the server has seen so far.
  public struct Ledger: Sendable {
    /// In order of arrival.
    public internal(set) var requests: [Request] = []
    /// Connections that were accepted.
    public internal(set) var connections = 0
    /// Connections that stand.
    public internal(set) var openConnections = 0
    /// Requests that are being answered.
    public internal(set) var active = 0
    /// The most that were answered at the same time.
    public internal(set) var mostActive = 0
    /// Answers during which the client closed the connection.
    public internal(set) var closedByPeer = 0
    /// Tenths of a second in which nothing more could be sent, because the client did not read.
    public internal(set) var stalls = 0
    /// Bytes sent.
    public internal(set) var sentBytes = 0
  }

  /// The server cannot be started.
  public struct Failure: Error, CustomStringConvertible {
    /// Which call failed, and why.
    public let description: String
  }

  private struct State {
    var ledger = Ledger()
    var sockets: Set<Int32> = []
    var threads: Set<pthread_t> = []
    /// Threads that have nothing left to do but to be joined; until then their stacks stay.
    var finished: [pthread_t] = []
    var waits: [Int: Wait] = [:]
    var waitCount = 0
    var isStopped = false
  }

  private struct Wait {
    let condition: @Sendable (Ledger) -> Bool
    let continuation: CheckedContinuation<Bool, Never>
  }

  /// Where it listens.
  public let port: Int
  private let listener: Int32
  private let greeting: [UInt8]
  private let script: @Sendable (Request) -> LoopbackReply
  private let state = Mutex(State())

  /// Starts a server that answers each request as `script` says.
  ///
  /// - Parameter greeting: what is sent on each connection before anything was asked, as no HTTP server does.
  public init(greeting: [UInt8] = [], _ script: @escaping @Sendable (Request) -> LoopbackReply) throws {
    self.script = script
    self.greeting = greeting
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw Failure(description: "socket: \(String(cString: strerror(errno)))") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw Failure(description: "no port on 127.0.0.1: \(reason)")
    }
    spawn { [weak self] in
      while let connection = Self.accepted(descriptor) {
        guard let server = self, server.serve(connection) else {
          close(connection)
          return
        }
      }
    }
  }

  deinit { stop() }

  /// The address, without a slash at its end.
  public var url: String { "http://127.0.0.1:\(port)" }
  /// What was seen so far.
  public var ledger: Ledger { state.withLock { $0.ledger } }

  /// Waits until the ledger meets a condition; false where it does not in time.
  public func shows(
    within limit: Duration = .seconds(120), _ condition: @escaping @Sendable (Ledger) -> Bool
  ) async -> Bool {
    let number = state.withLock { state in
      state.waitCount += 1
      return state.waitCount
    }
    let alarm = Task { [weak self] in
      try? await Task.sleep(for: limit)
      if !Task.isCancelled { self?.giveUp(number) }
    }
    defer { alarm.cancel() }
    return await withCheckedContinuation { continuation in
      let isMet = state.withLock { state in
        if condition(state.ledger) { return true }
        state.waits[number] = Wait(condition: condition, continuation: continuation)
        return false
      }
      if isMet { continuation.resume(returning: true) }
    }
  }

  private func giveUp(_ number: Int) {
    state.withLock { $0.waits.removeValue(forKey: number) }?.continuation.resume(returning: false)
  }

  /// Closes everything and waits for the threads; may be called again.
  public func stop() {
    let threads = state.withLock { state -> Set<pthread_t> in
      // Once only: afterwards the listener's number may be that of somebody else's socket.
      guard !state.isStopped else { return [] }
      state.isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
      defer { state.threads = [] }
      return state.threads
    }
    // The last reference may go on a thread of the server itself.
    for thread in threads where pthread_equal(thread, pthread_self()) == 0 { pthread_join(thread, nil) }
    if !threads.isEmpty { close(listener) }
  }

  // MARK: - Connections

  /// Answers what comes on `socket` on a thread of its own; false where the server has stopped.
  private func serve(_ socket: Int32) -> Bool {
    let number = state.withLock { state -> Int? in
      guard !state.isStopped else { return nil }
      state.sockets.insert(socket)
      return state.ledger.connections
    }
    guard let number else { return false }
    note {
      $0.connections += 1
      $0.openConnections += 1
    }
    spawn { [weak self] in
      let script = self?.script
      var connection = LoopbackConnection(socket, number: number) { self?.note($0) }
      connection.greet(self?.greeting ?? [])
      while let request = connection.nextRequest(), let reply = script?(request) {
        guard connection.play(reply) else { break }
      }
      // Out of the set first: the number may belong to another connection as soon as it is closed.
      self?.state.withLock { _ = $0.sockets.remove(socket) }
      close(socket)
      self?.note { $0.openConnections -= 1 }
      self?.state.withLock { $0.finished.append(pthread_self()) }
    }
    return true
  }

  /// Changes the ledger and wakes whoever waits for that.
  private func note(_ change: (inout Ledger) -> Void) {
    let met = state.withLock { state -> [Wait] in
      change(&state.ledger)
      state.ledger.mostActive = max(state.ledger.mostActive, state.ledger.active)
      let numbers = state.waits.filter { $0.value.condition(state.ledger) }.keys
      return numbers.compactMap { state.waits.removeValue(forKey: $0) }
    }
    for wait in met { wait.continuation.resume(returning: true) }
  }

  private static func accepted(_ listener: Int32) -> Int32? {
    while true {
      let socket = accept(listener, nil, nil)
      if socket >= 0 {
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        return socket
      }
      guard errno == EINTR || errno == ECONNABORTED else { return nil }
    }
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private func spawn(_ work: @escaping @Sendable () -> Void) {
    for thread in takeFinished() { pthread_join(thread, nil) }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(work))
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument.toOpaque())
    if status == 0 { state.withLock { _ = $0.threads.insert(thread) } } else { argument.release() }
  }

  private func takeFinished() -> [pthread_t] {
    state.withLock { state in
      // One that ended before it was noted waits for the next time.
      let known = state.finished.filter(state.threads.contains)
      state.finished.removeAll(where: known.contains)
      state.threads.subtract(known)
      return known
    }
  }
}
