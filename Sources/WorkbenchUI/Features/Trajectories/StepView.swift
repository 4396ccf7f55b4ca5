import Canvas
import RLCore

/// What is known of one step: what was done and came of it, the policy, the reward's terms, what was proposed, and what is
/// told of it. What matters most comes first; the narration has the rest of the room.
struct StepView {
  let detail: EpisodeDetail
  let signals: EpisodeSignals
  let step: Int
  /// What was proposed there.
  let proposals: [ReviewItem]
  let glyphs: GlyphSet

  func draw(on part: inout Grid) {
    let isRoomy = part.height >= 18
    var y = drawNumbers(on: &part)
    let rows = proposals.isEmpty ? part.height - y - 1 : part.height - y - 5
    let most = isRoomy ? max(3, part.height / 3) : 4
    if isRoomy { y += 1 }
    y = drawPolicy(on: &part, y: y, rows: max(0, min(rows, most)))
    if isRoomy, !terms.isEmpty { y = drawTerms(on: &part, y: y) }
    if let item = proposals.first {
      part.draw(in: Rect(x: 0, y: y, width: part.width, height: part.height - y)) { rest in
        y += ProposalView(item: item, count: proposals.count, glyphs: glyphs).draw(on: &rest)
      }
    }
    drawNarration(on: &part, y: y, isRoomy: isRoomy)
  }

  private func drawNumbers(on part: inout Grid) -> Int {
    guard detail.actions.indices.contains(step) else {
      part.write("the episode is over", x: 1, y: 0, style: .title)
      let sum = signals.returns.last.map { "return " + signed($0, 2) } ?? ""
      part.write(sum, x: 1, y: 1, style: .muted)
      return 2
    }
    let label = 8
    func row(_ y: Int, _ name: String, _ pieces: [TableCell]) {
      part.write(name, x: 1, y: y, style: .muted)
      var x = 1 + label
      for piece in pieces where !piece.text.isEmpty {
        let width = columnWidth(of: piece.text)
        guard x == 1 + label || x + width < part.width else { return }
        let text = truncated(piece.text, to: part.width - x - 1, ellipsis: glyphs.ellipsis)
        x = part.write(text, x: x, y: y, style: piece.style) + 2
      }
    }
    row(0, "did", [TableCell(detail.actionName(step), .title), TableCell(share, .muted)])
    var y = 1
    if detail.rewards.indices.contains(step) {
      let reward = detail.rewards[step]
      row(
        y, "reward",
        [
          TableCell(signed(reward, 2), Self.style(reward)),
          TableCell("so far \(signed(signals.returns[step], 2))", .muted),
        ])
      y += 1
    }
    if detail.values.indices.contains(step) {
      let advantage = signals.advantages.indices.contains(step) ? signals.advantages[step] : nil
      row(
        y, "V(s)",
        [
          TableCell(fixed(detail.values[step], 3)),
          TableCell(advantage.map { "advantage \(signed($0, 3))" } ?? "", advantage.map(Self.style) ?? .muted),
        ])
      y += 1
    }
    return y
  }

  /// How probable the policy found what it did.
  private var share: String {
    guard detail.probabilities.indices.contains(step),
      let index = detail.actionNames.firstIndex(of: detail.actions[step]),
      detail.probabilities[step].indices.contains(index)
    else { return "" }
    return "at \(fixed(detail.probabilities[step][index] * 100, 0)) %"
  }

  private func drawPolicy(on part: inout Grid, y: Int, rows: Int) -> Int {
    guard rows > 0 else { return y }
    if let vectors = detail.vectors, vectors.taken.indices.contains(step) {
      return VectorBars(vectors: vectors, step: step, glyphs: glyphs).draw(on: &part, y: y, rows: rows)
    }
    guard detail.probabilities.indices.contains(step), !detail.probabilities[step].isEmpty else { return y }
    let did = detail.actions.indices.contains(step) ? detail.actions[step] : nil
    let pairs = detail.probabilities[step].enumerated().map { index, share in
      ActionProbability(
        name: detail.actionNames.indices.contains(index) ? detail.actionNames[index] : "action \(index)",
        probability: share)
    }
    let bars = ProbabilityBars(pairs: pairs, taken: did, proposed: proposals.first?.suggestedAction, glyphs: glyphs)
    return bars.draw(on: &part, y: y, rows: rows)
  }

  private var terms: [RewardTerm] {
    detail.narration.indices.contains(step) ? RewardTerm.terms(in: detail.narration[step]) : []
  }

  private func drawTerms(on part: inout Grid, y: Int) -> Int {
    part.heading([TableCell("reward", .muted)], y: y, glyphs: glyphs)
    let widest = terms.map(\.value.magnitude).max() ?? 0
    let name = min(14, terms.map { columnWidth(of: $0.name) }.max() ?? 0)
    var row = y + 1
    for term in terms where row < part.height {
      let x = part.write(padded(term.name, to: name, ellipsis: glyphs.ellipsis), x: 1, y: row, style: .muted) + 1
      part.write(padded(signed(term.value, 3), to: 8, .trailing), x: x, y: row, style: Self.style(term.value))
      part.progressBar(
        x: x + 9, y: row, width: min(24, part.width - x - 10),
        fraction: widest > 0 ? term.value.magnitude / widest : 0, style: Self.style(term.value), glyphs: glyphs)
      row += 1
    }
    return row
  }

  /// The present line whole, then those around it as far as there is room.
  private func drawNarration(on part: inout Grid, y: Int, isRoomy: Bool) {
    guard detail.narration.indices.contains(step), y < part.height else { return }
    var row = y
    if isRoomy, row + 2 < part.height {
      part.heading([TableCell("told", .muted)], y: row, glyphs: glyphs)
      row += 1
    }
    let lines = wrapped(detail.narration[step], to: part.width - 2)
    for (index, line) in lines.enumerated() where row < part.height {
      let isCut = row == part.height - 1 && index < lines.count - 1
      let text = isCut ? line + " " + glyphs.ellipsis : line
      part.write(truncated(text, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: row)
      row += 1
    }
    for next in detail.narration.indices.dropFirst(step + 1) where isRoomy && row < part.height {
      part.write(
        truncated(detail.narration[next], to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: row, style: .muted)
      row += 1
    }
  }

  /// Gains and losses differ by their sign as well.
  static func style(_ value: Double) -> StyleToken { value > 0 ? .accepted : value < 0 ? .rejected : .text }
}
