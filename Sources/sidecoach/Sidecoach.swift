import ArgumentParser
import Coaching
import Foundation
import SessionStore

/// The program: without a command it opens the workbench on the latest session.
@main
struct Sidecoach: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sidecoach",
    abstract: "Coach a stuck reinforcement-learning policy, with a language model, in the terminal.",
    discussion: "Without a command: opens the workbench on the latest session. 'sidecoach demo' is the place to begin.",
    version: "0.1.0",
    subcommands: [
      OpenCommand.self, DemoCommand.self, TrainCommand.self, CollectCommand.self, IdentifyCommand.self,
      VerifyCommand.self, ReviewCommand.self, RefineCommand.self, EvaluateCommand.self, PlanCommand.self,
      ExportCommand.self, BenchCommand.self, DoctorCommand.self, KeysCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  static func main() {
    StandardStreams.hold()
    do {
      var command = try parseAsRoot()
      try command.run()
      // Half a result must not look like a whole one.
      guard StandardStreams.isOutputComplete() else {
        Output.note("sidecoach: standard output cannot be written; free some space or choose another place\n")
        Foundation.exit(1)
      }
    } catch {
      // The library's own code for wrong arguments is 64, which scripts do not know.
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Output.note(fullMessage(for: error) + "\n")
      Foundation.exit(2)
    }
  }
}

/// The workbench on a session that is there.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the workbench on a session and go on with its stages (the default command).")

  @Option(name: .shortAndLong, help: "Session name or path. Default: the one used last.") var session: String?
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      let name = try session ?? latest()
      try Workbench(common: common, terminal: terminal, session: name, runsPipeline: true).run()
    } catch { throw Failure.exit(error) }
  }

  private func latest() throws -> String {
    guard FileManager.default.fileExists(atPath: common.directory) else {
      throw CoachError.noSessions(common.directory)
    }
    let listing = try SessionStore.listing(directory: common.directory)
    func changed(_ path: String) -> Date {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/session.sqlite")
      return attributes?[.modificationDate] as? Date ?? .distantPast
    }
    guard let newest = listing.sessions.max(by: { changed($0.path) < changed($1.path) }) else {
      if let damaged = listing.unreadable.first { throw CoachError.unusable(damaged.reason) }
      throw CoachError.noSessions(common.directory)
    }
    return newest.path
  }
}
