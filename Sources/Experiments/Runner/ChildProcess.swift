import Foundation
import Glibc
import SessionStore

/// A cell's process: a child that writes what it says into a file, and ends when its parent does.
///
/// Its standard input is a pipe that nothing is written to. When the parent ends, however that happens, the pipe closes,
/// which a child that waits for it takes as the wish to stop.
public final class ChildProcess: CellProcess {
  private let identifier: pid_t
  private let log: String
  private let pipe: Int32
  private var status: Int32?
  private var isStopping = false

  /// Starts `program` with `arguments`; what it says is added to the file `log`.
  public init(_ program: String, _ arguments: [String], log: String) throws {
    self.log = log
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw Self.failure(program) }
    // Closed on exec, or a child would keep the pipes of its sisters open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipe = ends[1]
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the parent waits for in its own way reaches the child as it is; Ctrl-C reaches the parent alone, which asks.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let problem = posix_spawn(&child, program, &actions, &attributes, &words, environ)
    guard problem == 0 else {
      close(ends[1])
      errno = problem
      throw Self.failure(program)
    }
    identifier = child
  }

  deinit {
    close(pipe)
    guard status == nil else { return }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  /// How it ended.
  public func end() -> CellEnd? {
    if status == nil {
      var word: Int32 = 0
      guard waitpid(identifier, &word, WNOHANG) == identifier else { return nil }
      status = word
    }
    guard let status else { return nil }
    let signal = status & 0x7F
    let code = (status >> 8) & 0xFF
    switch (signal, code) {
    case (0, 0): return .finished
    case (0, CellEnd.heldStatus): return .held
    case (0, CellEnd.stoppedStatus): return .stopped
    case _ where isStopping: return .stopped
    case (0, _): return .failed("exit status \(code)\(lastWords)")
    default: return .failed("ended by signal \(signal) (\(String(cString: strsignal(signal))))\(lastWords)")
    }
  }

  /// Asks it to stop.
  public func stop() {
    isStopping = true
    kill(identifier, SIGTERM)
  }

  /// The end of what it said.
  private var lastWords: String { Self.lastWords(log).map { ": " + $0 } ?? "" }

  /// The last two lines of a file, or the one that says of what a program crashed, which a long trace stands below; nil where
  /// there are none.
  static func lastWords(_ log: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: log), let size = try? handle.seekToEnd() else { return nil }
    defer { try? handle.close() }
    try? handle.seek(toOffset: size > lastBytes ? size - lastBytes : 0)
    let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    let all = text.split(separator: "\n")
    if let crash = all.last(where: { line in crashWords.contains(where: line.contains) }) {
      return crash.trimmingCharacters(in: CharacterSet(charactersIn: " *"))
    }
    let lines = all.suffix(2)
    return lines.isEmpty ? nil : lines.joined(separator: "; ")
  }

  /// What is looked at of a log: a trace of many threads is long.
  private static let lastBytes: UInt64 = 256 << 10
  private static let crashWords = ["Program crashed:", "Fatal error:"]

  private static func failure(_ program: String) -> CellError {
    .unreadable(program, "it cannot be started: \(String(cString: strerror(errno)))")
  }
}
