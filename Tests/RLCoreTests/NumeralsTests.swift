import RLCore
import Testing

@Suite struct NumeralsTests {
  @Test func whatIsNoLengthOfTimeHasNoWords() {
    #expect(Numerals.duration(.nan) == "?")
    #expect(Numerals.duration(-.infinity) == "0s" && Numerals.duration(.infinity) == Numerals.duration(1e9))
  }

  @Test(arguments: [
    (1.005, 1, "1.0"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"), (-0.04, 1, "0.0"), (0, 2, "0.00"),
    (-1.25, 2, "-1.25"), (99.996, 2, "100.00"), (1234567.5, 1, "1234567.5"), (3, -1, "3"), (7.07, 3, "7.070"),
  ])
  func decimalsAreFixed(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(Numerals.fixed(value, decimals) == text)
  }

  @Test func whatIsNoNumberIsNamed() {
    #expect(Numerals.fixed(.nan, 2) == "nan")
    #expect(Numerals.fixed(.nan, 2, missing: "-") == "-")
    #expect(Numerals.fixed(.infinity, 2) == "inf" && Numerals.fixed(-.infinity, 2) == "-inf")
    // Too large for decimals to mean anything.
    #expect(Numerals.fixed(1e20, 2) == "1e+20")
  }

  @Test(arguments: [(0.5, 1, "+0.5"), (-0.25, 2, "-0.25"), (-0.001, 2, "+0.00"), (0, 0, "+0"), (.nan, 1, "nan")])
  func signsAreAlwaysShown(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(Numerals.signed(value, decimals) == text)
  }

  @Test func constantsHaveNoNeedlessZeros() {
    #expect([1, 0.001, -2.5, 1e12].map(Numerals.plain) == ["1", "0.001", "-2.5", "1000000000000.0"])
  }

  @Test(arguments: [(0.126, 2, 0.13), (-0.125, 2, -0.13), (2, 2, 2), (1.5, 0, 2), (0.04999, 1, 0)])
  func dataAreRounded(_ value: Double, _ decimals: Int, _ expected: Double) {
    #expect(Numerals.rounded(value, decimals) == expected)
  }

  @Test(arguments: [
    (1234.5, "1235"), (123.45, "123"), (12.345, "12.3"), (1.2345, "1.23"), (0.012345, "0.01"), (0.0012345, "0.00123"),
    (0, "0"), (-56.78, "-56.8"),
  ])
  func threeDigitsAreSignificant(_ value: Double, _ text: String) {
    #expect(Numerals.significant(value) == text)
  }

  @Test(
    arguments: [(950, "950"), (1200, "1.2K"), (3_456_789, "3.46M"), (2.5e9, "2.50B"), (-1500, "-1.5K")]
      as [(Double, String)])
  func largeNumbersAreShort(_ value: Double, _ text: String) {
    #expect(Numerals.short(value) == text)
  }

  @Test(
    arguments: [(3.9, "3s"), (123, "2m 03s"), (3725, "1h 02m"), (-5, "0s"), (.infinity, "277777h 46m")]
      as [(Double, String)])
  func secondsAreDurations(_ value: Double, _ text: String) {
    #expect(Numerals.duration(value) == text)
  }
}
