import CNcurses
import Canvas
import Testing

@testable import CursesBackend

@Suite struct CellEncoderTests {
  init() {
    // Widths come from the C library, which knows them only in a UTF-8 locale.
    _ = CNcurses_setCharacterLocale("C.UTF-8")
  }

  private func bases(_ glyph: String, columns: Int, unicode: Bool = true) -> [UInt32] {
    var cells: [CNcurses_Cell] = []
    CellEncoder(allowsUnicode: unicode).append(glyph, columns: columns, style: CellStyle(), to: &cells)
    return cells.map(\.base)
  }

  private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  @Test func widthsAlwaysAddUpToTheGrids() {
    #expect(bases("a", columns: 1) == scalars("a"))
    #expect(bases("漢", columns: 2) == scalars("漢"))
    #expect(bases("漢", columns: 1) == scalars("?"))
    #expect(bases("a", columns: 2) == scalars("a "))
    #expect(bases("", columns: 1) == scalars(" "))
    #expect(bases("❤️", columns: 2) == scalars("❤ "))
  }

  @Test func whatATerminalWouldObeyIsReplaced() {
    for glyph in ["\u{1B}", "\u{7}", "\u{9B}", "\u{7F}", "\u{200B}", "\u{202E}", "\u{301}"] {
      #expect(bases(glyph, columns: 1) == scalars("?"), "\(scalars(glyph))")
    }
  }

  @Test func marksStayAndJoinersGo() {
    var cells: [CNcurses_Cell] = []
    let encoder = CellEncoder(allowsUnicode: true)
    encoder.append("e\u{301}\u{323}\u{302}", columns: 1, style: CellStyle(attributes: 1, pair: 300), to: &cells)
    encoder.append("👨‍👩", columns: 2, style: CellStyle(), to: &cells)
    #expect(cells.count == 2)
    #expect(cells[0].marks == (0x301, 0x323))
    #expect(cells[0].pair == 300)
    #expect(cells[1].base == 0x1F468)
    #expect(cells[1].marks == (0, 0))
  }

  @Test func asciiReplacesEverything() {
    #expect(bases("漢", columns: 2, unicode: false) == scalars("? "))
    let pairs: [(String, String)] = [
      ("─", "-"), ("│", "|"), ("┌", "+"), ("═", "="), ("╔", "#"), ("█", "#"), ("░", "."), ("⠀", " "), ("⠁", "'"),
      ("⡀", "."), ("⣿", "#"), ("é", "e"), ("ß", "s"), ("→", ">"), ("✓", "+"), ("✗", "x"), ("α", "a"), ("…", "~"),
      ("•", "*"), ("÷", "/"), ("ÿ", "y"), ("A", "A"), ("\u{1B}", "?"),
    ]
    for (glyph, expected) in pairs {
      #expect(bases(glyph, columns: 1, unicode: false) == scalars(expected), "\(glyph)")
    }
  }

  @Test func everyAsciiStandInIsPrintable() {
    for value in UInt32(0xA0)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect((0x20..<0x7F).contains(AsciiGlyphs.replacement(for: scalar)))
    }
  }
}
