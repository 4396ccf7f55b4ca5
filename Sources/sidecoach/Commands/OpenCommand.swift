import ArgumentParser
import Coaching
import Engine
import Foundation
import SessionStore
import WorkbenchHost

/// The workbench on a session that is there.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the workbench on a session (the default command).",
    discussion: "Opening only looks: R on screen goes on with the session's stages from where they were left.")

  @Argument(help: "Session name or path. Default: the only one, or one from the list of them.") var name: String?
  @Option(name: .shortAndLong, help: "The same, for the program without a command.") var session: String?
  @Flag(help: "Go on with the stages without a terminal, up to where a person has to decide.") var headless = false
  @Flag(help: "Let the stages go on without a screen when the terminal goes away; 'attach' comes back.")
  var detach = false
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard name == nil || session == nil || name == session else {
      throw ValidationError("the session is named twice, as '\(name ?? "")' and with --session; give it once")
    }
  }

  func run() throws {
    do {
      guard !headless else { return try goOn(try name ?? session ?? latest()) }
      guard let name = try name ?? session ?? chosen() else { return }
      if name == ExampleSession.name { try ExampleSession.install(at: SessionOpening.path(name, in: common.directory)) }
      var workbench = terminal.workbench(name, common, instead: "use --headless")
      workbench.detaches = detach
      try workbench.run()
    } catch { throw Failure.exit(error) }
  }

  /// The stages without a screen.
  private func goOn(_ name: String) throws {
    var opening = common.opening()
    opening.handsOver = true
    let run = try HeadlessRun(name, opening)
    do {
      try run.perform(stopped: "stopped; everything up to here is kept") { coach in
        let pipeline = Pipeline(coach: coach, reviewer: .absent, gate: run.gate)
        try coach.takeRequestedAlpha()
        pipeline.observer = { event in
          switch event {
          case .stages(let stages): run.tell(stages)
          case .notice(let text, _): run.progress.note(text)
          case .stored, .asking, .answered, .roundWaits, .asked: break
          }
        }
        try pipeline.run()
        run.progress.note("every stage is done")
      }
    } catch let waiting as ReviewAwaited {
      run.progress.note("\(waiting)")
    }
  }

  /// The only session that there is, or one that a person chooses from the list; nil where none is chosen.
  private func chosen() throws -> String? {
    let listing = try? SessionStore.listing(directory: common.directory)
    if let listing, listing.unreadable.isEmpty, listing.sessions.count == 1 { return listing.sessions[0].path }
    return try SessionChoice(
      directory: common.directory, terminal: terminal.options, instead: "name a session, and use --headless"
    ).run()
  }

  /// The session that was used last.
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
