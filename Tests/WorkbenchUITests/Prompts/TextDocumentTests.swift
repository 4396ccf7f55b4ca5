import Canvas
import Testing

@testable import WorkbenchUI

@Suite("Texts of many lines")
struct TextDocumentTests {
  private func rows(_ text: String, _ width: Int) -> [String] { TextDocument(text, width: width).rows.map(\.text) }

  @Test func linesStayAndLongOnesAreBrokenBetweenWords() {
    #expect(rows("a\n\n  b c", 10) == ["a", "", "  b c"])
    #expect(rows("one two three", 7) == ["one two", "three"])
    #expect(rows("one two three", 8) == ["one two ", "three"])
    #expect(rows("abcdefgh ij", 3) == ["abc", "def", "gh ", "ij"])
    #expect(rows("", 5).isEmpty && rows("\n\n", 5).isEmpty)
    #expect(rows("a\r\nb\u{2028}c", 5) == ["a", "b", "c"])
    #expect(rows("漢字漢", 4) == ["漢字", "漢"])
    #expect(rows("漢", 1) == ["漢"])
    #expect(rows("x", 0) == ["x"])
  }

  @Test(arguments: [
    "plain words and more", "漢字 and \u{1F680} mixed 漢字漢字", "aaaaaaaaaaaaaaaaaaaaaaaa", "  indented deep   gaps  ",
  ])
  func noRowIsTooWideAndNoWordIsLost(_ text: String) {
    for width in 2...30 {
      let document = TextDocument(text, width: width)
      for row in document.rows { #expect(columnWidth(of: row.text) <= width) }
      let found = document.rows.map(\.text).joined().filter { $0 != " " }
      #expect(found == text.filter { $0 != " " })
    }
  }

  @Test func whatCouldHarmATerminalIsMadeSafe() {
    let document = TextDocument("a\u{1B}[31m\tb\u{7}\n\u{202E}c\u{9B}", width: 40)
    #expect(document.rows.map(\.text) == ["a\u{FFFD}[31m b\u{FFFD}", "c\u{FFFD}"])
  }

  @Test func matchesAreFoundInEitherCaseAndAcrossBreaks() {
    let document = TextDocument("the Paddle\nno\npaddle PADDLE", width: 8, search: "paddle")
    #expect(document.rows.map(\.text) == ["the ", "Paddle", "no", "paddle ", "PADDLE"])
    #expect(document.matchRows == [1, 3, 4])
    #expect(document.rows[4].matches == [TextDocument.Match(number: 2, columns: 0..<6)])
    let broken = TextDocument("abcdef", width: 4, search: "DE")
    #expect(broken.matchRows == [0])
    #expect(broken.rows.map { $0.matches.map(\.columns) } == [[3..<4], [0..<1]])
    let wide = TextDocument("漢a漢", width: 9, search: "a漢")
    #expect(wide.rows[0].matches.map(\.columns) == [2..<5])
    #expect(TextDocument("aaaa", width: 9, search: "aa").matchRows.count == 2)
    #expect(TextDocument("a b", width: 1, search: " ").matchRows.count == 1)
    #expect(TextDocument("abc", width: 9).matchRows.isEmpty)
  }

  @Test func aTextWithoutEndIsCut() {
    let document = TextDocument(String(repeating: "x", count: TextDocument.limit + 50), width: 1000)
    #expect(document.lines.count == 2)
    #expect(document.lines[1].contains("not shown"))
  }
}
