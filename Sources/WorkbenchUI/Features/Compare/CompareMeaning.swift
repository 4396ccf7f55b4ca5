import Canvas

/// The selected method in full: its numbers under their names, what they mean, and what a person may do next.
struct CompareMeaning {
  let row: ComparisonRow
  /// What the others are compared with.
  let baseline: String?
  let advice: String
  /// Decisions changed after the method was trained.
  let isOutdated: Bool
  /// The key of the review.
  let review: String
  let glyphs: GlyphSet

  /// A number under its name.
  private struct Field {
    var name: String
    var value: String
    var style = StyleToken.text
  }

  func draw(on part: inout Grid) {
    let width = part.width - 2
    let sentences = sentences(width: width)
    // Where there is little room, what the numbers mean counts more than the numbers.
    let least = min(sentences.first?.count ?? 0, part.height)
    var y = drawFields(on: &part, rows: part.height - max(least, sentences.reduce(0) { $0 + $1.count }))
    for (index, lines) in sentences.enumerated() {
      guard index == 0 || y + lines.count <= part.height else { continue }
      for (place, line) in lines.prefix(part.height - y).enumerated() {
        let isCut = y == part.height - 1 && place < lines.count - 1
        part.write(
          truncated(isCut ? line + " " + glyphs.ellipsis : line, to: width, ellipsis: glyphs.ellipsis), x: 1, y: y,
          style: style(index))
        y += 1
      }
    }
  }

  private var words: [String] {
    let outdated = "! Out of date: decisions changed after this was trained; R in the review (\(review)) trains anew."
    return [sanitised(row.meaning), isOutdated ? outdated : "", sanitised(advice)]
  }

  /// The sentences in lines, those that say nothing left out; the finding and the advice run on where both are short.
  private func sentences(width: Int) -> [[String]] { words.filter { !$0.isEmpty }.map { wrapped($0, to: width) } }

  private func style(_ index: Int) -> StyleToken {
    let shown = words.enumerated().filter { !$0.element.isEmpty }
    guard shown.indices.contains(index) else { return .text }
    return [StyleToken.title, .pending, .text][shown[index].offset]
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
    var fields = [Field(name: "return", value: "\(fixed(row.mean, 2)) \(row.interval)", style: .title)]
    if let difference = row.difference, let baseline {
      fields.append(
        Field(
          name: "over \(baseline)", value: "\(signed(difference.value, 2)) \(row.differenceInterval)",
          style: row.standing))
    }
    if !row.note.isEmpty, !row.isBase { fields.append(Field(name: "with", value: sanitised(row.note))) }
    if let games = row.games { fields.append(Field(name: "games", value: "\(games)")) }
    fields.append(Field(name: "cost", value: abbreviated(Double(row.environmentSteps)) + " steps"))
    if let share = row.guidanceShare { fields.append(Field(name: "for guidance", value: percent(share))) }
    if let rate = row.hitRate { fields.append(Field(name: "hit rate", value: percent(rate))) }
    if let share = row.shapedShare {
      fields.append(Field(name: glyphs.pick("|α r_LLM|/|r|", "|a r_LLM|/|r|"), value: fixed(share, 3)))
    }
    if let seed = row.seed { fields.append(Field(name: "seed", value: "\(seed)")) }
    return fields
  }
}
