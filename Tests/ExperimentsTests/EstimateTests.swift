import Experiments
import Foundation
import Testing

@Suite struct EstimateTests {
  private func isNear(_ value: Double?, _ expected: Double, _ tolerance: Double = 5e-4) -> Bool {
    value.map { abs($0 - expected) < tolerance } ?? false
  }

  /// 1, 2, 3, 4: mean 2.5, deviation 1.29099, standard error 0.645497, t of 3 degrees 3.182.
  @Test func meansHaveStudentsInterval() {
    let found = Estimate.mean(of: [4, 1, 3, 2])
    #expect(found.value == 2.5 && found.count == 4)
    #expect(isNear(found.low, 0.44603) && isNear(found.high, 4.55397))
  }

  /// 9 of 10 by Wilson's score: (0.9 + 0.192073) / 1.384146 -+ 0.192... by hand 0.59585 and 0.98212.
  @Test func sharesHaveWilsonsInterval() {
    let found = Estimate.share(9, of: 10)
    #expect(found.value == 0.9)
    #expect(isNear(found.low, 0.59585) && isNear(found.high, 0.98212))
  }

  /// Of eight values two are left out at each end: (3 + 4 + 5 + 6) / 4.
  @Test func interquartileMeansLeaveOutTheEnds() {
    let found = Estimate.interquartileMean(of: [100, 3, 4, 5, 6, -100, 2, 7])
    #expect(found.value == 4.5)
    let (low, high) = (found.low ?? .nan, found.high ?? .nan)
    #expect(low < 4.5 && 4.5 < high)
    #expect(found == Estimate.interquartileMean(of: [100, 3, 4, 5, 6, -100, 2, 7]))
    // Every sample of equal values is the same.
    #expect(Estimate.interquartileMean(of: [3, 3, 3]) == Estimate(value: 3, low: 3, high: 3, count: 3))
  }

  /// The differences on the three shared seeds are 1, 2, 3: mean 2, standard error 0.57735, t of 2 degrees 4.303.
  @Test func differencesArePairedBySeed() {
    let found = Estimate.difference([1: 11, 2: 102, 3: 1003, 7: 5], over: [1: 10, 2: 100, 3: 1000, 8: 5])
    #expect(found.value == 2 && found.count == 3)
    #expect(isNear(found.low, -0.48434) && isNear(found.high, 4.48434))
  }

  @Test func whatIsUnknownIsNull() throws {
    let none = Estimate.mean(of: [])
    #expect(none.value == nil && none.count == 0 && none.text(1) == "nan [nan, nan]")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(none), as: UTF8.self)
        == #"{"count":0,"high":null,"low":null,"value":null}"#)
  }

  @Test func estimatesAreShownWithTheirInterval() {
    #expect(Estimate(value: 1.25, low: -0.5, high: 3, count: 2).text(1) == "1.3 [-0.5, 3.0]")
  }
}
