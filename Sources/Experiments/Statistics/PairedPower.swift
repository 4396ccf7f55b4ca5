import Glibc

/// How many paired seeds show an effect: the power of Student's two-sided paired test.
///
/// With n pairs, a true mean difference μ and a deviation σ of the differences, t follows the noncentral distribution with
/// ν = n − 1 degrees and noncentrality δ = √n μ / σ. It is T = (Z + δ) / S with Z normal and S² a χ² over its ν degrees,
/// so that P(|T| > c) = ∫ (Φ(δ − c s) + Φ(−δ − c s)) f(s) ds with f the density of S; that integral is taken by Simpson's
/// rule (error below 10⁻⁷).
/// Source: Cohen, 1988, "Statistical power analysis", chapter 2; Johnson and Kotz, 1995, chapter 31.
public struct PairedPower: Sendable, Equatable {
  /// The true mean difference μ, in units of the score; its sign plays no part.
  public let effect: Double
  /// The standard deviation σ of the paired differences, in the same units.
  public let deviation: Double
  /// The chance α of calling a difference where there is none.
  public let level: Double

  /// The test of such an effect.
  public init(effect: Double, deviation: Double, level: Double = 0.05) {
    self.effect = effect
    self.deviation = deviation
    self.level = level
  }

  /// The most seeds that are looked at.
  public static let mostSeeds = 1_000_000

  /// The chance that `seeds` pairs show the effect at the level; null below two pairs or without a deviation.
  public func power(seeds: Int) -> Double? {
    guard seeds > 1, deviation > 0, level > 0, level < 1, effect.isFinite, deviation.isFinite else { return nil }
    let degrees = Double(seeds - 1)
    guard let bound = StudentDistribution(degrees: degrees).bound(leaving: level) else { return nil }
    // Beyond a noncentrality of 1e6 the answer is 1 in every digit.
    let shift = min(1e6, Double(seeds).squareRoot() * abs(effect / deviation))
    let scale = log(2.0) + degrees / 2 * log(degrees / 2) - lgamma(degrees / 2).0
    func part(_ s: Double) -> Double {
      // With one degree the density is that of a halved normal, which does not vanish at 0.
      let power = degrees == 1 ? 0 : (degrees - 1) * log(s)
      let density = exp(scale + power - degrees * s * s / 2)
      return density == 0 ? 0 : density * (Self.normal(shift - bound * s) + Self.normal(-shift - bound * s))
    }
    // S lies about 1 with a deviation near 1 / √(2ν); twelve of them to each side leave nothing out.
    let reach = 12 / (2 * degrees).squareRoot()
    let start = max(0, 1 - reach)
    let intervals = 4_000
    let width = (1 + reach - start) / Double(intervals)
    let sum = (0...intervals).reduce(0.0) { sum, index in
      let weight = index == 0 || index == intervals ? 1.0 : index % 2 == 1 ? 4 : 2
      return sum + weight * part(start + Double(index) * width)
    }
    return min(1, max(0, sum * width / 3))
  }

  /// The least number of paired seeds whose power is at least `power`; null where not even the most seeds have it.
  public func seeds(for power: Double = 0.8) -> Int? {
    guard power < 1, effect != 0 else { return nil }
    func suffices(_ seeds: Int) -> Bool { self.power(seeds: seeds).map { $0 >= power } ?? false }
    var (low, high) = (1, 2)
    while !suffices(high) {
      guard high < Self.mostSeeds else { return nil }
      (low, high) = (high, min(Self.mostSeeds, high * 2))
    }
    // The power grows with the seeds: the least of them lies above `low` and not above `high`.
    while high - low > 1 {
      let middle = (low + high) / 2
      if suffices(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The standard normal distribution Φ.
  private static func normal(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }
}
