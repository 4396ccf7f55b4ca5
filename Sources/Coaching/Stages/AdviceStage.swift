package import Advisors
package import Algorithms
import Foundation
import Logging
import Networks
package import RLCore
package import SessionStore
package import Threads

/// Asking an advisor about a session's episodes, and measuring what its suggestions are worth.
///
/// It needs no engine, so that it runs in the engine's stages as well as beside a training run.
package struct AdviceStage: Sendable {
  package let store: SessionStore
  package let settings: SessionSettings
  package let entry: EnvironmentEntry
  /// Stores requests to language models.
  package let modelCalls: ModelCallRecorder
  /// Who can be asked.
  package let catalogs: Catalogs
  /// How episodes are told.
  package var narration = NarrationForm.told
  /// The policy that searches and rollouts play; nil: the base.
  package var policy: PolicyCheckpoint?
  /// What steps are booked on beside the stage; nil: on the stage alone.
  package var spender: RunName?
  /// What a search for sequences may take; nil: what is left of its share of the budget.
  package var allowance: SearchAllowance?
  /// What makes advice worse before it is stored, where that is what is studied.
  package var corruption: AdviceCorruption?

  /// Asking about the session in `store`, which was to do `settings` in the environment of `entry`.
  package init(
    store: SessionStore, settings: SessionSettings, entry: EnvironmentEntry, modelCalls: ModelCallRecorder,
    catalogs: Catalogs = .standard
  ) {
    self.catalogs = catalogs
    self.store = store
    self.settings = settings
    self.entry = entry
    self.modelCalls = modelCalls
  }

  /// What an advisor said.
  package struct Outcome: Sendable {
    /// New suggestions, as they were stored.
    package var suggestions: [Suggestion] = []
    /// Reply items that were dropped or changed.
    package var issues = 0
    /// Episodes whose answers could not be read, so that they will be asked about again.
    package var unread = 0
    /// Why nothing that came could be used: the commonest reason, with how often it was met; nil where something could.
    package var trouble: String?
    /// Why suggestions look alike, where they do.
    package var alert: String?
  }

  /// What the session lends to whoever is asked about it.
  package func resources(pool: WorkerPool, options: ModelOptions = ModelOptions()) throws -> AdviceResources {
    let (store, policy) = (store, policy)
    return AdviceResources(
      entry: entry, seed: settings.seed, actionSearch: settings.planner, search: settings.search,
      allowance: try allowance ?? usualAllowance(), pool: pool,
      library: try PromptFiles.library(session: store.info.path), policy: { try policy ?? store.policy(of: .base) },
      recorder: modelCalls, options: options, mask: settings.mask)
  }

  /// What is left of a refinement's budget for searches outside runs, for all recorded episodes. What named states before,
  /// by a search or otherwise, is taken off, so that asking again exceeds nothing.
  private func usualAllowance() throws -> SearchAllowance {
    let spent = try store.ledger().filter { $0.stage == .identify && $0.run == nil }.reduce(0) { $0 + $1.steps }
    let most = Int(settings.search.share * Double(settings.refinement.totalSteps))
    let episodes = try store.episodeSummaries().count
    return SearchAllowance(steps: max(0, most - spent), questions: episodes * settings.windowsPerEpisode)
  }

  /// Who is asked: the advisor and the identifier of these names, or else the session's own.
  package func consultation(
    advisor: String? = nil, identifier: String? = nil, pool: WorkerPool, options: ModelOptions = ModelOptions()
  ) throws -> Consultation {
    try catalogs.consultation(
      advisor: advisor ?? settings.advisor,
      identifier: identifier ?? (advisor ?? settings.advisor == settings.advisor ? settings.identifier : nil),
      try resources(pool: pool, options: options))
  }

  /// Asks for critical states and suggestions in every episode about which these two have not been asked.
  ///
  /// Suggestions are stored as soon as they are final, so that what was answered stays where the rest fails. Only episodes
  /// whose answers could be read count as asked about; the others are asked about again the next time.
  /// - Parameters:
  ///   - again: asks about every episode; suggestions that are there already are not stored twice.
  ///   - only: the episodes to ask about; nil: all.
  ///   - onCall: called after every call with the calls made and those planned.
  ///   - onStored: called with suggestions that were stored.
  package func run(
    _ asked: Consultation, again: Bool = false, only: Set<Int>? = nil,
    onCall: @escaping (_ made: Int, _ planned: Int) -> Void = { _, _ in },
    onStored: @escaping ([Suggestion]) -> Void = { _ in }
  ) async throws -> Outcome {
    let summaries = try store.episodeSummaries().filter { only?.contains($0.id) ?? true }
    guard !summaries.isEmpty else { throw CoachError.noEpisodes }
    let mark = asked.mark(narration)
    let done = again ? [] : try store.asked(mark)
    let narrated = try summaries.filter { !done.contains($0.id) }.compactMap { summary in
      try store.episode(summary.id).map { try narrate($0) }
    }
    var outcome = Outcome()
    guard !narrated.isEmpty else { return outcome }
    let (identifier, advisor) = (asked.identifier, asked.advisor)
    let identification = try identification(identifier: identifier, advisor: advisor)
    let recorder = CallRecorder(store: store, log: modelCalls.log)
    let found = try FoundAdvice(store: store, asked: asked, mark: mark, spender: spender, onStored: onStored)
    let result: IdentificationResult
    do {
      result = try await identification.run(
        narrated, identifier: identifier, advisor: advisor,
        record: { call in
          // Told once it is stored, so that whoever is told finds it.
          let id = try recorder.record(call)
          onCall(call.index, call.planned)
          return id
        },
        found: { [corruption] suggestions in
          try found.take(
            corruption.map { worse in suggestions.map { worse($0, of: entry.spec.action) } } ?? suggestions)
        })
    } catch {
      // What was answered stays where the stage is left half-way. What ended it comes first.
      try? found.keepFree()
      throw error
    }
    try found.settle(read: result.readEpisodes)
    outcome.suggestions = found.stored
    outcome.unread = narrated.count - result.readEpisodes.count
    outcome.issues = recorder.issues
    if result.readEpisodes.isEmpty, result.suggestions.isEmpty { outcome.trouble = recorder.commonestTrouble }
    outcome.alert = AdviceAlerts.sameActionForDistinctStates(outcome.suggestions, in: entry.spec.action)
    return outcome
  }

  /// How these two are asked; nobody for the advisor where states alone are to be named.
  func identification(identifier: any Identifier, advisor: (any Advisor)? = nil) throws -> Identification {
    var options = IdentificationOptions()
    options.windowsPerEpisode = settings.windowsPerEpisode
    options.statesPerWindow = settings.statesPerWindow
    options.parallelCalls = min(identifier.parallelCalls, advisor?.parallelCalls ?? identifier.parallelCalls)
    options.maximumFailures = max(identifier.maximumFailures, advisor?.maximumFailures ?? 0)
    let least = [identifier.promptCharacters, advisor?.promptCharacters].compactMap { $0 }.min()
    options.maximumPromptCharacters = least ?? options.maximumPromptCharacters
    return Identification(
      environment: entry.spec.id, interpreter: try words(for: [identifier.promptDigest, advisor?.promptDigest ?? ""]),
      actionSpace: entry.spec.action, library: try PromptFiles.library(session: store.info.path), options: options)
  }

  /// The environment's words; whoever is asked without words, which have no digest, does without them.
  private func words(for digests: [String]) throws -> any Interpreter {
    guard digests.allSatisfy(\.isEmpty) else {
      return try narration.interpreter(
        of: try entry.words(for: "language models are asked in words"), environment: entry.spec.id)
    }
    return entry.interpreter ?? NoWords()
  }

  /// Puts an episode into words, from the observation rows that its stored states give.
  package func narrate(_ episode: Episode) throws -> NarratedEpisode {
    let words = try entry.interpreter.map { try narration.interpreter(of: $0, environment: entry.spec.id) }
    let rows = words == nil ? [] : try entry.observationRows(episode, 0...episode.steps.count)
    let lines =
      words?.narrate(rows: rows, steps: episode.steps, first: 0)
      ?? entry.narrate(rows: rows, steps: episode.steps, first: 0)
    let (store, id) = (store, episode.id)
    return NarratedEpisode(
      id: id, narration: narration.lines(lines, seed: settings.seed, episode: id),
      outcome: episode.environmentReturn,
      recorded: {
        guard let episode = try store.episode(id) else { throw EnvironmentError.missingState(episode: id, step: 0) }
        return episode
      })
  }

  /// The measurement of every suggestion that has no evidence yet; nil where all have.
  package func measurement(_ configuration: EvidenceConfiguration? = nil, pool: WorkerPool) throws -> EvidenceJob? {
    let measured = try store.evidence()
    return try measurement(of: try store.suggestions().filter { measured[$0.id] == nil }, configuration, pool: pool)
  }

  /// A further measurement of what is pending and verified and was never confirmed, by rollouts of its own from the recorded
  /// states in which guidance made of it would act; nil where nothing is. Rollouts that a person added to the first ones
  /// confirm nothing.
  package func confirmation(pool: WorkerPool) throws -> EvidenceJob? {
    let (verdicts, measured, times) = (try store.currentVerdicts(), try store.evidence(), try store.timesMeasured())
    let confirmed = try store.confirmedSuggestions()
    let waiting = try store.suggestions().filter {
      verdicts[$0.id] == nil && measured[$0.id]?.isPositive == true && !confirmed.contains($0.id)
    }
    // Random numbers that none of them was measured with.
    let most = waiting.compactMap { times[$0.id] }.max() ?? 1
    return try measurement(of: waiting, times: most, everywhere: true, pool: pool)
  }

  /// The measurement of every edit in force that has no evidence of its own; nil where all have.
  package func measurementOfEdits(
    _ configuration: EvidenceConfiguration? = nil, pool: WorkerPool
  ) throws -> EvidenceJob? {
    try measurement(of: try unmeasuredEdits(), configuration, pool: pool)
  }

  /// The suggestions with an edit in force that was not measured, with the edit's action in place of their own.
  package func unmeasuredEdits() throws -> [Suggestion] {
    let (verdicts, measured) = (try store.currentVerdicts(), try store.measuredActions())
    return try store.suggestions().compactMap { suggestion in
      guard case .edited(let action, _) = verdicts[suggestion.id], measured[suggestion.id]?[action] == nil else {
        return nil
      }
      return suggestion.proposing(action)
    }
  }

  /// Measures one action at a suggestion's state and keeps its evidence.
  ///
  /// Again, it plays twice as many rollouts as the last time, none of them those of before, and what is kept is the evidence
  /// of all together: asking until it looks good makes it surer and does not choose among measurements.
  package func measure(_ suggestion: Int, _ action: Action) throws {
    guard let found = try store.suggestion(suggestion) else { throw SessionStoreError.unknownSuggestion(suggestion) }
    let before = try store.measurements(of: suggestion, action: action)
    var configuration = settings.evidence
    let asked = found.proposing(action)
    let hold = asked.segment(usual: configuration.hold).count
    let alike = before.filter { $0.horizon == configuration.horizon && $0.hold == hold }
    if let first = alike.first, let last = alike.last {
      // Of n, 3 n, 7 n and so on in all, the next doubling is what there is and the first once more.
      let most = EvidenceConfiguration.mostRollouts
      configuration.rollouts = min(most, max(2, min(most, first.rollouts) + min(most, last.rollouts)))
    }
    let job = try measurement(
      of: [asked], configuration, times: before.count, addingTo: alike.last,
      pool: WorkerPool(threads: 1))
    guard let job else { return }
    try countingLoss(of: job) { while !job.isFinished { _ = try job.advance() } }
  }

  /// The measurement of `waiting`; nil where that is nothing.
  ///
  /// - Parameters:
  ///   - times: how often these were measured before: each time has random numbers of its own.
  ///   - everywhere: try each wherever guidance would use it, and not at its own state alone.
  ///   - earlier: evidence of the same action, together with which the measurement is kept.
  func measurement(
    of waiting: [Suggestion], _ configuration: EvidenceConfiguration? = nil, times: Int = 0, everywhere: Bool = false,
    addingTo earlier: Evidence? = nil, pool: WorkerPool
  ) throws -> EvidenceJob? {
    guard !waiting.isEmpty else { return nil }
    let again = SeededGenerator.derived(seed: settings.seed, stream: 72_000 + UInt64(times))
    let episodes = try store.episodes(
      everywhere ? Set(store.episodeSummaries().map(\.id)) : Set(waiting.map(\.episode)))
    let job = try EvidenceJob(
      suggestions: waiting, episodes: episodes, checkpoint: try policy ?? store.policy(of: .base), entry: entry,
      configuration: configuration ?? settings.evidence, seed: times == 0 ? settings.seed : again, pool: pool)
    if everywhere {
      let verdicts = Dictionary(waiting.map { ($0.id, Verdict.accepted) }, uniquingKeysWith: { first, _ in first })
      let table = try GuidanceTable(suggestions: waiting, verdicts: verdicts, episodes: episodes, entry: entry)
      job.places = try table.places(in: episodes, entry: entry, configuration: settings.refinement.guidance)
    }
    // Each measurement is stored with its steps before the next one begins: whatever ends the work, both are there or
    // neither is.
    let actions = Dictionary(waiting.map { ($0.id, $0.action) }, uniquingKeysWith: { first, _ in first })
    job.onEvidence = { [store, spender] suggestion, evidence in
      try store.setEvidence(
        earlier?.pooled(with: evidence) ?? evidence, suggestion: suggestion, action: actions[suggestion],
        confirms: everywhere,
        spending: LedgerEntry(stage: .verify, run: spender, steps: evidence.environmentSteps, time: Self.now),
        now: Self.now)
    }
    return job
  }

  /// Does `work` on a measurement. Where that fails, what it had cost by then counts; what ended it comes first.
  package func countingLoss(of job: EvidenceJob, _ work: () throws -> Void) throws {
    do { try work() } catch {
      if job.lostSteps > 0 {
        try? store.spend(LedgerEntry(stage: .verify, run: spender, steps: job.lostSteps, time: Self.now))
      }
      throw error
    }
  }

  package static var now: Double { Date().timeIntervalSince1970 }
}

/// The words of an environment that has none.
private struct NoWords: Interpreter {
  let background = ""
  let rules = ""
  let criteria = ""
  func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] { [] }
  func key(row: [UInt8]) -> String { "" }
}

/// Stores every question with what became of it, and counts why nothing came of some.
private final class CallRecorder {
  private let store: SessionStore
  private let log: Logger
  private(set) var issues = 0
  private var calls = 0
  private var troubles: [String: Int] = [:]

  init(store: SessionStore, log: Logger) {
    self.store = store
    self.log = log
  }

  /// The reason for which most answers could not be used.
  var commonestTrouble: String? {
    guard calls > 0 else { return nil }
    let most = troubles.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let most else { return "nothing in the answers could be used" }
    return "\(most.key) (\(most.value) of \(calls) answers)"
  }

  /// The number of the call's record; nil where whoever was asked has stored a failure itself.
  func record(_ made: AdviceCall) throws -> Int? {
    var call = made.call
    if !made.isRecorded {
      call.time = AdviceStage.now
      call.id = try store.addCall(call)
      log.tell(call, made.outcome, number: call.id)
    }
    issues += made.outcome.issues.count
    calls += 1
    if let trouble = made.trouble { troubles[trouble, default: 0] += 1 }
    guard call.id > 0 else { return nil }
    if !made.outcome.issues.isEmpty { try store.addIssues(made.outcome.issues, call: call.id) }
    return call.id
  }
}
