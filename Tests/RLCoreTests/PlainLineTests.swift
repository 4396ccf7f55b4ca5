import RLCore
import Testing

/// Text of files in messages.
@Suite struct PlainLineTests {
  @Test(arguments: [
    ("plain words", "plain words"), ("", ""), ("naïve 書", "naïve 書"),
    ("\u{1B}[31mred\u{7}", "\u{FFFD}[31mred\u{FFFD}"), ("one\r\ntwo\tthree", "one  two three"),
    ("a\u{202E}b\u{200B}", "ab"), ("\u{9B}2J\u{0}\u{7F}", "\u{FFFD}2J\u{FFFD}\u{FFFD}"),
  ])
  func nothingIsLeftThatATerminalObeys(_ text: String, plain: String) {
    #expect(text.plainLine == plain)
    #expect(text.plainLine.plainLine == plain)
  }
}
