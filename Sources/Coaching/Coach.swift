package import Algorithms
package import Engine
import Environments
import Foundation
import Networks
package import RLCore
package import SessionStore
package import Threads

/// Runs the stages of coaching on one session, each from where it was left. Lives on the thread that drives the engine.
package final class Coach {
  package let store: SessionStore
  package var plan: SessionSettings
  package let entry: EnvironmentEntry
  package let pool: WorkerPool
  package let driver: EngineDriver
  package let writer: SessionWriter
  /// Stores requests to language models.
  package let modelCalls: ModelCallRecorder
  /// Whether somebody wants work to end that no command reaches, such as waiting for an advisor.
  package var isStopping: () -> Bool = { false }

  /// Coaches the session in `store` on `threads` threads, speaking through `ports`.
  package init(store: SessionStore, plan: SessionSettings, threads: Int, ports: EnginePorts, writer: SessionWriter) throws
  {
    self.store = store
    self.plan = plan
    self.writer = writer
    modelCalls = ModelCallRecorder(store: store)
    entry = try Catalog.environment(plan.environment, settings: plan.environmentSettings)
    pool = WorkerPool(threads: threads)
    driver = EngineDriver(ports: ports)
  }

  package var now: Double { Date().timeIntervalSince1970 }
  /// Asking advisors about this session.
  package var advice: AdviceStage { AdviceStage(store: store, plan: plan, entry: entry, modelCalls: modelCalls) }

  // MARK: Training

  /// Trains the base policy, or goes on with it.
  package func train() throws -> SessionStore.Run {
    try training(name: "base", method: "ppo", stage: .train, seed: plan.seed) {
      try PPO(name: "base", entry: entry, configuration: plan.training, seed: plan.seed, pool: pool)
    }
  }

  /// Fine-tunes the base policy by a method of the catalog, or goes on with that.
  package func refine(_ method: RefinementMethod, seed: UInt64? = nil) throws -> SessionStore.Run {
    let base = try store.policy(of: "base")
    var configuration = plan.refinement
    // The policy goes on in the network that it has, whatever a preset says.
    configuration.hidden = plan.training.hidden
    configuration.pooling = plan.training.pooling
    configuration.cellRate = plan.training.cellRate
    configuration.activation = plan.training.activation
    configuration.sharesTrunk = plan.training.sharesTrunk
    configuration.initialLogDeviation = plan.training.initialLogDeviation
    configuration.normalisesObservations = plan.training.normalisesObservations
    method.configure(&configuration)
    var table = GuidanceTable()
    if method.needsGuidance {
      table = try guidance()
      guard !table.entries.isEmpty else { throw CoachError.noGuidance }
      // A radius of 0 leaves the choice to the recorded episodes; a single one has nothing to say about others.
      if configuration.guidance.radius == 0 { configuration.guidance.radius = table.naturalRadius ?? 0.25 }
      if plan.compares {
        // Guided methods pay for what their guidance cost, so that all methods take the same steps in all.
        let left = configuration.roundedSteps - (try store.guidanceSteps())
        configuration.totalSteps = max(1, left / configuration.batchSize) * configuration.batchSize
      }
    }
    let seed = seed ?? plan.seed &+ 1
    return try training(name: method.name, method: method.name, stage: .refine, seed: seed) {
      try PPO(
        name: method.name, entry: entry, configuration: configuration, table: table, start: base, seed: seed,
        pool: pool)
    }
  }

  private func training(
    name: String, method: String, stage: Stage, seed: UInt64, make: () throws -> PPO
  ) throws -> SessionStore.Run {
    let existing = try store.run(named: name)
    if let existing, existing.state == .finished { return existing }
    let job: PPO
    if let existing, let file = existing.checkpoint {
      job = try PPO.resume(try store.policy(in: file), entry: entry, pool: pool)
      driver.preload(
        run: name, environment: try curve(name, .episodicReturn), shaped: try curve(name, .shapedReturn))
    } else {
      job = try make()
    }
    let run = try store.beginRun(
      name: name, method: method, seed: seed, configuration: Self.json(job.configuration),
      totalSteps: job.totalSteps, now: now)
    do {
      try driver.drive(job)
    } catch {
      try settle(run, job, stage: stage, state: error is EngineStopped ? .running : .failed)
      throw error
    }
    try settle(run, job, stage: stage, state: .finished)
    guard let finished = try store.run(named: name) else { throw CoachError.noRun(name) }
    return finished
  }

  /// Records how a run stands and what it cost since that was last recorded.
  private func settle(_ run: SessionStore.Run, _ job: PPO, stage: Stage, state: SessionStore.Run.State) throws {
    writer.flush()
    try writer.check()
    let counted = try store.stepsSpent(run: run.name).reduce(0) { $0 + $1.steps }
    try store.spendSteps(stage: stage, run: run.name, steps: max(0, job.step - counted), now: now)
    try store.updateRun(run.id, state: state, step: job.step, now: now)
  }

  private func curve(_ run: String, _ name: MetricName) throws -> [CurvePoint] {
    try store.metrics(run: run, name: name).map { CurvePoint(step: Double($0.step), value: $0.value) }
  }

  // MARK: Guidance

  /// The table of what was accepted and edited.
  package func guidance() throws -> GuidanceTable {
    let suggestions = try store.suggestions()
    let verdicts = try store.currentVerdicts()
    return try GuidanceTable(
      suggestions: suggestions, verdicts: verdicts, episodes: try store.episodes(Set(suggestions.map(\.episode))),
      entry: entry)
  }

  package static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

/// What can stand in the way of a stage, with what to do next.
package enum CoachError: Error, CustomStringConvertible {
  case noRun(String)
  case noCheckpoint(String)
  case unreadable(String)
  case badCheckpoint(String, String)
  case noEpisodes
  case noSuggestions
  case noGuidance
  case readOnly(String)
  case noSession(String)
  case noSessions(String)
  case unusable(String)
  case otherEnvironment(String, String, String)

  package var description: String {
    switch self {
    case .noRun("base"): "the session has no base policy yet; run 'sidecoach train' first"
    case .noRun(let name): "the session has no run '\(name)'; 'sidecoach refine' makes one"
    case .noCheckpoint(let name): "run '\(name)' has no checkpoint yet; let it train for a moment"
    case .unreadable(let path): "cannot read \(path); restore it from a backup or train the run again"
    case .badCheckpoint(let path, let reason): "\(path): \(reason)"
    case .noEpisodes: "no episodes are recorded; run 'sidecoach collect' first"
    case .noSuggestions: "there are no suggestions; run 'sidecoach identify' first"
    case .noGuidance:
      "no suggestion is accepted or edited, so there is no guidance; review the queue ('sidecoach review') or accept "
        + "by a policy ('sidecoach review S --accept verified')"
    case .readOnly(let reason): "the session is open for reading only (\(reason)); close the other one first"
    case .unusable(let reason): reason
    case .noSessions(let directory): "no sessions in \(directory)/ yet; 'sidecoach demo' begins one"
    case .otherEnvironment(let path, let has, let asked):
      "\(path) is a session of \(has), not of \(asked); choose another --session"
    case .noSession(let path): "there is no session at \(path); 'sidecoach train ENV --session S' makes one"
    }
  }
}
