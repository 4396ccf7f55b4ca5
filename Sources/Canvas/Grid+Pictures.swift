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
        let shown = places(run, y).filter { $0.glyph != " " }
        guard !shown.isEmpty else { continue }
        // Each glyph has its place, since fonts disagree about how wide lines, blocks and braille are.
        let columns = shown.map { Self.number(8 + Double($0.x) * cell) }.joined(separator: " ")
        svg += "<text x=\"\(columns)\" y=\"\(Self.number(top + 13))\" fill=\"\(Self.hex(front))\""
        if look.bold { svg += " font-weight=\"bold\"" }
        if look.underline { svg += " text-decoration=\"underline\"" }
        if look.dim { svg += " opacity=\"0.7\"" }
        svg += ">\(Self.escaped(shown.map(\.glyph).joined()))</text>\n"
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

  /// The glyphs of a run, each with its column. One of several scalars is cut to its first: places are counted by them.
  private func places(_ run: Run, _ y: Int) -> [(x: Int, glyph: String)] {
    (run.x..<run.x + run.columns).compactMap { x in
      self[x, y].glyph.unicodeScalars.first.map { (x, String(Character($0))) }
    }
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
