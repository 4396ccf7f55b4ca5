import Advisors
package import Algorithms
import Engine
import Foundation
import Logging
package import RLCore
package import SessionStore

/// The stages between training and refining.
extension Coach {
  /// Records episodes of the base policy until there are `count`. Returns how many of those failed that it recorded.
  @discardableResult
  package func collect(_ count: Int, run: RunName = .base) throws -> FailedEpisodes {
    guard (1...10_000).contains(count) else {
      throw InvalidSettingError(key: "episodes", value: "\(count)", valid: "1 to 10000")
    }
    return try log.timing("collect", ["episodes": "\(count)"]) {
      let missing = count - (try store.collectedEpisodes().count)
      guard missing > 0 else { return FailedEpisodes() }
      let source = try store.policy(of: run)
      // Later calls take other seeds, so that more episodes are other episodes.
      let seed = settings.seed &+ UInt64(count - missing) &* 7_919
      let job = try CollectJob(checkpoint: source, entry: entry, count: missing, seed: seed)
      func spending() -> LedgerEntry { LedgerEntry(stage: .collect, steps: job.environmentSteps, time: now) }
      do {
        try driver.drive(job)
      } catch let error as EnvironmentError {
        // Episodes that failed have been played all the same. Whatever else ends the work, a stop or a full disk, the very
        // same ones are played again, and count then. What stood in the way is said before what stands in the way of
        // counting it.
        if job.environmentSteps > 0 { try? store.spend(spending()) }
        throw error
      }
      _ = try store.addEpisodes(
        job.episodes, checkpoint: "\(run)@\(source.step)", spending: spending(), now: now)
      tell(job.failures)
      return job.failures
    }
  }

  /// Says how many episodes of a job failed, where some did.
  private func tell(_ failures: FailedEpisodes) {
    if let alert = failures.alert { notice(alert.detail) }
  }

  /// Sets how critical states are named, by `key=value`, for this question and all later ones about the session.
  package func setIdentifying(_ given: [String]) throws {
    guard !given.isEmpty else { return }
    var changed = settings
    try changed.applyIdentifying(given)
    try changed.search.check()
    settings = changed
    let pairs = try given.map(SessionSettings.pair)
    let known = try store.recall(.identifyingSettings) ?? [:]
    try store.remember(pairs.reduce(into: known) { $0[$1.key] = $1.value }, as: .identifyingSettings)
  }

  /// Asks for critical states and suggestions in every episode about which these two have not been asked.
  ///
  /// - Returns: how many suggestions came, how many reply items were dropped or changed, of how many episodes the answers
  ///   could not be read, and, where nothing at all could be used, why.
  package func identify(
    _ asked: Consultation, again: Bool = false,
    onCall: @escaping (_ made: Int, _ planned: Int) -> Void = { _, _ in },
    onStored: @escaping ([Suggestion]) -> Void = { _ in }
  ) throws -> (suggestions: Int, issues: Int, unread: Int, trouble: String?) {
    try log.timing("identify", ["asked": "\(asked.label)"]) {
      let stage = advice
      let outcome = try waitFor(stop: stopping) {
        try await stage.run(asked, again: again, onCall: onCall, onStored: onStored)
      }
      if let alert = outcome.alert {
        writer.record(.alert(run: "identify", step: 0, title: "one action for distinct states", detail: alert))
      }
      return (outcome.suggestions.count, outcome.issues, outcome.unread, outcome.trouble)
    }
  }

  /// Measures the evidence of every suggestion that has none; with `edits` also that of what was put in their place.
  /// Returns whether there was any to measure.
  @discardableResult
  package func verify(_ configuration: EvidenceConfiguration? = nil, edits: Bool = false) throws -> Bool {
    let measured = try measure { try advice.measurement(configuration, pool: pool) }
    guard edits else { return measured }
    return try measure { try advice.measurementOfEdits(configuration, pool: pool) } || measured
  }

  private func measure(_ make: () throws -> EvidenceJob?) throws -> Bool {
    try log.timing("verify") {
      guard let job = try make() else { return false }
      defer { writer.flush() }
      try advice.countingLoss(of: job) { try driver.drive(job) }
      tell(job.failures)
      return true
    }
  }

  /// Decides every pending suggestion by a stated policy; what is decided already stays, edits without evidence of their
  /// own included. To confirm what is verified takes environment steps. Returns how many were accepted and rejected.
  ///
  /// - Parameter limit: accepted at most; what would be accepted beyond is skipped.
  package func accept(
    by policy: AcceptancePolicy, limit: Int = .max
  ) throws -> (accepted: Int, rejected: Int) {
    if policy == .confirmed { _ = try measure { try advice.confirmation(pool: pool) } }
    return try decide(by: policy, limit: limit) { _ in true }
  }

  /// Decides the pending suggestions among those that `isMeant` names, by what is measured; those that would be accepted
  /// beyond the first `limit` are skipped.
  @discardableResult
  func decide(
    by policy: AcceptancePolicy, limit: Int = .max, where isMeant: (Suggestion) -> Bool
  ) throws -> (accepted: Int, rejected: Int) {
    let verdicts = try store.currentVerdicts()
    let (evidence, confirmed) = (try store.evidence(), try store.confirmedSuggestions())
    let pending = try store.suggestions().filter { verdicts[$0.id] == nil && isMeant($0) }
    var accepted = 0
    let decisions = pending.map { suggestion in
      let isAccepted = policy.accepts(
        suggestion, evidence[suggestion.id], isConfirmed: confirmed.contains(suggestion.id))
      let verdict: Verdict = !isAccepted ? .rejected : accepted < limit ? .accepted : .skipped
      if verdict == .accepted { accepted += 1 }
      return Decision(suggestion: suggestion.id, verdict: verdict, actor: policy.name)
    }
    try store.decide(decisions, now: now)
    return (accepted, decisions.count { $0.verdict == .rejected })
  }

  /// Evaluates a run's latest checkpoint with guidance off, unless that was done already.
  package func evaluate(_ run: RunName, games: Int, samples: Bool = true) throws -> SessionStore.Evaluation {
    try log.timing("evaluate", ["run": "\(run)", "games": "\(games)"]) {
      guard let found = try store.run(named: run) else { throw CoachError.noRun(run) }
      guard let file = found.checkpoint else { throw CoachError.noCheckpoint(run) }
      if samples,
        let known = try store.evaluations().last(where: {
          $0.run == run && $0.checkpoint == file && $0.games == games && $0.seed == settings.seed
        })
      {
        return known
      }
      let job = try EvaluateJob(
        name: "evaluate \(run)", checkpoint: try store.policy(of: run), entry: entry, games: games, seed: settings.seed,
        samples: samples, pool: pool)
      try driver.drive(job)
      tell(job.failures)
      let interval = job.interval
      let evaluation = SessionStore.Evaluation(
        run: run, checkpoint: file, games: games, mean: interval.mean, low: interval.low, high: interval.high,
        returns: job.returns, environmentSteps: job.environmentSteps, seed: settings.seed)
      // The records compare policies as they are trained, drawing actions; another way of playing is only shown.
      if samples { try store.addEvaluation(evaluation, now: now) }
      return evaluation
    }
  }
}
