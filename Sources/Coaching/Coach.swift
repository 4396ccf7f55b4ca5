package import Advisors
import Algorithms
package import Engine
import Environments
import Foundation
package import Logging
import Networks
package import RLCore
package import SessionStore
package import Threads

/// Runs the stages of coaching on one session, each from where it was left. Lives on the thread that drives the engine.
package final class Coach {
  package let store: SessionStore
  package var settings: SessionSettings {
    didSet { writer.keepCheckpoints(settings.checkpointsKept) }
  }
  package let entry: EnvironmentEntry
  /// What can be chosen by name.
  package let catalogs: Catalogs
  package let pool: WorkerPool
  package let driver: EngineDriver
  package let writer: SessionWriter
  /// Told of stages as they begin and end.
  package let log: Logger
  /// Stores requests to language models.
  package let modelCalls: ModelCallRecorder
  /// Told what a person should know about the work under way.
  package var notice: (String) -> Void = { _ in }
  /// Set where somebody wants work to end that no command reaches, such as waiting for an advisor.
  package var stopping = StopSignal()

  /// Coaches the session in `store` on `threads` threads, speaking through `ports`.
  package init(
    store: SessionStore, settings: SessionSettings, threads: Int, ports: EnginePorts, writer: SessionWriter,
    catalogs: Catalogs = .standard, log: Logger = .silent
  ) throws {
    self.log = log
    self.catalogs = catalogs
    self.store = store
    self.settings = settings
    self.writer = writer
    modelCalls = ModelCallRecorder(store: store, log: log)
    entry = try catalogs.environment(of: store, settings: settings.environmentSettings)
    pool = WorkerPool(threads: threads)
    driver = EngineDriver(ports: ports)
    writer.keepCheckpoints(settings.checkpointsKept)
    driver.time = { Date().timeIntervalSince1970 }
    if let interval = try Self.checkpointInterval() { driver.checkpointInterval = interval }
  }

  /// The time between checkpoints as `$SIDECOACH_CHECKPOINT_SECONDS` says, for instance where machines are taken away often.
  private static func checkpointInterval() throws -> Duration? {
    let name = "SIDECOACH_CHECKPOINT_SECONDS"
    guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return nil }
    guard let seconds = Double(text), (0...86_400).contains(seconds) else {
      throw InvalidSettingError(key: name, value: text, valid: "seconds from 0 to 86400")
    }
    return .seconds(seconds)
  }

  package var now: Double { Date().timeIntervalSince1970 }
  /// By what terms refinements are guided.
  package var terms = GuidanceTerms()
  /// The rule by which rounds of a refinement decide; nil: a person does.
  package var roundRule: AcceptancePolicy? = .verified
  /// A round has put suggestions and evidence into the store.
  package var onRound: () -> Void = {}
  /// A round has put episodes into the store, and a model is to be asked about them beside training.
  package var onRoundEpisodes: () -> Void = {}
  /// What makes advice worse before it is stored, where that is what is studied.
  package var corruption: AdviceCorruption?
  /// How episodes are told to advisors.
  package var narration: NarrationForm = .told
  /// Asking advisors about this session.
  package var advice: AdviceStage {
    var stage = AdviceStage(
      store: store, settings: settings, entry: entry, modelCalls: modelCalls, catalogs: catalogs)
    stage.narration = narration
    stage.corruption = corruption
    return stage
  }
}
