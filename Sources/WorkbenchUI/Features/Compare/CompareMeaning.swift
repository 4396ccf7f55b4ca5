import Canvas

/// The selected method in full: its numbers under their names, what they mean, and what a person may do next.
struct CompareMeaning {
  let row: ComparisonRow
  /// What the others are compared with.
  let baseline: String?
  /// What else is to be said, in sentences.
  let advice: [String]
  /// Decisions changed after the method was trained.
  let isOutdated: Bool
  /// The key of the review.
  let review: String
  /// What the row's mean is.
  var scoreName = "return"
  let glyphs: GlyphSet

  /// A number under its name.
  private struct Field {
    var name: String
    var value: String
    var style = StyleToken.text
  }

  func draw(on part: inout Grid) {
    let width = part.width - 2
    let sentences = sentences.map { (lines: wrapped($0.text, to: width), style: $0.style) }
    // Where there is little room, what the numbers mean counts more than the numbers, and those more than the rest.
    func rows(_ shown: some Sequence<(lines: [String], style: StyleToken)>) -> Int {
      shown.reduce(0) { $0 + $1.lines.count }
    }
    let (least, all) = (rows(sentences.filter { $0.style != .text }), rows(sentences))
    let free = part.height - min(least, part.height)
    var y = drawFields(on: &part, rows: all < part.height ? part.height - all : min(2, free))
    for (index, (lines, style)) in sentences.enumerated() {
      guard index == 0 || y + lines.count <= part.height else { continue }
      for (place, line) in lines.prefix(part.height - y).enumerated() {
        let isCut = y == part.height - 1 && place < lines.count - 1
        part.write(
          truncated(isCut ? line + " " + glyphs.ellipsis : line, to: width, ellipsis: glyphs.ellipsis), x: 1, y: y,
          style: style)
        y += 1
      }
    }
  }

  /// What is said, the most telling first; what says nothing is left out.
  private var sentences: [(text: String, style: StyleToken)] {
    let outdated = "! Out of date: decisions changed after this was trained; R in the review (\(review)) trains anew."
    let all: [(text: String, style: StyleToken)] =
      [(sanitised(row.meaning), .title), (isOutdated ? outdated : "", .pending)]
      + advice.map { (sanitised($0), .text) }
    return all.filter { !$0.text.isEmpty }
  }

  /// As many fields as fit into `rows` rows, the most telling first; returns the row after them.
  private func drawFields(on part: inout Grid, rows: Int) -> Int {
    guard rows > 0 else { return 0 }
    var (x, y) = (1, 0)
    for field in fields {
      let needed = columnWidth(of: field.name) + 1 + columnWidth(of: field.value)
      if x > 1, x + needed > part.width - 1 {
        guard y + 1 < rows else { continue }
        (x, y) = (1, y + 1)
      }
      let room = part.width - 1 - x
      x = part.write(truncated(field.name + " ", to: room, ellipsis: glyphs.ellipsis), x: x, y: y, style: .muted)
      x =
        part.write(
          truncated(field.value, to: part.width - 1 - x, ellipsis: glyphs.ellipsis), x: x, y: y, style: field.style) + 3
    }
    return y + 1
  }

  private var fields: [Field] {
    var fields = [Field(name: scoreName, value: "\(fixed(row.mean, 2)) \(row.interval)", style: .title)]
    if let difference = row.difference, let baseline {
      fields.append(
        Field(
          name: "over \(baseline)", value: "\(signed(difference.value, 2)) \(row.differenceInterval)",
          style: row.standing))
    }
    if !row.note.isEmpty, !row.isBase { fields.append(Field(name: "with", value: sanitised(row.note))) }
    if let games = row.games { fields.append(Field(name: "games", value: "\(games)")) }
    if row.environmentSteps > 0 {
      fields.append(Field(name: "cost", value: abbreviated(Double(row.environmentSteps)) + " steps"))
    }
    if let share = row.guidanceShare { fields.append(Field(name: "for guidance", value: percent(share))) }
    if let rate = row.hitRate { fields.append(Field(name: "hit rate", value: percent(rate))) }
    // Methods without r_LLM, and those that have it outside the return, have none of it there.
    if let share = row.shapedShare, share > 0 {
      fields.append(Field(name: glyphs.pick("|α r_LLM|/|r|", "|a r_LLM|/|r|"), value: fixed(share, 3)))
    }
    if let seed = row.seed { fields.append(Field(name: "seed", value: "\(seed)")) }
    return fields
  }
}
