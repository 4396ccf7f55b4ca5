import RLCore
import Testing

@Suite struct WholeNumberTests {
  @Test(arguments: [
    ("0", 0), ("7", 7), ("007", 7), ("1000000", 1_000_000), ("1_000_000", 1_000_000), ("1e6", 1_000_000),
    ("1E6", 1_000_000),
    ("1e+6", 1_000_000), ("2.5e6", 2_500_000), ("1_0.50e2", 1_050), ("0e999", 0), ("-3", -3), ("+3", 3),
    ("-2e3", -2_000),
    ("9223372036854775807", Int.max),
  ])
  func whatIsWrittenIsRead(text: String, value: Int) {
    #expect(WholeNumber.read(text) == value)
  }

  @Test(arguments: [
    "", "-", "e6", "1e", "1e-2", "1.5", "1.0", "1.25e1", "1__0", "_1", "1_", "1e1_0", "0x10", "1 000", "1,000", "ten",
    "nan",
    "inf", "1e19", "9223372036854775808", "1e999", "1.e3", "٣",
  ])
  func whatIsNoWholeNumberIsRefused(text: String) {
    #expect(WholeNumber.read(text) == nil)
  }
}
