internal import Glibc

/// A conversation with a child: one command, one reply, within a time. Belongs to one thread at a time.
final class BridgeConnection {
  let child: BridgeChild
  private var incoming: UnsafeMutableRawBufferPointer
  private var printed: [UInt8] = []
  private var isOver = false
  private var isLogOpen = true

  /// Bytes that are kept of what the child prints; a flood costs no more.
  static let longestTail = 4_096

  init(_ child: BridgeChild) {
    self.child = child
    incoming = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit {
    if !isOver { child.end() }
    incoming.deallocate()
  }

  /// Hands the child on to another owner.
  func release() -> BridgeChild {
    isOver = true
    return child
  }

  /// The last lines that the child printed.
  var said: String {
    String(decoding: printed.suffix(Self.longestTail), as: UTF8.self).split(whereSeparator: \.isNewline)
      .suffix(20).joined(separator: "\n")
  }

  /// Sends a message and waits for its reply; the payload is valid until the next call.
  ///
  /// - Parameters:
  ///   - message: a whole message, or nothing where a reply is due without one.
  ///   - doing: what the command is called in errors.
  ///   - seconds: how long to wait.
  /// - Throws: `BridgeError`; the connection is at its end then, unless it is `raised` or what a reply says of the order.
  func ask(
    _ message: UnsafeRawBufferPointer, expecting expected: BridgeFrame.Reply, doing: String, within seconds: Double
  ) throws(BridgeError) -> UnsafeRawBufferPointer {
    guard !isOver else { throw .lost }
    let deadline = ContinuousClock.now + .seconds(seconds)
    try send(message, doing, deadline, seconds)
    var filled = 0
    while filled < BridgeFrame.headerBytes { filled += try receive(from: filled, doing, deadline, seconds) }
    let header: (reply: BridgeFrame.Reply, length: Int)
    do throws(BridgeError) { header = try BridgeFrame.header(UnsafeRawBufferPointer(incoming)) } catch {
      end()
      throw error
    }
    let total = BridgeFrame.headerBytes + header.length
    makeRoom(total)
    while filled < total { filled += try receive(from: filled, doing, deadline, seconds) }
    guard filled == total else {
      end()
      throw .garbled("\(filled - total) bytes after a reply")
    }
    let payload = UnsafeRawBufferPointer(rebasing: incoming[BridgeFrame.headerBytes..<total])
    if header.reply == .failed { throw failure(payload, doing) }
    guard header.reply == expected else {
      end()
      throw .garbled("'\(header.reply)' where '\(expected)' was due")
    }
    return payload
  }

  private func failure(_ payload: UnsafeRawBufferPointer, _ doing: String) -> BridgeError {
    guard payload.count >= 4 else { return .garbled("a failure without a reason") }
    let code = UInt32(littleEndian: payload.loadUnaligned(as: UInt32.self))
    let text = String(decoding: payload.dropFirst(4), as: UTF8.self)
    switch BridgeFrame.Failure(rawValue: code) {
    case .noPackage:
      let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return .noPackage(python: "", requirement: lines.first ?? "", sentence: lines.last ?? "")
    case .noEnvironment: return .noEnvironment("", text)
    case .unfit: return .unfit("", text)
    case .raised, nil: return .raised(doing, text)
    }
  }

  private func makeRoom(_ count: Int) {
    guard count > incoming.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(incoming))
    incoming.deallocate()
    incoming = larger
  }

  private func send(
    _ message: UnsafeRawBufferPointer, _ doing: String, _ deadline: ContinuousClock.Instant, _ seconds: Double
  ) throws(BridgeError) {
    var rest = message[...]
    while !rest.isEmpty {
      // A child that is gone must not end this process by a signal; one that reads nothing must not hold it.
      let count = Glibc.send(
        child.messages, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        try wait(Int16(POLLOUT), doing, deadline, seconds)
      } else if errno != EINTR {
        throw ended(doing)
      }
    }
  }

  private func receive(
    from start: Int, _ doing: String, _ deadline: ContinuousClock.Instant, _ seconds: Double
  ) throws(BridgeError) -> Int {
    while true {
      try wait(Int16(POLLIN), doing, deadline, seconds)
      let count = recv(child.messages, incoming.baseAddress.map { $0 + start }, incoming.count - start, 0)
      if count > 0 { return count }
      if count == 0 || errno != EINTR { throw ended(doing) }
    }
  }

  /// Waits until the socket is ready, and takes what the child prints meanwhile: one that nobody reads would stand still.
  private func wait(
    _ events: Int16, _ doing: String, _ deadline: ContinuousClock.Instant, _ seconds: Double
  ) throws(BridgeError) {
    while true {
      let left = (deadline - ContinuousClock.now).components
      let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds > 0 else {
        drain()
        let error = BridgeError.late(doing, seconds: seconds, said: said)
        end()
        throw error
      }
      // A descriptor below 0 is passed over.
      var places = (
        pollfd(fd: child.messages, events: events, revents: 0),
        pollfd(fd: isLogOpen ? child.log : -1, events: Int16(POLLIN), revents: 0)
      )
      let ready = withUnsafeMutablePointer(to: &places) { pair in
        pair.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, Int32(clamping: milliseconds)) }
      }
      guard ready > 0 else { continue }
      if places.1.revents != 0 { drain() }
      if places.0.revents != 0 { return }
    }
  }

  /// Takes what was printed, of which the end is kept.
  private func drain() {
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    // Bounded, so that whoever prints without end is still held to the time.
    for _ in 0..<64 {
      let count = read(child.log, &piece, piece.count)
      if count == 0 { isLogOpen = false }
      guard count > 0 else { return }
      printed += piece.prefix(count)
      if printed.count > 2 * Self.longestTail { printed.removeFirst(printed.count - Self.longestTail) }
    }
  }

  private func ended(_ doing: String) -> BridgeError {
    drain()
    let (how, said) = (end(isLeaving: true), said)
    return .ended(doing, how: how, said: said)
  }

  @discardableResult
  private func end(isLeaving: Bool = false) -> String {
    guard !isOver else { return "was ended" }
    isOver = true
    return child.end(isLeaving: isLeaving)
  }

  /// Whether no command can be sent any more.
  var isEnded: Bool { isOver }
}
