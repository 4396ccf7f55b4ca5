import Synchronization
import Networks
public import RLCore
public import Threads

/// A stand-in for a language model where no rule of thumb is at hand: it searches for better actions in the simulator.
///
/// As identifier it searches where it is likely to pay: at the largest value drops of a stretch, and in the last steps
/// before a fall; it names the steps at which the search gained most over the recorded action. As advisor it proposes what
/// the search found. What it spends in the simulator counts towards the budget.
public final class SearchAdvisor: Identifier, Advisor {
  /// `planner`.
  public static let catalogName = "planner"
  /// One sentence about it.
  public static let catalogSummary =
    "Offline stand-in, not a language model: searches in the simulator for actions that beat the policy's."
  /// `planner`.
  public let name = catalogName
  /// True.
  public let isStandIn = true
  /// One sentence about it.
  public let summary = catalogSummary

  private let entry: EnvironmentEntry
  private let checkpoint: PolicyCheckpoint
  private let configuration: ActionSearchConfiguration
  private let seed: UInt64
  private let pool: WorkerPool
  private let spent = Mutex(0)
  /// What was found, by place; what had no gain is not among it.
  private let known = Mutex([Place: Suggestion]())

  /// Steps looked at for every critical state that is named.
  private static let candidatesPerState = 2
  /// Steps before a fall in which something may still be mended.
  private static let beforeFall = 40

  /// Searches with the policy in `checkpoint`.
  public init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: ActionSearchConfiguration, seed: UInt64,
    pool: WorkerPool
  ) {
    self.checkpoint = checkpoint
    self.entry = entry
    self.configuration = configuration
    self.seed = seed
    self.pool = pool
  }

  /// Environment steps spent so far.
  public var environmentSteps: Int { spent.withLock { $0 } }

  private struct Place: Hashable {
    var episode: Int
    var step: Int
  }

  /// The steps at which the search gained most, in order of time, each with what it found.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    guard let episode = try context.recorded?(), !episode.steps.isEmpty else { return Answer([]) }
    let steps = (context.firstStep...max(context.firstStep, context.lastStep)).clamped(to: 0...episode.steps.count - 1)
    let count = min(context.maximumStates * Self.candidatesPerState, steps.count)
    guard count > 0 else { return Answer([]) }
    let places = try candidates(of: episode, in: steps, count)
    let gains = try search(episode, places)
    let largest = gains.first?.finding.gain ?? 1
    let lines = Self.lines(context)
    let found = gains.prefix(context.maximumStates).map { step, finding in
      suggestion(episode, step, finding, largest, lines[step])
    }.sorted { $0.step < $1.step }
    known.withLock { known in
      for suggestion in found { known[Place(episode: suggestion.episode, step: suggestion.step)] = suggestion }
    }
    return Answer(found.map(CriticalState.init))
  }

  /// Where to search: half at the largest value drops, no two of them side by side; half spread evenly over the last steps
  /// before a fall, or over the stretch where there is none in it.
  func candidates(of episode: Episode, in steps: ClosedRange<Int>, _ count: Int) throws -> [Int] {
    let drops = try RecordedValues(checkpoint).differences(of: episode).map { -$0 }
    var chosen: Set<Int> = []
    for step in drops.highest(steps.count, in: steps).sorted(by: { (drops[$1], $0) < (drops[$0], $1) })
    where chosen.count < count / 2 && chosen.isDisjoint(with: [step - 1, step + 1]) {
      chosen.insert(step)
    }
    let isFall = episode.terminated && steps.upperBound == episode.steps.count - 1
    let rest = isFall ? max(steps.lowerBound, steps.upperBound - Self.beforeFall + 1)...steps.upperBound : steps
    let open = count - chosen.count
    for place in 0..<open {
      // Past what is chosen already, to the next free step.
      let even = rest.lowerBound + (place * 2 + 1) * rest.count / (2 * open)
      let free = (even...steps.upperBound).first { !chosen.contains($0) } ?? steps.first { !chosen.contains($0) }
      if let free { chosen.insert(free) }
    }
    return chosen.sorted()
  }

  /// What was found at `states`; where nothing is known yet, it searches there. A state at which the recorded action is
  /// the best that was tried is left out.
  public func suggestions(
    at states: [CriticalState], in context: AdviceContext
  ) async throws -> Answer<[Suggestion]> {
    let known = known.withLock { $0 }
    let open = states.filter { known[Place(episode: $0.episode, step: $0.step)] == nil }.map(\.step)
    var found: [Int: Suggestion] = [:]
    if !open.isEmpty, let episode = try context.recorded?() {
      let gains = try search(episode, open.filter(episode.steps.indices.contains))
      let lines = Self.lines(context)
      for (step, finding) in gains {
        found[step] = suggestion(episode, step, finding, gains.first?.finding.gain ?? 1, lines[step])
      }
    }
    return Answer(states.compactMap { known[Place(episode: $0.episode, step: $0.step)] ?? found[$0.step] })
  }

  /// The gains of a search at each of `steps`, the largest first; steps without a gain are left out.
  private func search(_ episode: Episode, _ steps: [Int]) throws -> [(step: Int, finding: ActionSearch.Finding)] {
    let search = try ActionSearch(checkpoint: checkpoint, entry: entry, configuration: configuration, seed: seed)
    let findings = Mutex([Int: Result<ActionSearch.Finding, any Error>]())
    pool.run(steps.count) { index in
      let step = steps[index]
      let finding = Result {
        try search.improve(
          episode.steps[step].action, at: episode.moment(before: step), number: episode.id * 1_000_003 + step)
      }
      findings.withLock { $0[step] = finding }
    }
    let found = try findings.withLock { try $0.mapValues { try $0.get() } }
    spent.withLock { $0 += found.values.reduce(0) { $0 + $1.environmentSteps } }
    return found.filter { $0.value.gain > 0 }.sorted { ($1.value.gain, $0.key) < ($0.value.gain, $1.key) }
      .map { (step: $0.key, finding: $0.value) }
  }

  /// The narrated lines by their steps.
  static func lines(_ context: AdviceContext) -> [Int: String] {
    var lines: [Int: String] = [:]
    for line in context.narration where line.hasPrefix("t=") {
      if let step = Int(line.dropFirst(2).prefix(while: \.isNumber)) { lines[step] = line }
    }
    return lines
  }

  private func suggestion(
    _ episode: Episode, _ step: Int, _ finding: ActionSearch.Finding, _ largest: Double, _ line: String?
  ) -> Suggestion {
    let share = finding.gain / largest
    let words = line.map { " \($0.prefix(160))" } ?? ""
    let recorded = episode.steps[step].action.name(in: entry.spec.action)
    return Suggestion(
      episode: episode.id, step: step, action: Self.rounded(finding.action),
      reward: Numerals.rounded(max(0.1, share), 2),
      rationale: "[planner, a search] Held for \(configuration.hold) steps instead of \(recorded), this gains "
        + "\(Numerals.fixed(finding.gain, 2)) over \(configuration.horizon) steps and the value after them."
        + words,
      confidence: Numerals.rounded(0.5 + 0.45 * share, 2), advisor: name)
  }

  /// With three decimals, as a person would write it.
  private static func rounded(_ action: Action) -> Action {
    guard case .continuous(let vector) = action else { return action }
    return .continuous(vector.map { Float(Numerals.rounded(Double($0), 3)) })
  }
}
