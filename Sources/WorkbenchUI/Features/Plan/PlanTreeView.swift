import Canvas
import RLCore

/// A reward, value or score with two decimals, so that they stand under each other; a very large or small one otherwise.
func number(_ value: Double) -> String {
  (0.005..<9_999).contains(value.magnitude) || value == 0 ? fixed(value, 2) : compact(value)
}

/// The tree as rows with guide lines, marks and numbers; numbers go from the right where there is no room.
struct PlanTreeView {
  let plan: PlanState
  let glyphs: GlyphSet
  let hasHeader: Bool

  /// A column of numbers; those with the highest rank go first.
  private struct Number {
    var column: TableColumn
    var rank: Int
    var text: (SearchTree.Node) -> String
  }

  private var numbers: [Number] {
    [
      Number(column: TableColumn("P", width: 4, .trailing), rank: 1) { fixed($0.probability, 2) },
      Number(column: TableColumn("r", width: 5, .trailing), rank: 3) { number($0.reward) },
      Number(column: TableColumn("V^", width: 7, .trailing), rank: 2) {
        $0.value.map(number) ?? "-"
      },
      Number(column: TableColumn("score", width: 7, .trailing), rank: 0) { number($0.score) },
      Number(column: TableColumn("n", width: 3, .trailing), rank: 4) { abbreviated(Double($0.visits)) },
    ]
  }

  private static let markWidth = 13
  /// Columns that an action needs to be told from others.
  private static let leastTreeWidth = 24

  func draw(on part: inout Grid) {
    let rows = plan.rows
    let header = hasHeader ? 1 : 0
    let selected = plan.selectedRow
    guard !rows.isEmpty, part.height > header else {
      part.write("the search has not begun", x: 1, y: 0, style: .muted)
      return
    }
    var shown = numbers
    func treeWidth() -> Int { part.width - 3 - Self.markWidth - shown.reduce(0) { $0 + $1.column.width + 1 } }
    while treeWidth() < Self.leastTreeWidth, let widest = shown.max(by: { $0.rank < $1.rank }) {
      shown.removeAll { $0.rank == widest.rank }
    }
    let width = max(1, treeWidth())
    let visible = visibleRows(count: rows.count, selected: selected ?? 0, height: part.height - header)
    // The selected row's guide lines take half of the width at most; what is further left is cut from every row.
    let level = selected.map { rows[$0].level } ?? 0
    let skipped = max(0, level - max(2, width / 4))
    let cells = visible.map { row(rows[$0], width: width, skipped: skipped, shown) }
    Table(
      columns: [TableColumn("proposal", width: width), TableColumn("", width: Self.markWidth)] + shown.map(\.column),
      rows: cells, selected: selected.map { $0 - visible.lowerBound }, hasHeader: hasHeader, glyphs: glyphs
    ).draw(on: &part)
    for y in visible.indices { plan.search.mark(on: &part, y: header + y - visible.lowerBound) }
  }

  private func row(_ row: PlanRow, width: Int, skipped: Int, _ shown: [Number]) -> [TableCell] {
    let guides = row.guides(glyphs, skipped: skipped)
    switch row.place {
    case .vetoed(_, let action):
      let mark = PlanMark.vetoed(glyphs)
      return [TableCell(guides + sanitised(action), .muted), TableCell("\(mark.glyph) \(mark.word)", mark.style)]
        + shown.map { _ in TableCell("", .muted) }
    case .node(let index):
      let node = plan.shown.nodes[index]
      let mark = plan.mark(index, glyphs)
      let isOnWay = node.isChosen || node.isExecuted
      let style: StyleToken = mark.isPruned ? .muted : isOnWay ? .title : .text
      let name = node.parent == nil ? "start" + attempt(index) : search(node) + sanitised(node.action)
      return [TableCell(guides + name, style), TableCell("\(mark.glyph) \(mark.word)", mark.style)]
        + shown.map { number in
          TableCell(node.parent == nil ? "" : number.text(node), mark.isPruned ? .muted : .text)
        }
    }
  }

  /// The number of the search before a proposal that a later one than its parent's made: where searches begin one below
  /// the other, the same proposal comes up again.
  private func search(_ node: SearchTree.Node) -> String {
    guard let parent = node.parent, plan.shown.nodes[parent].subGoal != node.subGoal else { return "" }
    return "#\(node.subGoal + 1) "
  }

  /// Starts are told apart where there are several.
  private func attempt(_ index: Int) -> String {
    let starts = plan.shown.nodes.indices.filter { plan.shown.nodes[$0].parent == nil }
    guard starts.count > 1, let place = starts.firstIndex(of: index) else { return "" }
    return ", attempt \(place + 1)"
  }
}

extension PlanState {
  /// What a node of the tree in view is; what a person decided about it comes first.
  func mark(_ index: Int, _ glyphs: GlyphSet) -> PlanMark {
    let node = shown.nodes[index]
    var mark = PlanMark(node, subGoal: subGoals[index], glyphs)
    guard let decision = decision(about: index) else { return mark }
    switch decision.verdict {
    case .veto: return .vetoed(glyphs)
    case .replace, .add:
      mark.word = decision.verdict == .add ? "added" : "edited"
      mark.glyph = glyphs.pencil
      mark.style = .pending
      return mark
    case .withdraw, .take: return mark
    }
  }

  /// The decision about the proposal that leads to a node, or the one that put it there.
  func decision(about index: Int) -> PlanDecision? {
    guard let parent = shown.nodes[index].parent, !amendments.decisions.isEmpty else { return nil }
    let action = shown.nodes[index].action
    let state = shown.nodes[parent].identity
    let here = changes.filter { $0.state == state }
    return here.first { $0.action == action } ?? here.first { $0.replacement == action }
  }
}
