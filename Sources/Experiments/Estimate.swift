public import RLCore

/// A number that was measured several times, and the interval that holds it with 95 % confidence.
public struct Estimate: Sendable, Equatable, Encodable {
  /// The number; null where nothing was measured.
  @OrNull public private(set) var value: Double?
  /// The interval's lower end.
  @OrNull public private(set) var low: Double?
  /// The interval's upper end.
  @OrNull public private(set) var high: Double?
  /// Measurements.
  public let count: Int

  /// An estimate from `count` measurements; what is not finite counts as unknown.
  public init(value: Double, low: Double, high: Double, count: Int) {
    func known(_ number: Double) -> Double? { number.isFinite ? number : nil }
    self.count = count
    self.value = known(value)
    self.low = known(low)
    self.high = known(high)
  }

  /// The mean, with Student's interval; of a single value the interval is the value itself.
  public static func mean(of values: [Double]) -> Estimate {
    let (mean, low, high) = meanInterval(values)
    return Estimate(value: mean, low: low, high: high, count: values.count)
  }

  /// The interquartile mean, with a percentile bootstrap over the values; equal values give equal intervals.
  public static func interquartileMean(of values: [Double], resamples: Int = 10_000) -> Estimate {
    var generator = SeededGenerator(seed: 1)
    let (low, high) = bootstrapInterval(
      values, resamples: resamples, generator: &generator, RLCore.interquartileMean)
    return Estimate(value: RLCore.interquartileMean(values), low: low, high: high, count: values.count)
  }

  /// The share of `count` trials that succeeded, with Wilson's interval.
  public static func share(_ successes: Int, of count: Int) -> Estimate {
    let (low, high) = wilsonInterval(successes, of: count)
    return Estimate(value: Double(successes) / Double(count), low: low, high: high, count: count)
  }

  /// The mean of what `ours` has over `theirs`, seed by seed, with Student's interval.
  ///
  /// Two methods on the same seed share much of their luck, so that their difference varies less than either; seeds that
  /// only one of them has are left out.
  public static func difference(_ ours: [UInt64: Double], over theirs: [UInt64: Double]) -> Estimate {
    mean(
      of: ours.keys.sorted().compactMap { seed in
        guard let own = ours[seed], let other = theirs[seed] else { return nil }
        return own - other
      })
  }

  /// The number and its interval, as tables show them: `1.50 [0.75, 2.00]`.
  public func text(_ decimals: Int) -> String {
    "\(Numerals.fixed(value ?? .nan, decimals)) "
      + "[\(Numerals.fixed(low ?? .nan, decimals)), \(Numerals.fixed(high ?? .nan, decimals))]"
  }
}
