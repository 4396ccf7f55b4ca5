import Canvas
import RLCore

/// The proposals of the selected node, the likeliest first, with P_LLM and V̂ as numbers and as bars.
///
/// Where the selected node has none, those of the node above are shown, among which it is one.
struct PlanProposalsView {
  /// The node whose proposals are shown; nil where nothing is selected.
  let node: Int?
  /// The proposals.
  let proposals: [PlanProposal]
  /// The place of the selected one, where it is among them.
  private let pointed: Int?
  private let plan: PlanState
  private let glyphs: GlyphSet
  private let width: Int

  /// Columns of P_LLM and V̂ as numbers.
  private static let (shareWidth, valueWidth) = (4, 7)

  /// The proposals in `width` columns.
  init(plan: PlanState, glyphs: GlyphSet, width: Int) {
    self.plan = plan
    self.glyphs = glyphs
    self.width = width
    var node = plan.selectedNode
    var proposals = node.map { plan.proposals(at: $0) } ?? []
    var pointed: Int?
    if proposals.isEmpty, let selected = node, let parent = plan.shown.nodes[selected].parent {
      node = parent
      proposals = plan.proposals(at: parent)
      let action = plan.shown.nodes[selected].action
      pointed = proposals.firstIndex { $0.action == action }
    } else if case .vetoed(_, let action) = plan.selected {
      pointed = proposals.firstIndex { $0.action == action && $0.node == nil }
    }
    self.node = node
    self.proposals = proposals
    self.pointed = pointed
  }

  /// Columns of a bar; none where the names need the room.
  private var bar: Int {
    switch width - 2 {
    case 66...: 10
    case 52...: 6
    case 36...: 3
    default: 0
    }
  }

  /// Columns of the action: what marks, numbers and bars leave.
  private var nameWidth: Int {
    let bars = bar > 0 ? 2 * (bar + 1) : 0
    return max(1, width - 2 - 2 - (1 + Self.shareWidth) - (2 + Self.valueWidth) - bars)
  }

  /// Rows of proposals on `height` lines: the rest are heads and what the bars mean.
  func rows(_ height: Int) -> Int { max(1, height - (height > 2 ? 1 : 0) - (height > 3 ? 1 : 0)) }

  private func firstRow(_ height: Int) -> Int {
    let last = max(0, proposals.count - rows(height))
    guard plan.scroll == 0 else { return min(last, max(0, plan.scroll)) }
    return min(last, firstVisibleRow(count: proposals.count, selected: pointed ?? 0, height: rows(height)))
  }

  /// What `PlanState.scroll` is to be for `height` lines to go a page on, or back where `direction` is negative.
  func scroll(pages direction: Int, height: Int) -> Int {
    let amount = direction * max(1, rows(height) - 1)
    return min(max(0, proposals.count - rows(height)), max(0, firstRow(height) + amount))
  }

  func draw(on part: inout Grid) {
    guard !proposals.isEmpty else {
      for (row, line) in wrapped("no proposal was tried here", to: max(1, width - 2)).enumerated() {
        part.write(line, x: 1, y: row, style: .muted)
      }
      return
    }
    var y = 0
    if part.height > 2 {
      write("proposal", "P", "V^", style: .muted, y: y, on: &part)
      y += 1
    }
    let first = firstRow(part.height)
    let range = self.range
    for (place, proposal) in proposals.enumerated().dropFirst(first).prefix(rows(part.height)) {
      draw(proposal, isPointed: place == pointed, range, y: y, on: &part)
      y += 1
    }
    guard part.height > 3 else { return }
    part.write(
      truncated(legend(range, shown: rows(part.height)), to: max(1, width - 2), ellipsis: glyphs.ellipsis), x: 1,
      y: part.height - 1, style: .muted)
  }

  private func draw(
    _ proposal: PlanProposal, isPointed: Bool, _ range: ClosedRange<Double>?, y: Int, on part: inout Grid
  ) {
    let mark = proposal.node.map { plan.mark($0, glyphs) } ?? PlanMark.vetoed(glyphs)
    let style: StyleToken = mark.isPruned ? .muted : .text
    part.put(mark.glyph, width: 1, x: 1, y: y, style: mark.style)
    write(
      sanitised(proposal.action), proposal.probability.map { fixed($0, 2) } ?? "-", proposal.value.map(number) ?? "-",
      style: style, y: y, on: &part)
    if isPointed {
      part.restyle(Rect(x: 0, y: y, width: part.width, height: 1), style: .selection)
      part.put(glyphs.pointer, width: 1, x: 0, y: y, style: .selection)
    }
    guard bar > 0 else { return }
    let column = 4 + nameWidth + Self.shareWidth
    part.shareBar(
      x: column + 1, y: y, width: bar, share: proposal.probability ?? 0, style: .curveEnvironment, glyphs: glyphs)
    guard let range, let value = proposal.value, value.isFinite else { return }
    let spread = range.upperBound - range.lowerBound
    // The lowest has a sliver, so that it is told from one without a value.
    let share = spread > 0 ? max(0.001, (value - range.lowerBound) / spread) : 1
    part.shareBar(
      x: column + bar + 2 + 2 + Self.valueWidth, y: y, width: bar, share: share, style: .curveShaped, glyphs: glyphs)
  }

  /// Writes a row but for its bars.
  private func write(
    _ name: String, _ share: String, _ value: String, style: StyleToken, y: Int, on part: inout Grid
  ) {
    let ellipsis = glyphs.ellipsis
    part.write(padded(name, to: nameWidth, ellipsis: ellipsis), x: 3, y: y, style: style)
    var column = 4 + nameWidth
    part.write(padded(share, to: Self.shareWidth, .trailing, ellipsis: ellipsis), x: column, y: y, style: style)
    column += Self.shareWidth + (bar > 0 ? bar + 1 : 0) + 2
    part.write(padded(value, to: Self.valueWidth, .trailing, ellipsis: ellipsis), x: column, y: y, style: style)
  }

  /// The lowest and the highest V̂ among them.
  private var range: ClosedRange<Double>? {
    let values = proposals.compactMap(\.value).filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }

  private func legend(_ range: ClosedRange<Double>?, shown: Int) -> String {
    let count = proposals.count == 1 ? "1 proposal" : "\(proposals.count) proposals"
    let words = proposals.count > shown ? "\(shown) of \(count)" : count
    guard bar > 0, let range, range.upperBound > range.lowerBound else { return words }
    return words + "; bars of V^ from \(number(range.lowerBound)) to \(number(range.upperBound))"
  }
}
