import RLCore

/// One policy beside another, by the games that both played with guidance off.
///
/// Game n depends on the seed of an evaluation and on n alone, so that games of one seed are compared in pairs; others as
/// two samples of their own (Welch, 1947, Biometrika 34). The interval holds what other games of these two policies would
/// show. It knows nothing of what training them once more would: that takes seeds, and an experiment.
public struct GamesComparison: Sendable, Equatable, Encodable {
  /// What one policy's games came to.
  public struct Games: Sendable, Equatable {
    /// The return of each game, in order.
    public let returns: [Double]
    /// The seed that they were played with.
    public let seed: UInt64

    /// Games.
    public init(_ returns: [Double], seed: UInt64) {
      self.returns = returns
      self.seed = seed
    }
  }

  /// The method.
  public let method: String
  /// What it is compared with.
  public let baseline: String
  /// Whether games were compared in pairs.
  public let isPaired: Bool
  /// What the method has over the baseline, with its 95 % interval; the count is that of the pairs, or else that of all
  /// games of both.
  public let difference: Estimate

  /// Compares `own` games of `method` with those of `baseline`. Games whose return is not finite play no part.
  public init(of method: String, _ own: Games, with baseline: String, _ theirs: Games) {
    self.method = method
    self.baseline = baseline
    let pairs = zip(own.returns, theirs.returns).map { $0 - $1 }.filter(\.isFinite)
    isPaired = own.seed == theirs.seed && pairs.count > 1
    difference =
      isPaired
      ? .mean(of: pairs)
      : .difference(of: own.returns.filter(\.isFinite), over: theirs.returns.filter(\.isFinite))
  }

  /// Where the method stands: above or below the baseline with the whole interval, or not told apart from it.
  public enum Standing: String, Sendable, Encodable {
    case above
    case below
    case unresolved
  }

  /// Where it stands.
  public var standing: Standing {
    guard let low = difference.low, let high = difference.high else { return .unresolved }
    return low > 0 ? .above : high < 0 ? .below : .unresolved
  }

  /// What came out, in one sentence without a full stop; what is not shown is not claimed.
  public var sentence: String {
    guard let value = difference.value else { return "\(method) and \(baseline) have no games to be compared by" }
    let decimals = difference.decimals
    func points(_ number: Double) -> String { Numerals.fixed(number, decimals) }
    guard let low = difference.low, let high = difference.high else {
      return "\(method) and \(baseline) are \(points(abs(value))) points apart, by too few games for an interval"
    }
    let games = isPaired ? "\(difference.count) paired games" : "\(difference.count) games, not paired"
    switch standing {
    case .above:
      return "\(method) is \(points(value)) points above \(baseline) (95 % \(points(low)) to \(points(high)), \(games))"
    case .below:
      return "\(method) is \(points(-value)) points below \(baseline) "
        + "(95 % \(points(-high)) to \(points(-low)), \(games))"
    case .unresolved:
      return "\(method) is not told apart from \(baseline): \(points(value)) points "
        + "(95 % \(points(low)) to \(points(high)), \(games))"
    }
  }
}

extension Estimate {
  /// The difference of the means of two samples, with Welch's interval; the interval is unknown where either has fewer
  /// than two values.
  ///
  /// Degrees of freedom after Satterthwaite: (a + b)² / (a² / (n − 1) + b² / (m − 1)) with a and b the squared errors of
  /// the two means.
  static func difference(of own: [Double], over theirs: [Double]) -> Estimate {
    let count = own.count + theirs.count
    func mean(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 / Double(values.count) } }
    guard !own.isEmpty, !theirs.isEmpty else { return .mean(of: []) }
    let value = mean(own) - mean(theirs)
    guard let first = sampleDeviation(own), let second = sampleDeviation(theirs) else {
      return Estimate(value: value, low: .nan, high: .nan, count: count)
    }
    let (n, m) = (Double(own.count), Double(theirs.count))
    let (a, b) = (first * first / n, second * second / m)
    guard a + b > 0 else { return Estimate(value: value, low: value, high: value, count: count) }
    let degrees = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1))
    let half = (StudentDistribution(degrees: degrees).bound(leaving: 0.05) ?? .nan) * (a + b).squareRoot()
    return Estimate(value: value, low: value - half, high: value + half, count: count)
  }

  /// Decimals for the number and its interval: three digits of the largest of them.
  public var decimals: Int {
    let size = [value, low, high].compactMap { $0.map(abs) }.max() ?? 0
    return size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 5
  }
}
