@testable import Experiments
import Numerics
import RLCore
import Testing

@Suite struct StudentDistributionTests {
  /// scipy 1.17.1: special.betainc(a, b, x).
  @Test(
    arguments: [
      (0.5, 0.5, 0.3, 0.36901011956554536), (2, 3, 0.4, 0.5247999999999999), (50, 0.5, 0.99, 0.3173043978741973),
      (0.5, 50, 0.01, 0.6826956021258024), (5e5, 0.5, 0.999997, 0.08326436248426163), (1, 1, 0.7, 0.7),
      (300, 200, 0.6, 0.49757138368006865), (8, 10, 1e-6, 2.43098055207001e-44),
    ] as [(Double, Double, Double, Double)])
  func incompleteBetaIsTheReference(a: Double, b: Double, x: Double, expected: Double) {
    let found = incompleteBeta(x, rest: 1 - x, a, b)
    #expect(found.isApproximatelyEqual(to: expected, relativeTolerance: a > 1e4 ? 1e-8 : 1e-11), "\(found)")
  }

  @Test func incompleteBetaMirrorsItself() {
    for (a, b) in [(0.5, 0.5), (1, 3), (2.5, 70), (40, 0.5), (40, 70)] {
      for x in stride(from: 0.0, through: 1, by: 0.0625) {
        #expect((incompleteBeta(x, rest: 1 - x, a, b) + incompleteBeta(1 - x, rest: x, b, a)).isNear(1))
      }
    }
    #expect(incompleteBeta(0, rest: 1, 2, 3) == 0 && incompleteBeta(1, rest: 0, 2, 3) == 1)
    #expect(incompleteBeta(0.5, rest: 0.5, 0, 1).isNaN && incompleteBeta(.nan, rest: 0.5, 1, 1).isNaN)
  }

  /// scipy 1.17.1: 2 * stats.t.sf(t, nu) for t = 0.001, 0.5, 2, 10, 50.
  @Test(
    arguments: [
      (1, [0.9993633804398159, 0.7048327646991335, 0.2951672353008665, 0.06345103486110713, 0.012730698201945594]),
      (2, [0.9992928933955901, 0.6666666666666667, 0.18350341907227397, 0.00985245702332569, 0.00039976015988808057]),
      (
        4.5,
        [0.9992449065121516, 0.6405495020740474, 0.10825790718112499, 0.00030528057568339587, 2.3673947955683785e-07]
      ),
      (10, [0.999221783374741, 0.627893605742973, 0.07338803477074037, 1.5895531755964125e-06, 2.47431032930268e-13]),
      (
        100,
        [0.9992041077601035, 0.6181735658308866, 0.04821217873113365, 9.90168898459413e-17, 1.4472163679761465e-72]
      ),
      (
        1000,
        [0.9992023150184528, 0.6171850808338747, 0.04577034649325166, 1.6670702958600137e-22, 2.758672412325172e-274]
      ),
    ] as [(Double, [Double])])
  func tailsAreThoseOfTheReference(degrees: Double, expected: [Double]) {
    let distribution = StudentDistribution(degrees: degrees)
    for (t, tail) in zip([0.001, 0.5, 2, 10, 50], expected) {
      let found = distribution.bothTails(beyond: t) ?? .nan
      #expect(found.isApproximatelyEqual(to: tail, relativeTolerance: 1e-10), "\(t): \(found)")
      #expect(distribution.bothTails(beyond: -t) == found)
      #expect(distribution.cumulative(-t).isNear(tail / 2) && distribution.cumulative(t).isNear(1 - tail / 2))
    }
    #expect(distribution.bothTails(beyond: 0) == 1 && distribution.bothTails(beyond: .infinity) == 0)
  }

  /// scipy 1.17.1: stats.t.ppf(0.975, nu).
  @Test(
    arguments: [
      (1, 12.706204736174694), (2, 4.302652729749462), (3, 3.1824463052837078), (4.5, 2.6589123472044034),
      (10, 2.228138851986274), (30, 2.0422724563012378), (100, 1.9839715185235518), (1000, 1.9623390808264083),
      (1e6, 1.959966356814107),
    ] as [(Double, Double)])
  func boundsAreTheQuantilesOfTheReference(degrees: Double, expected: Double) {
    let found = StudentDistribution(degrees: degrees).bound(leaving: 0.05)
    #expect(found.isNear(expected, degrees > 1e5 ? 1e-8 : 1e-11), "\(String(describing: found))")
  }

  /// The tables' quantiles and these are the same function.
  @Test func theTableAgrees() {
    for degrees in 1...60 {
      #expect(
        StudentDistribution(degrees: Double(degrees)).bound(leaving: 0.05).isNear(
          studentQuantile(degrees: degrees), 6e-4))
    }
  }

  @Test func whatHasNoDistributionIsUnknown() {
    for degrees in [0, -1, .nan, .infinity] as [Double] {
      #expect(StudentDistribution(degrees: degrees).bothTails(beyond: 1) == nil)
      #expect(StudentDistribution(degrees: degrees).bound(leaving: 0.05) == nil)
    }
    #expect(StudentDistribution(degrees: 3).bothTails(beyond: .nan) == nil)
    #expect(StudentDistribution(degrees: 3).bound(leaving: 0) == nil)
    #expect(StudentDistribution(degrees: 3).bothTails(beyond: 1e200) == 0)
  }
}

@Suite struct PairedTestTests {
  /// scipy 1.17.1: stats.ttest_rel of the reference scores' first and third task, and of all of them.
  @Test func valuesAreThoseOfTheReference() {
    let (x, y) = (ReferenceScores.columns(ReferenceScores.x), ReferenceScores.columns(ReferenceScores.y))
    func value(_ first: [Double], _ second: [Double]) -> Double? { pairedTest(zip(first, second).map { $0 - $1 }) }
    #expect(value(x[0], y[0]).isNear(0.22937812515524372, 1e-11))
    #expect(value(x[2], y[2]).isNear(0.071902154196621, 1e-11))
    #expect(value(ReferenceScores.x.scores, ReferenceScores.y.scores).isNear(0.006697712102696028, 1e-11))
  }

  @Test func signOrderAndUnitDoNotMatter() {
    let differences = ReferenceScores.normal(12, mean: 0.4, seed: 2)
    let value = pairedTest(differences) ?? .nan
    #expect(pairedTest(differences.map { -$0 }) == value)
    #expect(pairedTest(differences.reversed()).isNear(value) && pairedTest(differences.map { 1e6 * $0 }).isNear(value))
  }

  /// The test and Student's interval say the same.
  @Test func itAgreesWithTheInterval() {
    for seed in 0..<200 as Range<UInt64> {
      let differences = ReferenceScores.normal(8, mean: 0.7, seed: seed)
      let (value, interval) = (pairedTest(differences) ?? .nan, meanInterval(differences))
      guard abs(value - 0.05) > 1e-4 else { continue }
      #expect((value < 0.05) == (interval.low > 0 || interval.high < 0))
    }
  }

  @Test func degenerateDifferences() {
    #expect(pairedTest([]) == nil && pairedTest([3]) == nil && pairedTest([1, .nan]) == nil)
    #expect(pairedTest([0, 0, 0]) == 1 && pairedTest([2, 2]) == 0)
  }
}
