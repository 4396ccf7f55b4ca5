import Foundation
import Glibc
import TestSupport
import Testing

/// The workbench in a terminal, started by a shell that looks at the terminal before and after.
final class Desk {
  let terminal: TerminalJourney
  private let record: String

  /// Starts `sidecoach` with arguments on the sessions of `scratch`.
  init(
    _ arguments: [String], in scratch: Scratch, width: Int = 100, height: Int = 30,
    environment: [String: String?] = [:]
  ) throws {
    record = scratch.path + "/desk-" + UUID().uuidString.prefix(8)
    let script = """
      stty -a > \(record).before; "$@"; echo "status $?"
      stty -a > \(record).after; echo 'back in the shell'; exec cat
      """
    var variables: [String: String?] = [
      "XDG_CONFIG_HOME": scratch.path + "/config", "SWIFT_BACKTRACE": "enable=no", "NO_COLOR": nil, "COLORTERM": nil,
    ]
    variables.merge(environment) { $1 }
    terminal = try TerminalJourney(
      ["sh", "-c", script, "sh", Program.path] + arguments + ["--sessions", scratch.sessions], width: width,
      height: height, environment: variables)
  }

  /// Ends everything, as closing the terminal's window would.
  func end() { terminal.end() }

  /// The process that has a session open for writing.
  static func holder(of session: String, in scratch: Scratch) throws -> pid_t {
    let file = scratch.session(session) + "/session.lock"
    let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), "no process in \(file)")
  }

  /// Waits for the program's end, checks that the terminal is as it was, and gives the exit status.
  func endsAndRestores(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int32 {
    try terminal.wait(for: "back in the shell", timeout: .seconds(30))
    let screen = try terminal.screen()
    #expect(try !terminal.alternateOn, "the alternate screen is still on\n\(screen)", sourceLocation: sourceLocation)
    #expect(try terminal.cursorShown, "the cursor is hidden\n\(screen)", sourceLocation: sourceLocation)
    #expect(try modes("after") == modes("before"), "\(screen)", sourceLocation: sourceLocation)
    let status = screen.components(separatedBy: "status ").last?.prefix { $0.isNumber }
    return try #require(status.flatMap { Int32($0) }, "\(screen)", sourceLocation: sourceLocation)
  }

  /// The terminal's modes without its size, which a journey may have changed.
  private func modes(_ time: String) throws -> String {
    let text = try String(contentsOfFile: "\(record).\(time)", encoding: .utf8)
    return text.split(separator: ";").filter { !$0.contains("rows") && !$0.contains("columns") }.joined()
  }

  /// Presses keys one after the other and waits after each for what it leads to.
  func press(_ steps: (key: String, shows: String)...) throws {
    for step in steps {
      try terminal.press(step.key)
      try terminal.wait(for: step.shows, timeout: .seconds(20))
    }
  }

  /// Goes on with the stages of a session that was opened to look.
  func runStages() throws {
    try terminal.wait(for: "Nothing runs.", timeout: .seconds(20))
    try press(("R", "Go on with the stages?"), ("y", "going on with the stages"))
  }

  /// Lets the review end. Small stages are over in a moment, and with them what is said of their beginning.
  func goOn() throws {
    try press(("R", "Go on to refine?"))
    try terminal.press("y")
    try terminal.wait(until: "it goes on", timeout: .seconds(60)) {
      $0.contains("going on to refine") || $0.contains("all stages done")
    }
  }

  /// Leaves, over the question whether to.
  func leave() throws -> Int32 {
    try terminal.press("q")
    try terminal.wait(until: "it asks or has ended") { $0.contains("Leave?") || $0.contains("back in the shell") }
    if try terminal.screen().contains("Leave?") { try terminal.press("y") }
    return try endsAndRestores()
  }
}

extension Tiny {
  /// A demo that trains for longer than any test.
  static let endless = ["demo", "--session", "one"] + training(steps: 1_000_000_000).flatMap { ["--set", $0] }
}
