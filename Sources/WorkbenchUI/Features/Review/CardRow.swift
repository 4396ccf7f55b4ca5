import Canvas
import RLCore

/// One line of the card's text; the whole text scrolls by such lines.
enum CardRow {
  /// A name, and styled words after it.
  case words(String, [TableCell])
  /// An action with its probability; what was done and what counts say so.
  case probability(label: String, name: String, share: Double, nameWidth: Int, style: StyleToken)
  /// A part of a continuous action: what was done, what counts, and what the policy wanted.
  case part(CardPart)
  /// The evidence around zero.
  case interval(IntervalBar, StyleToken)
  /// Nothing.
  case gap

  /// Columns before the words.
  static let margin = 8

  func draw(on grid: inout Grid, y: Int, _ glyphs: GlyphSet) {
    switch self {
    case .gap: break
    case .words(let label, let cells):
      grid.write(label, x: 0, y: y, style: .muted)
      var x = Self.margin
      for cell in cells where x < grid.width {
        x = grid.write(
          truncated(cell.text, to: grid.width - x, ellipsis: glyphs.ellipsis), x: x, y: y, style: cell.style)
      }
    case .probability(let label, let name, let share, let nameWidth, let style):
      grid.write(label, x: 0, y: y, style: label.isEmpty ? .muted : style)
      grid.write(
        padded(name, to: nameWidth, ellipsis: glyphs.ellipsis), x: Self.margin, y: y,
        style: label.isEmpty ? .muted : .title)
      let x = Self.margin + nameWidth + 1
      let width = max(0, min(30, grid.width - x - 6))
      grid.shareBar(x: x, y: y, width: width, share: share, style: style, glyphs: glyphs)
      grid.write(padded("\(fixed(share * 100, 0)) %", to: 5, .trailing), x: x + width + 1, y: y)
    case .part(let part): part.draw(on: &grid, y: y, glyphs)
    case .interval(let bar, let style):
      grid.write("worth", x: 0, y: y, style: .muted)
      bar.draw(on: &grid, x: Self.margin, y: y, width: min(48, grid.width - Self.margin), style: style, glyphs: glyphs)
    }
  }
}

/// A part of a continuous action on one track from its least to its greatest: `d` was done, `s` counts, and the policy's
/// mean lies in the middle of its deviation.
struct CardPart {
  var name: String
  var nameWidth: Int
  var low: Double
  var high: Double
  var did: Double?
  var should: Double
  var spread: ActionSpread?

  func draw(on grid: inout Grid, y: Int, _ glyphs: GlyphSet) {
    grid.write(padded(name, to: nameWidth, ellipsis: glyphs.ellipsis), x: 0, y: y, style: .muted)
    let numbers = (did.map { signed($0, 2) + " " } ?? "") + glyphs.arrow + " " + signed(should, 2)
    let numberWidth = columnWidth(of: numbers)
    let x = nameWidth + 1
    let width = min(41, grid.width - x - numberWidth - 1)
    if width >= 9, high > low {
      let scale = ChartScale.covering([low, high], ticks: 1, isPadded: false)
      for column in 0..<width { grid.put(glyphs.pick("┄", "."), width: 1, x: x + column, y: y, style: .border) }
      if let spread {
        let (from, to) = (spread.mean - spread.deviation, spread.mean + spread.deviation)
        for column in scale.place(from, of: width)...max(scale.place(from, of: width), scale.place(to, of: width)) {
          grid.put(glyphs.pick("━", "="), width: 1, x: x + column, y: y, style: .agent)
        }
      }
      if let did { grid.put("d", width: 1, x: x + scale.place(did, of: width), y: y, style: .rejected) }
      grid.put("s", width: 1, x: x + scale.place(should, of: width), y: y, style: .accepted)
    }
    grid.write(numbers, x: x + max(0, width >= 9 ? width + 1 : 0), y: y)
  }
}
