import Canvas
import RLCore

/// A frame with its caption under it, and what the agent's parts do beside it.
struct FramePane {
  let frame: Frame
  let glyphs: GlyphSet
  /// Frames of the steps before, the oldest first.
  var trail: [Frame] = []
  /// What another action would lead to.
  var ghost: Frame?

  func draw(on grid: inout Grid) {
    let caption = sanitised(frame.caption)
    let captionRows = caption.isEmpty || grid.height < 4 ? 0 : 1
    grid.draw(in: Rect(x: 0, y: 0, width: grid.width, height: grid.height - captionRows)) { part in
      FrameView(frame: frame, glyphs: glyphs, trail: trail, ghost: ghost).draw(on: &part)
      EffortBars(efforts: frame.efforts, glyphs: glyphs).draw(on: &part)
    }
    guard captionRows == 1 else { return }
    let text = fitting(caption, to: grid.width)
    grid.write(text, x: (grid.width - columnWidth(of: text)) / 2, y: grid.height - 1, style: .muted)
  }
}

extension FramePane {
  /// The caption, or as many of its parts, which three blanks set apart, as there is room for.
  private func fitting(_ caption: String, to width: Int) -> String {
    guard columnWidth(of: caption) > width else { return caption }
    var parts = caption.split(separator: "  ", omittingEmptySubsequences: true).map { $0.drop { $0 == " " } }
    while parts.count > 1, columnWidth(of: parts.joined(separator: "  ")) > width { parts.removeLast() }
    return truncated(parts.joined(separator: "  "), to: width, ellipsis: glyphs.ellipsis)
  }
}

/// What each part of the agent does, in the upper right corner: its name, a bar from the middle and a number.
struct EffortBars {
  let efforts: [Frame.Effort]
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    guard !efforts.isEmpty, grid.width >= 36, grid.height >= 6 else { return }
    let names = efforts.map { sanitised($0.name) }
    let nameWidth = min(grid.width / 3, names.map { columnWidth(of: $0) }.max() ?? 0)
    let barWidth = grid.width >= 72 ? 11 : 0
    let width = nameWidth + 7 + (barWidth > 0 ? barWidth + 1 : 0)
    let rows = min(efforts.count, max(1, grid.height / 2))
    for (row, effort) in efforts.prefix(rows).enumerated() {
      if row == rows - 1, rows < efforts.count {
        grid.write("and \(efforts.count - row) more", x: grid.width - width, y: row, style: .muted)
        return
      }
      let x = grid.width - width
      grid.write(padded(names[row], to: nameWidth, ellipsis: glyphs.ellipsis), x: x, y: row, style: .muted)
      if barWidth > 0 {
        grid.balance(
          x: x + nameWidth + 1, y: row, width: barWidth, share: effort.share, style: .mark, glyphs: glyphs)
      }
      grid.write(padded(signed(effort.share, 2), to: 5, .trailing), x: x + width - 6, y: row)
    }
  }
}
