import ArgumentParser
import Coaching
import CursesBackend

/// What is there to work with, and what is missing.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show libraries, terminal, paths and advisors, and what is wrong with them.",
    discussion: """
      Exits 0 when all that is needed works, and 1 otherwise. With --session, the session is looked through: records that \
      cannot be read, checkpoints that are gone or not the files that were stored, what SQLite finds. --repair copies it \
      first, into before-repair-1 in its directory, and takes out what is damaged. JSON keys: \(DoctorFindings.keys). With --checkpoint: \
      \(CheckpointReport.keys).
      """)

  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"
  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output and nothing else there.")
  var json = false
  @Option(help: "A session to look through for damage; its own prompt templates count first.") var session: String?
  @Flag(help: "Copy the session and set aside what is damaged in it.") var repair = false
  @Option(help: "A language model to ask what it really does: openai:MODEL or a name in config.toml. Asks it a little.")
  var advisor: String?
  @Option(help: "A checkpoint file to describe, with digests of the file and of what it means, in place of the rest.")
  var checkpoint: String?

  func validate() throws {
    guard !repair || session != nil else { throw ValidationError("--repair takes --session NAME with it") }
  }

  func run() throws {
    if let checkpoint { return try Output.result(json: json) { try CheckpointReport(path: checkpoint) } }
    var isHealthy = false
    try Output.result(json: json) {
      let findings = try DoctorFindings(
        sessions: directory, session: session, repairs: repair, advisor: advisor,
        terminal: .init(TerminalCapabilities.probe()))
      isHealthy = findings.isHealthy
      return findings
    }
    if !isHealthy { throw ExitCode(1) }
  }
}

extension DoctorFindings.Terminal {
  /// What the terminal can show.
  init(_ found: TerminalCapabilities) {
    self.init(
      term: found.term, isInteractive: found.isInteractive, colors: found.colors, codeset: found.codeset,
      supportsUnicode: found.supportsUnicode, noColor: found.noColor, problem: found.problem.map { "\($0)" })
  }
}
