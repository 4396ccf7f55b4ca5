package import Algorithms
import Engine
import Foundation
import LanguageModels
import Logging
package import RLCore
package import SessionStore

/// Training the base policy, and fine-tuning copies of it.
extension Coach {
  /// Trains the base policy, or goes on with it.
  package func train() throws -> SessionStore.Run {
    try training(name: .base, method: MethodCatalog.methods.entry("ppo"), stage: .train, seed: settings.seed) {
      try PPO(
        name: RunName.base.rawValue, entry: entry, configuration: settings.training, seed: settings.seed, pool: pool)
    }
  }

  /// Fine-tunes the base policy by a method of the catalog, or goes on with that.
  package func refine(_ method: RefinementMethod, seed: UInt64? = nil) throws -> SessionStore.Run {
    let base = try store.policy(of: .base)
    var configuration = settings.refinement
    // The policy goes on in the network that it has, whatever a preset says.
    configuration.hidden = settings.training.hidden
    configuration.pooling = settings.training.pooling
    configuration.cellRate = settings.training.cellRate
    configuration.activation = settings.training.activation
    configuration.sharesTrunk = settings.training.sharesTrunk
    configuration.initialLogDeviation = settings.training.initialLogDeviation
    configuration.normalisesObservations = settings.training.normalisesObservations
    method.configure(&configuration)
    var table = GuidanceTable()
    if method.needsGuidance {
      table = try guidance()
      guard !table.entries.isEmpty else { throw CoachError.noGuidance }
      // A radius of 0 leaves the choice to the recorded episodes; a single one has nothing to say about others.
      if configuration.guidance.radius == 0 { configuration.guidance.radius = table.naturalRadius ?? 0.25 }
      if settings.compares {
        // Guided methods pay for what their guidance cost, so that all methods take the same steps in all.
        let left = configuration.roundedSteps - (try store.guidanceSteps())
        configuration.totalSteps = max(1, left / configuration.batchSize) * configuration.batchSize
      }
    }
    let seed = seed ?? settings.seed &+ 1
    return try training(name: RunName(method.name), method: method, stage: .refine, seed: seed) {
      try PPO(
        name: method.name, entry: entry, configuration: configuration,
        guide: method.guide(table, entry: entry, configuration: configuration), start: base, seed: seed, pool: pool)
    }
  }

  private func training(
    name: RunName, method: RefinementMethod, stage: Stage, seed: UInt64, make: () throws -> PPO
  ) throws -> SessionStore.Run {
    let existing = try store.run(named: name)
    if let existing, existing.state == .finished { return existing }
    let job: PPO
    if let existing, let file = existing.checkpoint {
      job = try PPO.resume(
        try store.policy(in: file), entry: entry, methods: RLCore.Catalog("method", [method]), pool: pool)
      driver.preload(
        run: name.rawValue, environment: try curve(name, .episodicReturn), shaped: try curve(name, .shapedReturn))
    } else {
      job = try make()
    }
    let run = try store.beginRun(
      name: name, method: method.name, seed: seed, configuration: Self.json(job.configuration),
      totalSteps: job.totalSteps, now: now)
    do {
      try log.timing("\(stage.rawValue)", ["run": "\(name)", "step": "\(job.step)", "method": "\(method.name)"]) {
        try driver.drive(job)
      }
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
    let counted = try store.stepsSpent(run: run.name).values.reduce(0, +)
    try store.spend(LedgerEntry(stage: stage, run: run.name, steps: max(0, job.step - counted), time: now))
    try store.updateRun(run.id, state: state, step: job.step, now: now)
  }

  private func curve(_ run: RunName, _ name: MetricName) throws -> [CurvePoint] {
    try store.metrics(run: run, name: name).map { CurvePoint(step: Double($0.step), value: $0.value) }
  }

  /// The table of what was accepted and edited.
  package func guidance() throws -> GuidanceTable {
    let suggestions = try store.suggestions()
    let verdicts = try store.currentVerdicts()
    return try GuidanceTable(
      suggestions: suggestions, verdicts: verdicts, episodes: try store.episodes(Set(suggestions.map(\.episode))),
      entry: entry)
  }

  package static func json(_ value: some Encodable) -> String {
    (try? JSONEncoder.sorted.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
