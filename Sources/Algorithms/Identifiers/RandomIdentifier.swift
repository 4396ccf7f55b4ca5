public import RLCore

/// Names steps by chance, as many as are asked for: what identification is compared against.
///
/// The steps of a stretch depend on the seed, the episode and the stretch alone, so that the order of questions makes no
/// difference. Later draws of one seed name other steps than earlier ones, until a stretch has no more.
public struct RandomIdentifier: Identifier {
  private static let reason = "drawn by chance"
  /// `random`.
  public static let catalogName = "random"
  /// One sentence about it.
  public static let catalogSummary =
    "Steps drawn by chance, as many as an advisor would be asked for; the baseline of identification."
  /// `random`; of later draws with their number, since their questions are others.
  public var name: String { draw == 0 ? Self.catalogName : "\(Self.catalogName), draw \(draw + 1)" }
  /// False: it stands for nobody.
  public let isStandIn = false
  /// One sentence about it.
  public let summary = catalogSummary

  private let seed: UInt64
  private let draw: Int

  /// Draws from `seed`; `draw` counts from 0.
  public init(seed: UInt64, draw: Int = 0) {
    self.seed = seed
    self.draw = max(0, draw)
  }

  /// Distinct steps of the stretch that no earlier draw has named, each as likely as any other, in order of time.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    let steps = context.firstStep...max(context.firstStep, context.lastStep)
    var generator = SeededGenerator(
      seed: seed, stream: UInt64(truncatingIfNeeded: context.episode &* 1_000_003 &+ context.firstStep))
    let count = max(context.maximumStates, 0)
    var drawn: [Int] = []
    var seen: Set<Int> = []
    while drawn.count < min(count * (draw + 1), steps.count) {
      let step = steps.lowerBound + Int(generator.next() % UInt64(steps.count))
      if seen.insert(step).inserted { drawn.append(step) }
    }
    return Answer(
      drawn.dropFirst(count * draw).sorted().map { CriticalState(episode: context.episode, step: $0, why: Self.reason) }
    )
  }
}

/// Scores drawn by chance: what the fidelity of an identifier is compared against.
extension RandomIdentifier: ScoringIdentifier {
  /// Nothing but chance.
  public func reason(for score: Double) -> String { Self.reason }

  /// Uniform numbers in [0, 1) that depend on the seed and the episode's number alone (steps).
  public func scores(of episode: Episode) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: UInt64(truncatingIfNeeded: episode.id &* 1_000_003 &- 1))
    return episode.steps.map { _ in generator.uniform() }
  }
}
