extension Grid {
  /// Draws a bar from the middle of its room to either side: `share` in [-1, 1].
  public mutating func balance(x: Int, y: Int, width: Int, share: Double, style: StyleToken, glyphs: GlyphSet) {
    guard width >= 3 else { return }
    let middle = width / 2
    for column in 0..<width { put(glyphs.pick("─", "-"), width: 1, x: x + column, y: y, style: .border) }
    let held = share.isFinite ? min(1, max(-1, share)) : 0
    let length = Int((held.magnitude * Double(middle)).rounded())
    for step in 0..<length {
      let column = held > 0 ? middle + 1 + step : middle - 1 - step
      put(glyphs.pick("━", "="), width: 1, x: x + column, y: y, style: style)
    }
    put(glyphs.pick("┼", "|"), width: 1, x: x + middle, y: y, style: .muted)
  }

  /// Draws a bar filled to `share` in [0, 1] by eighths of a cell; at least a sliver where there is anything.
  public mutating func shareBar(x: Int, y: Int, width: Int, share: Double, style: StyleToken, glyphs: GlyphSet) {
    guard width > 0, share.isFinite, share > 0 else { return }
    let held = min(1, share)
    guard glyphs == .unicode else {
      for column in 0..<max(1, Int((held * Double(width)).rounded())) {
        put("#", width: 1, x: x + column, y: y, style: style)
      }
      return
    }
    let eighths = max(1, Int((held * Double(width) * 8).rounded()))
    for column in 0..<(eighths / 8) { put("█", width: 1, x: x + column, y: y, style: style) }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    if !rest.isEmpty { put(rest, width: 1, x: x + eighths / 8, y: y, style: style) }
  }
}
