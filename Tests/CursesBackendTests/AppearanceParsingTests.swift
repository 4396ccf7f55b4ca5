import Canvas
import Testing

@Suite struct AppearanceParsingTests {
  @Test func valuesAreRead() throws {
    #expect(try Appearance(themeValue: "") == Appearance())
    #expect(try Appearance(themeValue: "fg:#2e8b57 bold") == Appearance(foreground: .rgb(0x2E, 0x8B, 0x57), bold: true))
    #expect(
      try Appearance(themeValue: "  reverse\tunderline dim bg:#FFFFFF ")
        == Appearance(background: .rgb(255, 255, 255), reverse: true, underline: true, dim: true))
  }

  @Test(arguments: [
    ("blink", ThemeValueError.unknownWord("blink")), ("fg:#12345", .badColor("#12345")), ("bg:red", .badColor("red")),
    ("fg:#+12345", .badColor("#+12345")), ("fg:#1234567", .badColor("#1234567")), ("bold bold", .repeated("bold")),
    ("fg:#000000 fg:#ffffff", .repeated("fg:")), ("fg:", .badColor("")), ("#ffffff", .unknownWord("#ffffff")),
  ])
  func mistakesAreNamed(value: String, expected: ThemeValueError) {
    #expect(throws: expected) { try Appearance(themeValue: value) }
    #expect(!expected.description.isEmpty)
  }
}
