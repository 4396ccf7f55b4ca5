import ArgumentParser
import Coaching
import Foundation
import SessionStore
import WorkbenchHost

/// The workbench on a session that is there.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the workbench on a session (the default command).",
    discussion: "Opening only looks: R on screen goes on with the session's stages from where they were left.")

  @Argument(help: "Session name or path. Default: the one used last.") var name: String?
  @Option(name: .shortAndLong, help: "The same, for the program without a command.") var session: String?
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard name == nil || session == nil || name == session else {
      throw ValidationError("the session is named twice, as '\(name ?? "")' and with --session; give it once")
    }
  }

  func run() throws {
    do {
      let name = try name ?? session ?? latest()
      try terminal.workbench(
        name, common, instead: "run the stages by their commands, which 'sidecoach --help' lists"
      ).run()
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
