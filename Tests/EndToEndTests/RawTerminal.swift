import Foundation
import Glibc

/// `sidecoach` on a pseudo-terminal of our own, for timing: tmux would add its own delays to every answer.
final class RawTerminal {
  /// The process.
  let identifier: pid_t
  private let master: Int32

  /// Starts the program on a terminal of a given size.
  init(_ arguments: [String], in scratch: Scratch, width: UInt16 = 120, height: UInt16 = 40) throws {
    // What posix_openpt, unlockpt and ptsname do, which Swift's import of the C library leaves out.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: UInt32 = 0
    var isLocked: Int32 = 0
    let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
    guard master >= 0, ioctl(master, setLock, &isLocked) == 0, ioctl(master, getNumber, &number) == 0 else {
      throw Program.Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    // The first terminal that the leader of a new session opens becomes its own.
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
    for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // POSIX_SPAWN_SETSID, which Swift's import of the C library leaves out.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | 0x80)
    let variables = ProcessInfo.processInfo.environment.merging([
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": scratch.path + "/config",
    ]) { $1 }
    var words = ([Program.path] + arguments + ["--sessions", scratch.sessions]).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var child: pid_t = 0
    let problem = posix_spawn(&child, Program.path, &actions, &attributes, &words, &settings)
    guard problem == 0 else { throw Program.Failure(description: String(cString: strerror(problem))) }
    identifier = child
  }

  deinit {
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
    close(master)
  }

  /// Sends the program a signal and waits for its end.
  func end(by signal: Int32 = SIGTERM) {
    kill(identifier, signal)
    while waitpid(identifier, nil, WNOHANG) == 0 { _ = receive(for: 20) }
  }

  /// Types a key.
  func type(_ text: String) {
    _ = text.withCString { write(master, $0, strlen($0)) }
  }

  /// Reads for a while and throws away what comes.
  func idle(for duration: Duration) {
    let deadline = ContinuousClock.now + duration
    while ContinuousClock.now < deadline { _ = receive(for: 5) }
  }

  /// The time until what the program sends contains `text`; nil where it does not within five seconds.
  func time(until text: String) -> Duration? {
    let start = ContinuousClock.now
    var seen = ""
    while ContinuousClock.now - start < .seconds(5) {
      seen += receive(for: 50)
      if seen.contains(text) { return ContinuousClock.now - start }
    }
    return nil
  }

  private func receive(for milliseconds: Int32) -> String {
    var state = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&state, 1, milliseconds) > 0 else { return "" }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(master, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : ""
  }
}
