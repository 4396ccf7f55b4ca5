import Canvas
import Coaching
import CursesBackend
import RLCore
import Threads
import WorkbenchUI

/// The list of sessions on a terminal, where no session was named: a person chooses one, or reads how to make the first.
package struct SessionChoice {
  /// The directory of sessions.
  var directory: String
  var terminal: ScreenOptions
  /// What the command does where there is no screen to be had, as advice.
  var instead: String

  /// A choice among the sessions of `directory`.
  package init(directory: String, terminal: ScreenOptions, instead: String) {
    (self.directory, self.terminal, self.instead) = (directory, terminal, instead)
  }

  /// Opens the screen; gives the path of the session that was chosen, or nil where the person left.
  package func run() throws -> String? {
    if let problem = TerminalCapabilities.probe().problem { throw NoScreenError(problem, instead: instead) }
    let loaded = try terminal.loadThemes()
    let themes = loaded.themes.map(\.name)
    let screen = try NoScreenError.opening(
      terminal.terminal(), instead: instead)
    defer { screen.close() }
    let waker = screen.waker
    let messages = Mailbox<AppMessage>()
    let post: @Sendable (AppMessage) -> Void = { message in
      messages.send(message)
      waker.wake()
    }
    let desk = SessionsDesk(reader: SessionsReader(directory: directory, open: nil), settings: nil, post: post)
    var model = AppModel.picker(
      title: directory, themes: loaded.themes,
      glyphs: screen.supportsUnicode && !terminal.ascii ? .unicode : .ascii)
    StoredPreferences.show(themes: themes, named: terminal.theme, post)
    for problem in loaded.problems { post(.notice(problem, isError: true)) }
    post(.show("runs"))
    let loop = UILoop(terminal: screen, messages: messages, pictures: [], save: { _ in }, servers: desk.servers)
    let signal = loop.run(&model)
    screen.close()
    desk.finish()
    if let signal { throw SignalExit(signal: signal, lost: nil) }
    return desk.next
  }
}
