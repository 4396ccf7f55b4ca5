import Foundation
import Glibc
import TestSupport

/// The built `sidecoach` as a child process, without a terminal: its output goes to files.
///
/// Not with Foundation's `Process`: the test runner's threads block signals, a child inherits that, and then no signal
/// that a test sends would arrive.
final class Program {
  /// What a program that has ended left.
  struct Result {
    /// The exit status, or 128 + the signal that ended it.
    var status: Int32
    var output: String
    var errors: String

    /// Whether a terminal would have been sent anything but text.
    var hasEscape: Bool { output.utf8.contains(0x1B) || errors.utf8.contains(0x1B) }
    /// What to show when an expectation fails.
    var summary: String { "status \(status)\n--- output\n\(output)\n--- errors\n\(errors)" }
  }

  /// A program that did not do what was waited for in time.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The program beside the test bundle, which SwiftPM has built because the tests depend on it, or the one that
  /// `SIDECOACH_PROGRAM` names.
  static let path: String = {
    if let named = ProcessInfo.processInfo.environment["SIDECOACH_PROGRAM"] { return named }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "."
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("sidecoach").path
  }()

  /// The process.
  let identifier: pid_t
  private let name: String
  private let outputFile: String
  private let errorFile: String
  private var status: Int32?

  /// Starts `sidecoach` with arguments in `scratch`.
  ///
  /// - Parameters:
  ///   - environment: variables to set, or with nil to unset.
  ///   - output: where standard output goes instead of a file that is read back.
  init(
    _ arguments: [String], in scratch: Scratch, environment: [String: String?] = [:], output: String? = nil
  ) throws {
    name = arguments.joined(separator: " ")
    outputFile = output ?? scratch.path + "/" + UUID().uuidString + ".out"
    errorFile = scratch.path + "/" + UUID().uuidString + ".err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputFile, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorFile, O_WRONLY | O_CREAT, 0o600)
    for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var variables: [String: String?] = ProcessInfo.processInfo.environment
    variables["XDG_CONFIG_HOME"] = scratch.path + "/config"
    variables["XDG_DATA_HOME"] = scratch.path + "/data-home"
    variables["XDG_STATE_HOME"] = scratch.path + "/state"
    variables.merge(environment) { $1 }
    let pairs = variables.compactMap { name, value in value.map { "\(name)=\($0)" } }
    var words = ([Self.path] + arguments).map { strdup($0) } + [nil]
    var settings = pairs.map { strdup($0) } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var child: pid_t = 0
    let problem = posix_spawn(&child, Self.path, &actions, &attributes, &words, &settings)
    guard problem == 0 else {
      throw Failure(description: "cannot start \(Self.path): \(String(cString: strerror(problem)))")
    }
    identifier = child
  }

  deinit {
    guard status == nil else { return }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  /// Starts the program and waits for its end.
  static func run(
    _ arguments: [String], in scratch: Scratch, environment: [String: String?] = [:], timeout: Duration = .seconds(60)
  ) throws -> Result {
    try Program(arguments, in: scratch, environment: environment).end(timeout: timeout)
  }

  /// Sends a signal.
  func send(_ signal: Int32) {
    kill(identifier, signal)
  }

  /// Waits until the program has written `text` to standard error; false where it ended without.
  func writes(_ text: String, timeout: Duration = .seconds(60)) throws -> Bool {
    let deadline = ContinuousClock.now + timeout
    while true {
      let hasEnded = hasEnded()
      if read(errorFile).contains(text) { return true }
      if hasEnded { return false }
      guard ContinuousClock.now < deadline else { throw late("'\(text)' is not written", timeout) }
      usleep(1_000)
    }
  }

  /// Whether it ends before so much time has passed.
  func hasEnded(within time: Duration) throws -> Bool {
    let deadline = ContinuousClock.now + time
    while !hasEnded() {
      guard ContinuousClock.now < deadline else { return false }
      usleep(1_000)
    }
    return true
  }

  /// Waits for the end.
  func end(timeout: Duration = .seconds(60)) throws -> Result {
    let deadline = ContinuousClock.now + timeout
    while !hasEnded() {
      guard ContinuousClock.now < deadline else { throw late("it has not ended", timeout) }
      usleep(2_000)
    }
    return Result(status: status ?? -1, output: read(outputFile), errors: read(errorFile))
  }

  private func hasEnded() -> Bool {
    if status != nil { return true }
    var word: Int32 = 0
    guard waitpid(identifier, &word, WNOHANG) == identifier else { return false }
    let signal = word & 0x7F
    status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
    return true
  }

  private func late(_ what: String, _ timeout: Duration) -> Failure {
    Failure(description: "sidecoach \(name): after \(timeout) \(what)\n\(read(outputFile))\n\(read(errorFile))")
  }

  private func read(_ path: String) -> String {
    // A device has no end to read to.
    guard !path.hasPrefix("/dev/") else { return "" }
    return String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
