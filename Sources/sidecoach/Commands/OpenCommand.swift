import ArgumentParser
import Coaching
import Foundation
import SessionStore

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
