import Advisors
import Algorithms
import Canvas
import Coaching
import CursesBackend
import Engine
import Environments
import Foundation
import Glibc
import Logging
import RLCore
import SessionStore
import Threads
import WorkbenchUI

/// The workbench on a terminal: wires session, engine and screen together.
struct Workbench {
  var common: CommonOptions
  var terminal: TerminalFlags
  var session: String
  /// The directory of the themes that come with the program.
  static let themes = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appendingPathComponent("Themes").path
  /// How to make the session when it is not there; nil asks for one that is.
  var settings: SessionSettings?
  /// Run the stages of the session's settings behind the screen.
  var runsPipeline = false
  /// Begin at the review queue.
  var opensReview = false
  /// What the command does where there is no screen to be had, as advice.
  var instead: String

  /// Opens the session and the screen; returns when the person leaves.
  func run() throws {
    // The terminal is asked first: without one nothing is created.
    if let problem = TerminalCapabilities.probe().problem { throw NoScreenError(problem, instead: instead) }
    let loaded = ThemeFiles.load(shipped: Self.themes)
    if let name = terminal.theme, !loaded.themes.contains(where: { $0.name == name }) {
      throw UnknownNameError(kind: "theme", name: name, valid: loaded.themes.map(\.name))
    }
    let asked = settings
    let (store, settings) =
      try asked.map { try SessionOpening.openOrCreate(session, in: common.directory, settings: $0) }
      ?? SessionOpening.open(session, in: common.directory)
    let log = common.log(store)
    defer {
      store.close()
      log.close()
    }
    let entry = try Catalogs.standard.environment(of: store, settings: settings.environmentSettings)
    let screen = try NoScreenError.opening(
      TerminalOptions(color: terminal.color, asciiOnly: terminal.ascii, logPath: store.info.path + "/workbench.log"),
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
    let gate = ReviewGate()
    let watch = AdvisingProgress { AppMessage($0).map(post) }
    let unsaved = UnsavedWork()
    let calls = ModelCallRecorder(store: store, log: log.logger)
    let runner = EffectRunner(
      reader: SessionReader(store: store, entry: entry), commands: commands, gate: gate,
      rerun: CallRerun(store: store, models: calls),
      advice: AdviceStage(store: store, settings: settings, entry: entry, modelCalls: calls),
      watch: watch, post: post)
    let engine =
      runsPipeline && !store.isReadOnly
      ? try startPipeline(
        store, settings, snapshots, commands, gate, runner, watch, unsaved, post, waker, log.logger) : nil

    var model = AppModel(
      title: "\(store.info.name) · \(settings.environment)", themes: loaded.themes,
      glyphs: screen.supportsUnicode && !terminal.ascii ? .unicode : .ascii, isReadOnly: store.isReadOnly)
    if let name = terminal.theme { model.selectTheme(name) }
    if opensReview { post(.openReview) }
    if let asked, asked != settings { post(.notice(SessionOpening.keepsItsSettings, isError: false)) }
    for notice in SessionOpening.notices(of: store) { post(.notice(notice, isError: false)) }
    for remark in entry.remarks { post(.notice("warning: " + remark, isError: false)) }
    for problem in loaded.problems { post(.notice(problem, isError: true)) }
    if let reason = store.readOnlyReason { post(.notice("opened for reading only: \(reason)", isError: true)) }
    runner.recallDecisions()
    runner.reload()
    runner.followOthers()
    runner.recall(SessionHistory(store: store, settings: settings), isRunning: engine != nil)
    if let comparison = try? Comparison(store: store, settings: settings), !comparison.rows.isEmpty {
      post(.comparison(comparison.screenRows))
    }
    let loop = UILoop(
      terminal: screen, messages: messages, pictures: [{ snapshots.take().map(AppMessage.snapshot) }],
      send: { runner.send($0) }, save: { runner.save($0) }, servers: runner.servers)
    let signal = loop.run(&model)

    screen.close()
    // A terminal that goes away says so more than once, and saving must not be cut short by the second time.
    Glibc.signal(SIGHUP, SIG_IGN)
    if let engine {
      Output.note("sidecoach: saving…\n")
      gate.stop()
      commands.send(.stop)
      engine.thread.join()
      // Not before: what training could not store is tried again for as long as the workbench is open.
      unsaved.add(records: engine.writer.close())
    }
    let lost = runner.finish()
    if let problem = unsaved.problem {
      if lost == nil, signal == nil { throw problem }
      Output.note("sidecoach: \(problem)\n")
    }
    if let signal { throw SignalExit(signal: signal, lost: lost) }
    if let lost { throw lost }
  }

  private func startPipeline(
    _ store: SessionStore, _ settings: SessionSettings, _ snapshots: LatestValue<EngineSnapshot>,
    _ commands: Mailbox<EngineCommand>, _ gate: ReviewGate, _ runner: EffectRunner, _ watch: AdvisingProgress,
    _ unsaved: UnsavedWork, _ post: @escaping @Sendable (AppMessage) -> Void, _ waker: Waker, _ log: Logger
  ) throws -> (thread: OwnedThread, writer: SessionWriter) {
    let threads = common.threadCount
    let alpha = try store.recall(.requestedAlpha)
    let writer = try SessionWriter(
      store: store, log: log,
      onEvent: { event in
        // Metrics reach the screen in snapshots; everything else is shown as it happens.
        if case .metrics = event { return }
        post(.event(event))
      }, onFailure: { error in post(.trainingUnstored(reason: error.map { "\($0)" })) })
    let thread = try OwnedThread {
      do {
        let ports = SessionOpening.ports(
          writer: writer, snapshots: snapshots, commands: commands, wake: { waker.wake() })
        let coach = try Coach(
          store: store, settings: settings, threads: threads, ports: ports, writer: writer, log: log)
        let pipeline = Pipeline(coach: coach, reviewer: .person, gate: gate)
        coach.driver.requestedAlpha = alpha
        coach.driver.onProgress = { [unowned pipeline] in pipeline.observe($0) }
        pipeline.modelOptions.onProgress = { watch.hear($0) }
        pipeline.observer = { event in
          switch event {
          case .stages(let stages): post(.stages(stages))
          case .notice(let text, let isError): post(.notice(text, isError: isError))
          case .asking(let advisor): _ = watch.begin(advisor, configuredAs: settings.advisor)
          case .answered(let made, let planned):
            watch.made(made, of: planned, store: store)
            post(.callsChanged)
          case .asked(let pause): watch.end(pause: pause)
          case .stored(.episodes), .stored(.suggestions): runner.reload()
          case .stored(.evaluations):
            if let comparison = try? Comparison(store: store, settings: settings) {
              post(.comparison(comparison.screenRows))
            }
          }
        }
        try pipeline.run()
        post(.stagesDone)
      } catch is EngineStopped {
      } catch {
        unsaved.add(error)
        post(.notice("\(error)", isError: true))
      }
    }
    return (thread, writer)
  }
}

/// The process was told to end by a signal; exits with 128 + its number.
struct SignalExit: Error, CustomStringConvertible {
  var signal: Int32
  /// What a person entered and could not be stored.
  var lost: LostEntries?
  var description: String {
    "ended by signal \(signal); everything up to the last checkpoint is kept" + (lost.map { "; \($0)" } ?? "")
  }
}
