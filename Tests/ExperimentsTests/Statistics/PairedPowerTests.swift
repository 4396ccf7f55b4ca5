import Experiments
import Testing

@Suite struct PairedPowerTests {
  /// statsmodels 0.15.0: TTestPower().power(effect, n, 0.05, alternative="two-sided"); all but the one of 4 pairs agree
  /// with scipy 1.17.1's stats.nct to 13 digits, where that has none.
  @Test(
    arguments: [
      (2, 1, 0.09280915505633596), (3, 1, 0.1792553937765518), (5, 0.5, 0.140516689990298),
      (10, 0.5, 0.2931756065140767), (20, 0.6, 0.7210050995594128), (50, 0.1, 0.10662906419444304),
      (100, 0.3, 0.8439471027374158), (1000, 0.1, 0.8847890988907138), (20, 0, 0.05), (4, 6, 0.999999737823528),
      (10, -0.8, 0.6162327634744058), (112, 190.0 / 710, 0.8016495610479424), (111, 190.0 / 710, 0.7980691782054474),
    ] as [(Int, Double, Double)])
  func powerIsThatOfTheReference(seeds: Int, effect: Double, expected: Double) {
    let found = PairedPower(effect: effect, deviation: 1).power(seeds: seeds)
    #expect(found.isNear(expected, 1e-7), "\(String(describing: found))")
  }

  /// statsmodels 0.15.0: TTestPower().solve_power(effect, alpha=0.05, power=0.8, alternative="two-sided"), rounded up:
  /// 4.22, 9.94, 33.37, 89.15, 38.30, 786.81, 19624.07. The fifth is 330 at Hopper's deviation of 710.
  @Test(
    arguments: [(2, 5), (1, 10), (0.5, 34), (0.3, 90), (330.0 / 710, 39), (0.1, 787), (0.02, 19_625)]
      as [(Double, Int)])
  func seedsAreThoseOfTheReference(effect: Double, expected: Int) {
    #expect(PairedPower(effect: effect, deviation: 1).seeds() == expected)
    #expect(PairedPower(effect: -1000 * effect, deviation: 1000).seeds() == expected)
  }

  /// A tenth of Hopper's 1900 at a deviation of 710: statsmodels' 111.54, rounded up.
  @Test func aTenthOfHopperTakesAHundredSeeds() {
    #expect(PairedPower(effect: 190, deviation: 710).seeds() == 112)
  }

  @Test func powerGrowsWithSeedsAndEffect() {
    let powers = (2...40).map { PairedPower(effect: 0.6, deviation: 1).power(seeds: $0) ?? .nan }
    #expect(zip(powers, powers.dropFirst()).allSatisfy { $0 < $1 })
    let others = (0...30).map { PairedPower(effect: Double($0) / 10, deviation: 1).power(seeds: 10) ?? .nan }
    #expect(zip(others, others.dropFirst()).allSatisfy { $0 <= $1 } && others.allSatisfy { $0 <= 1 })
    #expect(others[0].isNear(0.05, 1e-9))
  }

  /// Of 4,000 simulated experiments the share that shows the effect: four standard errors are 0.03.
  @Test func simulatedExperimentsShowIt() {
    let values = ReferenceScores.normal(48_000, mean: 0.8, seed: 17)
    let shown = (0..<4_000).filter { (pairedTest(Array(values[($0 * 12)..<($0 * 12 + 12)])) ?? 1) < 0.05 }.count
    #expect((Double(shown) / 4_000).isNear(PairedPower(effect: 0.8, deviation: 1).power(seeds: 12) ?? .nan, 0.03))
  }

  @Test func whatCannotBeShownIsUnknown() {
    let power = PairedPower(effect: 1, deviation: 1)
    #expect(power.power(seeds: 1) == nil && power.power(seeds: -4) == nil && power.seeds(for: 1) == nil)
    #expect(PairedPower(effect: 0, deviation: 1).seeds() == nil)
    #expect(PairedPower(effect: 1e-9, deviation: 1).seeds() == nil)
    for (effect, deviation) in [(1, 0), (1, -1), (1, .nan), (.nan, 1), (.infinity, 1)] as [(Double, Double)] {
      #expect(PairedPower(effect: effect, deviation: deviation).power(seeds: 10) == nil)
      #expect(PairedPower(effect: effect, deviation: deviation).seeds() == nil)
    }
    // An effect of any size takes two pairs at least.
    #expect(PairedPower(effect: 1e12, deviation: 1).seeds() == 2)
    #expect(PairedPower(effect: 1e12, deviation: 1).power(seeds: 2).isNear(1, 1e-5))
  }
}
