internal import Glibc

/// The editor of the person's own, in which a text is changed. While it is open it has the terminal, which whoever shows a
/// screen gives away meanwhile by `CursesTerminal.released`.
public struct TextEditor: Sendable {
  /// What came of it.
  public enum Outcome: Sendable, Equatable {
    /// What the file held when the editor ended.
    case written(String)
    /// Nothing came of it, for a reason that says what to do.
    case failed(String)
  }

  /// Bytes that are read back at most.
  static let mostBytes = 64 << 10

  private let directory: String
  private let variable: @Sendable (String) -> String?

  /// An editor whose files lie in `directory` while it is open.
  public init(directory: String) {
    self.init(directory: directory, variable: TerminalCapabilities.environmentValue)
  }

  /// The same with an environment of one's own.
  init(directory: String, variable: @escaping @Sendable (String) -> String?) {
    (self.directory, self.variable) = (directory, variable)
  }

  /// The command as a shell reads it: what `VISUAL` or `EDITOR` says, else `editor`, where there is a program of that name.
  var command: String? {
    if let named = variable("VISUAL") ?? variable("EDITOR") { return named }
    let folders = (variable("PATH") ?? "").split(separator: ":")
    return folders.contains { access("\($0)/editor", X_OK) == 0 } ? "editor" : nil
  }

  /// Has `text` changed, in a file that only its owner may read and that is removed afterwards; returns once the editor has
  /// ended.
  public func edit(_ text: String) -> Outcome {
    guard let command else {
      return .failed("no editor is known: set VISUAL or EDITOR to yours, for instance EDITOR=nano")
    }
    guard let place = strdup(directory + "/edit-XXXXXX.txt") else { return .failed("there is no memory left") }
    defer { free(place) }
    let descriptor = mkstemps(place, 4)
    guard descriptor >= 0 else { return .failed("no file can be made in \(directory): \(Self.reason(errno))") }
    let file = String(cString: place)
    // Editors keep what was there before under a name of their own.
    defer { for name in [file, file + "~"] { unlink(name) } }
    let problem = Self.write(text, to: descriptor)
    close(descriptor)
    if let problem { return .failed("\(file) cannot be written: \(problem)") }
    if let problem = Self.run(command, on: file) { return .failed(problem) }
    return Self.read(file)
  }

  private static func write(_ text: String, to descriptor: Int32) -> String? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return reason(errno) }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  /// Runs the editor on a file; gives what went wrong.
  private static func run(_ command: String, on file: String) -> String? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // What a screen ignores would stay ignored in the editor.
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // Ctrl-Z in the editor stops this process with it, as the shell that is to have the terminal then expects.
    var usual = sigaction()
    var handler = sigaction()
    sigaction(SIGTSTP, &usual, &handler)
    defer { sigaction(SIGTSTP, &handler, nil) }
    // The command may have arguments, and the file's name any characters.
    let words = ["sh", "-c", "\(command) \"$1\"", "sh", file]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let problem = posix_spawn(&child, "/bin/sh", nil, &attributes, &arguments, environ)
    guard problem == 0 else { return "no shell can be started for the editor: \(reason(problem))" }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return "the editor '\(command)' cannot be waited for: \(reason(errno))" }
    }
    let (signal, code) = (status & 0x7F, (status >> 8) & 0xFF)
    switch (signal, code) {
    case (0, 0): return nil
    case (0, 126), (0, 127):
      return "the editor '\(command)' cannot be started; VISUAL or EDITOR says which one it is"
    case (0, _): return "the editor '\(command)' ended with status \(code), so nothing is changed"
    default: return "the editor '\(command)' was ended by signal \(signal), so nothing is changed"
    }
  }

  private static func read(_ file: String) -> Outcome {
    let descriptor = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return .failed("the editor left no file that can be read: \(reason(errno))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return .failed("what the editor left cannot be read: \(reason(errno))") }
      guard count > 0 else { break }
      bytes += piece[..<count]
      guard bytes.count <= mostBytes else {
        return .failed("what the editor left is longer than \(mostBytes >> 10) KiB, so nothing is changed")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .failed("what the editor left is no text in UTF-8, so nothing is changed")
    }
    return .written(text)
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
