extension Grid {
  /// The screen as text with the colours of a theme in escape sequences, as a terminal would be sent it.
  public func ansi(_ theme: Theme) -> String {
    (0..<height).map { y in
      var line = ""
      for run in runs(row: y) { line += "\u{1B}[0\(Self.codes(theme.painted(run.style)))m" + run.text }
      return line + "\u{1B}[0m\n"
    }.joined()
  }

  /// The screen as an SVG picture in the colours of a theme.
  ///
  /// What a theme leaves to the terminal is drawn as on a dark one.
  public func svg(_ theme: Theme, title: String) -> String {
    let (cell, line) = (8.4, 17.0)
    let back = theme.background == .terminal ? Color.rgb(0x16, 0x19, 0x20) : theme.background
    let text = theme[.text].foreground == .terminal ? Color.rgb(0xD7, 0xDA, 0xE0) : theme[.text].foreground
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(Double(width) * cell + 16)) \
      \(Self.number(Double(height) * line + 16))" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" \
      font-size="14" role="img">
      <title>\(Self.escaped(title))</title>
      <rect width="100%" height="100%" rx="6" fill="\(Self.hex(back))"/>

      """
    for y in 0..<height {
      for run in runs(row: y) {
        let look = theme.painted(run.style)
        var (front, behind) = (look.foreground == .terminal ? text : look.foreground, look.background)
        if look.reverse { (front, behind) = (behind == .terminal ? back : behind, front) }
        let (x, top) = (8 + Double(run.x) * cell, 8 + Double(y) * line)
        let span = Double(run.columns) * cell
        if behind != .terminal, behind != back {
          svg += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(top))\" width=\"\(Self.number(span))\" "
          svg += "height=\"\(Self.number(line))\" fill=\"\(Self.hex(behind))\"/>\n"
        }
        let words = words(run, y)
        guard !words.isEmpty else { continue }
        svg += "<g fill=\"\(Self.hex(front))\""
        if look.bold { svg += " font-weight=\"bold\"" }
        if look.underline { svg += " text-decoration=\"underline\"" }
        if look.dim { svg += " opacity=\"0.7\"" }
        svg += ">"
        for word in words {
          svg += "<text x=\"\(Self.number(8 + Double(word.x) * cell))\" y=\"\(Self.number(top + 13))\""
          if word.count > 1 { svg += " textLength=\"\(Self.number(Double(word.count) * cell))\"" }
          svg += ">\(Self.escaped(word.text))</text>"
        }
        svg += "</g>\n"
      }
    }
    return svg + "</svg>\n"
  }

  /// Neighbouring cells of one style.
  private struct Run {
    var x: Int
    var columns: Int
    var style: StyleToken
    var text: String
  }

  private func runs(row y: Int) -> [Run] {
    var runs: [Run] = []
    for x in 0..<width {
      let cell = self[x, y]
      if let last = runs.indices.last, runs[last].style == cell.style {
        runs[last].text += cell.glyph
        runs[last].columns += 1
      } else {
        runs.append(Run(x: x, columns: 1, style: cell.style, text: cell.glyph))
      }
    }
    return runs
  }

  /// What is drawn in one place: a word of ASCII, or a single glyph of anything else, since fonts disagree about how wide lines,
  /// blocks and braille are.
  private struct Word {
    var x: Int
    var count: Int
    var text: String
  }

  private func words(_ run: Run, _ y: Int) -> [Word] {
    var words: [Word] = []
    var isOpen = false
    for x in run.x..<run.x + run.columns {
      let glyph = self[x, y].glyph
      let isASCII = glyph.utf8.count == 1
      if isOpen, isASCII, glyph != " ", let last = words.indices.last {
        words[last].text += glyph
        words[last].count += 1
      } else if !glyph.isEmpty, glyph != " " {
        words.append(Word(x: x, count: 1, text: glyph))
      }
      isOpen = isASCII && glyph != " "
    }
    return words
  }

  private static func codes(_ look: Appearance) -> String {
    var codes = ""
    if look.bold { codes += ";1" }
    if look.dim { codes += ";2" }
    if look.underline { codes += ";4" }
    if look.reverse { codes += ";7" }
    if case .rgb(let red, let green, let blue) = look.foreground { codes += ";38;2;\(red);\(green);\(blue)" }
    if case .rgb(let red, let green, let blue) = look.background { codes += ";48;2;\(red);\(green);\(blue)" }
    return codes
  }

  private static func hex(_ color: Color) -> String {
    guard case .rgb(let red, let green, let blue) = color else { return "none" }
    return "#"
      + [red, green, blue].map { byte in
        let digits = String(byte, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
      }.joined()
  }

  private static func number(_ value: Double) -> String { fixed(value, 1) }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }
}
