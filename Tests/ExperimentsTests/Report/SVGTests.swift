import Testing

@testable import Experiments

@Suite struct SVGTests {
  @Test func textsAreNoMarkup() {
    #expect(SVG.escaped("a<b> & \"c\"\u{0}\u{1B}\u{FFFF}\td") == "a&lt;b&gt; &amp; &quot;c&quot; d")
    var svg = SVG(width: 10, height: 10, title: "<t>", description: "&")
    svg.write("1 < 2", 1, 2)
    #expect(svg.text.contains("<title>&lt;t&gt;</title>\n<desc>&amp;</desc>") && svg.text.contains(">1 &lt; 2</text>"))
  }

  @Test func coordinatesAreShort() {
    #expect(SVG.number(1) == "1" && SVG.number(-0.001) == "0" && SVG.number(100) == "100")
    #expect(SVG.number(1.5) == "1.5" && SVG.number(2.006) == "2.01" && SVG.number(-0.25) == "-0.25")
  }

  @Test func whatIsNotANumberIsNotDrawn() {
    var svg = SVG(width: 10, height: 10, title: "", description: "")
    let empty = svg.text
    svg.line((0, .nan), (1, 1), FigureStyle.axis)
    svg.dot(.infinity, 0, radius: 1, fill: "#000000")
    svg.rectangle(0, 0, -1, 1, fill: "#000000")
    svg.area([(0, 0), (1, 1)], fill: "#000000", opacity: 1)
    svg.write("", 0, 0)
    #expect(svg.text == empty)
  }

  @Test func longTextsAreCut() {
    #expect(SVG.fitted("short", size: 12, width: 200) == "short")
    let cut = SVG.fitted("a method of many words, α 0.1", size: 12, width: 100)
    #expect(cut.hasPrefix("a me") && cut.contains("…") && cut.hasSuffix("α 0.1"))
    #expect(SVG.width(of: cut, size: 12) <= 100)
    #expect(SVG.fitted("any", size: 12, width: 0) == "…")
  }

  @Test func methodsLookDifferent() {
    let styles = (0..<24).map { FigureStyle($0) }
    #expect(Set(styles.map { $0.colour + "/" + $0.dashes }).count == 24)
    #expect(styles.allSatisfy { $0 != .baseline && $0 != .floor })
  }
}
