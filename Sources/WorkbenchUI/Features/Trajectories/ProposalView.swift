import Canvas
import RLCore

/// What was proposed at a critical state, what was measured of it, and what was decided.
struct ProposalView {
  let item: ReviewItem
  /// Proposals at the state; the others are counted.
  let count: Int
  let glyphs: GlyphSet

  /// Draws from the first row; returns the rows used.
  func draw(on part: inout Grid) -> Int {
    let mark = VerdictMark.of(item)
    let more = count > 1 ? " of \(count) here" : ""
    part.heading(
      [
        TableCell(
          "suggestion \(item.id)\(more) by \(item.suggestion.advisor == "by hand" ? "hand" : item.suggestion.advisor)",
          .critical),
        TableCell("\(mark.glyph(glyphs)) \(mark.name)", mark.style),
      ], y: 0, glyphs: glyphs)
    var y = 1
    let width = part.width - 2
    func lines(_ text: String, _ style: StyleToken, most: Int) {
      let all = wrapped(text, to: width)
      for (index, line) in all.prefix(most).enumerated() where y < part.height {
        let isCut = index < all.count - 1 && (index == most - 1 || y == part.height - 1)
        let shown = isCut ? truncated(line + " " + glyphs.ellipsis, to: width, ellipsis: glyphs.ellipsis) : line
        part.write(shown, x: 1, y: y, style: style)
        y += 1
      }
    }
    let isRoomy = part.height >= 9
    lines("\(actions)  r_LLM \(signed(item.suggestion.reward, 2))", .title, most: isRoomy ? 3 : 2)
    if let evidence = item.evidence {
      drawEvidence(evidence, y: y, on: &part)
      y += 1
      // The mark comes first, so that it stays where the word has no room.
      let mark = evidence.isPositive ? glyphs.check : glyphs.dot
      let word = evidence.isPositive ? "verified" : "not verified"
      let interval = "[\(fixed(evidence.low, 2)), \(fixed(evidence.high, 2))]"
      let numbers = "\(mark) \(signed(evidence.difference, 2)) \(interval) \(word)"
      lines(numbers, evidence.isPositive ? .accepted : .muted, most: 1)
      if isRoomy { lines("over \(evidence.horizon) steps, \(evidence.rollouts) pairs of rollouts", .muted, most: 1) }
    } else {
      lines("not measured", .muted, most: 1)
    }
    lines(item.suggestion.rationale, .text, most: part.height >= 14 ? 6 : isRoomy ? 3 : part.height)
    return min(y, part.height)
  }

  /// What was done, and what should have been; of a vector the parts that differ.
  private var actions: String {
    guard let changes = item.changes(glyphs) else {
      return "did \(item.recordedName) \(glyphs.arrow) should \(proposed)"
    }
    let isEdit = item.action != item.suggestion.action
    return "did \(glyphs.arrow) should: \(changes)" + (isEdit ? " (proposed \(item.suggestedName))" : "")
  }

  /// What counts: an edit's own action, else the proposal.
  private var proposed: String {
    guard case .edited = item.verdict else { return item.suggestedName }
    return "\(item.actionName) (proposed \(item.suggestedName))"
  }

  /// The interval of the difference around 0.
  private func drawEvidence(_ evidence: Evidence, y: Int, on part: inout Grid) {
    let x = part.write("worth ", x: 1, y: y, style: .muted)
    let reach = max(evidence.low.magnitude, evidence.high.magnitude, evidence.difference.magnitude)
    guard reach.isFinite, reach > 0 else { return }
    let scale = ChartScale.covering([-reach * 1.1, reach * 1.1], ticks: 2, isPadded: false)
    part.interval(
      x: x, y: y, width: min(48, part.width - x - 1), low: evidence.low, mean: evidence.difference,
      high: evidence.high, scale: scale, style: evidence.isPositive ? .accepted : .muted, glyphs: glyphs)
  }
}
