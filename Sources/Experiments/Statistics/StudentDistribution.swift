import Glibc

/// Student's distribution of t with ν degrees of freedom.
///
/// Its tails are incomplete beta functions: P(|T| > t) = I_x(ν/2, 1/2) with x = ν / (ν + t²) (DLMF 8.17, Abramowitz and
/// Stegun 26.7.1).
public struct StudentDistribution: Sendable, Equatable {
  /// Degrees of freedom ν, above 0; with others nothing is known.
  public let degrees: Double

  /// The distribution with so many degrees of freedom.
  public init(degrees: Double) { self.degrees = degrees }

  /// P(|T| > |t|); null where that is unknown.
  public func bothTails(beyond t: Double) -> Double? {
    guard degrees > 0, degrees.isFinite, !t.isNaN else { return nil }
    // Through the ratio, as t² alone would overflow.
    let ratio = t * (t / degrees)
    guard ratio.isFinite else { return 0 }
    return incompleteBeta(1 / (1 + ratio), rest: ratio / (1 + ratio), degrees / 2, 0.5)
  }

  /// P(T ≤ t).
  public func cumulative(_ t: Double) -> Double? {
    bothTails(beyond: t).map { t < 0 ? $0 / 2 : 1 - $0 / 2 }
  }

  /// The t that |T| exceeds with probability `share`: with 0.05 the 97.5 % quantile.
  public func bound(leaving share: Double) -> Double? {
    guard degrees > 0, degrees.isFinite, share > 0, share <= 1 else { return nil }
    func exceeds(_ t: Double) -> Bool { bothTails(beyond: t).map { $0 > share } ?? false }
    var (low, high) = (0.0, 1.0)
    while exceeds(high), high < 1e300 { (low, high) = (high, high * 2) }
    // Until the two are neighbours.
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return high }
      if exceeds(middle) { low = middle } else { high = middle }
    }
  }
}

/// The two-sided p-value of Student's paired test: how likely a mean as far from 0 as that of `differences` is where the
/// truth is 0 and the differences are normal.
///
/// Null with fewer than two differences or with one that is not finite. Differences that are all equal give 0, or 1 where
/// they are 0: they show no chance at all.
public func pairedTest(_ differences: [Double]) -> Double? {
  guard differences.count > 1, differences.allSatisfy(\.isFinite), let first = differences.first else { return nil }
  if differences.allSatisfy({ $0 == first }) { return first == 0 ? 1 : 0 }
  let count = Double(differences.count)
  guard let deviation = sampleDeviation(differences), deviation > 0 else { return nil }
  let mean = differences.reduce(0) { $0 + $1 / count }
  return StudentDistribution(degrees: count - 1).bothTails(beyond: mean / (deviation / count.squareRoot()))
}

/// The standard deviation of `values` as a sample, with n − 1; null with fewer than two.
func sampleDeviation(_ values: [Double]) -> Double? {
  guard values.count > 1 else { return nil }
  let count = Double(values.count)
  let mean = values.reduce(0) { $0 + $1 / count }
  let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
  return deviation.isFinite ? deviation : nil
}
