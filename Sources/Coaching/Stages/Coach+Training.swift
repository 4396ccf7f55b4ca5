package import Algorithms
import Engine
import Foundation
import LanguageModels
import Logging
package import RLCore
package import SessionStore

/// Training the base policy, and fine-tuning copies of it.
extension Coach {
  /// Trains the base policy, or goes on with it; `steps` beyond those of a run that is there extend it.
  package func train(steps: Int? = nil) throws -> SessionStore.Run {
    try training(name: .base, method: MethodCatalog.methods.entry("ppo"), stage: .train, steps: steps) {
      let job = try PPO(
        name: RunName.base.rawValue, entry: entry, configuration: settings.training, seed: settings.seed, pool: pool)
      return Beginning(job: job, seed: settings.seed)
    }
  }

  /// Fine-tunes the base policy by a method of the catalog, or goes on with that; `steps` beyond those of a run that is
  /// there extend it.
  ///
  /// Methods that use guidance pay for what it cost (collecting, search, evidence), so that all methods take the same
  /// steps in all; one that looks at recorded episodes pays for these. One that starts from nothing trains as the base did,
  /// for the steps of base and refinement together.
  package func refine(
    _ method: RefinementMethod, seed: UInt64? = nil, steps: Int? = nil
  ) throws -> SessionStore.Run {
    let base = try store.policy(of: .base)
    return try training(name: RunName(method.name), method: method, stage: .refine, steps: steps) {
      var configuration = continuation
      if !method.startsFromBase {
        configuration = settings.training
        configuration.totalSteps = base.step + settings.refinement.totalSteps
      }
      method.configure(&configuration)
      var table = GuidanceTable()
      var charges: [Stage: Int] = [:]
      if method.needsGuidance {
        table = try terms.table(try guidance(), of: store, entry: entry, seed: settings.seed)
        guard !table.entries.isEmpty || configuration.guidance.rounds > 0 || terms.mayBeEmpty else {
          throw CoachError.noGuidance
        }
        // A radius of 0 leaves the choice to the recorded episodes; a single one has nothing to say about others.
        if configuration.guidance.radius == 0 { configuration.guidance.radius = table.usualRadius }
        configuration.guidance.alpha = try alpha(of: method, configuration.guidance, table)
        configuration.guidance.alphaChoice = .given
        charges = try terms.charges(of: store)
        if configuration.guidance.rounds > 0 {
          // What rounds may spend is set apart from the beginning, so that how long a run is does not hang on what they find.
          let share = configuration.guidance.roundShare * Double(configuration.totalSteps)
          configuration.guidance.roundBudget = Int(share)
          charges[.identify, default: 0] += Int(share)
        }
        pay(charges, from: &configuration, method)
      }
      let oracle = try oracle(for: method, configuration)
      if method.needsEpisodes {
        charges = try terms.charges(of: store).filter { $0.key == .collect }
        pay(charges, from: &configuration, method)
      }
      let seed = seed ?? settings.seed &+ 1
      let guide = try method.guide(table, entry: entry, configuration: configuration, oracle: oracle)
      try checkRounds(configuration, guide)
      // A run keeps the teacher that it asks; where that came from is no part of what it does.
      configuration.oracle.teacher = ""
      let job = try PPO(
        name: method.name, entry: entry, configuration: configuration, guide: guide,
        start: method.startsFromBase ? base : nil, seed: seed, pool: pool)
      return Beginning(job: job, seed: seed, charges: charges)
    }
  }

  /// Goes on with a run that is there, such as a fork; `steps` beyond those that it was begun with extend it.
  package func goOn(_ name: RunName, steps: Int? = nil) throws -> SessionStore.Run {
    guard let run = try store.run(named: name) else { throw CoachError.noRun(name) }
    let method = try catalogs.methods.entry(run.method)
    // It has the α that it was begun with; one that was asked for of other runs is not its own.
    let asked = driver.requestedAlpha
    driver.requestedAlpha = nil
    defer { driver.requestedAlpha = driver.requestedAlpha ?? asked }
    return try training(name: name, method: method, stage: .refine, steps: steps) {
      throw CoachError.noCheckpoint(name)
    }
  }

  /// Takes a run back to an earlier checkpoint, as a command does.
  package func rollBack(_ name: RunName, to step: Int) throws -> RollbackOrder.Outcome {
    let outcome = try RollbackOrder(name, to: step).perform(in: store, actor: "a command", now: now)
    log.info("rolled back by a command", metadata: ["run": "\(name)", "step": "\(step)", "kept": "\(outcome.kept)"])
    return outcome
  }

  /// Settings of a run that goes on from the base policy: in the network that this has, whatever a preset says.
  var continuation: PPOConfiguration {
    var configuration = settings.refinement
    configuration.hidden = settings.training.hidden
    configuration.pooling = settings.training.pooling
    configuration.cellRate = settings.training.cellRate
    configuration.activation = settings.training.activation
    configuration.sharesTrunk = settings.training.sharesTrunk
    configuration.initialLogDeviation = settings.training.initialLogDeviation
    configuration.normalisesObservations = settings.training.normalisesObservations
    return configuration
  }

  /// α as `guidance` chooses it.
  private func alpha(
    of method: RefinementMethod, _ guidance: GuidanceConfiguration, _ table: GuidanceTable
  ) throws -> Double {
    guard [.density, .bounded].contains(guidance.alphaChoice), guidance.shapesRewards else { return guidance.alpha }
    if let usual = method.usualAlpha { return usual }
    let episodes = try store.episodes(Set(store.collectedEpisodes()))
    let usual = try table.usualAlpha(in: episodes, entry: entry, configuration: guidance) ?? guidance.alpha
    // Until somebody has set another one, it is the paper's.
    return guidance.alphaChoice == .bounded ? min(usual, guidance.alpha) : usual
  }

  /// Takes what guidance has cost from a run's budget.
  private func pay(_ charges: [Stage: Int], from configuration: inout PPOConfiguration, _ method: RefinementMethod) {
    let charged = charges.values.reduce(0, +)
    // Held against what was asked for, not against that in whole updates.
    let budget = configuration.totalSteps
    configuration.totalSteps = configuration.trainingSteps(of: budget, charged: charged)
    if charged >= budget {
      notice(
        "guidance has cost \(charged) steps, as many as the budget of \(budget) or more, so that one update of "
          + "\(configuration.totalSteps) steps is all that \(method.name) trains, "
          + "\(charged + configuration.totalSteps) in all; --steps gives more")
    }
  }

  /// A run that has not begun.
  private struct Beginning {
    var job: PPO
    var seed: UInt64
    var charges: [Stage: Int] = [:]
  }

  private func training(
    name: RunName, method: RefinementMethod, stage: Stage, steps: Int?, begin: () throws -> Beginning
  ) throws -> SessionStore.Run {
    let beginning: Beginning
    if let existing = try store.run(named: name), existing.checkpoint != nil {
      guard let job = try resumed(existing, method, steps: steps) else { return existing }
      beginning = Beginning(job: job, seed: existing.seed)
    } else {
      beginning = try begin()
      let (asked, batch) = (beginning.job.configuration.totalSteps, beginning.job.configuration.batchSize)
      if beginning.job.totalSteps > asked + asked / 10 {
        notice("\(name) trains \(beginning.job.totalSteps) steps and not \(asked), since an update takes \(batch)")
      }
    }
    let job = beginning.job
    let run = try store.beginRun(
      name: name, method: method.name, seed: beginning.seed, configuration: Self.json(job.configuration),
      totalSteps: job.totalSteps, charges: beginning.charges, now: now)
    do {
      try log.timing("\(stage.rawValue)", ["run": "\(name)", "step": "\(job.step)", "method": "\(method.name)"]) {
        try driver.drive(try withRounds(job, run))
      }
    } catch let failure {
      do { try settle(run, job, state: failure is EngineStopped ? .running : .failed) } catch {
        // Where it failed, why it did is said before what else does not work.
        if failure is EngineStopped { throw error }
      }
      throw failure
    }
    try settle(run, job, state: .finished)
    guard let finished = try store.run(named: name) else { throw CoachError.noRun(name) }
    return finished
  }

  /// A run taken up from its checkpoint, whatever ended it; nil where it has taken every step that is asked for.
  private func resumed(_ run: SessionStore.Run, _ method: RefinementMethod, steps: Int?) throws -> PPO? {
    let checkpoint = try store.policy(of: run.name)
    let configuration = try checkpoint.configuration
    let charged = try store.charges(of: run.name).values.reduce(0, +)
    let asked = steps.map { configuration.trainingSteps(of: $0, charged: charged) } ?? 0
    if steps != nil, asked < run.totalSteps {
      notice("'\(run.name)' keeps the \(run.totalSteps) steps that it was begun with; --steps can only add to them")
    }
    if run.state == .finished, asked <= run.totalSteps { return nil }
    let total = max(asked, run.totalSteps)
    let job = try PPO.resume(
      checkpoint, entry: entry, methods: RLCore.Catalog("method", [method]), pool: pool,
      // As it was written, where nothing changes: the run's checkpoints are then those of one that never stopped.
      totalSteps: total == configuration.roundedSteps ? nil : total)
    if total > run.totalSteps {
      let words = RunExtension(of: run, from: checkpoint.step, to: total, configuration).words
      notice(words)
      writer.record(.alert(run: run.name.rawValue, step: checkpoint.step, title: "run extended", detail: words))
      try store.extendRun(run.name, to: total, configuration: Self.json(job.configuration), now: now)
    }
    driver.preload(run: run.name.rawValue, try store.recorder(of: run.name, events: store.events()))
    return job
  }

  /// Records how a run stands and what it cost since that was last recorded.
  private func settle(_ run: SessionStore.Run, _ job: PPO, state: SessionStore.Run.State) throws {
    writer.flush()
    try writer.check()
    try store.advanceRun(run.name, to: job.step, state: state, now: now)
  }

  /// The table of what was accepted and edited.
  ///
  /// - Parameters:
  ///   - end: only what is about episodes of smaller numbers.
  ///   - retired: suggestions that are left out.
  package func guidance(before end: Int = .max, without retired: Set<Int> = []) throws -> GuidanceTable {
    let suggestions = try store.suggestions().filter { $0.episode < end && !retired.contains($0.id) }
    let verdicts = try store.currentVerdicts()
    return try GuidanceTable(
      suggestions: suggestions, verdicts: verdicts, episodes: try store.episodes(Set(suggestions.map(\.episode))),
      evidence: try store.evidence(), entry: entry)
  }

  package static func json(_ value: some Encodable) -> String {
    (try? JSONEncoder.sorted.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
