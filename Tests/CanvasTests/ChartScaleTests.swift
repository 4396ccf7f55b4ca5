import Testing

@testable import Canvas

@Suite("Axes")
struct ChartScaleTests {
  @Test func logarithmsAreThoseOfTheBooks() {
    // ln 2, ln 10, ln 1e-5, e^0.5 and 10^0.05 as tables have them.
    for (value, expected) in [
      (1.0, 0), (2, 0.693_147_180_559_945_3), (10, 2.302_585_092_994_046), (1e-5, -11.512_925_464_970_229),
    ] {
      #expect((naturalLogarithm(value) - expected).magnitude < 1e-13 * max(1, expected.magnitude))
    }
    #expect((power(2.718_281_828_459_045, 0.5) - 1.648_721_270_700_128).magnitude < 1e-12)
    #expect((power(10, 0.05) - 1.122_018_454_301_963).magnitude < 1e-12)
    #expect(naturalLogarithm(-1).isNaN && naturalLogarithm(0) == -.infinity)
  }

  @Test func powersOfTenStandEvenly() {
    let scale = ChartScale.covering([0.001, 1_000, -5, 0], ticks: 5, form: .logarithmic)
    #expect(scale.ticks.map(scale.label) == ["0.001", "0.01", "0.1", "1", "10", "100", "1K"])
    let places = scale.ticks.map { scale.place($0, of: 10_001) }
    let gaps = zip(places, places.dropFirst()).map { $1 - $0 }
    #expect((gaps.max() ?? 0) - (gaps.min() ?? 9) <= 1 && (gaps.first ?? 0) > 1_000)
  }

  @Test func fewDecadesHaveFinerTicks() {
    let scale = ChartScale.covering([2, 60], ticks: 5, form: .logarithmic)
    #expect(scale.ticks == [2, 5, 10, 20, 50])
    let narrow = ChartScale.covering([3.1, 3.6], ticks: 5, form: .logarithmic)
    #expect(narrow.ticks.count >= 2 && narrow.ticks.allSatisfy { narrow.low...narrow.high ~= $0 })
    #expect(ChartScale.covering([-1], ticks: 4, form: .logarithmic).ticks.contains(1))
    #expect(ChartScale.covering([1e-200, 1e200], ticks: 4, form: .logarithmic).ticks.count < 50)
  }

  @Test func timeHasRoundLengths() {
    let scale = ChartScale.covering([0, 610], ticks: 5, isPadded: false, form: .seconds)
    #expect(scale.ticks.map(scale.label) == ["0", "5m 00s", "10m 00s"])
    #expect(ChartScale.roundTime(7) == 10 && ChartScale.roundTime(61) == 120)
    #expect(ChartScale.roundTime(100_000) == 172_800)
  }

  @Test func smallStepsAreLegible() {
    let scale = ChartScale.covering([0, 2.5e-4], ticks: 3, isPadded: false)
    #expect(scale.ticks.map(scale.label) == ["0", "1e-4", "2e-4"])
  }

  @Test(arguments: [
    (0, "0"), (1_420, "1420"), (28.31, "28.3"), (0.9114, "0.911"), (0.00731, "0.00731"), (2.5e-4, "2.5e-4"),
    (-12.04, "-12.0"), (61_300, "61.3K"), (999.9, "1000"),
  ])
  func threeDigitsSay(_ value: Double, _ text: String) { #expect(significant(value) == text) }
}
