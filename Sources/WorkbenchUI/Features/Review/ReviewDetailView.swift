import Canvas
import RLCore

/// One suggestion with everything that helps to decide: proposal, evidence, policy, reasons, frames.
struct ReviewDetailView {
  let item: ReviewItem
  let detail: ReviewDetail?
  let playhead: Int
  let glyphs: GlyphSet
  /// The store has what was decided last.
  var isStored = true
  /// The action that counts is being measured.
  var isMeasuring = false

  func draw(on grid: inout Grid) {
    let besides = grid.height < 14 && grid.width >= 56
    let textWidth = besides ? grid.width - 26 : grid.width
    var used = 0
    grid.draw(in: Rect(x: 0, y: 0, width: textWidth, height: grid.height)) { part in
      used = drawText(on: &part)
    }
    let rect =
      besides
      ? Rect(x: textWidth, y: 0, width: 26, height: grid.height)
      : Rect(x: 0, y: used, width: grid.width, height: grid.height - used)
    guard rect.height >= 5 else { return }
    grid.draw(in: rect) { part in
      FrameStrip(detail: detail, playhead: playhead, glyphs: glyphs).draw(on: &part)
    }
  }

  /// Draws the words; returns the row after them.
  private func drawText(on part: inout Grid) -> Int {
    var y = 0
    let width = part.width - 2
    let suggestion = item.suggestion
    let mark = isStored ? VerdictMark.of(item) : .unstored
    let name = isStored ? mark.name : "not stored yet: \(item.verdict?.name ?? "pending")"
    let place = "ep \(suggestion.episode) step \(suggestion.step) by \(advisor)"
    let after = part.write("\(mark.glyph(glyphs)) \(name)", x: 1, y: y, style: mark.style)
    part.write(truncated(place, to: width - after - 1, ellipsis: glyphs.ellipsis), x: after + 2, y: y, style: .muted)
    y += 1
    var reward = suggestion.reward
    if case .edited(_, let edited) = item.verdict { reward = edited }
    let actions = "did \(item.recordedAction) \(glyphs.arrow) should \(decision)"
    let blame = suggestion.blame.map { "  (did: \(signed($0, 2)))" } ?? ""
    let numbers = "r_LLM \(signed(reward, 2))\(blame)  confidence \(fixed(suggestion.confidence, 2))"
    for line in wrapped(actions, to: width) {
      part.write(line, x: 1, y: y, style: .title)
      y += 1
    }
    let last = columnWidth(of: actions)
    if last <= width, last + 3 + columnWidth(of: numbers) <= width {
      part.write(numbers, x: last + 4, y: y - 1)
    } else {
      part.write(numbers, x: 1, y: y)
      y += 1
    }
    let whole = "evidence " + evidence
    for line in wrapped(columnWidth(of: whole) <= width ? whole : evidence, to: width) {
      part.write(line, x: 1, y: y, style: item.isVerified ? .accepted : .muted)
      y += 1
    }
    y = drawPolicy(on: &part, y: y)
    let room = part.height >= 22 ? 8 : part.height >= 14 ? 4 : max(1, part.height - y)
    var lines = wrapped(suggestion.rationale, to: width)
    if lines.count > room {
      lines = Array(lines.prefix(room))
      lines[room - 1] = truncated(lines[room - 1] + " " + glyphs.ellipsis, to: width, ellipsis: glyphs.ellipsis)
    }
    for line in lines where y < part.height {
      part.write(line, x: 1, y: y)
      y += 1
    }
    return y
  }

  private func drawPolicy(on part: inout Grid, y: Int) -> Int {
    guard let detail else {
      part.write("loading frames and policy", x: 1, y: y, style: .muted)
      return y + 1
    }
    let pairs = detail.probabilities.map { "\(sanitised($0.name)) \(fixed($0.probability, 2))" }
    var row = y
    var x = 1
    for text in ["V(s) \(fixed(detail.value, 2))"] + pairs {
      if x > 1, x + columnWidth(of: text) >= part.width {
        guard row == y, part.height >= 14 else { break }
        row += 1
        x = 1
      }
      x = part.write(text, x: x, y: row, style: .muted) + 2
    }
    return row + 1
  }

  private var advisor: String {
    item.suggestion.advisor == "offline" ? "offline stand-in" : item.suggestion.advisor
  }

  /// What counts now: the edit where there is one, otherwise the proposal.
  private var decision: String {
    guard case .edited(let action, _) = item.verdict else { return item.suggestedAction }
    return "\(action.name(in: item.space)) (proposed \(item.suggestedAction))"
  }

  private var evidence: String {
    guard let evidence = item.evidence else {
      if isMeasuring { return "being measured" }
      return item.action == item.suggestion.action ? "not measured" : "of the edit not measured: m measures"
    }
    let interval = "[\(fixed(evidence.low, 2)), \(fixed(evidence.high, 2))]"
    let word = evidence.isPositive ? "\(glyphs.check)verified" : "not verified"
    return "\(signed(evidence.difference, 2)) \(interval) n=\(evidence.rollouts) h=\(evidence.horizon) \(word)"
  }
}

/// The frames around a critical state: the one at the playhead large, its neighbours beside it.
struct FrameStrip {
  let detail: ReviewDetail?
  let playhead: Int
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    guard let detail, !detail.frames.isEmpty else {
      grid.write(detail == nil ? "" : "no frames", x: 1, y: 0, style: .muted)
      return
    }
    let index = min(detail.frames.count - 1, max(0, detail.criticalIndex + playhead))
    let narrationRows = grid.height >= 9 && detail.narration.indices.contains(index) ? 1 : 0
    let height = grid.height - narrationRows
    let large = paneSize(detail.frames[index], width: grid.width, height: height)
    let left = (grid.width - large.width) / 2
    let side = paneSize(detail.frames[index], width: min(22, left, large.width - 4), height: height)
    let neighbours = side.width >= 8 && side.height >= 4 ? min(2, left / side.width) : 0
    let top = (height - large.height) / 2
    draw(index, detail, Rect(x: left, y: top, width: large.width, height: large.height), isLarge: true, on: &grid)
    for distance in stride(from: 1, through: neighbours, by: 1) {
      let y = (height - side.height) / 2
      let before = Rect(x: left - distance * side.width, y: y, width: side.width, height: side.height)
      let afterX = left + large.width + (distance - 1) * side.width
      let after = Rect(x: afterX, y: y, width: side.width, height: side.height)
      draw(index - distance, detail, before, isLarge: false, on: &grid)
      draw(index + distance, detail, after, isLarge: false, on: &grid)
    }
    if narrationRows == 1 {
      let text = truncated(detail.narration[index], to: grid.width - 2, ellipsis: glyphs.ellipsis)
      grid.write(text, x: 1, y: grid.height - 1, style: .muted)
    }
  }

  /// The size of a pane that holds the frame without room to spare.
  private func paneSize(_ frame: Frame, width: Int, height: Int) -> (width: Int, height: Int) {
    let cells = FrameView(frame: frame, glyphs: glyphs).cells(width: width - 2, height: height - 2)
    return (cells.width + 2, cells.height + 2)
  }

  private func draw(_ index: Int, _ detail: ReviewDetail, _ rect: Rect, isLarge: Bool, on grid: inout Grid) {
    guard detail.frames.indices.contains(index) else { return }
    let isCritical = index == detail.criticalIndex
    let title = "\(isCritical ? "!" : "")\(detail.firstStep + index)"
    grid.pane(rect, title: title, focused: isLarge, glyphs: glyphs) { part in
      FrameView(frame: detail.frames[index], glyphs: glyphs).draw(on: &part)
    }
  }
}
