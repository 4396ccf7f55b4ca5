/// The share of runs above each of several scores, with a band of 95 % at each.
///
/// Symbols: P(score > τ). The band holds at each τ by itself, not at all of them at once.
/// Source: Agarwal et al., 2021, arXiv:2108.13264, section 4.2 (the run-score distribution).
public struct PerformanceProfile: Sendable, Encodable {
  /// One place of the profile.
  public struct Point: Sendable, Encodable {
    /// The score τ.
    public let score: Double
    /// The share of runs strictly above it.
    public let share: Estimate
  }

  /// The places, by ascending score.
  public let points: [Point]

  /// The profile of `matrix` at `scores`; places that are not finite are left out, each is kept once.
  public init(
    of matrix: RunMatrix, at scores: [Double], by bootstrap: StratifiedBootstrap = StratifiedBootstrap(resamples: 2_000)
  ) {
    let places = Set(scores.filter(\.isFinite)).sorted()
    let shares = bootstrap.estimates(matrix) { $0.shares(above: places) }
    points = zip(places, shares).map { Point(score: $0, share: $1) }
  }

  /// `count` places from the least to the greatest score of `matrices`, evenly spaced.
  public static func places(for matrices: [RunMatrix], count: Int = 101) -> [Double] {
    let scores = matrices.flatMap(\.scores)
    guard count > 0, let low = scores.min(), let high = scores.max() else { return [] }
    guard count > 1, high > low else { return [low] }
    // Weighed from both ends, as a width may be too large for a number.
    return (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      return low * (1 - share) + high * share
    }
  }
}

extension RunMatrix {
  /// The share of runs strictly above each of ascending `places`.
  func shares(above places: [Double]) -> [Double] {
    let sorted = scores.sorted()
    var below = 0
    return places.map { place in
      while below < sorted.count, sorted[below] <= place { below += 1 }
      return Double(sorted.count - below) / Double(sorted.count)
    }
  }
}
