import Synchronization
public import RLCore
public import Threads

/// The planner where it searches for sequences: it searches where it is likely to pay, and proposes what fresh rollouts bear
/// out.
///
/// As identifier it searches at the places of a stretch that `SegmentPlaces` ranks first, for as long as its allowance lasts,
/// and names those at which it found something worth proposing; as advisor it proposes what the search found. Of what it
/// searches at once it goes from earlier to later places, and a search starts from the solution of the place before it,
/// shifted. The allowance is shared evenly among the questions, and a search that might exceed what is left of a question's is
/// not begun: what is spent, all of which counts towards the budget, is never more.
public final class SegmentAdvisor: Identifier, Advisor {
  /// The planner's name.
  public let name = SearchAdvisor.catalogName
  /// True.
  public let isStandIn = true
  /// One sentence about it.
  public let summary = SearchAdvisor.catalogSummary

  private let entry: EnvironmentEntry
  private let configuration: SearchConfiguration
  private let values: RecordedValues
  private let checkpoint: PolicyCheckpoint
  private let seed: UInt64
  private let pool: WorkerPool
  private let allowance: SearchAllowance
  private let spent = Mutex(0)
  /// What was found worth proposing, by place.
  private let known = Mutex([RecordedPlace: Suggestion]())

  /// Steps looked at for every critical state that is named.
  private static let candidatesPerState = 2

  /// Searches with the policy in `checkpoint`, for no more than `allowance`. Throws where settings do not fit together.
  public init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: SearchConfiguration,
    allowance: SearchAllowance, seed: UInt64, pool: WorkerPool
  ) throws {
    try configuration.check()
    values = try RecordedValues(checkpoint)
    self.checkpoint = checkpoint
    self.entry = entry
    self.configuration = configuration
    self.allowance = allowance
    self.seed = seed
    self.pool = pool
  }

  /// Environment steps spent so far.
  public var environmentSteps: Int { spent.withLock { $0 } }

  /// The places at which something was found that is worth proposing, in order of time, each with it; those of the largest
  /// gains where there are too many.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    guard let episode = try context.recorded?(), !episode.steps.isEmpty else { return Answer([]) }
    let steps = (context.firstStep...max(context.firstStep, context.lastStep)).clamped(to: 0...episode.steps.count - 1)
    let places = SegmentPlaces(episode, in: steps, values, beforeFall: configuration.beforeFall)
      .ranked(in: steps, context.maximumStates * Self.candidatesPerState)
    return try found(episode, places, context).map { $0.map(CriticalState.init) }
  }

  /// What was found at `states`; where nothing is known yet, it searches there, the surest first. A state at which nothing
  /// is worth proposing is left out.
  public func suggestions(
    at states: [CriticalState], in context: AdviceContext
  ) async throws -> Answer<[Suggestion]> {
    func place(_ state: CriticalState) -> RecordedPlace { RecordedPlace(episode: state.episode, step: state.step) }
    let known = known.withLock { $0 }
    let open = states.filter { known[place($0)] == nil }
    var answer = Answer<[Suggestion]>([])
    if !open.isEmpty, let episode = try context.recorded?() {
      let steps = open.sorted { ($1.score, $0.step) < ($0.score, $1.step) }.map(\.step)
      answer = try found(episode, steps.filter(episode.steps.indices.contains), context)
    }
    let new = answer.value
    return answer.map { _ in
      states.compactMap { state in known[place(state)] ?? new.first { $0.step == state.step } }
    }
  }

  /// Searches at `places`, given in the order in which they are worth it, and gives what is worth proposing, in order of time.
  private func found(_ episode: Episode, _ places: [Int], _ context: AdviceContext) throws -> Answer<[Suggestion]> {
    let search = try SegmentSearch(
      checkpoint: checkpoint, entry: entry, configuration: configuration, seed: seed, pool: pool)
    // A state that cannot be restored takes a replay of what came before it.
    let most = search.most(reaching: episode.stateBytes > 0 ? 0 : places.max() ?? 0)
    var left = min(allowance.each, allowance.steps - environmentSteps)
    guard places.isEmpty || left >= most else {
      return Answer([], isReadable: false, trouble: exhausted(left, most))
    }
    var (open, findings, solutions) = (places[...], [Int: SegmentSearch.Finding](), [Int: [Action]]())
    while !open.isEmpty, left >= most {
      for step in open.prefix(left / most).sorted() {
        open.removeAll { $0 == step }
        let earlier = solutions.keys.filter { $0 < step }.max()
        let warm = earlier.map { SegmentProposal.shifted(solutions[$0] ?? [], by: step - $0) } ?? []
        let finding = try search.improve(
          episode.steps[step...].prefix(configuration.segment).map(\.action), warm: warm,
          at: episode.moment(before: step), number: episode.id * 1_000_003 + step)
        findings[step] = finding
        // Where nothing better was found the recorded actions are no solution: the next search tries its own.
        if finding.gain != nil { solutions[step] = finding.actions }
        left -= finding.environmentSteps
        spent.withLock { $0 += finding.environmentSteps }
      }
    }
    let suggestions = self.suggestions(findings, of: episode, context)
    known.withLock { known in
      for one in suggestions { known[RecordedPlace(episode: one.episode, step: one.step)] = one }
    }
    return Answer(suggestions)
  }

  private func exhausted(_ left: Int, _ most: Int) -> String {
    "a search takes up to \(most) environment steps, and \(max(0, left)) are left of what searches may take here; raise "
      + "search.share, or lower search.rollouts, search.fresh or search.horizon"
  }

  /// What is worth proposing, the largest gains where an answer has no room for all.
  private func suggestions(
    _ findings: [Int: SegmentSearch.Finding], of episode: Episode, _ context: AdviceContext
  ) -> [Suggestion] {
    func mean(_ finding: SegmentSearch.Finding) -> Double { finding.gain?.mean ?? 0 }
    let worth = findings.filter { $0.value.isWorth }.sorted {
      (mean($1.value), $0.key) < (mean($0.value), $1.key)
    }
    let largest = worth.first.map { mean($0.value) } ?? 1
    let lines = SearchAdvisor.lines(context)
    return worth.prefix(context.maximumStates).map { step, finding in
      let share = mean(finding) / largest
      return Suggestion(
        episode: episode.id, step: step, action: finding.actions[0], reward: Numerals.rounded(max(0.1, share), 2),
        rationale: rationale(finding) + (lines[step].map { " \($0.prefix(160))" } ?? ""),
        confidence: Numerals.rounded(0.5 + 0.45 * share, 2), advisor: name,
        following: Array(finding.actions.dropFirst()))
    }.sorted { $0.step < $1.step }
  }

  private func rationale(_ finding: SegmentSearch.Finding) -> String {
    let gain = finding.gain ?? SegmentSearch.Gain(mean: 0, low: 0, high: 0)
    return "[planner, a search] These \(finding.actions.count) actions instead of the policy's own gain "
      + "\(Numerals.fixed(gain.mean, 2)), by the 95 % interval at least \(Numerals.fixed(gain.low, 2)), of "
      + "\(Numerals.fixed(finding.policyReturn, 2)) over \(configuration.horizon) steps and the value after them, in "
      + "\(configuration.fresh) pairs of rollouts that the search had not seen."
  }
}
