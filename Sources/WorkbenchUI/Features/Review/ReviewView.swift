import Canvas
import RLCore

/// Arranges counters, list and detail of the review for the room there is.
struct ReviewView {
  private let review: ReviewState
  private let glyphs: GlyphSet

  init(model: AppModel) {
    review = model.review
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    drawCounters(on: &grid)
    let top = 1
    let height = grid.height - top
    let listWidth = review.isZoomed ? 0 : grid.width >= 110 ? 42 : grid.width >= 76 ? 30 : 24
    if listWidth > 0 {
      let title = "Suggestions \(listPosition(review.selectedIndex, of: review.visible.count))"
      grid.pane(Rect(x: 0, y: top, width: listWidth, height: height), title: title, focused: true, glyphs: glyphs) {
        drawList(on: &$0)
      }
    }
    let title = review.selected.map { "Suggestion \($0.id)" } ?? "Suggestion"
    let right = Rect(x: listWidth, y: top, width: grid.width - listWidth, height: height)
    grid.pane(right, title: title, focused: review.isZoomed, glyphs: glyphs) { part in
      guard let item = review.selected else {
        part.write("nothing selected", x: 1, y: 0, style: .muted)
        return
      }
      ReviewDetailView(
        item: item, detail: review.detail, playhead: review.playhead, glyphs: glyphs,
        isStored: review.isStored(item.id),
        isMeasuring: review.measuring.contains(MeasuredPlace(suggestion: item.id, action: item.action))
      ).draw(on: &part)
    }
  }

  private func drawCounters(on grid: inout Grid) {
    let isWide = grid.width >= 76
    var pieces = VerdictMark.all.map { mark in
      let name = isWide ? mark.name : mark.short
      return TableCell("\(mark.glyph(glyphs)) \(review.storedCount(mark.name)) \(name)", mark.style)
    }
    let unstored = review.items.count { !review.isStored($0.id) }
    if unstored > 0 {
      let name = isWide ? "not stored" : VerdictMark.unstored.short
      pieces.insert(
        TableCell("\(VerdictMark.unstored.glyph(glyphs)) \(unstored) \(name)", VerdictMark.unstored.style), at: 0)
    }
    pieces.append(TableCell((isWide ? "filter: " : "") + review.filter.rawValue, .muted))
    grid.write(pieces, x: 1, y: 0, gap: 2)
  }

  private func drawList(on part: inout Grid) {
    let isWide = part.width >= 38
    let actionWidth = part.width - (isWide ? 31 : 21)
    var columns = [TableColumn("state", width: 10), TableColumn("ep:step", width: 8, .trailing)]
    if actionWidth >= 3 { columns.append(TableColumn("action", width: actionWidth)) }
    if isWide { columns.append(TableColumn("evidence", width: 8, .trailing)) }
    let shown = review.visible
    let rows = shown.map { item in
      let mark = review.isStored(item.id) ? VerdictMark.of(item) : .unstored
      var cells = [
        TableCell("\(mark.glyph(glyphs)) \(mark.name)", mark.style),
        TableCell(
          "\(item.suggestion.episode):\(item.suggestion.step)"
            + (isWide ? "" : item.isVerified ? glyphs.check : " ")),
      ]
      if actionWidth >= 3 { cells.append(TableCell(item.actionName)) }
      if isWide {
        let text = item.evidence.map { signed($0.difference, 2) + ($0.isPositive ? glyphs.check : " ") } ?? "- "
        cells.append(TableCell(text, item.isVerified ? .accepted : .muted))
      }
      return cells
    }
    let empty =
      review.items.isEmpty
      ? "Nothing to review yet. Suggestions come from the stage identify."
      : "None is \(review.filter.rawValue); f shows others."
    Table(
      columns: columns, rows: rows, selected: review.selectedIndex, hasHeader: part.height > 6, emptyText: empty,
      glyphs: glyphs
    ).draw(on: &part)
  }
}

/// The glyph, word and style of a verdict; never colour alone.
struct VerdictMark {
  let name: String
  let short: String
  let style: StyleToken

  static let all = [
    VerdictMark(name: "pending", short: "pend", style: .pending),
    VerdictMark(name: "accepted", short: "acc", style: .accepted),
    VerdictMark(name: "edited", short: "edit", style: .accepted),
    VerdictMark(name: "rejected", short: "rej", style: .rejected),
    VerdictMark(name: "skipped", short: "skip", style: .muted),
  ]

  /// Decided, and not stored yet: shown in the place of the verdict, which does not hold before.
  static let unstored = VerdictMark(name: "unstored", short: "unst", style: .critical)

  /// In guidance once, and left out by a run whose policy does not come there any more.
  static let retired = VerdictMark(name: "retired", short: "ret", style: .muted)

  /// An item's, as it counts.
  static func of(_ item: ReviewItem) -> VerdictMark {
    item.isRetired && item.verdict?.guides == true ? .retired : of(item.verdict)
  }

  static func of(_ verdict: Verdict?) -> VerdictMark {
    all.first { $0.name == (verdict?.name ?? "pending") } ?? all[0]
  }

  func glyph(_ glyphs: GlyphSet) -> String {
    switch name {
    case "accepted": glyphs.check
    case "edited": glyphs.pencil
    case "rejected": glyphs.cross
    case "skipped", "retired": glyphs.skip
    case "unstored": glyphs.ellipsis
    default: glyphs.dot
    }
  }
}
