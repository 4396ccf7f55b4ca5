import Glibc

/// The three ends that this process holds of a sandbox's standard streams, and those that go to the child.
struct SandboxChannel: Sendable {
  /// Towards the sandbox: its tree, then a line for each thing that it waits for. Writing to a socket
  /// can fail without a signal.
  let input: Int32
  /// What the command prints.
  let output: Int32
  /// What process 1 says.
  let words: Int32
  /// The child's ends, in the order of the streams.
  let child: [Int32]

  /// Opens them. All are sockets, since only those can be made so that no other child inherits them by chance.
  init() throws {
    var pairs: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
        let reason = String(cString: strerror(errno))
        for descriptor in pairs.flatMap(\.self) { Glibc.close(descriptor) }
        throw SandboxError.broken("no pipe: \(reason)")
      }
      pairs.append(pair)
    }
    input = pairs[0][0]
    output = pairs[1][0]
    words = pairs[2][0]
    child = pairs.map { $0[1] }
    for descriptor in [input, output, words] { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
  }

  /// Closes this process's ends.
  func close() { for descriptor in [input, output, words] { Glibc.close(descriptor) } }

  /// Closes the ends that the child has by now, so that its end is seen.
  func closeChild() { for descriptor in child { Glibc.close(descriptor) } }

  /// Writes as many of `bytes` as go without waiting; the number, or nil where nobody reads any more.
  func send(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { Glibc.send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// Reads what is there without waiting into `buffer`; 0 where nothing is, nil at the end.
  func receive(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int? {
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 { return count }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : nil
  }

  /// Waits until something can be read, or written where `writing`, or until `milliseconds` are over.
  func wait(writing: Bool, hearsOutput: Bool, milliseconds: Int32) {
    var descriptors = [pollfd(fd: words, events: Int16(POLLIN), revents: 0)]
    if hearsOutput { descriptors.append(pollfd(fd: output, events: Int16(POLLIN), revents: 0)) }
    if writing { descriptors.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
    poll(&descriptors, nfds_t(descriptors.count), milliseconds)
  }
}
