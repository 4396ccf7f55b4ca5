import Advisors
import Algorithms
import Engine
import Networks
import RLCore
import SessionStore
import Threads

/// Rounds: asking anew about what a run has just played.
extension Coach {
  /// `job` as it is driven: with its rounds, where its settings ask for any.
  func withRounds(_ job: PPO, _ run: SessionStore.Run) throws -> any EngineJob {
    guard job.configuration.guidance.rounds > 0, let guide = job.guide as? CoachedPPO else { return job }
    try entry.require(.restorable, for: "rounds go back into what was just played")
    return RoundsJob(run: job, guide: guide) { [self] in try answer($0, of: job, run) }
  }

  /// Refuses rounds of a method that has none, and evidence of rounds where there are none.
  func checkRounds(_ configuration: PPOConfiguration, _ guide: (any RolloutGuide)?) throws {
    if configuration.guidance.reusesEvidence, configuration.guidance.rounds == 0 {
      throw InvalidSettingError(
        key: "guidance.reuseEvidence", value: "true",
        valid: "false, unless guidance.rounds is above 0: evidence of earlier policies is no lesson for this one")
    }
    guard configuration.guidance.rounds > 0, !(guide is CoachedPPO) else { return }
    throw InvalidSettingError(
      key: "guidance.rounds", value: "\(configuration.guidance.rounds)",
      valid: "0, as only coach-a, coach-r and coach-ra ask anew")
  }

  /// Stores the windows as episodes, asks about one after the other, measures, and decides by `roundRule`, for as long as
  /// the round's budget lasts; then gives the table of all that is accepted and not retired.
  ///
  /// A round that was cut short by a kill is done again from the same checkpoint. What is in the store by then is found
  /// there by the round's label, and costs what it cost.
  private func answer(
    _ question: RoundsJob.Question, of job: PPO, _ run: SessionStore.Run
  ) throws -> RoundsJob.Answer {
    let label = EpisodeSummary.roundLabel(of: run, at: job.step)
    var episodes = try store.episodeSummaries().filter { $0.checkpoint == label }.map(\.id)
    if episodes.isEmpty { episodes = try store.addEpisodes(question.windows, checkpoint: label, now: now) }
    var stage = advice
    stage.spender = RunName(label)
    stage.policy = try job.checkpoint().map { try PolicyCheckpoint(bytes: $0) }
    var played: [Int: [[EvidenceBranch]]] = [:]
    func spent() throws -> Int { try store.stepsSpent(run: RunName(label)).values.reduce(0, +) }
    if roundRule == nil, try !stage.consultation(pool: pool).isStandIn {
      // A person's model is asked beside training, which never waits for it; the next round takes what is decided by then.
      onRoundEpisodes()
    } else {
      do {
        for (place, episode) in episodes.enumerated() {
          let left = question.budget - (try spent())
          guard left > 0 else { break }
          // A search has half of what is left for the episode, so that what it finds can be measured.
          stage.allowance = SearchAllowance(
            steps: left / (2 * (episodes.count - place)), questions: settings.windowsPerEpisode)
          let asked = try stage.consultation(pool: pool)
          _ = try waitFor(stop: stopping) { [stage] in try await stage.run(asked, only: [episode]) }
          played.merge(
            try measure(episode, stage, keeping: question.evidence > 0) { try spent() < question.budget }
          ) { $1 }
        }
      } catch let error where error.isAdvisorsTrouble {
        notice("\(error); \(run.name) goes on with the guidance that it has")
        writer.record(.alert(run: run.name.rawValue, step: job.step, title: "round left out", detail: "\(error)"))
      }
      if let roundRule { try decide(by: roundRule, in: Set(episodes), stage) }
    }
    onRound()
    let known = try store.recall(.retiredSuggestions) ?? [:]
    try store.remember(known.merging([run.name.rawValue: question.retired]) { $1 }, as: .retiredSuggestions)
    let table = try guidance(before: (episodes.max() ?? 0) + 1, without: Set(question.retired))
    return RoundsJob.Answer(
      table: try terms.table(table, of: store, entry: entry, seed: settings.seed), spent: try spent(),
      played: EvidenceBranch.lesson(from: played, limit: question.evidence))
  }

  /// Measures what has no evidence in an episode, while there is something left to spend; gives what was played, where it is
  /// to be kept.
  private func measure(
    _ episode: Int, _ stage: AdviceStage, keeping: Bool, while isAffordable: () throws -> Bool
  ) throws -> [Int: [[EvidenceBranch]]] {
    let measured = try store.evidence()
    let known = Dictionary(grouping: try store.suggestions().filter { $0.episode == episode }) {
      measured[$0.id] != nil
    }
    let waiting = (known[false] ?? []).sorted { ($1.confidence, $0.id) < ($0.confidence, $1.id) }
    var configuration = settings.evidence
    configuration.rollouts = min(configuration.rollouts, Self.roundRollouts)
    var played: [Int: [[EvidenceBranch]]] = [:]
    // What a round measured before it was cut short is played again as it was, and costs no more than it did.
    if keeping, let again = try stage.measurement(of: known[true] ?? [], configuration, pool: pool) {
      (again.keepsBranches, again.onEvidence) = (true, nil)
      try finish(again) { true }
      played = again.branches
    }
    guard let job = try stage.measurement(of: waiting, configuration, pool: pool) else { return played }
    job.keepsBranches = keeping
    try stage.countingLoss(of: job) { try finish(job, while: isAffordable) }
    return played.merging(job.branches) { $1 }
  }

  private func finish(_ job: EvidenceJob, while isAffordable: () throws -> Bool) throws {
    while !job.isFinished, try isAffordable() {
      guard !stopping.isSet else { throw EngineStopped() }
      _ = try job.advance()
    }
  }

  /// Rollouts of an action's evidence in a round at most: there are many rounds.
  private static let roundRollouts = 8

  private func decide(by rule: AcceptancePolicy, in episodes: Set<Int>, _ stage: AdviceStage) throws {
    if rule == .confirmed, let job = try stage.confirmation(pool: pool) {
      try stage.countingLoss(of: job) { while !job.isFinished { _ = try job.advance() } }
    }
    try decide(by: rule) { episodes.contains($0.episode) }
  }
}

extension Error {
  /// Whoever was asked could not answer; what was to be done with the answers can go on without.
  fileprivate var isAdvisorsTrouble: Bool { self is AdvisorError || isAdvisingPause }
}
