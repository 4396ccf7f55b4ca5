package import Advisors
package import Algorithms
import Foundation
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

  /// Asking about the session in `store`, which was to do `plan` in the environment of `entry`.
  package init(store: SessionStore, settings: SessionSettings, entry: EnvironmentEntry, modelCalls: ModelCallRecorder) {
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
    /// Why suggestions look alike, where they do.
    package var alert: String?
  }

  /// Asks for critical states and suggestions in every episode that this advisor has not been asked about.
  ///
  /// Suggestions are stored as soon as they are final, so that what was answered stays where the rest fails.
  /// - Parameters:
  ///   - again: asks about every episode; suggestions that are there already are not stored twice.
  ///   - onCall: called after every call with the calls made and those planned.
  ///   - onStored: called with suggestions that were stored.
  package func run(
    _ advisor: any Advisor, again: Bool = false, onCall: @escaping (_ made: Int, _ planned: Int) -> Void = { _, _ in },
    onStored: @escaping ([Suggestion]) -> Void = { _ in }
  ) async throws -> Outcome {
    let summaries = try store.episodeSummaries()
    guard !summaries.isEmpty else { throw CoachError.noEpisodes }
    // Written down before the first suggestion is, so that one that stands alone does not look like a whole episode.
    try AskedEpisodes.add([], store: store, advisor: advisor.name)
    let done = again ? [] : try AskedEpisodes(store: store, advisor: advisor.name).numbers
    let narrated = try summaries.filter { !done.contains($0.id) }.compactMap { summary in
      try store.episode(summary.id).map { try narrate($0) }
    }
    var outcome = Outcome()
    guard !narrated.isEmpty else { return outcome }
    var options = IdentificationOptions()
    options.windowsPerEpisode = settings.windowsPerEpisode
    options.statesPerWindow = settings.statesPerWindow
    options.parallelCalls = advisor.parallelCalls
    options.maximumPromptCharacters = advisor.promptCharacters ?? options.maximumPromptCharacters
    let identification = Identification(
      environment: entry.spec.id, interpreter: try entry.words(for: Self.purpose), actionSpace: entry.spec.action,
      library: try PromptFiles.library(session: store.info.path), options: options)
    let recorder = CallRecorder(store: store, advisor: advisor.name, models: modelCalls)
    var known = Set(try store.suggestions().map(Proposed.init))
    // What a search cost counts, also when the stage is left half-way.
    defer {
      if advisor.environmentSteps > 0 {
        try? store.spendSteps(stage: .identify, run: nil, steps: advisor.environmentSteps, now: Self.now)
      }
    }
    _ = try await identification.run(
      narrated, advisor: advisor,
      record: { call in
        // Told once it is stored, so that whoever is told finds it.
        let id = try recorder.record(call)
        onCall(call.index, call.planned)
        return id
      },
      found: { suggestions in
        let new = suggestions.filter { known.insert(Proposed($0)).inserted }
        guard !new.isEmpty else { return }
        let stored = try store.addSuggestions(new, now: Self.now)
        outcome.suggestions += stored
        onStored(stored)
      })
    try AskedEpisodes.add(narrated.map(\.id), store: store, advisor: advisor.name)
    outcome.issues = recorder.issues
    outcome.alert = AdviceAlerts.sameActionForDistinctStates(outcome.suggestions, in: entry.spec.action)
    return outcome
  }

  private static let purpose = "advisors are asked in words"

  /// Puts an episode into words, from the observation rows that its stored states give.
  package func narrate(_ episode: Episode) throws -> NarratedEpisode {
    let rows = try entry.observationRows(episode, 0...episode.steps.count)
    return NarratedEpisode(
      id: episode.id, narration: try entry.words(for: Self.purpose).narrate(rows: rows, steps: episode.steps, first: 0),
      outcome: episode.environmentReturn)
  }

  /// The measurement of every suggestion that has no evidence yet; nil where all have.
  package func measurement(_ configuration: EvidenceConfiguration? = nil, pool: WorkerPool) throws -> EvidenceJob? {
    let measured = try store.evidence()
    let waiting = try store.suggestions().filter { measured[$0.id] == nil }
    guard !waiting.isEmpty else { return nil }
    return try EvidenceJob(
      suggestions: waiting, episodes: try store.episodes(Set(waiting.map(\.episode))),
      checkpoint: try store.policy(of: "base"), entry: entry, configuration: configuration ?? settings.evidence,
      seed: settings.seed, pool: pool)
  }

  /// Keeps what a measurement found, also where it was left half-way.
  package func keep(_ job: EvidenceJob) throws {
    for (suggestion, evidence) in job.evidence.sorted(by: { $0.key < $1.key }) {
      try store.setEvidence(evidence, suggestion: suggestion, now: Self.now)
    }
    try store.spendSteps(stage: .verify, run: nil, steps: job.environmentSteps, now: Self.now)
  }

  package static var now: Double { Date().timeIntervalSince1970 }
}

/// What makes a suggestion the same as another: who proposes what where.
private struct Proposed: Hashable {
  var episode: Int
  var step: Int
  var advisor: String
  var action: [Float]
  var reward: Double

  init(_ suggestion: Suggestion) {
    episode = suggestion.episode
    step = suggestion.step
    advisor = suggestion.advisor
    reward = suggestion.reward
    action =
      switch suggestion.action {
      case .discrete(let index): [Float(index)]
      case .continuous(let vector): vector
      }
  }
}

/// The episodes that an advisor was asked about to the end, those in which it found nothing included.
package struct AskedEpisodes {
  /// Their numbers.
  package let numbers: Set<Int>

  package init(store: SessionStore, advisor: String) throws {
    if let known = try store.value(Self.key(advisor)).flatMap(Self.decoded) {
      numbers = Set(known)
    } else {
      // Sessions of earlier versions stored suggestions only once all episodes were done.
      numbers = Set(try store.suggestions().filter { $0.advisor == advisor }.map(\.episode))
    }
  }

  /// Adds episodes to those that are done.
  package static func add(_ episodes: [Int], store: SessionStore, advisor: String) throws {
    let all = try AskedEpisodes(store: store, advisor: advisor).numbers.union(episodes).sorted()
    try store.setValue(key(advisor), Coach.json(all))
  }

  private static func key(_ advisor: String) -> String { "asked:" + advisor }

  private static func decoded(_ json: String) -> [Int]? {
    try? JSONDecoder().decode([Int].self, from: Data(json.utf8))
  }
}

/// Stores every advisor call with what became of it.
package final class CallRecorder {
  private let store: SessionStore
  private let advisor: String
  /// Where requests to a model are stored as they are made.
  private let models: ModelCallRecorder
  private(set) var issues = 0

  package init(store: SessionStore, advisor: String, models: ModelCallRecorder) {
    self.store = store
    self.advisor = advisor
    self.models = models
  }

  package func record(_ call: AdviceCall) throws -> Int? {
    let id = try models.number(of: call.prompt.digest) ?? add(call)
    if !call.issues.isEmpty { try store.addIssues(call.issues, call: id) }
    issues += call.issues.count
    return id
  }

  private func add(_ call: AdviceCall) throws -> Int {
    var record = ModelCall(
      advisor: advisor, kind: .init(rawValue: call.kind.rawValue) ?? .identify,
      episode: call.episode == 0 ? nil : call.episode, prompt: call.prompt.text, promptVersion: call.prompt.version,
      reply: call.reply?.text ?? "", seconds: call.reply?.seconds ?? 0, time: AdviceStage.now)
    record.end(
      AdviceOutcome(
        call.failure == nil ? .answered : .failed, suggestions: call.suggestions.count, issues: call.issues,
        failure: call.failure))
    return try store.addCall(record)
  }
}
