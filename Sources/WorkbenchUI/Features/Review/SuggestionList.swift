import Canvas
import RLCore

/// The queue, a row a suggestion: verdict, place, action, and the evidence as a number and an interval on one scale.
struct SuggestionList {
  let review: ReviewState
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    let count = review.visibleCount
    guard count > 0 else {
      let text =
        review.items.isEmpty
        ? "Nothing to review yet. Suggestions come from the stage identify." : emptyText
      for (row, line) in wrapped(text, to: grid.width - 2).enumerated() {
        grid.write(line, x: 1, y: row, style: .muted)
      }
      return
    }
    let selected = review.selectedIndex ?? 0
    let reach = IntervalBar.roundReach([review.index.intervalReach])
    // A high list keeps a part for the overview, and gives it what it does not need.
    let least = grid.height >= 28 ? max(12, grid.height / 3) : SuggestionOverview.leastHeight
    let hasOverview = grid.height - count >= least || grid.height >= 28
    let height = hasOverview ? min(count, grid.height - least) : grid.height
    if hasOverview {
      grid.draw(in: Rect(x: 0, y: height, width: grid.width, height: grid.height - height)) { part in
        SuggestionOverview(review: review, glyphs: glyphs).draw(on: &part)
      }
    }
    let first = firstVisibleRow(count: count, selected: selected, height: height)
    let rows = visibleRows(count: count, selected: selected, height: height)
    let placeWidth = max(7, min(grid.width / 4, rows.map { place(of: review.item(at: $0)).count }.max() ?? 0))
    let range = Set(review.range?.ids ?? [])
    for index in rows {
      grid.mark("list", Rect(x: 0, y: index - first, width: grid.width, height: 1), place: index - selected)
      let item = review.item(at: index)
      drawRow(
        item, placeWidth, reach: reach, isSelected: index == review.selectedIndex,
        isInRange: range.contains(item.id), y: index - first, on: &grid)
    }
  }

  private var emptyText: String {
    let what = review.search.isEmpty ? review.filter.rawValue : "\(review.filter.rawValue) with '\(review.search)'"
    return "None is \(what); f shows others."
  }

  private func place(of item: ReviewItem) -> String { "\(item.suggestion.episode):\(item.suggestion.step)" }

  /// A difference in few columns, whatever its size.
  private func number(_ value: Double) -> String {
    value.magnitude < 100 ? signed(value, 2) : (value > 0 ? "+" : "") + compact(value)
  }

  /// Columns, by the room: glyph and word, place, action, number, interval.
  private func drawRow(
    _ item: ReviewItem, _ placeWidth: Int, reach: Double, isSelected: Bool, isInRange: Bool, y: Int,
    on grid: inout Grid
  ) {
    let mark = review.isStored(item.id) ? VerdictMark.of(item) : .unstored
    let width = grid.width
    let wordWidth = width >= 54 ? 8 : 0
    let barWidth = width >= 40 ? max(11, min(25, width / 4)) : 0
    let numberWidth = 8
    let row: StyleToken? = isSelected ? .selection : isInRange ? .mark : nil
    if isSelected { grid.fill(Rect(x: 0, y: y, width: width, height: 1), style: .selection) }
    let edge = isInRange ? glyphs.pick("┃", "|") : " "
    grid.write(isSelected ? glyphs.pointer : edge, x: 0, y: y, style: row ?? .text)
    grid.write(mark.glyph(glyphs), x: 1, y: y, style: row ?? mark.style)
    if wordWidth > 0 { grid.write(mark.name, x: 3, y: y, style: row ?? mark.style) }
    if review.flagged.contains(item.id) { grid.write(glyphs.pick("⚑", "!"), x: 2, y: y, style: row ?? .mark) }
    var x = 3 + wordWidth + (wordWidth > 0 ? 1 : 0)
    let place = padded(place(of: item), to: placeWidth, .trailing, ellipsis: glyphs.ellipsis)
    grid.write(place, x: x, y: y, style: row ?? .muted)
    x += placeWidth + 2
    let end = width - 1 - (barWidth > 0 ? barWidth + 1 : 0)
    let actionWidth = end - numberWidth - x - 1
    if actionWidth >= 3 {
      grid.write(item.shortAction(glyphs, within: actionWidth), x: x, y: y, style: row ?? .text)
    }
    guard review.reveals(item) else {
      grid.write("hidden", x: end - 7, y: y, style: row ?? .muted)
      return
    }
    guard let evidence = item.evidence else {
      let place = MeasuredPlace(suggestion: item.id, action: item.action)
      let word = review.measuring.contains(place) ? "measures" : "no data"
      grid.write(
        padded(barWidth > 0 ? word : "-", to: numberWidth, .trailing), x: end - numberWidth, y: y, style: row ?? .muted)
      return
    }
    let style = row ?? evidence.style
    let worth = number(evidence.difference) + (evidence.isPositive ? glyphs.check : " ")
    grid.write(
      padded(worth, to: numberWidth, .trailing, ellipsis: glyphs.ellipsis), x: end - numberWidth, y: y, style: style)
    guard barWidth > 0 else { return }
    IntervalBar(low: evidence.low, mean: evidence.difference, high: evidence.high, reach: reach)
      .drawBar(on: &grid, x: end + 1, y: y, width: barWidth, style: style, glyphs: glyphs)
    if isSelected { grid.restyle(Rect(x: 0, y: y, width: width, height: 1), style: .selection) }
  }
}

extension Evidence {
  /// Better, worse, or neither for sure.
  var style: StyleToken { isPositive ? .accepted : high < 0 ? .rejected : .text }

  /// What it proves, in words.
  var verdict: String { isPositive ? "verified" : high < 0 ? "makes it worse" : "not proven" }
}
