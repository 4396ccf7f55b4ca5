import Canvas
import Testing

@Suite("Screens as pictures")
struct GridPictureTests {
  private let theme = Theme(
    name: "t",
    appearances: [
      .title: Appearance(foreground: .rgb(255, 0, 10), bold: true), .selection: Appearance(reverse: true),
      .key: Appearance(background: .rgb(1, 2, 3), underline: true),
    ], background: .rgb(0, 0, 16))

  private var grid: Grid {
    var grid = Grid(width: 8, height: 2)
    grid.write("a<&b", x: 0, y: 0, style: .title)
    grid.write("漢", x: 5, y: 0, style: .key)
    grid.write("on", x: 2, y: 1, style: .selection)
    return grid
  }

  @Test func svgPutsEveryGlyphInItsPlace() throws {
    let svg = grid.svg(theme, title: "a < b")
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("<title>a &lt; b</title>"))
    #expect(svg.contains("fill=\"#000010\""), "the theme's background")
    #expect(
      svg.contains(
        "<g fill=\"#ff000a\" font-weight=\"bold\"><text x=\"8.0\" y=\"21.0\" textLength=\"33.6\">a&lt;&amp;b</text></g>"
      ),
      "\(svg)")
    // A wide glyph has one place and paints two columns.
    #expect(svg.contains("<rect x=\"50.0\" y=\"8.0\" width=\"16.8\" height=\"17.0\" fill=\"#010203\"/>"), "\(svg)")
    #expect(svg.contains("<text x=\"50.0\" y=\"21.0\">漢</text>"))
    // Reverse changes the colours' places.
    #expect(
      svg.contains("fill=\"#d7dae0\"/>")
        && svg.contains("<g fill=\"#000010\"><text x=\"24.8\" y=\"38.0\" textLength=\"16.8\">on</text>"), "\(svg)")
  }

  @Test func ansiHasTheColoursOfTheTheme() {
    let lines = grid.ansi(theme).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("\u{1B}[0;1;38;2;255;0;10;48;2;0;0;16ma<&b"))
    #expect(lines[1].contains("\u{1B}[0;7;48;2;0;0;16mon"))
    #expect(lines.allSatisfy { $0.hasSuffix("\u{1B}[0m") })
  }

  @Test func aThemePaintsWhatHasNoBackgroundOfItsOwn() {
    #expect(theme.painted(.text).background == .rgb(0, 0, 16) && theme.painted(.key).background == .rgb(1, 2, 3))
    #expect(Theme.monochrome.painted(.text).background == .terminal)
  }
}
