internal import Foundation
internal import Glibc

/// Drives a real program in a real terminal: tmux is the terminal, its own server per journey, so that journeys neither
/// meet each other nor a person's sessions.
///
/// Everything waits for what the screen shows, with a limit; a failure carries the last screen.
///
/// ```swift
/// let journey = try TerminalJourney(["cat"], width: 80, height: 24, environment: ["TERM": "xterm"])
/// defer { journey.end() }
/// try journey.type("hello\n")
/// try journey.wait(for: "hello")
/// ```
public final class TerminalJourney {
  /// Why a journey failed.
  public struct Failure: Error, CustomStringConvertible {
    /// What was expected, and the screen at that time.
    public let description: String
  }

  /// Whether tmux is there; tests say `.enabled(if: TerminalJourney.isAvailable, TerminalJourney.skipMessage)`.
  public static let isAvailable = FileManager.default.isExecutableFile(atPath: tmux)
  /// What a skipped test says.
  public static let skipMessage = "tmux is not installed (apt-get install tmux); terminal journeys are skipped"

  private static let tmux =
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    .map { "\($0)/tmux" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/usr/bin/tmux"

  private let directory: URL
  private var socket: String { directory.appendingPathComponent("s").path }

  /// Starts a program in a terminal of a given size.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments.
  ///   - environment: variables to set, or with nil to unset; `TERM` is tmux-256color and `LC_ALL` is C.UTF-8 unless
  ///     given.
  public init(
    _ command: [String], width: Int = 80, height: Int = 24, environment: [String: String?] = [:],
    workingDirectory: String = "/tmp"
  ) throws {
    // A short path: a socket's may have at most 107 bytes.
    directory = URL(fileURLWithPath: "/tmp/journey-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    var words = ["exec", "/usr/bin/env"]
    let variables = ["TERM": "tmux-256color", "LC_ALL": "C.UTF-8"].merging(environment) { $1 }.sorted {
      $0.key < $1.key
    }
    for (name, value) in variables where value == nil { words += ["-u", Self.quoted(name)] }
    for case (let name, let value?) in variables { words.append(Self.quoted("\(name)=\(value)")) }
    words += command.map(Self.quoted)
    // The pane waits for a go, so that nothing is missed before its options are set.
    let go = directory.appendingPathComponent("go").path
    let script = "while [ ! -e \(go) ]; do sleep 0.01; done; \(words.joined(separator: " "))"
    try run([
      "new-session", "-d", "-x", "\(width)", "-y", "\(height)", "-c", workingDirectory, "/bin/sh", "-c", script,
    ])
    try run(["set-option", "-g", "remain-on-exit", "on"])
    // The notice of an ended program would scroll its first line away.
    try run(["set-option", "-g", "remain-on-exit-format", ""])
    try run(["set-option", "-g", "escape-time", "0"])
    try Data().write(to: URL(fileURLWithPath: go))
  }

  deinit {
    end()
  }

  /// Ends the program and the terminal; doing it again does nothing.
  public func end() {
    guard FileManager.default.fileExists(atPath: directory.path) else { return }
    _ = try? run(["kill-server"])
    try? FileManager.default.removeItem(at: directory)
  }

  // MARK: - Doing

  /// Presses keys by their tmux names: "Up", "C-c", "F5", "Escape", "BTab", "Enter".
  public func press(_ keys: String...) throws {
    try run(["send-keys", "--"] + keys)
  }

  /// Types text as it is.
  public func type(_ text: String) throws {
    try run(["send-keys", "-l", "--", text])
  }

  /// Pastes text, marked as pasted where the program has asked for that.
  public func paste(_ text: String) throws {
    try run(["set-buffer", "--", text])
    try run(["paste-buffer", "-p"])
  }

  /// Changes the size of the terminal.
  public func resize(width: Int, height: Int) throws {
    try run(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  // MARK: - Waiting

  /// Waits until the screen contains `text`.
  public func wait(for text: String, timeout: Duration = .seconds(10)) throws {
    try wait(until: "the screen shows '\(text)'", timeout: timeout) { $0.contains(text) }
  }

  /// Waits until the program has ended.
  public func waitForEnd(timeout: Duration = .seconds(10)) throws {
    try wait(until: "the program has ended", timeout: timeout) { [self] _ in try isDead }
  }

  /// Waits until a condition on the screen holds.
  ///
  /// - Throws: `Failure` with `expectation` and the last screen where it does not within the time.
  public func wait(
    until expectation: String, timeout: Duration = .seconds(10), _ condition: (String) throws -> Bool
  ) throws {
    let deadline = ContinuousClock.now + timeout
    var last = ""
    repeat {
      last = try screen()
      if try condition(last) { return }
      usleep(20_000)
    } while ContinuousClock.now < deadline
    throw Failure(description: "after \(timeout) still not: \(expectation). The screen:\n\(last)")
  }

  // MARK: - Looking

  /// What the terminal shows, one line per row.
  public func screen() throws -> String { try run(["capture-pane", "-p"]) }
  /// What the terminal shows, with the escape sequences of its attributes and colours.
  public func styledScreen() throws -> String { try run(["capture-pane", "-p", "-e"]) }
  /// Whether the alternate screen is shown.
  public var alternateOn: Bool { get throws { try format("alternate_on") == "1" } }
  /// Whether the cursor is shown.
  public var cursorShown: Bool { get throws { try format("cursor_flag") == "1" } }
  /// Whether the program has ended and its status is known, which tmux learns a little after its terminal is closed.
  public var isDead: Bool {
    get throws {
      guard try format("pane_dead") == "1" else { return false }
      if try exitStatus != nil || endSignal != nil { return true }
      // tmux 3.3a misses the end of a child now and then and keeps it as a zombie; any SIGCHLD makes it look again.
      if let server = Int32(try format("pid")) { kill(server, SIGCHLD) }
      return false
    }
  }
  /// The exit status of an ended program; nil while it runs or where a signal ended it.
  public var exitStatus: Int? { get throws { Int(try format("pane_dead_status")) } }
  /// The number of the signal that ended the program; nil while it runs or where it ended by itself.
  public var endSignal: Int? { get throws { Int(try format("pane_dead_signal")) } }
  /// The process in the terminal: the program itself, not a shell around it.
  public var processIdentifier: Int32? { get throws { Int32(try format("pane_pid")) } }
  /// The terminal's modes as `stty -a` prints them, without the size.
  public func terminalModes() throws -> String {
    let modes = try output(of: "/usr/bin/env", ["stty", "-a", "-F", format("pane_tty")])
    return modes.split(separator: ";").filter { !$0.contains("rows") && !$0.contains("columns") }.joined(separator: ";")
  }

  /// The value of a tmux format variable.
  private func format(_ name: String) throws -> String {
    try run(["display-message", "-p", "#{\(name)}"]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  // MARK: - Running

  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    // -u: the terminal speaks UTF-8 whatever the locale of the test run.
    try output(of: Self.tmux, ["-u", "-f", "/dev/null", "-S", socket] + arguments)
  }

  /// Runs a program to its end and gives what it printed.
  ///
  /// Not with `Process`, which takes a child for running until nobody holds its socket, and the tmux server inherits
  /// whatever the client has that starts it. So the output goes to a file, and everything else is closed.
  private func output(of program: String, _ arguments: [String]) throws -> String {
    let file = directory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file.path, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    for descriptor in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    // The test runner's threads block signals, and a tmux that never hears of its children knows no exit status.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let environment = ProcessInfo.processInfo.environment.filter { $0.key != "TMUX" }.map { "\($0.key)=\($0.value)" }
    var argumentPointers = ([program] + arguments).map { strdup($0) } + [nil]
    var environmentPointers = environment.map { strdup($0) } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, program, &actions, &attributes, &argumentPointers, &environmentPointers)
    var status: Int32 = -1
    if failure == 0 { while waitpid(child, &status, 0) < 0, errno == EINTR {} }
    let text = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    guard failure == 0, status == 0 else {
      throw Failure(description: "\(program) \(arguments.joined(separator: " ")) failed: \(text)")
    }
    return text
  }

  private static func quoted(_ word: String) -> String {
    "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
