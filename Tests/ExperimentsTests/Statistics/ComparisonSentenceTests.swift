@testable import Experiments
import Testing

/// What is said of each outcome. The differences are 0 ± 1 around a mean where Student's interval is worked by hand: of
/// mean ± d in equal numbers n / 2 the half-width is t · d · √(1 / (n − 1)).
@Suite struct ComparisonSentenceTests {
  /// Ten pairs whose baseline is `level` and whose differences are `mean` ± `spread`.
  private func sentence(level: Double, mean: Double, spread: Double, pairs: Int = 10) -> String {
    let own = (0..<pairs).map { level + mean + ($0 % 2 == 0 ? spread : -spread) }
    let scores = ReferenceScores.scores([
      "ppo": [Double](repeating: level, count: pairs), "ultra-ra": own,
    ])
    return PairedComparison(of: "ultra-ra", with: "ppo", in: scores, by: StratifiedBootstrap(resamples: 10)).sentence
  }

  /// Half-width 2.262 · 300 / 3 = 226.2; t = 312 / 100 of 9 degrees: scipy 1.17.1 gives p = 0.0123186.
  @Test func ahead() {
    #expect(
      sentence(level: 1900, mean: 312, spread: 300)
        == "ultra-ra is ahead of ppo by 312 [86, 538] over 10 paired seeds (p = 0.012)")
  }

  @Test func worse() {
    #expect(
      sentence(level: 1900, mean: -312, spread: 300)
        == "worse: ultra-ra is behind ppo by 312 [86, 538] over 10 paired seeds (p = 0.012)")
  }

  /// Half-width 2.262 · 150 / 3 = 113.1; t = 20 / 50: p = 0.698484.
  @Test func notWorse() {
    #expect(
      sentence(level: 1900, mean: 20, spread: 150)
        == "not worse: ultra-ra differs from ppo by 20 [-93, 133] over 10 paired seeds (p = 0.70), "
        + "at worst by less than 190 (10 % of ppo's mean)")
  }

  /// Half-width 2.262 · 60 / 3 = 45.24; t = -60 / 20: p = 0.014956. The loss is certain, and within the margin.
  @Test func notWorseThoughBehind() {
    #expect(
      sentence(level: 1900, mean: -60, spread: 60)
        == "not worse: ultra-ra is behind ppo by 60 [15, 105] over 10 paired seeds (p = 0.015), "
        + "by less than 190 (10 % of ppo's mean)")
  }

  /// Half-width 2.262 · 600 / 3 = 452.4; t = 0.2: p = 0.845927. The deviation is 600 √(10 / 9) = 632.456; statsmodels
  /// 0.15.0's TTestPower().solve_power(190 / 632.456, alpha=0.05, power=0.8) is 88.91.
  @Test func notResolved() {
    #expect(
      sentence(level: 1900, mean: 40, spread: 600)
        == "not resolved: ultra-ra differs from ppo by 40 [-412, 492] over 10 paired seeds (p = 0.85); "
        + "89 would show a difference of 190 (10 % of ppo's mean)")
  }

  @Test func notResolvedWithoutAMargin() {
    #expect(
      sentence(level: 0, mean: 0.5, spread: 3)
        == "not resolved: ultra-ra differs from ppo by 0.50 [-1.76, 2.76] over 10 paired seeds (p = 0.63)")
  }

  @Test func tooFewSeeds() {
    #expect(
      sentence(level: 10, mean: 2, spread: 0, pairs: 1)
        == "not resolved: ultra-ra differs from ppo by 2.00 on the only seed that both have")
    #expect(
      sentence(level: 10, mean: 2, spread: 0, pairs: 0)
        == "not resolved: ultra-ra and ppo have no seed in common")
  }

  @Test func chancesAreNeverRoundedOverTheLevel() {
    #expect(
      [nil, 0, 0.0004, 0.001, 0.0078, 0.0496, 0.0504, 0.06, 0.2, 1].map(PairedComparison.text(pValue:)) == [
        "p unknown", "p < 0.001", "p < 0.001", "p = 0.001", "p = 0.008", "p = 0.04960", "p = 0.05040", "p = 0.060",
        "p = 0.20", "p = 1.00",
      ])
  }
}
