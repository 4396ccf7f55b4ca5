import Algorithms
import Canvas
package import Coaching
import CursesBackend
import Dispatch
import Engine
import Foundation
import Glibc
import RLCore
import Threads
import WorkbenchUI

/// The workbench opened on something to plan: the search grows on screen, and a person changes proposals and plans again.
package struct PlanScreen {
  var work: any PlanWork
  var terminal: ScreenOptions
  /// Where decisions are kept, in `plan-decisions.jsonl`, and searches saved.
  var directory: String
  private static let instead = "leave --screen out"

  /// A screen for `work`; decisions are kept in `directory`.
  package init(work: any PlanWork, terminal: ScreenOptions, directory: String) {
    (self.work, self.terminal, self.directory) = (work, terminal, directory)
  }

  /// Opens the screen; returns when the person leaves.
  package func run() throws {
    if let problem = TerminalCapabilities.probe().problem { throw NoScreenError(problem, instead: Self.instead) }
    let loaded = try terminal.loadThemes()
    let screen = try NoScreenError.opening(
      terminal.terminal(), instead: Self.instead)
    defer { screen.close() }
    let waker = screen.waker
    let messages = Mailbox<AppMessage>()
    let post: @Sendable (AppMessage) -> Void = { message in
      messages.send(message)
      waker.wake()
    }
    let pictures = LatestValue<PlanPicture>()
    let desk = PlanDesk(work: work, directory: directory) { news in
      switch news {
      case .picture(let picture):
        pictures.put(picture)
        waker.wake()
      case .decisions(let decisions): post(.planDecisions(decisions))
      case .record(let news): post(AppMessage(news))
      case .choices(let node, let actions): post(.planChoices(node: node, actions: actions))
      case .taken(let picture, let node): post(.planTaken(picture, node: node))
      case .notTaken(let reason): post(.planNotTaken(reason: reason))
      case .notice(let text, let isError): post(.notice(text, isError: isError))
      }
    }
    let server = EffectServer { (effect: PlanEffect, ticket) in
      switch effect {
      case .amend(let decisions): desk.amend(decisions, ticket: ticket ?? 0)
      case .replan(let amendments): desk.plan(amendments)
      case .loadChoices(let node, let actions): desk.loadChoices(node: node, after: actions)
      case .take(let action, let node, let run): desk.take(action, at: node, run: run)
      case .save: desk.saveSearch()
      }
    }
    var model = AppModel(
      title: work.title, themes: loaded.themes,
      glyphs: screen.supportsUnicode && !terminal.ascii ? .unicode : .ascii, isReadOnly: false,
      subject: .planning)
    if let name = terminal.theme { model.selectTheme(name) }
    StoredPreferences.show(themes: loaded.themes.map(\.name), named: terminal.theme, post)
    let preferring = DispatchQueue(label: "sidecoach.preferences", qos: .utility)
    for problem in model.takeKeys() { post(.notice(problem, isError: true)) }
    for problem in loaded.problems { post(.notice(problem, isError: true)) }
    desk.begin()
    let loop = UILoop(
      terminal: screen, messages: messages, pictures: [{ pictures.take().map(AppMessage.plan) }],
      save: { picture in desk.save { try picture.write(default: $0) } },
      servers: [server, StoredPreferences.server(on: preferring, post)])
    let signal = loop.run(&model)
    screen.close()
    // A terminal that goes away says so more than once, and keeping must not be cut short by the second time.
    Glibc.signal(SIGHUP, SIG_IGN)
    let lost = desk.finish()
    preferring.sync {}
    if let signal { throw SignalExit(signal: signal, lost: lost) }
    if let lost { throw lost }
  }
}
