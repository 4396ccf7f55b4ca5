import ArgumentParser
import Coaching
import RLCore
import SessionStore

/// Results out of a session.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a session's records.",
    discussion: ExportCatalog.formats.entries.map { "\($0.name): \($0.summary)." }.joined(separator: " "))

  @Argument(help: "Session name or path.") var session: String
  @Option(help: ArgumentHelp("One of \(ExportCatalog.formats.names.joined(separator: ", ")).")) var format = "csv"
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"

  func validate() throws {
    do { _ = try ExportCatalog.formats.entry(format) } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    do {
      let (store, _) = try SessionOpening.open(session, in: directory)
      defer { store.close() }
      print(try ExportCatalog.formats.entry(format).text(of: store), terminator: "")
    } catch { throw Failure.exit(error) }
  }
}
