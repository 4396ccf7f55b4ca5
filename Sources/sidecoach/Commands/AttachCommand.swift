import ArgumentParser
import Coaching
import WorkbenchHost

/// The workbench on a session that another process works on.
struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "Come back to stages that go on without a screen, or follow those of another one.",
    discussion: """
      Stages that were left with :detach, or with open --detach by a terminal that went away, are taken over: they write a \
      checkpoint, and go on here from exactly there. Where another screen or command works on the session, it is followed: \
      what happens is shown as it happens, and alpha, pause and checkpoint work from here. Where nobody does, it is opened.
      """)

  @Argument(help: "Session name or path.") var session: String
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      let path = try SessionOpening.path(session, in: common.directory)
      let wasTaken = try Detached.takeOver(path)
      var workbench = terminal.workbench(session, common, instead: "use 'sidecoach open \(session) --headless'")
      workbench.runsStages = wasTaken
      workbench.detaches = wasTaken
      try workbench.run()
    } catch { throw Failure.exit(error) }
  }
}
