import Algorithms
import Engine
import Logging
import RLCore
import SessionStore
import Threads

/// Measuring how much hangs on the steps that identifiers name.
extension Coach {
  /// The score that says least: drawn by chance.
  package static let fidelityFloor = "random"

  /// What a person is told who ends a measurement.
  package static let fidelityStopped =
    "stopped; fidelity is shown when all is measured, and nothing of it is kept: the same command begins anew"

  /// Measures the identifiers that `order` names, everybody who scores steps where it names none, and chance as the floor.
  package func fidelity(_ order: FidelityOrder) throws -> FidelityReport {
    var order = order
    if !order.identifiers.isEmpty { order.identifiers.append(Self.fidelityFloor) }
    return FidelityReport(
      environment: store.info.environment, try measureFidelity(order), floor: order.configuration.floor)
  }

  /// Measures the identifiers that `order` names on the session's base policy, one after the other as the catalog has them.
  ///
  /// The steps are entered in the session's account once an identifier is measured, as comparing's: measuring guides
  /// nothing, so that no refinement is charged for it. A mask is trained once for all of its episodes, and anew where
  /// `identify` asks it.
  package func measureFidelity(_ order: FidelityOrder) throws -> [FidelityMeasurement] {
    // What a policy lacks is said before whoever needs one is left out.
    let checkpoint = try store.policy(of: .base)
    return try scorers(order).map { measured in
      let scorer = measured.scorer
      return try log.timing("fidelity", ["identifier": "\(scorer.name)"]) {
        if let preparation = try scorer.preparation() { try driver.drive(preparation) }
        let job = try FidelityJob(
          name: "fidelity \(scorer.name)", scorer: scorer, checkpoint: checkpoint, entry: entry,
          configuration: order.configuration, seed: order.seed, pool: pool)
        try driver.drive(job)
        if let alert = job.failures.alert { notice(alert.detail) }
        let measurement = FidelityMeasurement(
          identifier: scorer.name, episodes: job.step, summaries: job.records.compactMap(\.summary),
          range: job.observedRange, environmentSteps: job.environmentSteps,
          identifierSteps: measured.environmentSteps())
        try store.spend(
          LedgerEntry(
            stage: .compare, steps: measurement.environmentSteps + measurement.identifierSteps, time: now))
        return measurement
      }
    }
  }

  /// Who is measured, and what naming has cost so far.
  private struct Measured {
    var scorer: any StepScorer
    var environmentSteps: () -> Int
  }

  /// The identifiers that `order` names, or everybody who scores steps without being asked about each.
  private func scorers(_ order: FidelityOrder) throws -> [Measured] {
    var resources = try advice.resources(pool: pool)
    (resources.seed, resources.mask) = (order.seed, order.mask)
    // Whoever cannot be made here, for instance without rules of thumb, scores nothing here.
    let known = catalogs.identifiers.entries.compactMap { (try? $0.make(resources)) as? any ScoringIdentifier }
    let scored = known.filter { order.identifiers.isEmpty || order.identifiers.contains($0.name) }
    let named = order.identifiers.filter { name in !known.contains { $0.name == name } }
    return scored.map { one in Measured(scorer: one) { one.environmentSteps } }
      + (try named.distinct().map { name in
        try catalogs.check(advisor: nil, identifier: name)
        // It is asked on the threads that play, each of which plays by itself.
        let asked = try advice.consultation(advisor: name, identifier: name, pool: WorkerPool(threads: 1))
        let one = try NamedStateScorer(asked.identifier, advice)
        return Measured(scorer: one) { one.environmentSteps }
      })
  }
}
