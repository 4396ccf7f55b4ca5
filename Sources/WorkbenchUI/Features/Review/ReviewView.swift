import Canvas
import RLCore

/// Arranges the list and the card of the review: beside each other in a wide room, else one above the other.
struct ReviewView {
  private let review: ReviewState
  private let glyphs: GlyphSet

  init(model: AppModel) {
    review = model.review
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    let whole = grid.bounds
    guard !review.isZoomed else { return drawCard(whole, isFocused: true, on: &grid) }
    if grid.width >= 100 {
      let width = min(64, max(44, grid.width * 2 / 5))
      drawList(Rect(x: 0, y: 0, width: width, height: grid.height), on: &grid)
      drawCard(Rect(x: width, y: 0, width: grid.width - width, height: grid.height), isFocused: false, on: &grid)
    } else {
      let height = max(4, min(grid.height / 3, review.visibleCount + 2))
      drawList(Rect(x: 0, y: 0, width: grid.width, height: height), on: &grid)
      drawCard(Rect(x: 0, y: height, width: grid.width, height: grid.height - height), isFocused: false, on: &grid)
    }
  }

  private func drawList(_ rect: Rect, on grid: inout Grid) {
    let title = "review"
    let list = SuggestionList(review: review, glyphs: glyphs)
    grid.pane(rect, title: title, focused: true, glyphs: glyphs) { list.draw(on: &$0) }
    let taken = columnWidth(of: title) + 2
    let counts = counters(isLong: rect.width >= 100, room: rect.width - 6 - taken)
    grid.borderNote(counts.map(\.text).joined(separator: "  "), of: rect, after: taken, style: .text, glyphs: glyphs)
    recolour(counts, of: rect, on: &grid)
    let position = "\(listPosition(review.selectedIndex, of: review.visibleCount).replacing("/", with: " of "))"
    let range = review.range?.words ?? ""
    let words = [range, filterWords, review.order.words(glyphs.pick("↓", "v")), position].filter { !$0.isEmpty }
    grid.borderNote(
      words.joined(separator: ", "), of: rect, isBelow: true, after: 0, style: .muted, glyphs: glyphs)
  }

  private var filterWords: String {
    let search = review.search.isEmpty ? "" : "'\(review.search)'"
    let filter = review.filter == .all ? "" : "\(review.filter.rawValue) only"
    return [review.isBlind ? "blind" : "", filter, search].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// How many there are of each verdict, as long as the room allows: words, then glyphs, then what is not zero alone.
  private func counters(isLong: Bool, room: Int) -> [TableCell] {
    var marks = VerdictMark.all.map { (mark: $0, count: review.storedCount($0.name)) }
    let unstored = review.unstoredCount
    if unstored > 0 { marks.insert((.unstored, unstored), at: 0) }
    func cells(_ words: (VerdictMark) -> String) -> [TableCell] {
      marks.map { entry in
        let name = words(entry.mark)
        return TableCell(
          "\(entry.mark.glyph(glyphs)) \(entry.count)" + (name.isEmpty ? "" : " " + name), entry.mark.style)
      }
    }
    func width(_ cells: [TableCell]) -> Int { cells.reduce(-2) { $0 + columnWidth(of: $1.text) + 2 } }
    let forms = [
      cells { $0.name == "unstored" ? "not stored" : $0.name },
      cells { $0.name == "unstored" ? "not stored" : $0.short },
      cells { $0.name == "pending" || $0.name == "unstored" ? $0.short : "" },
    ]
    if let fitting = forms.first(where: { width($0) <= room }) { return fitting }
    marks.removeAll { $0.count == 0 }
    return cells { $0.short }
  }

  /// Gives the counters in the upper line their styles.
  private func recolour(_ cells: [TableCell], of rect: Rect, on grid: inout Grid) {
    let total = cells.reduce(-2) { $0 + columnWidth(of: $1.text) + 2 }
    guard total > 0, total <= rect.width - 4 - 8 else { return }
    var x = rect.x + rect.width - 2 - total
    for cell in cells {
      let width = columnWidth(of: cell.text)
      grid.restyle(Rect(x: x, y: rect.y, width: width, height: 1), style: cell.style)
      x += width + 2
    }
  }

  private func drawCard(_ rect: Rect, isFocused: Bool, on grid: inout Grid) {
    guard let item = review.selected else {
      grid.pane(rect, title: "suggestion", focused: isFocused, glyphs: glyphs) { part in
        let text =
          review.items.isEmpty
          ? "A suggestion stands here with the scene, what the policy wanted, what was measured and why."
          : "Nothing is selected; f shows other suggestions and Esc ends a search."
        for (row, line) in wrapped(text, to: part.width - 2).enumerated() {
          part.write(line, x: 1, y: row, style: .muted)
        }
      }
      return
    }
    let card = SuggestionCard(review: review, item: item, glyphs: glyphs)
    grid.mark("card", rect)
    var below = 0
    grid.pane(rect, title: card.title, focused: isFocused, glyphs: glyphs) { below = card.draw(on: &$0) }
    let taken = min(columnWidth(of: card.title) + 2, rect.width - 4)
    grid.borderNote(card.advisor, of: rect, after: taken, glyphs: glyphs)
    grid.borderNote(card.footer(below: below), of: rect, isBelow: true, after: 0, glyphs: glyphs)
  }
}
