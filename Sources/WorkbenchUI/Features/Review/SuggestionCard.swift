import Canvas
import RLCore

/// One suggestion with everything that helps to decide: the scene, what the policy wanted, what was measured, and why.
struct SuggestionCard {
  let review: ReviewState
  let item: ReviewItem
  let glyphs: GlyphSet

  private var detail: ReviewDetail? { review.detail }

  /// Which one it is, and where.
  var title: String { "Suggestion \(item.id): episode \(item.suggestion.episode), step \(item.suggestion.step)" }

  /// Who proposed it.
  var advisor: String { item.suggestion.advisor == "offline" ? "offline stand-in" : item.suggestion.advisor }

  /// Which frame is in view, and the keys that lead to others; first how many lines of the text are left.
  func footer(below: Int) -> String {
    let more =
      below > 0
      ? "J \(below) more \(glyphs.pick("↓", "v"))  " : review.scroll > 0 ? "K back \(glyphs.pick("↑", "^"))  " : ""
    // The list, which shows it too, is hidden.
    let range = review.isZoomed ? review.range.map { $0.words + "  " } ?? "" : ""
    return more + range + place
  }

  private var place: String {
    if let rehearsal = review.rehearsal {
      let state = rehearsal.isPlaying ? "\(glyphs.play) playing" : "\(glyphs.pause) stopped"
      return "\(state)  step +\(rehearsal.position) of +\(rehearsal.last)  p stops, Esc leaves"
    }
    guard let detail, !detail.frames.isEmpty else { return "p plays both" }
    let place = review.playhead
    let name = place == 0 ? "t" : "t\(place > 0 ? "+" : glyphs.pick("−", "-"))\(place.magnitude)"
    return
      "\(glyphs.previous) \(name) \(glyphs.next)  step \(detail.firstStep + detail.criticalIndex + place)  p plays both"
  }

  /// Draws the card; gives how many lines of its text lie below what is in view.
  func draw(on grid: inout Grid) -> Int {
    guard grid.height >= 24 else {
      let share = review.rehearsal == nil ? grid.width * 9 / 20 : grid.width * 3 / 5
      let width = max(20, min(share, grid.height * 4))
      drawScene(Rect(x: 0, y: 0, width: width, height: grid.height), on: &grid)
      return drawText(Rect(x: width + 1, y: 0, width: grid.width - width - 1, height: grid.height), on: &grid)
    }
    let stripRows = grid.width >= 84 && grid.height >= 40 && review.rehearsal == nil ? 9 : 0
    // What the text leaves goes to the scene, within reason.
    let rest = grid.height - stripRows - 1 - text(width: grid.width - 2).count
    let height = max(10, grid.height * 2 / 5, min(rest, grid.height * 3 / 5, grid.width / 2))
    drawScene(Rect(x: 0, y: 0, width: grid.width, height: height), on: &grid)
    if stripRows > 0 {
      grid.draw(in: Rect(x: 0, y: height + 1, width: grid.width, height: stripRows - 1)) { drawStrip(on: &$0) }
    }
    let top = height + 1 + stripRows
    return drawText(Rect(x: 1, y: top, width: grid.width - 2, height: grid.height - top), on: &grid)
  }

  private func text(width: Int) -> [CardRow] {
    CardText(review: review, item: item, glyphs: glyphs, width: width).rows
  }

  private func drawScene(_ rect: Rect, on grid: inout Grid) {
    if let rehearsal = review.rehearsal {
      let half = rect.width / 2
      drawRollout(
        "did", rehearsal.did, rehearsal.position, Rect(x: 0, y: 0, width: half - 1, height: rect.height), on: &grid)
      for y in 0..<rect.height { grid.put(glyphs.pick("│", "|"), width: 1, x: half - 1, y: y, style: .border) }
      let right = Rect(x: half, y: 0, width: rect.width - half, height: rect.height)
      drawRollout("should", rehearsal.should, rehearsal.position, right, on: &grid)
      return
    }
    guard let detail else {
      grid.write("loading the scene" + glyphs.ellipsis, x: 1, y: 0, style: .muted)
      return
    }
    let index = detail.criticalIndex + review.playhead
    guard detail.frames.indices.contains(index) else {
      grid.write("no picture of this state", x: 1, y: 0, style: .muted)
      return
    }
    grid.draw(in: rect) { part in
      let trail = Array(detail.frames[max(0, index - 4)..<index])
      // What would have been belongs to the moment of the decision.
      let ghost = review.playhead >= 0 && isProposal ? detail.ghost : nil
      FramePane(frame: detail.frames[index], glyphs: glyphs, trail: trail, ghost: ghost).draw(on: &part)
      guard ghost != nil, part.width >= 30 else { return }
      let end = part.write(glyphs.pick(" ▒▒", " ::"), x: 1, y: 0, style: .pending)
      let words = item.shortAction(glyphs, within: max(part.width / 2, 24) - 7)
      part.write(" with \(words) ", x: end, y: 0, style: .muted)
    }
  }

  private var isProposal: Bool { item.action == item.suggestion.action }

  private func drawRollout(_ name: String, _ frames: [Frame], _ place: Int, _ rect: Rect, on grid: inout Grid) {
    grid.draw(in: rect) { part in
      let index = min(frames.count - 1, place)
      guard frames.indices.contains(index) else { return }
      part.draw(in: Rect(x: 0, y: 1, width: part.width, height: part.height - 1)) { below in
        FramePane(frame: frames[index], glyphs: glyphs, trail: Array(frames[max(0, index - 4)..<index]))
          .draw(on: &below)
      }
      let isOver = place >= frames.count
      let action = name == "did" ? item.recordedName : item.actionName
      let end = part.write(name, x: 1, y: 0, style: name == "did" ? .rejected : .accepted)
      let text = " \(action)" + (isOver ? ", over at +\(frames.count - 1)" : "")
      part.write(
        truncated(text, to: part.width - end - 1, ellipsis: glyphs.ellipsis), x: end, y: 0, style: .muted)
    }
  }

  /// The frames from three before to three after the state, small.
  private func drawStrip(on grid: inout Grid) {
    guard let detail else { return }
    let width = grid.width / 7
    for offset in -3...3 {
      let index = detail.criticalIndex + offset
      guard detail.frames.indices.contains(index) else { continue }
      let isHere = offset == review.playhead
      let name = offset == 0 ? "t" : "t\(offset > 0 ? "+" : glyphs.pick("−", "-"))\(offset.magnitude)"
      let rect = Rect(x: (offset + 3) * width, y: 0, width: width - 1, height: grid.height)
      grid.draw(in: rect) { part in
        let mark = (isHere ? glyphs.pointer : " ") + name + (offset == 0 ? " !" : "")
        part.write(mark, x: 0, y: 0, style: isHere ? .focus : .muted)
        part.draw(in: Rect(x: 0, y: 1, width: part.width, height: part.height - 1)) { below in
          FrameView(frame: detail.frames[index], glyphs: glyphs).draw(on: &below)
        }
      }
    }
  }

  private func drawText(_ rect: Rect, on grid: inout Grid) -> Int {
    guard rect.width >= 12, rect.height >= 1 else { return 0 }
    var below = 0
    grid.draw(in: rect) { part in
      if let form = review.form, form.suggestion == item.id {
        EditFormView(form: form, glyphs: glyphs).draw(on: &part)
        return
      }
      let rows = text(width: part.width)
      let first = min(review.scroll, max(0, rows.count - part.height))
      for (y, row) in rows.dropFirst(first).prefix(part.height).enumerated() { row.draw(on: &part, y: y, glyphs) }
      below = max(0, rows.count - first - part.height)
    }
    return below
  }
}
