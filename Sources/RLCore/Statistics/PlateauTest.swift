/// Whether a policy still gets better under training: the returns of the episodes that ended in each of a few windows of it,
/// regressed on steps.
///
/// The line is fitted by least squares to every episode's return y at the middle x of its window,
///
///     slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²,   variance of the slope = Σ (y − ŷ)² / (n − 2) / Σ (x − x̄)²
///
/// and its interval is Student's with n − 2 degrees of freedom. The policy is not stuck where what the line gains over all
/// windows together is above 5 % of the absolute mean return, and the interval of its slope lies above 0; else it is, so
/// that a gain lost in noise counts as none.
public struct PlateauTest: Sendable, Equatable, Codable {
  /// What an episode's return gains in a thousand environment steps.
  public let gainPerThousandSteps: Double
  /// The lower end of its 95 % interval.
  public let low: Double
  /// The upper end.
  public let high: Double
  /// What the line gains over all windows.
  public let gain: Double
  /// The mean return over all windows.
  public let meanReturn: Double
  /// Episodes that ended.
  public let episodes: Int

  /// The share of the absolute mean return that has to be gained over all windows.
  public static let threshold = 0.05

  /// The test of the returns in each window, in the order of time; nil where nothing can be told: with fewer than two
  /// windows, fewer than two episodes in one of them, or a return that is not finite.
  ///
  /// - Parameter steps: environment steps of a window.
  public init?(windows: [[Double]], steps: Int) {
    let returns = windows.flatMap { $0 }
    guard windows.count > 1, steps > 0, windows.allSatisfy({ $0.count > 1 }), returns.allSatisfy(\.isFinite) else {
      return nil
    }
    let count = Double(returns.count)
    let places = windows.enumerated().flatMap { window, returns in
      returns.map { _ in (Double(window) + 0.5) * Double(steps) }
    }
    let (middle, mean) = (places.reduce(0, +) / count, returns.reduce(0, +) / count)
    var (spread, product) = (0.0, 0.0)
    for (place, value) in zip(places, returns) {
      spread += (place - middle) * (place - middle)
      product += (place - middle) * (value - mean)
    }
    let slope = product / spread
    let residue = zip(places, returns).reduce(0) { sum, pair in
      let error = pair.1 - mean - slope * (pair.0 - middle)
      return sum + error * error
    }
    let half = studentQuantile(degrees: returns.count - 2) * (residue / (count - 2) / spread).squareRoot()
    gainPerThousandSteps = 1_000 * slope
    low = 1_000 * (slope - half)
    high = 1_000 * (slope + half)
    gain = slope * Double(steps * windows.count)
    meanReturn = mean
    episodes = returns.count
  }

  /// Training gains nothing worth the name.
  public var isStuck: Bool { !(gain > Self.threshold * abs(meanReturn) && low > 0) }

  /// What the words of a policy that is not stuck begin with.
  public static let notStuck = "not stuck: still gains "

  /// What came of it, in words: `not stuck: still gains 2.50 per 1000 steps [1.20, 3.80]`.
  public var words: String {
    (isStuck ? "stuck: gains " : Self.notStuck)
      + "\(Numerals.significant(gainPerThousandSteps)) per 1000 steps "
      + "[\(Numerals.significant(low)), \(Numerals.significant(high))]"
  }
}
