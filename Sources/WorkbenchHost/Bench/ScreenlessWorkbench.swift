import Canvas
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Threads
import WorkbenchUI

/// The workbench on a session without a terminal, drawn to memory: model, readers and stages are those of a screen.
///
/// It asks no advisor, since that costs money, writes nothing outside the session, and keeps to its own preferences and
/// keys. One thread uses it; what the session's queues find out waits in a mailbox, as it does for the screen's loop.
final class ScreenlessWorkbench {
  /// What is done beside looking.
  struct Work: Sendable {
    /// The stages run from the beginning on, on so many threads; nil leaves them alone.
    var stageThreads: Int?
    /// Evidence is measured where a key asks for it.
    var measures = false
  }

  /// The session.
  let store: SessionStore
  /// What is on the screen.
  private(set) var model: AppModel
  /// The latest picture.
  private(set) var grid: Grid
  /// The errors that were told, with how often.
  private(set) var errors: [String: Int] = [:]
  /// Environment steps of the run under way.
  private(set) var trainedSteps = 0

  private let work: Work
  private let log: SessionLog
  private let messages: Mailbox<AppMessage>
  private let snapshots: LatestValue<EngineSnapshot>
  private let stages: StagesBehind
  private let ties = LiveTies()
  /// Who carries out what the screens ask for.
  let runner: EffectRunner
  private let desk: SessionsDesk
  private let servers: [EffectServer]
  private let clock = WallClock.formatter()
  /// Something was asked for since everything was last waited for.
  private var isAsking = true

  /// Opens the session at `path`, which has a slash in it; everything that a screen reads then is under way.
  init(_ path: String, width: Int, height: Int, work: Work = Work()) throws {
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let (store, settings) = try SessionOpening.open(path, in: directory)
    let log = SessionLog(directory: store.info.path)
    let entry = try Catalogs.standard.environment(of: store, settings: settings.environmentSettings)
    let messages = Mailbox<AppMessage>()
    let post: @Sendable (AppMessage) -> Void = { messages.send($0) }
    let snapshots = LatestValue<EngineSnapshot>()
    let commands = Mailbox<EngineCommand>()
    let watch = AdvisingProgress { AppMessage($0).map(post) }
    let calls = ModelCallRecorder(store: store, log: log.logger)
    let stages = StagesBehind()
    let ties = self.ties
    let runner = EffectRunner(
      reader: SessionReader(store: store, entry: entry), commands: commands, stages: stages,
      rerun: CallRerun(store: store, models: calls),
      advice: AdviceStage(store: store, settings: settings, entry: entry, modelCalls: calls), watch: watch, post: post)
    if let threads = work.stageThreads {
      let unsaved = UnsavedWork()
      stages.use { gate, renews in
        var parts = BackgroundPipeline.Parts(
          store: store, settings: settings, threads: threads, snapshots: snapshots, commands: commands, gate: gate,
          watch: watch, unsaved: unsaved, log: log.logger)
        parts.renews = renews
        return try BackgroundPipeline(parts, wake: {}) { news in
          Workbench.show(news, runner, stages, post)
          ties.tell(news)
        }
      }
    }
    model = AppModel(
      title: "\(store.info.name) · \(settings.environment)", themes: ThemeFiles.load(shipped: Workbench.themes).themes,
      glyphs: .unicode, isReadOnly: store.isReadOnly)
    grid = Grid(width: width, height: height)
    desk = SessionsDesk(
      reader: SessionsReader(directory: directory, open: store), settings: SettingsReader(store: store, entry: entry),
      post: post)
    let real = runner.servers + desk.servers
    servers = Self.guards(before: real, measures: work.measures, post) + real
    (self.store, self.work, self.log, self.messages) = (store, work, log, messages)
    (self.snapshots, self.stages, self.runner) = (snapshots, stages, runner)

    runner.recallDecisions()
    runner.reload()
    runner.followOthers()
    runner.recall(SessionHistory(store: store, settings: settings), isRunning: work.stageThreads != nil)
    runner.compare()
    if work.stageThreads != nil {
      _ = ties.serve(store, runner: runner)
      try stages.start(renews: false)
    }
    post(.preferences(WorkbenchPreferences()))
    take(.resized(width: width, height: height))
  }

  /// The session that the person wants to open in place of this one.
  var next: String? { desk.next }

  /// Gives the model a message and has what it asks for carried out.
  func take(_ message: AppMessage) {
    if case .notice(let text, let isError) = message, isError { errors[text, default: 0] += 1 }
    for effect in update(&model, message) {
      switch effect {
      case .send(let command): if work.stageThreads != nil { runner.send(command) }
      case .saveScreen:
        // Wherever it was to go, it goes beside the session.
        runner.save(ScreenPicture(grid: view(model), theme: model.theme, title: model.title, file: nil))
        isAsking = true
      // There is no terminal to give up, and no editor.
      case .suspend, .quit, .write: break
      case .feature(let wanted): serve(wanted, ticket: nil)
      case .keep(let ticket, let wanted): serve(wanted, ticket: ticket)
      }
    }
  }

  private func serve(_ wanted: any FeatureEffect, ticket: Int?) {
    isAsking = true
    if !servers.contains(where: { $0.take(wanted, ticket: ticket) }) {
      take(.notice("nobody here can do that: \(wanted)", isError: true))
    }
  }

  /// Draws what is to be seen now.
  func draw() { grid = view(model) }

  /// Takes what was found out meanwhile; false where that is nothing.
  @discardableResult
  func takeArrivals() -> Bool {
    let arrived = messages.takeAll()
    if !arrived.isEmpty { take(.clock(clock.string(from: Date()))) }
    for message in arrived { take(message) }
    guard let snapshot = snapshots.take() else { return !arrived.isEmpty }
    ties.post(snapshot)
    trainedSteps = snapshot.step
    take(.snapshot(snapshot))
    return true
  }

  /// Waits until everything that was asked for is done, and takes what comes of it. While stages run there is always more.
  func settle() {
    repeat {
      isAsking = false
      let reached = Mailbox<Bool>()
      runner.afterwards { reached.send(true) }
      _ = reached.waitForAll()
      desk.finish()
    } while takeArrivals() || isAsking
  }

  /// Ends everything as a screen does when the person leaves.
  ///
  /// - Returns: what was entered and could not be stored.
  func close() -> LostEntries? {
    stages.finish()
    let lost = runner.finish()
    ties.close()
    desk.finish()
    store.close()
    log.close()
    return lost
  }

  /// Who takes effects before those that carry them out: nothing is asked, and no preferences of a person are written.
  private static func guards(
    before real: [EffectServer], measures: Bool, _ post: @escaping @Sendable (AppMessage) -> Void
  ) -> [EffectServer] {
    let refusal = "nobody is asked without a screen"
    return [
      EffectServer { (effect: AdvisorsEffect) in
        switch effect {
        case .ask: post(.notice(refusal, isError: false))
        case .loadModels(let advisor): post(.models(ModelOffers(advisor: advisor, problem: refusal)))
        case .loadOffers, .stopAsking: _ = real.contains { $0.take(effect) }
        }
      },
      EffectServer { (effect: PromptsEffect) in
        switch effect {
        case .rerun: post(.notice(refusal, isError: false))
        case .loadCalls, .loadCall, .loadQuality: _ = real.contains { $0.take(effect) }
        }
      },
      EffectServer { (_: PreferencesEffect) in },
      EffectServer { (effect: ReviewEffect, ticket) in
        if case .measure(let suggestion, let action) = effect, !measures {
          post(.measured(suggestion: suggestion, action: action, problem: "nothing is measured here"))
        } else {
          _ = real.contains { $0.take(effect, ticket: ticket) }
        }
      },
    ]
  }
}
