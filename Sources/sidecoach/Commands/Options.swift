import ArgumentParser
import Coaching
import CursesBackend
import RLCore
import SessionStore
import Threads
import WorkbenchHost

/// Reads an option that counts something, as people write it.
func wholeNumber(_ text: String) throws -> Int {
  guard let value = WholeNumber.read(text) else {
    throw ValidationError("that is no whole number such as \(WholeNumber.examples)")
  }
  return value
}

/// Whole numbers with commas between them.
func wholeNumbers(_ text: String) throws -> [Int] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { try wholeNumber(String($0)) }
}

/// Where sessions are, and how results are printed; shared by every command.
struct CommonOptions: ParsableArguments {
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.")
  var directory = "sessions"

  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output and nothing else there.")
  var json = false

  @Flag(help: "Also say on standard error what the session's sidecoach.log keeps.") var verbose = false

  @Option(
    help: "Threads; results do not depend on it. Default: one per processor, and 1 for a cell of an experiment.",
    transform: wholeNumber)
  var threads: Int?

  var threadCount: Int { threads ?? WorkerPool.processorCount }

  /// The log of the session in `store`; one that is open for reading only keeps none.
  func log(_ store: SessionStore) -> SessionLog {
    var echo: (@Sendable (String) -> Void)?
    if verbose { echo = { Output.note($0) } }
    return SessionLog(directory: store.isReadOnly ? nil : store.info.path, echo: echo)
  }

  /// How a command opens a session; see `HeadlessRun.Opening`.
  func opening(
    create settings: SessionSettings? = nil, contributes: Bool = false, extends: Bool = false
  ) -> HeadlessRun.Opening {
    var opening = HeadlessRun.Opening()
    (opening.directory, opening.threads, opening.settings) = (directory, threadCount, settings)
    (opening.contributes, opening.extends) = (contributes, extends)
    if verbose { opening.echo = { Output.note($0) } }
    opening.title = CommandLine.arguments.dropFirst().first ?? ""
    return opening
  }

  func validate() throws {
    guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be from 1 to 1024") }
  }
}

/// How the workbench uses the terminal.
struct TerminalFlags: ParsableArguments {
  @Option(
    help: "Colours: auto, 16, 256 or never.",
    transform: { text in
      guard let mode = ColorMode(rawValue: text) else {
        throw ValidationError("'\(text)' is not one of auto, 16, 256, never")
      }
      return mode
    })
  var color = ColorMode.auto
  @Flag(help: "Draw with ASCII only.") var ascii = false
  @Option(help: "Theme by name; T changes it on screen.") var theme: String?

  var options: ScreenOptions { ScreenOptions(color: color, ascii: ascii, theme: theme) }

  /// The workbench on a session.
  func workbench(_ session: String, _ common: CommonOptions, instead: String) -> Workbench {
    Workbench(
      session: session, in: common.directory, threads: common.threadCount, terminal: options, instead: instead,
      log: { common.log($0) }, note: { Output.note($0) })
  }
}
