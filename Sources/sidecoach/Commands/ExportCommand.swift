import ArgumentParser
import Coaching
import RLCore
import SessionStore

/// Results out of a session.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a session's records.",
    discussion: ExportCatalog.formats.entries.map { "\($0.name): \($0.summary)." }.joined(separator: " ")
      + " Records that cannot be read are left out, named on standard error, and make the exit status 1.")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: ArgumentHelp("One of \(ExportCatalog.formats.names.joined(separator: ", ")).")) var format = "csv"
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"

  func validate() throws {
    do { _ = try ExportCatalog.formats.entry(format) } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    do {
      // The records alone: settings or a task that cannot be read must not keep the rest in.
      let path = try SessionOpening.path(session, in: directory)
      guard SessionStore.exists(path: path) else { throw CoachError.noSession(path) }
      var leftOut = 0
      let store: SessionStore
      do { store = try SessionStore.open(path: path) } catch let error as SessionStoreError {
        guard case .corrupt = error, let damaged = try? SessionStore.openDamaged(path: path) else { throw error }
        leftOut += 1
        Output.note("sidecoach: \(error)\n")
        store = damaged
      }
      defer { store.close() }
      let format = try ExportCatalog.formats.entry(format)
      let text = try format.text(of: store) { what in
        leftOut += 1
        Output.note("sidecoach: left out: \(what)\n")
      }
      print(text, terminator: "")
      guard leftOut > 0 else { return }
      Output.note(
        "sidecoach: the session is damaged, and what cannot be read of it is left out (\(leftOut) named above); 'sidecoach "
          + "doctor --session \(store.info.path)' says what is damaged\n")
      throw ExitCode(1)
    } catch { throw Failure.exit(error) }
  }
}
