import Experiments
import Foundation
import Testing

@Suite struct PerformanceProfileTests {
  /// rliable 1.2.0: library.create_performance_profile({"X": X}, taus, reps=5000); three random states gave the same
  /// bands, whose lattice is 1 / 24.
  @Test func profilesAreThoseOfTheReference() {
    let profile = PerformanceProfile(
      of: ReferenceScores.x, at: [0, 0.25, 0.5, 0.75, 1, 1.5, 2], by: StratifiedBootstrap(resamples: 5_000))
    let shares = [1, 0.875, 0.625, 0.4583333333333333, 0.20833333333333334, 0.041666666666666664, 0]
    let lows = [1, 0.75, 0.4583333333333333, 0.3333333333333333, 0.08333333333333333, 0, 0]
    let highs = [1, 1, 0.7916666666666666, 0.5833333333333334, 0.2916666666666667, 0.125, 0]
    #expect(profile.points.count == 7)
    for (index, point) in profile.points.enumerated() {
      #expect(point.share.value.isNear(shares[index]))
      #expect(point.share.low.isNear(lows[index], 1.0 / 24 + 1e-9), "\(point)")
      #expect(point.share.high.isNear(highs[index], 1.0 / 24 + 1e-9), "\(point)")
    }
  }

  @Test func profilesFallFromOneToZero() {
    let matrix = RunMatrix((0..<4).map { ReferenceScores.normal(10, seed: $0) })
    let places = [-10.0] + PerformanceProfile.places(for: [matrix], count: 31)
    let points = PerformanceProfile(of: matrix, at: places.reversed(), by: StratifiedBootstrap(resamples: 200)).points
    #expect(points.first?.share.value == 1 && points.last?.share.value == 0)
    for (point, next) in zip(points, points.dropFirst()) {
      #expect(point.score < next.score)
      for path in [\Estimate.value, \Estimate.low, \Estimate.high] {
        #expect((point.share[keyPath: path] ?? .nan) >= (next.share[keyPath: path] ?? .nan))
      }
    }
    for point in points {
      let (low, value, high) = (point.share.low ?? .nan, point.share.value ?? .nan, point.share.high ?? .nan)
      #expect(0 <= low && low <= value && value <= high && high <= 1)
    }
  }

  /// The area under a profile from the least score upwards is the mean above it.
  @Test func theAreaIsTheMean() {
    let matrix = RunMatrix([[0.25, 0.5, 0.75, 1]])
    let places = (0..<1000).map { Double($0) / 1000 }
    let points = PerformanceProfile(of: matrix, at: places, by: StratifiedBootstrap(resamples: 1)).points
    #expect((points.reduce(0) { $0 + ($1.share.value ?? .nan) } / 1000).isNear(matrix.mean, 1e-9))
  }

  @Test func placesSpanTheScores() {
    #expect(PerformanceProfile.places(for: [RunMatrix([[0, 4]]), RunMatrix([[-4]])], count: 5) == [-4, -2, 0, 2, 4])
    #expect(PerformanceProfile.places(for: [RunMatrix([[3, 3]])], count: 5) == [3])
    #expect(PerformanceProfile.places(for: [RunMatrix([])]).isEmpty)
    #expect(PerformanceProfile.places(for: [RunMatrix([[1, 2]])], count: 0).isEmpty)
    let widest = Double.greatestFiniteMagnitude
    #expect(PerformanceProfile.places(for: [RunMatrix([[-widest, widest]])], count: 3) == [-widest, 0, widest])
  }

  @Test func withoutScoresThePlacesStayUnknown() throws {
    let profile = PerformanceProfile(of: RunMatrix([]), at: [0, .nan, 1, 1])
    #expect(profile.points.map(\.score) == [0, 1])
    #expect(profile.points.allSatisfy { $0.share.value == nil && $0.share.low == nil })
    #expect(PerformanceProfile(of: ReferenceScores.x, at: []).points.isEmpty)
    #expect(try !JSONEncoder().encode(profile).isEmpty)
  }
}
