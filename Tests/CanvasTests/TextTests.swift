import Canvas
import Testing

@Suite("Width, safety and shape of text")
struct TextTests {
  @Test(
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("한", 2), ("ｗ", 2), ("😀", 2), ("\u{301}", 0), ("\u{1B}", 0),
      ("\u{200B}", 0), ("─", 1), ("⣿", 1), ("α", 1), ("✓", 1), ("●", 1), ("\u{85}", 0),
    ] as [(Character, Int)])
  func width(_ character: Character, _ expected: Int) {
    #expect(columnWidth(of: character) == expected)
  }

  @Test func truncationNeverCutsAWideGlyph() {
    #expect(truncated("漢字漢字", to: 8) == "漢字漢字")
    #expect(truncated("漢字漢字", to: 7) == "漢字漢…")
    #expect(truncated("漢字漢字", to: 6) == "漢字…")
    #expect(truncated("abc", to: 0) == "")
    #expect(truncated("abcdef", to: 4, ellipsis: "~") == "abc~")
    for width in 0...9 {
      #expect(columnWidth(of: truncated("a漢b字😀", to: width)) <= width)
      #expect(columnWidth(of: padded("a漢b字😀", to: width)) == width)
    }
  }

  @Test func sanitisedTextHasNothingThatATerminalObeys() {
    let hostile = "a\u{1B}[31mb\u{7}\u{9B}2J\nnext\ttab\u{202E}evil\u{200D}\u{FE0F}\u{7F}"
    let safe = sanitised(hostile)
    #expect(safe == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}2J next tabevil\u{FFFD}")
    #expect(sanitised("plain") == "plain")
    #expect(sanitised("e" + String(repeating: "\u{301}", count: 50)).unicodeScalars.count == 4)
    #expect(sanitised(sanitised(hostile)) == safe)
    // What joins without being a mark: letters of Hangul, vowels that take room, half-width voice marks.
    for scalar in ["\u{1100}", "\u{93E}", "\u{E33}", "\u{FF9E}"] {
      let text = sanitised("क" + String(repeating: scalar, count: 10_000) + "x")
      #expect(text.allSatisfy { $0.unicodeScalars.count <= longestCluster } && text.hasSuffix("x"), "\(scalar)")
    }
    // Languages keep their letters, composed or not.
    for text in ["한국어 문장은 길어도 그대로 남는다", "한국어 문장은 길다", "ကြောင့်", "क्षि त्र्य", "ที่ำ"] {
      #expect(sanitised(text) == text, "\(text)")
    }
  }

  @Test func aCellHoldsABoundedGrapheme() {
    let long = "e" + String(repeating: "\u{301}", count: 1_000_000)
    #expect(columnWidth(of: long) == 1)
    var grid = Grid(width: 4, height: 1)
    grid.write(long + "x", x: 0, y: 0)
    #expect(grid[0, 0].glyph.unicodeScalars.count == longestCluster && grid[1, 0].glyph == "x")
    #expect(bounded("é") == "é")
  }

  @Test func wrapping() {
    #expect(wrapped("the quick brown fox", to: 9) == ["the quick", "brown fox"])
    #expect(wrapped("extraordinary", to: 5) == ["extra", "ordin", "ary"])
    #expect(wrapped("漢字漢字", to: 5) == ["漢字", "漢字"])
    #expect(wrapped("", to: 5) == [])
    #expect(wrapped("a", to: 0) == [])
  }

  @Test func numbers() {
    #expect(fixed(1.005, 1) == "1.0")
    #expect(fixed(-0.04, 1) == "0.0")
    #expect(fixed(-2.5, 0) == "-3")
    #expect(fixed(0.05, 2) == "0.05")
    #expect(fixed(.nan, 2) == "nan")
    #expect(signed(0.42, 2) == "+0.42")
    #expect(abbreviated(950) == "950")
    #expect(abbreviated(1234) == "1.2K")
    #expect(abbreviated(12_345) == "12.3K")
    #expect(abbreviated(999_700) == "1M")
    #expect(abbreviated(1_200_000) == "1.2M")
    #expect(abbreviated(-3e9) == "-3B")
    #expect(compact(0.000_25) == "2.5e-4")
    #expect(compact(0.0131) == "0.0131")
    #expect(duration(42) == "42s")
    #expect(duration(3725) == "1h 02m")
    #expect(duration(.infinity) == "?")
  }
}
