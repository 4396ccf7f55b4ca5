import ArgumentParser
import Coaching
import Foundation
import RLCore

/// Results out of a session, or of an experiment's folder.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a session's records or results, its policy, or those of an experiment.",
    discussion: Exported.help
      + " Records that cannot be read are left out, named on standard error, and make the exit status 1.")

  @Argument(help: "Session name or path, or the path of an experiment's folder.") var session: String
  @Option(help: ArgumentHelp("One of \(Exported.formats.joined(separator: ", ")).")) var format = "csv"
  @Option(
    help: "Run, or RUN@STEP, whose policy comes out. Default: base.",
    transform: { text in
      guard let point = RunPoint(text) else { throw ValidationError("'\(text)' is no run and no step of one") }
      return point
    })
  var checkpoint: RunPoint?
  @Option(help: "With what an experiment's methods are compared, in place of the baseline that its file names.")
  var baseline: String?
  @Option(help: "Write here instead of to standard output; a format that is files needs it.") var out: String?
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"

  func validate() throws {
    guard Exported.formats.contains(format) else {
      throw ValidationError("\(UnknownNameError(kind: "export format", name: format, valid: Exported.formats))")
    }
    let policies = PolicyFormats.all.names
    guard checkpoint == nil || policies.contains(format) else {
      throw ValidationError("--checkpoint names a policy, which goes with --format \(policies.joined(separator: ", "))")
    }
  }

  func run() throws {
    do {
      let note = { (what: String) in Output.note("sidecoach: \(what)\n") }
      if let files = try ExportedFiles(session, in: directory, as: format, to: out, note: note) {
        note(files.words)
        return try end(files.remark)
      }
      let exported = try Exported(
        session, in: directory, as: format, baseline: baseline, checkpoint: checkpoint ?? RunPoint(run: .base), to: out,
        note: note)
      if let out {
        try exported.write(to: out)
      } else if exported.isText {
        print(exported.text, terminator: "")
      } else {
        guard isatty(STDOUT_FILENO) == 0 else { throw ExportError.needsFile(format) }
        try FileHandle.standardOutput.write(contentsOf: Data(exported.bytes))
      }
      if let advice = exported.advice { note(advice) }
      try end(exported.remark)
    } catch { throw Failure.exit(error) }
  }

  /// Says what could not be read, where that is so.
  private func end(_ remark: String?) throws {
    guard let remark else { return }
    Output.note("sidecoach: \(remark)\n")
    throw ExitCode(1)
  }
}
