import Experiments
import Testing

@Suite struct HolmCorrectionTests {
  /// statsmodels 0.15.0: multipletests(values, method="holm")[1].
  @Test(
    arguments: [
      ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
      ([0.02, 0.02, 0.5, 0.001, 0.9], [0.08, 0.08, 1, 0.005, 1]),
      ([0.3, 0.04], [0.3, 0.08]), ([0.2], [0.2]), ([], []),
    ] as [([Double], [Double])])
  func valuesAreThoseOfTheReference(values: [Double], expected: [Double]) {
    let found = holmCorrection(values)
    #expect(found.count == expected.count && zip(found, expected).allSatisfy { $0.isNear($1) }, "\(found)")
  }

  /// The unknown one still makes the family three: 3 · 0.01 and 2 · 0.04.
  @Test func unknownValuesCountInTheFamily() {
    for unknown in [nil, .nan, -0.1, 1.5, .infinity] as [Double?] {
      let found = holmCorrection([0.04, unknown, 0.01])
      #expect(found[0].isNear(0.08) && found[1] == nil && found[2].isNear(0.03))
    }
  }

  @Test func correctionKeepsTheOrderAndNeverLowers() {
    let values = ReferenceScores.normal(50, seed: 4).map { min(1, abs($0) / 10) }
    let corrected = holmCorrection(values).map { $0 ?? .nan }
    for (first, second) in zip(values.indices, values.indices.dropFirst()) {
      #expect(values[first] <= corrected[first] && corrected[first] <= min(1, 50 * values[first]))
      if values[first] < values[second] { #expect(corrected[first] <= corrected[second]) }
    }
    #expect(holmCorrection(values.reversed()).map { $0 ?? .nan } == corrected.reversed())
  }
}
