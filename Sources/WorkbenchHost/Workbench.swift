import Advisors
import Algorithms
import Canvas
package import Coaching
import CursesBackend
import Engine
import Environments
import Foundation
import Glibc
import RLCore
package import SessionStore
import Threads
import WorkbenchUI

/// The workbench on a terminal: wires session, engine and screen together.
package struct Workbench {
  /// The directory of sessions.
  var directory: String
  /// Threads of the stages.
  var threads: Int
  /// The log of a session.
  var log: (SessionStore) -> SessionLog
  /// Tells the person something when there is no screen any more.
  var note: (String) -> Void
  var terminal: ScreenOptions
  var session: String
  /// The directory of the themes that come with the program.
  static let themes = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appendingPathComponent("Themes").path
  /// How to make the session when it is not there; nil asks for one that is.
  package var settings: SessionSettings?
  /// Go on with the session's stages at once; else they wait until the person asks for it.
  package var runsStages = false
  /// The stages go on without a screen where the terminal goes away.
  package var detaches = false
  /// The directory that metrics go to as TensorBoard's event files; nil for nowhere.
  package var tensorBoard: String?
  /// Begin at the review queue.
  package var opensReview = false
  /// What the command does where there is no screen to be had, as advice.
  var instead: String

  /// A workbench on `session`, a name in `directory` or a path.
  package init(
    session: String, in directory: String, threads: Int, terminal: ScreenOptions, instead: String,
    log: @escaping (SessionStore) -> SessionLog, note: @escaping (String) -> Void
  ) {
    (self.session, self.directory, self.threads) = (session, directory, threads)
    (self.terminal, self.instead) = (terminal, instead)
    (self.log, self.note) = (log, note)
  }

  /// Opens the session and the screen, and whatever session the person goes to from there; returns when the person leaves.
  package func run() throws {
    var workbench = self
    while let next = try workbench.runOne() {
      workbench.session = next
      (workbench.settings, workbench.runsStages, workbench.opensReview) = (nil, false, false)
    }
  }

  /// Opens the session and the screen; gives the session that the person wants next, or nil.
  private func runOne() throws -> String? {
    // The terminal is asked first: without one nothing is created.
    if let problem = TerminalCapabilities.probe().problem { throw NoScreenError(problem, instead: instead) }
    let loaded = try terminal.loadThemes()
    try TensorBoardLog.check(tensorBoard)
    let asked = settings
    let (store, settings) =
      try asked.map { try SessionOpening.openOrCreate(session, in: directory, settings: $0) }
      ?? SessionOpening.open(session, in: directory)
    let log = self.log(store)
    defer {
      store.close()
      log.close()
    }
    let entry = try Catalogs.standard.environment(of: store, settings: settings.environmentSettings)
    let screen = try NoScreenError.opening(
      terminal.terminal(logPath: store.info.path + "/workbench.log"),
      instead: instead)
    defer { screen.close() }

    let waker = screen.waker
    let messages = Mailbox<AppMessage>()
    let post: @Sendable (AppMessage) -> Void = { message in
      messages.send(message)
      waker.wake()
    }
    let snapshots = LatestValue<EngineSnapshot>()
    let commands = Mailbox<EngineCommand>()
    let watch = AdvisingProgress { AppMessage($0).map(post) }
    let unsaved = UnsavedWork()
    let calls = ModelCallRecorder(store: store, log: log.logger)
    let stages = StagesBehind()
    // Also where opening fails: what starts the stages holds all that they need.
    defer { stages.finish() }
    let ties = LiveTies()
    let runner = EffectRunner(
      reader: SessionReader(store: store, entry: entry), commands: commands, stages: stages,
      rerun: CallRerun(store: store, models: calls),
      advice: AdviceStage(store: store, settings: settings, entry: entry, modelCalls: calls),
      watch: watch, post: post)
    stages.use { [threads, tensorBoard] gate, renews in
      var parts = BackgroundPipeline.Parts(
        store: store, settings: settings, threads: threads, snapshots: snapshots, commands: commands, gate: gate,
        watch: watch, unsaved: unsaved, log: log.logger)
      parts.renews = renews
      parts.tensorBoard = tensorBoard
      return try BackgroundPipeline(parts, wake: { waker.wake() }) { news in
        Self.show(news, runner, stages, post)
        ties.tell(news)
      }
    }

    var model = AppModel(
      title: "\(store.info.name) · \(settings.environment)", themes: loaded.themes,
      glyphs: screen.supportsUnicode && !terminal.ascii ? .unicode : .ascii, isReadOnly: store.isReadOnly)
    if let name = terminal.theme { model.selectTheme(name) }
    for problem in model.takeKeys() { post(.notice(problem, isError: true)) }
    if opensReview { post(.openReview) }
    if let asked, asked != settings { post(.notice(SessionOpening.keepsItsSettings, isError: false)) }
    for notice in SessionOpening.notices(of: store) { post(.notice(notice, isError: false)) }
    for remark in entry.remarks { post(.notice("warning: " + remark, isError: false)) }
    for problem in loaded.problems { post(.notice(problem, isError: true)) }
    if !store.isReadOnly, let reason = ties.serve(store, runner: runner) {
      post(.notice("nobody can follow this session from another terminal: \(reason)", isError: false))
    }
    runner.recallDecisions()
    runner.reload()
    runner.followOthers()
    let isStarted = runsStages && !store.isReadOnly
    runner.recall(SessionHistory(store: store, settings: settings), isRunning: isStarted)
    runner.compare()
    if isStarted { try stages.start(renews: false) }
    if let reason = store.readOnlyReason {
      // Behind what is recalled, which would stand in the place of what happens.
      runner.afterwards {
        let follows = ties.follow(store, snapshots: snapshots, wake: { waker.wake() }, post: post)
        post(.notice(follows ? "following: \(reason)" : "opened for reading only: \(reason)", isError: !follows))
      }
    }
    let desk = SessionsDesk(
      reader: SessionsReader(directory: directory, open: store),
      settings: SettingsReader(store: store, entry: entry), post: post)
    let branches = BranchDesk(store: store, entry: entry, stages: stages) { message in
      post(message)
      if case .event(let event) = message { ties.post(.event(event)) }
    }
    StoredPreferences.show(themes: loaded.themes.map(\.name), named: terminal.theme, post)
    let loop = UILoop(
      terminal: screen, messages: messages,
      pictures: [
        {
          snapshots.take().map { snapshot in
            ties.post(snapshot)
            return AppMessage.snapshot(snapshot)
          }
        }
      ],
      send: { command in if !ties.send(command) { runner.send(command) } }, save: { runner.save($0) },
      servers: runner.servers + desk.servers + branches.servers, editor: TextEditor(directory: store.info.path))
    let signal = loop.run(&model)

    screen.close()
    // A terminal that goes away says so more than once, and saving must not be cut short by the second time.
    Glibc.signal(SIGHUP, SIG_IGN)
    if stages.wereStarted || runner.isWaiting { note("sidecoach: saving…\n") }
    branches.finish()
    stages.finish()
    let lost = runner.finish()
    ties.close()
    desk.finish()
    if lost == nil, unsaved.problem == nil, !store.isReadOnly, model.isDetaching || (detaches && signal == SIGHUP) {
      store.close()
      try Detached.start(store.info.path, threads: threads)
      note("sidecoach: the stages go on without a screen; 'sidecoach attach \(store.info.path)' comes back\n")
    }
    if let problem = unsaved.problem {
      if lost == nil, signal == nil { throw problem }
      note("sidecoach: \(problem)\n")
    }
    if let signal { throw SignalExit(signal: signal, lost: lost) }
    if let lost { throw lost }
    return desk.next
  }

  /// Shows what the stages tell.
  static func show(
    _ news: BackgroundPipeline.News, _ runner: EffectRunner, _ stages: StagesBehind, _ post: (AppMessage) -> Void
  ) {
    switch news {
    case .event(let event): post(.event(event))
    case .unstored(let reason): post(.trainingUnstored(reason: reason))
    case .stages(let stages): post(.stages(stages))
    case .notice(let text, let isError): post(.notice(text, isError: isError))
    case .called: post(.callsChanged)
    case .stored: runner.reload()
    case .wanted(let advisor): runner.ask(advisor)
    case .compared(let comparison): post(comparison.message(of: runner.store))
    case .done: post(.stagesDone)
    case .ended: stages.ended()
    }
  }
}

/// The process was told to end by a signal; exits with 128 + its number.
package struct SignalExit: Error, CustomStringConvertible {
  package var signal: Int32
  /// What a person entered and could not be stored.
  var lost: LostEntries?
  package var description: String {
    "ended by signal \(signal); everything up to the last checkpoint is kept" + (lost.map { "; \($0)" } ?? "")
  }
}
