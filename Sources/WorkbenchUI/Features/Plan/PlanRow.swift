import Canvas
import RLCore

/// One row of the search tree in view.
struct PlanRow: Sendable, Equatable {
  /// What a row stands for.
  enum Place: Hashable, Sendable {
    /// A node of the tree.
    case node(Int)
    /// A proposal at a node that the tree does not have because a person vetoed it.
    case vetoed(at: Int, String)
  }

  var place: Place
  /// Nodes above it, the start not counted.
  var level: Int
  /// For each level above its own: whether a line goes on there to a later sibling.
  var lines: [Bool]
  var isLast: Bool
  var hasChildren: Bool
  var isFolded: Bool

  /// Guide lines and fold mark before the action; `skipped` levels at the left are left out.
  func guides(_ glyphs: GlyphSet, skipped: Int) -> String {
    let mark = hasChildren ? (isFolded ? "+" : "-") : " "
    guard level > 0 else { return mark }
    var text = skipped > 0 && skipped < level ? glyphs.ellipsis : ""
    for line in lines.dropFirst(skipped) { text += line ? glyphs.pick("│ ", "| ") : "  " }
    text += isLast ? glyphs.pick("└", "`") : glyphs.pick("├", "|")
    return text + mark
  }

  /// The rows of a tree from the top, without what is below folded nodes.
  ///
  /// - Complexity: O(nodes + rows x depth).
  static func rows(of tree: SearchTree, folded: Set<Int>, vetoes: [PlanDecision]) -> [PlanRow] {
    var children = [[Int]](repeating: [], count: tree.nodes.count)
    var starts: [Int] = []
    for (index, node) in tree.nodes.enumerated() {
      if let parent = node.parent, children.indices.contains(parent) {
        children[parent].append(index)
      } else {
        starts.append(index)
      }
    }
    func places(below index: Int) -> [Place] {
      // What was pruned was asked for no proposals.
      guard !vetoes.isEmpty, !tree.nodes[index].fate.isPruned else { return children[index].map { .node($0) } }
      let missing = vetoes.filter { veto in
        veto.state == tree.nodes[index].identity
          && !children[index].contains { tree.nodes[$0].action == veto.action }
      }
      return children[index].map { .node($0) } + missing.map { .vetoed(at: index, $0.action) }
    }
    var rows: [PlanRow] = []
    var waiting = starts.reversed().map { (place: Place.node($0), lines: [Bool](), isLast: true, level: 0) }
    while let next = waiting.popLast() {
      var below: [Place] = []
      var isFolded = false
      if case .node(let index) = next.place {
        below = places(below: index)
        isFolded = folded.contains(index)
      }
      rows.append(
        PlanRow(
          place: next.place, level: next.level, lines: next.lines, isLast: next.isLast, hasChildren: !below.isEmpty,
          isFolded: isFolded))
      guard !isFolded else { continue }
      let lines = next.level == 0 ? [] : next.lines + [!next.isLast]
      for (offset, place) in below.enumerated().reversed() {
        waiting.append((place, lines, offset == below.count - 1, next.level + 1))
      }
    }
    return rows
  }
}
