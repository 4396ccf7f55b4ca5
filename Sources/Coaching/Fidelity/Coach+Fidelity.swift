import Algorithms
import Engine
import Logging
import RLCore
import SessionStore

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
    return try scorers(order).map { scorer in
      try log.timing("fidelity", ["identifier": "\(scorer.name)"]) {
        if let preparation = try scorer.preparation() { try driver.drive(preparation) }
        let job = try FidelityJob(
          name: "fidelity \(scorer.name)", scorer: scorer, checkpoint: checkpoint, entry: entry,
          configuration: order.configuration, seed: order.seed, pool: pool)
        try driver.drive(job)
        if let alert = job.failures.alert { notice(alert.detail) }
        let measurement = FidelityMeasurement(
          identifier: scorer.name, episodes: job.step, summaries: job.records.compactMap(\.summary),
          range: job.observedRange, environmentSteps: job.environmentSteps,
          identifierSteps: scorer.environmentSteps)
        try store.spend(
          LedgerEntry(
            stage: .compare, steps: measurement.environmentSteps + measurement.identifierSteps, time: now))
        return measurement
      }
    }
  }

  /// The identifiers that `order` names, or everybody who scores steps. Throws who does where it names one that does not.
  private func scorers(_ order: FidelityOrder) throws -> [any ScoringIdentifier] {
    var resources = try advice.resources(pool: pool)
    (resources.seed, resources.mask) = (order.seed, order.mask)
    // Whoever cannot be made here, for instance without rules of thumb, scores nothing here.
    let known = catalogs.identifiers.entries.compactMap { (try? $0.make(resources)) as? any ScoringIdentifier }
    let names = known.map(\.name)
    for name in order.identifiers where !names.contains(name) {
      try catalogs.check(advisor: nil, identifier: name)
      throw InvalidSettingError(
        key: "identifier", value: name,
        valid: "\(names.joined(separator: ", ")), which score every step; whoever names single states has no fidelity")
    }
    return order.identifiers.isEmpty ? known : known.filter { order.identifiers.contains($0.name) }
  }
}
