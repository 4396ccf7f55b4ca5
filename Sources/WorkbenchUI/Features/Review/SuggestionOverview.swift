import Canvas
import RLCore

/// Where the list leaves room: every suggestion by the advisor's confidence and by what it is worth, and the counts.
struct SuggestionOverview {
  let review: ReviewState
  let glyphs: GlyphSet

  /// Rows below which there is nothing to see.
  static let leastHeight = 8

  func draw(on grid: inout Grid) {
    let measured = review.index.facts.indices.filter { shows(review.index.facts[$0]) }
    guard !measured.isEmpty, grid.height >= Self.leastHeight, grid.width >= 30 else { return }
    let reach = IntervalBar.roundReach([review.isBlind ? worth(of: measured) : review.index.worthReach])
    let title = " worth by confidence "
    for x in 0..<grid.width { grid.put(glyphs.pick("─", "-"), width: 1, x: x, y: 0, style: .border) }
    grid.write(title, x: 1, y: 0, style: .title)
    let left = 7
    let rect = Rect(x: left, y: 1, width: grid.width - left - 1, height: grid.height - 4)
    grid.draw(in: rect) { drawPoints(measured, reach, on: &$0) }
    let middle = rect.y + rect.height / 2
    let places = reach < 0.1 ? 2 : reach < 1 ? 1 : 0
    for (text, y) in [
      (signed(reach, places), rect.y), ("0", middle), (signed(-reach, places), rect.y + rect.height - 1),
    ] {
      grid.write(padded(text, to: left - 1, .trailing, ellipsis: glyphs.ellipsis), x: 0, y: y, style: .muted)
    }
    let axis = rect.y + rect.height
    grid.write("0", x: left, y: axis, style: .muted)
    let name = "advisor's confidence"
    grid.write(name, x: left + max(2, (rect.width - name.count) / 2), y: axis, style: .muted, maxWidth: rect.width - 4)
    grid.write("1", x: left + rect.width - 1, y: axis, style: .muted)
    drawCounts(measured, y: axis + 1, on: &grid)
  }

  /// A mark a suggestion; of those in one cell the selected one shows, else the one that proves most.
  private func drawPoints(_ places: [Int], _ reach: Double, on part: inout Grid) {
    let zero = part.height / 2
    for x in 0..<part.width { part.put(glyphs.pick("┄", "."), width: 1, x: x, y: zero, style: .border) }
    let across = ChartScale.covering([0, 1], ticks: 1, isPadded: false)
    let down = ChartScale.covering([-reach, reach], ticks: 1, isPadded: false)
    let selected = review.selectedID.flatMap { review.index.places[$0] }
    // What each cell shows: nothing, not proven, worse, verified, selected.
    var ranks = [Int](repeating: 0, count: part.width * part.height)
    for place in places {
      let fact = review.index.facts[place]
      let x = across.place(fact.confidence, of: part.width)
      let y = part.height - 1 - down.place(fact.difference, of: part.height)
      guard (0..<part.width).contains(x), (0..<part.height).contains(y) else { continue }
      let rank = place == selected ? 4 : fact.isVerified ? 3 : fact.isDisproved ? 2 : 1
      ranks[y * part.width + x] = max(ranks[y * part.width + x], rank)
    }
    let open = glyphs.pick("○", "o")
    let looks: [(glyph: String, style: StyleToken)] = [
      (open, .text), (open, .rejected), (glyphs.pick("●", "*"), .accepted), (glyphs.pick("◆", "@"), .focus),
    ]
    for (cell, rank) in ranks.enumerated() where rank > 0 {
      let look = looks[rank - 1]
      part.put(look.glyph, width: 1, x: cell % part.width, y: cell / part.width, style: look.style)
    }
  }

  /// Something was measured, and may be shown.
  private func shows(_ fact: ReviewFact) -> Bool { fact.isMeasured && (!review.isBlind || !fact.isPending) }

  private func worth(of places: [Int]) -> Double {
    places.map { review.index.facts[$0].difference.magnitude }.filter(\.isFinite).max() ?? 0
  }

  private func drawCounts(_ measured: [Int], y: Int, on grid: inout Grid) {
    let verified = measured.count { review.index.facts[$0].isVerified }
    let worse = measured.count { review.index.facts[$0].isDisproved }
    let cells = [
      TableCell("\(glyphs.pick("●", "*")) \(verified) verified", .accepted),
      TableCell("\(glyphs.pick("○", "o")) \(measured.count - verified - worse) not proven", .text),
      TableCell("\(worse) worse", .rejected),
      TableCell("\(review.items.count - measured.count) \(review.isBlind ? "hidden" : "not measured")", .muted),
    ]
    var x = 1
    for cell in cells where x + columnWidth(of: cell.text) <= grid.width {
      x = grid.write(cell.text, x: x, y: y, style: cell.style) + 2
    }
  }
}
