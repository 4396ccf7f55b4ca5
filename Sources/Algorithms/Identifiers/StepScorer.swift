public import RLCore

/// Whatever says of every step of a recorded episode how much hangs on it.
///
/// Scores are comparable within one episode and have no unit; the higher, the more critical. Fidelity needs them for all
/// steps, where an identifier names a few. Laws: one score for each step, all finite, the same for the same episode.
public protocol StepScorer: Sendable {
  /// Its name in the catalog of identifiers.
  var name: String { get }
  /// Does what takes long before the first question, on all threads; after that `scores` runs on any one.
  func prepare() throws
  /// The same as a job, for whoever wants to see it go on and to stop it; nil where nothing is left to prepare. Once it is
  /// finished `prepare` has nothing left to do.
  func preparation() throws -> (any EngineJob)?
  /// A score for each step of `episode` (steps). Throws where it needs a state that cannot be reached.
  func scores(of episode: Episode) throws -> [Double]
}

extension StepScorer {
  /// Most have nothing to prepare.
  public func prepare() throws {}
  /// Nothing.
  public func preparation() throws -> (any EngineJob)? { nil }
}

/// An identifier whose critical states are those of the highest scores.
public protocol ScoringIdentifier: Identifier, StepScorer {
  /// Why a step of `score` is named, in words.
  func reason(for score: Double) -> String
}

extension ScoringIdentifier {
  /// False: it stands for nobody.
  public var isStandIn: Bool { false }

  /// The steps of the stretch with the highest scores, in order of time; none where all scores of the episode are equal.
  ///
  /// Of equal scores the earlier counts. A state's score is its share of the episode's highest.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    guard let episode = try context.recorded?(), !episode.steps.isEmpty else { return Answer([]) }
    let scores = try scores(of: episode)
    let last = min(context.lastStep, scores.count - 1)
    guard context.firstStep <= last, context.maximumStates > 0 else { return Answer([]) }
    let highest = scores.max() ?? 0
    guard scores.contains(where: { $0 < highest }) else { return Answer([]) }
    let steps = scores.highest(context.maximumStates, in: max(0, context.firstStep)...last)
    return Answer(
      steps.map { step in
        let share = highest > 0 ? min(max(scores[step] / highest, 0), 1) : 0
        return CriticalState(
          episode: context.episode, step: step, why: reason(for: scores[step]), score: Numerals.rounded(share, 3))
      })
  }
}

extension [Double] {
  /// The places of the `count` highest numbers in `range`, in order of place; of equal numbers the first.
  public func highest(_ count: Int, in range: ClosedRange<Int>) -> [Int] {
    range.sorted { (self[$1], $0) < (self[$0], $1) }.prefix(Swift.max(0, count)).sorted()
  }

  /// The longest run of places that follow each other among the highest `share` of all numbers, the first of equal ones.
  ///
  /// The highest are ⌈share · count⌉ numbers, at least one. RICE's and StateMask's critical window: what fidelity
  /// randomises, and where resets begin. Empty where there are no numbers.
  public func longestRun(ofHighest share: Double) -> Range<Int> {
    guard !isEmpty else { return 0..<0 }
    let wanted = Swift.min(count, Swift.max(1, Int((share * Double(count) - 1e-9).rounded(.up))))
    var best = 0..<0
    var run = 0..<0
    for place in highest(wanted, in: 0...(count - 1)) {
      run = place == run.upperBound && !run.isEmpty ? run.lowerBound..<(place + 1) : place..<(place + 1)
      if run.count > best.count { best = run }
    }
    return best
  }
}
