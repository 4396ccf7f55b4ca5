import Canvas
package import Coaching
import CursesBackend
import Dispatch
import RLCore
import Synchronization
import Threads
import WorkbenchUI

/// Another program's training on a terminal: its logs are looked at every second, and their curves drawn as they grow.
package struct Watching {
  private let logs: WatchedLogs
  private let terminal: ScreenOptions

  /// Watches `logs`.
  package init(_ logs: WatchedLogs, terminal: ScreenOptions) { (self.logs, self.terminal) = (logs, terminal) }

  /// Whether there is a terminal to draw on.
  package static var isPossible: Bool { TerminalCapabilities.probe().problem == nil }

  /// Opens the screen; returns when the person leaves.
  package func run() throws {
    let instead = "use --once"
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
    let desk = SessionsDesk(reader: SessionsReader(directory: ".", open: nil), settings: nil, post: post)
    var model = AppModel.watcher(
      title: logs.path, themes: loaded.themes,
      glyphs: screen.supportsUnicode && !terminal.ascii ? .unicode : .ascii)
    let stored = StoredPreferences.load(themes: themes, named: terminal.theme)
    post(.preferences(stored.preferences))
    for problem in model.takeKeys() + loaded.problems + stored.problems { post(.notice(problem, isError: true)) }
    let watcher = LogWatcher(logs, post: post)
    watcher.begin()
    let loop = UILoop(terminal: screen, messages: messages, pictures: [], save: { _ in }, servers: desk.servers)
    let signal = loop.run(&model)
    screen.close()
    watcher.end()
    desk.finish()
    if let signal { throw SignalExit(signal: signal, lost: nil) }
  }
}

/// Looks at logs on a queue of its own, and tells the screen where something is new.
private final class LogWatcher: Sendable {
  private let logs: Mutex<WatchedLogs>
  private let isOver = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "sidecoach.watch", qos: .userInitiated)
  private let post: @Sendable (AppMessage) -> Void

  init(_ logs: WatchedLogs, post: @escaping @Sendable (AppMessage) -> Void) {
    self.logs = Mutex(logs)
    self.post = post
  }

  /// Looks now and from then on every second.
  func begin() {
    queue.async { [self] in
      tell(isFirst: true)
      wait()
    }
  }

  /// Waits for the look under way; there is none after it.
  func end() {
    isOver.store(true, ordering: .relaxed)
    queue.sync {}
  }

  private func wait() {
    queue.asyncAfter(deadline: .now() + 1) { [self] in
      guard !isOver.load(ordering: .relaxed) else { return }
      tell(isFirst: false)
      wait()
    }
  }

  private func tell(isFirst: Bool) {
    var isFirst = isFirst
    while !isOver.load(ordering: .relaxed) {
      let (message, hasMore) = logs.withLock { logs in
        let news = logs.look()
        guard news.isNew || isFirst else { return (AppMessage?.none, news.hasMore) }
        let shown = logs.runs.indices.filter { logs.runs[$0].records > 0 }
        let latest = logs.latest.flatMap { shown.firstIndex(of: $0) }
        let message = AppMessage.watched(
          shown.map { logs.runs[$0].runCurves }, latest: latest, words: logs.words)
        return (message, news.hasMore)
      }
      isFirst = false
      if let message { post(message) }
      guard hasMore else { return }
    }
  }
}
