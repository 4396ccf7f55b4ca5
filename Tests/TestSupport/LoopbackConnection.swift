internal import Glibc

/// One connection of a loopback server: reads requests and plays replies, and notices at once when the client goes.
struct LoopbackConnection {
  typealias Note = ((inout LoopbackServer.Ledger) -> Void) -> Void

  /// `POLLRDHUP`, which Glibc's module leaves out with the other extensions of GNU.
  private static let peerClosed: Int32 = 0x2000

  private let socket: Int32
  private let number: Int
  private let note: Note
  /// What was read beyond the last request.
  private var rest: [UInt8] = []

  init(_ socket: Int32, number: Int, note: @escaping Note) {
    self.socket = socket
    self.number = number
    self.note = note
    // Small, so that a client that does not read is noticed before much was sent.
    var size: Int32 = 1 << 16
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    var on: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  // MARK: - Requests

  /// The next request; nil where the client has gone.
  mutating func nextRequest() -> LoopbackServer.Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = rest.firstRange(of: end) {
        var request = Self.parsed(rest[..<range.lowerBound], number)
        let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while rest.count < range.upperBound + length { guard read() else { return nil } }
        request.body = Array(rest[range.upperBound...].prefix(length))
        rest.removeFirst(range.upperBound + length)
        note {
          $0.requests.append(request)
          $0.active += 1
        }
        return request
      }
      guard read() else { return nil }
    }
  }

  private mutating func read() -> Bool {
    var block = [UInt8](repeating: 0, count: 1 << 14)
    let count = recv(socket, &block, block.count, 0)
    if count > 0 { rest += block.prefix(count) }
    return count > 0
  }

  private static func parsed(_ head: ArraySlice<UInt8>, _ connection: Int) -> LoopbackServer.Request {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts[0].lowercased()
      let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
      headers[name] = headers[name].map { $0 + ", " + value } ?? value
    }
    return LoopbackServer.Request(
      method: words.first ?? "", target: words.count > 1 ? words[1] : "", headers: headers, body: [],
      connection: connection)
  }

  // MARK: - Replies

  /// Sends something that nobody asked for.
  func greet(_ bytes: [UInt8]) { _ = send(bytes) }

  /// Plays a reply; false where the connection is of no more use.
  func play(_ reply: LoopbackReply) -> Bool {
    defer { note { $0.active -= 1 } }
    for step in reply.steps {
      switch step {
      case .close: return false
      case .reset:
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        return false
      default:
        guard isDone(step) else {
          note { $0.closedByPeer += 1 }
          return false
        }
      }
    }
    return true
  }

  /// Plays a step to its end; false where the client went before.
  private func isDone(_ step: LoopbackReply.Step) -> Bool {
    switch step {
    case .send(let bytes): return send(bytes)
    case .sendOften(let bytes, let times): return (0..<times).allSatisfy { _ in send(bytes) }
    case .trickle(let bytes, let seconds, let times):
      return (0..<times).allSatisfy { _ in send(bytes) && staysOpen(Int32(seconds * 1000)) }
    case .wait(let gate):
      while !gate.isOpen { guard staysOpen(2) else { return false } }
      return true
    case .hold:
      while staysOpen(1000) {}
      return false
    case .close, .reset: return true
    }
  }

  /// Waits that long; false as soon as the client has closed.
  private func staysOpen(_ milliseconds: Int32) -> Bool {
    var watched = pollfd(fd: socket, events: Int16(Self.peerClosed), revents: 0)
    let count = poll(&watched, 1, milliseconds)
    return count == 0 || count < 0 && errno == EINTR
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map {
          Glibc.send(socket, $0 + sent, bytes.count - sent, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        } ?? 0
      }
      if count > 0 {
        sent += count
        note { $0.sentBytes += count }
        continue
      }
      if count < 0, errno == EINTR { continue }
      guard count < 0, errno == EAGAIN else { return false }
      var watched = pollfd(fd: socket, events: Int16(POLLOUT) | Int16(Self.peerClosed), revents: 0)
      let ready = poll(&watched, 1, 100)
      if ready == 0 { note { $0.stalls += 1 } }
      if ready > 0, Int32(watched.revents) & (Self.peerClosed | POLLHUP | POLLERR) != 0 { return false }
    }
    return true
  }
}
