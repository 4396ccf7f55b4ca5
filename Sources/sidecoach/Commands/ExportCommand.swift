import ArgumentParser
import Coaching
import SessionStore

/// Results out of a session.
struct ExportCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl, text }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a session's records.",
    discussion: """
      csv: every metric as run,seed,step,wall_time,tag,value. jsonl: every suggestion with its evidence and decisions. \
      text: the whole session as text.
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "csv, jsonl or text.") var format = Format.csv
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"

  func run() throws {
    do {
      let (store, _) = try SessionOpening.open(session, in: directory)
      defer { store.close() }
      switch format {
      case .csv: print(try store.metricsCSV(), terminator: "")
      case .jsonl: print(try store.suggestionsJSONL(), terminator: "")
      case .text: print(try store.dump(), terminator: "")
      }
    } catch { throw Failure.exit(error) }
  }
}
