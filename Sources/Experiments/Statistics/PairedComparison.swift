public import RLCore

/// A method beside a baseline, over the places (task and seed) that both have, or over the tasks of a set that both had.
///
/// All pairs count alike, whatever their task; scores of several tasks must lie on one scale for that.
public struct PairedComparison: Sendable, Encodable {
  /// What a comparison shows, by the 95 % interval of the mean difference.
  public enum Verdict: String, Sendable, Encodable, CaseIterable {
    /// The interval lies above 0.
    case ahead
    /// It does not, but above minus the margin.
    case notWorse = "not worse"
    /// It lies below 0 and reaches beyond the margin.
    case worse
    /// Nothing of that is shown.
    case notResolved = "not resolved"
  }

  /// What pairs are made of.
  public enum Pairing: String, Sendable, Encodable {
    /// Scores of one seed.
    case seeds
    /// What came of one task.
    case tasks
  }

  /// The method.
  public let method: String
  /// What it is compared with.
  public let baseline: String
  /// What is paired.
  public let pairing: Pairing
  /// Environments and bases with a pair.
  public let tasks: Int
  /// Pairs.
  public let pairs: Int
  /// Scores of either in places that the other has none in; they play no part.
  public let unpaired: Int
  /// The baseline's mean over the pairs; null without one.
  @OrNull public private(set) var baselineMean: Double?
  /// The mean difference, with Student's interval.
  public let difference: Estimate
  /// The interquartile mean of the differences, with the stratified bootstrap over pairs.
  public let interquartileMean: Estimate
  /// The standard deviation of the differences; null below two pairs.
  @OrNull public private(set) var deviation: Double?
  /// The two-sided p-value of the paired test; null below two pairs.
  @OrNull public private(set) var pValue: Double?
  /// How much less than the baseline still counts as not worse, in units of the score; null without a pair.
  @OrNull public private(set) var margin: Double?
  /// What it shows.
  public let verdict: Verdict

  /// The share of the baseline's mean that a method may lose and still count as not worse.
  public static let tolerance = 0.1

  /// Compares `method` with `baseline` in `scores`.
  public init(
    of method: String, with baseline: String, in scores: Scores,
    by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) {
    let (own, theirs) = scores.pairs(of: method, and: baseline)
    self.method = method
    self.baseline = baseline
    pairing = .seeds
    tasks = own.tasks.count
    pairs = own.scores.count
    unpaired = scores.matrix(of: method).scores.count + scores.matrix(of: baseline).scores.count - 2 * pairs
    let differences = zip(own.scores, theirs.scores).map { $0 - $1 }
    let difference = Estimate.mean(of: differences)
    let mean = Estimate.mean(of: theirs.scores).value
    // Of a mean below 0, a tenth of its size: 10 % worse than -5 is -5.5.
    let margin = mean.map { Self.tolerance * abs($0) }
    self.difference = difference
    self.margin = margin
    verdict = Self.verdict(difference, margin: margin)
    interquartileMean = .interquartileMean(
      of: RunMatrix(own.tasks.map { Array(differences[$0]) }), by: bootstrap)
    baselineMean = mean
    deviation = sampleDeviation(differences)
    pValue = pairedTest(differences)
  }

  /// Compares `method` with `baseline` task by task: with one seed by what only one of the two solved, with several by what
  /// each task came to on average.
  init(
    of method: String, with baseline: String, over outcomes: TaskPairs,
    by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) {
    self.method = method
    self.baseline = baseline
    pairing = .tasks
    tasks = 1
    pairs = outcomes.own.count
    unpaired = 0
    let differences = zip(outcomes.own, outcomes.theirs).map { $0 - $1 }
    let shares = PairedShares(
      won: differences.count { $0 > 0 }, lost: differences.count { $0 < 0 }, count: differences.count)
    let difference = outcomes.isSingle ? shares.difference : Estimate.mean(of: differences)
    let pValue = outcomes.isSingle ? shares.pValue : pairedTest(differences)
    let mean = Estimate.mean(of: outcomes.theirs).value
    let margin = mean.map { Self.tolerance * abs($0) }
    self.difference = difference
    self.margin = margin
    self.pValue = pValue
    switch Self.verdict(difference, margin: margin) {
    // The exact test is the more careful one where few tasks tell the two apart.
    case .ahead where (pValue ?? 1) > 0.05: verdict = margin == nil ? .notResolved : .notWorse
    case .worse where (pValue ?? 1) > 0.05: verdict = .notResolved
    case let shown: verdict = shown
    }
    interquartileMean = .interquartileMean(of: RunMatrix([differences]), by: bootstrap)
    baselineMean = mean
    deviation = sampleDeviation(differences)
  }

  /// The verdict of an interval: `notWorse` where its lower end lies above −`margin`, also where it lies below 0 as a
  /// whole; `notResolved` below two measurements, which have no interval.
  public static func verdict(_ difference: Estimate, margin: Double?) -> Verdict {
    guard difference.count > 1, let low = difference.low, let high = difference.high else { return .notResolved }
    if low > 0 { return .ahead }
    if let margin, low > -margin { return .notWorse }
    return high < 0 ? .worse : .notResolved
  }

  /// The pairs that would show a difference of the margin's size with 80 % power, by the deviation seen here.
  public var pairsForMargin: Int? { seeds(for: margin) }

  /// The same for a difference of another size; nil: the margin's.
  func seeds(for effect: Double?) -> Int? {
    guard let effect = effect ?? margin, let deviation else { return nil }
    return PairedPower(effect: effect, deviation: deviation).seeds()
  }
}
