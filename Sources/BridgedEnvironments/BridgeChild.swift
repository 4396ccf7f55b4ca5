internal import Foundation
internal import Glibc

/// A child process with a socket for messages and another one for whatever it prints: a handle that can be passed between
/// threads, of which one at a time uses it.
///
/// Descriptor 3 and 4 of the child are the first, 1 and 2 the second, so that nothing an environment prints gets among the
/// messages. A plain child of `posix_spawn`: an environment steps on a thread of training, which an asynchronous library
/// could not block.
struct BridgeChild: Sendable {
  /// The process, which leads a group of its own: an interrupt at the terminal is not for it.
  let process: pid_t
  /// This side of the socket.
  let messages: Int32
  /// Where what it prints is read; never blocks.
  let log: Int32

  /// Starts `words[0]`, found along the path where it has no slash, with `variables` over this process's own.
  ///
  /// - Throws: `BridgeError.noPython`.
  init(_ words: [String], variables: [String: String] = [:]) throws(BridgeError) {
    let sockets = try Self.pair(words[0])
    let pipes: (ours: Int32, theirs: Int32)
    do throws(BridgeError) { pipes = try Self.pair(words[0]) } catch {
      close(sockets.ours)
      close(sockets.theirs)
      throw error
    }
    _ = fcntl(pipes.ours, F_SETFL, O_NONBLOCK)
    // Out of the way of the numbers that the child is to have.
    let theirs = fcntl(sockets.theirs, F_DUPFD_CLOEXEC, 10)
    let printed = fcntl(pipes.theirs, F_DUPFD_CLOEXEC, 10)
    close(sockets.theirs)
    close(pipes.theirs)
    defer {
      close(theirs)
      close(printed)
    }
    do throws(BridgeError) {
      process = try Self.spawn(words, socket: theirs, log: printed, variables)
    } catch {
      close(sockets.ours)
      close(pipes.ours)
      throw error
    }
    (messages, log) = (sockets.ours, pipes.ours)
  }

  /// Two ends of a socket, of which no child that is started meanwhile gets one.
  private static func pair(_ program: String) throws(BridgeError) -> (ours: Int32, theirs: Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .noPython(program, reason(errno)) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ words: [String], socket: Int32, log: Int32, _ variables: [String: String]
  ) throws(BridgeError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (source, target) in [(log, 1), (log, 2), (socket, 3), (socket, 4)] as [(Int32, Int32)] {
      posix_spawn_file_actions_adddup2(&actions, source, target)
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let all = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var process: pid_t = 0
    let result = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &environment)
    guard result == 0 else { throw .noPython(words[0], reason(result)) }
    return process
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// Ends it and all that it started, and gives everything back. Says how it had ended, where it had; with `isLeaving`,
  /// where its socket closed, it is given half a second to do so.
  @discardableResult
  func end(isLeaving: Bool = false) -> String {
    var status: Int32 = 0
    var found = waitpid(process, &status, WNOHANG)
    // A process closes what it has open a moment before it can be waited for.
    for _ in 0..<500 where isLeaving && found == 0 {
      usleep(1_000)
      found = waitpid(process, &status, WNOHANG)
    }
    let hadEnded = found == process
    Glibc.kill(-process, SIGKILL)
    while found == 0 || (found < 0 && errno == EINTR) { found = waitpid(process, &status, 0) }
    close(messages)
    close(log)
    guard hadEnded else { return "was ended" }
    let signal = status & 0x7F
    return signal == 0 ? "ended with status \((status >> 8) & 0xFF)" : "was ended by signal \(signal)"
  }
}
