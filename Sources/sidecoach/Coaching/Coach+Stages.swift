import Advisors
import Algorithms
import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization

/// The stages between training and refining.
extension Coach {
  /// Records episodes of the base policy until there are `count`.
  func collect(_ count: Int, run: String = "base") throws {
    let missing = count - (try store.episodeSummaries().count)
    guard missing > 0 else { return }
    let source = try checkpoint(of: run)
    // Later calls take other seeds, so that more episodes are other episodes.
    let seed = plan.seed &+ UInt64(count - missing) &* 7_919
    let job = try CollectJob(checkpoint: source, entry: entry, count: missing, seed: seed)
    try driver.drive(job)
    _ = try store.addEpisodes(job.episodes, checkpoint: "\(run)@\(source.step)", now: now)
    try store.spendSteps(stage: .collect, run: nil, steps: job.environmentSteps, now: now)
  }

  /// Asks the advisor for critical states and suggestions in every episode that has none yet.
  ///
  /// - Returns: how many suggestions came, and how many reply items were dropped or changed.
  func identify(
    advisor: any Advisor, onCall: @escaping (_ made: Int, _ planned: Int) -> Void = { _, _ in }
  ) throws -> (suggestions: Int, issues: Int) {
    let summaries = try store.episodeSummaries()
    guard !summaries.isEmpty else { throw CoachError.noEpisodes }
    let done = Set(try store.suggestions().map(\.episode))
    let narrated = try summaries.filter { !done.contains($0.id) }.compactMap { summary in
      try store.episode(summary.id).map { try narrate($0) }
    }
    guard !narrated.isEmpty else { return (0, 0) }
    var options = IdentificationOptions()
    options.windowsPerEpisode = plan.windowsPerEpisode
    options.statesPerWindow = plan.statesPerWindow
    let identification = Identification(
      environment: entry.spec.id, interpreter: entry.interpreter, actionSpace: entry.spec.action,
      library: try PromptLibrary(), options: options)
    let recorder = CallRecorder(store: store, advisor: advisor.name, models: modelCalls)
    let result = Result {
      try waitFor {
        try await identification.run(narrated, advisor: advisor) { call in
          // Told once it is stored, so that whoever is told finds it.
          let id = try recorder.record(call)
          onCall(call.index, call.planned)
          return id
        }
      }
    }
    // What a search cost counts, also when the stage is left half-way.
    if advisor.environmentSteps > 0 {
      try store.spendSteps(stage: .identify, run: nil, steps: advisor.environmentSteps, now: now)
    }
    let stored = try store.addSuggestions(try result.get().suggestions, now: now)
    if let alert = AdviceAlerts.sameActionForDistinctStates(stored, in: entry.spec.action) {
      writer.record(.alert(run: "identify", step: 0, title: "one action for distinct states", detail: alert))
    }
    return (stored.count, recorder.issues)
  }

  /// Puts an episode into words, from the observation rows that its stored states give.
  func narrate(_ episode: Episode) throws -> NarratedEpisode {
    let rows = try entry.observationRows(episode, 0...episode.steps.count)
    return NarratedEpisode(
      id: episode.id, narration: entry.interpreter.narrate(rows: rows, steps: episode.steps, first: 0),
      outcome: episode.environmentReturn)
  }

  /// Measures the evidence of every suggestion that has none.
  func verify(_ configuration: EvidenceConfiguration? = nil) throws {
    let measured = try store.evidence()
    let waiting = try store.suggestions().filter { measured[$0.id] == nil }
    guard !waiting.isEmpty else { return }
    let job = try EvidenceJob(
      suggestions: waiting, episodes: try episodes(Set(waiting.map(\.episode))), checkpoint: try checkpoint(of: "base"),
      entry: entry, configuration: configuration ?? plan.evidence, seed: plan.seed, pool: pool)
    defer { writer.flush() }
    var failure: (any Error)?
    do { try driver.drive(job) } catch { failure = error }
    // What was measured is kept, also when the stage is left half-way.
    for (suggestion, evidence) in job.evidence.sorted(by: { $0.key < $1.key }) {
      try store.setEvidence(evidence, suggestion: suggestion, now: now)
    }
    try store.spendSteps(stage: .verify, run: nil, steps: job.environmentSteps, now: now)
    if let failure { throw failure }
  }

  /// Decides every pending suggestion by a stated policy. Returns how many were accepted and rejected.
  func accept(by policy: AcceptancePolicy) throws -> (accepted: Int, rejected: Int) {
    let verdicts = try store.currentVerdicts()
    let evidence = try store.evidence()
    let pending = try store.suggestions().filter { verdicts[$0.id] == nil }
    let decisions = pending.map { suggestion in
      Decision(
        suggestion: suggestion.id, verdict: policy.accepts(suggestion, evidence[suggestion.id]) ? .accepted : .rejected,
        actor: policy.name)
    }
    try store.decide(decisions, now: now)
    let accepted = decisions.filter { $0.verdict == .accepted }.count
    return (accepted, decisions.count - accepted)
  }

  /// Evaluates a run's latest checkpoint with guidance off, unless that was done already.
  func evaluate(_ run: String, games: Int, samples: Bool = true) throws -> SessionStore.Evaluation {
    guard let found = try store.run(named: run) else { throw CoachError.noRun(run) }
    guard let file = found.checkpoint else { throw CoachError.noCheckpoint(run) }
    if samples,
      let known = try store.evaluations().last(where: {
        $0.run == run && $0.checkpoint == file && $0.games == games && $0.seed == plan.seed
      })
    {
      return known
    }
    let job = try EvaluateJob(
      name: "evaluate \(run)", checkpoint: try checkpoint(of: run), entry: entry, games: games, seed: plan.seed,
      samples: samples, pool: pool)
    try driver.drive(job)
    let interval = job.interval
    let evaluation = SessionStore.Evaluation(
      run: run, checkpoint: file, games: games, mean: interval.mean, low: interval.low, high: interval.high,
      returns: job.returns, environmentSteps: job.environmentSteps, seed: plan.seed)
    // The records compare policies as they are trained, drawing actions; another way of playing is only shown.
    if samples { try store.addEvaluation(evaluation, now: now) }
    return evaluation
  }
}

/// A stated rule by which suggestions are accepted without a person.
enum AcceptancePolicy: Equatable {
  case all
  case verified
  case confidence(Double)

  /// Reads `all`, `verified` or `confidence=X`.
  init(_ text: String) throws {
    switch text {
    case "all": self = .all
    case "verified": self = .verified
    default:
      guard text.hasPrefix("confidence="), let value = Double(text.dropFirst("confidence=".count)),
        (0...1).contains(value)
      else {
        throw UnknownNameError(
          kind: "acceptance policy", name: text, valid: ["all", "verified", "confidence=X with X from 0 to 1"])
      }
      self = .confidence(value)
    }
  }

  var name: String {
    switch self {
    case .all: "all"
    case .verified: "verified"
    case .confidence(let value): "confidence=\(value)"
    }
  }

  func accepts(_ suggestion: Suggestion, _ evidence: Evidence?) -> Bool {
    switch self {
    case .all: true
    case .verified: evidence?.isPositive ?? false
    case .confidence(let least): suggestion.confidence >= least
    }
  }
}

/// Stores every advisor call with what became of it.
final class CallRecorder {
  private let store: SessionStore
  private let advisor: String
  /// Where requests to a model are stored as they are made.
  private let models: ModelCallRecorder
  private(set) var issues = 0

  init(store: SessionStore, advisor: String, models: ModelCallRecorder) {
    self.store = store
    self.advisor = advisor
    self.models = models
  }

  func record(_ call: AdviceCall) throws -> Int? {
    let id = try models.number(of: call.prompt.digest) ?? add(call)
    if !call.issues.isEmpty { try store.addIssues(call.issues, call: id) }
    issues += call.issues.count
    return id
  }

  private func add(_ call: AdviceCall) throws -> Int {
    let now = Date().timeIntervalSince1970
    let outcome =
      call.failure ?? "\(call.suggestions.count) suggestions, \(call.issues.count) items dropped or changed"
    return try store.addCall(
      StoredCall(
        advisor: advisor, kind: .init(rawValue: call.kind.rawValue) ?? .identify,
        episode: call.episode == 0 ? nil : call.episode, prompt: call.prompt.text, reply: call.reply?.text ?? "",
        outcome: outcome, seconds: call.reply?.seconds ?? 0, promptVersion: call.prompt.version), now: now)
  }
}

/// The store's record of a call, under a name that no other module has.
typealias StoredCall = AdvisorCall

/// Runs asynchronous work to its end on another thread while this one waits: for stages, which are straight-line code.
func waitFor<Value>(_ work: @escaping () async throws -> Value) throws -> Value {
  let slot = UncheckedSlot<Value>()
  let body = UncheckedWork(run: work)
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    do { slot.result = .success(try await body.run()) } catch { slot.result = .failure(error) }
    done.signal()
  }
  done.wait()
  guard let result = slot.result else { throw CancellationError() }
  return try result.get()
}

/// Carries the result across; the semaphore orders the write before the read.
private final class UncheckedSlot<Value>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Carries the work across; the caller waits, so only one thread runs at a time.
private struct UncheckedWork<Value>: @unchecked Sendable {
  var run: () async throws -> Value
}
