import Canvas
import RLCore

/// What is known of the selected node: proposal, numbers, state, way; the most telling first.
struct PlanDetailView {
  let plan: PlanState
  let glyphs: GlyphSet
  /// Columns of the pane without its frame.
  let width: Int

  func draw(on part: inout Grid) {
    let lines = lines
    let first = max(0, min(plan.scroll, lines.count - part.height))
    for (row, line) in lines.dropFirst(first).prefix(part.height).enumerated() { part.write(line, x: 1, y: row) }
    guard lines.count - first > part.height, part.height > 1 else { return }
    let more = plan.zoom == .second ? " PgDn: more " : " z: more "
    part.write(more, x: max(0, part.width - columnWidth(of: more)), y: part.height - 1, style: .key)
  }

  /// Every line of the detail.
  var lines: [[TableCell]] {
    guard let picture = plan.picture, let index = plan.selectedNode else {
      return [[TableCell("nothing selected", .muted)]]
    }
    if case .vetoed(_, let action) = plan.selected { return vetoed(action, at: index) }
    let node = plan.shown.nodes[index]
    let mark = plan.mark(index, glyphs)
    var lines: [[TableCell]] = []
    if node.parent == nil {
      lines += words(picture.goal, .title)
    } else {
      lines += words(node.action, .title)
    }
    lines += words("\(mark.glyph) \(mark.sentence)", mark.style)
    if let decision = plan.decision(about: index), decision.verdict != .veto {
      lines += words(sentence(decision), .pending)
    }
    if node.parent != nil { lines += numbers(node) }
    lines += section("State" + others(index), node.observation)
    if node.parent != nil {
      let way = plan.shown.actions(to: index).enumerated().map { "\($0 + 1) \($1)" }
      lines += section("Way from the start", way.joined(separator: ", "))
    }
    lines += decisions(at: node.identity)
    if plan.shown.subGoals.indices.contains(node.subGoal) {
      lines += search(plan.shown.subGoals[node.subGoal], number: node.subGoal + 1)
    }
    if node.parent == nil, !picture.plan.isEmpty {
      let steps = picture.plan.enumerated().map { "\($0 + 1) \($1)" }
      lines += section(picture.isRight ? "Plan" : "Best plan so far", steps.joined(separator: ", "))
    }
    return lines
  }

  /// Other nodes that have the very state of one; those that only look the same are not among them.
  private func others(_ index: Int) -> String {
    let state = plan.shown.nodes[index].identity
    let same = plan.shown.nodes.indices.filter { $0 != index && plan.shown.nodes[$0].identity == state }
    guard let first = same.first else { return ", met nowhere else" }
    let more = same.count > 3 ? " and \(same.count - 3) more" : ""
    let few = same.prefix(3).map { "\($0 + 1)" }.joined(separator: ", ")
    return first < index ? ", met before at node \(few)\(more)" : ", met again at node \(few)\(more)"
  }

  private func vetoed(_ action: String, at index: Int) -> [[TableCell]] {
    let mark = PlanMark.vetoed(glyphs)
    return words(action, .title) + words("\(mark.glyph) \(mark.sentence)", mark.style)
      + section("State", plan.shown.nodes[index].observation)
  }

  private func numbers(_ node: SearchTree.Node) -> [[TableCell]] {
    let pieces = [
      ("P_LLM", fixed(node.probability, 3)), ("r", number(node.reward)),
      ("V^", node.value.map(number) ?? "-"), ("score", number(node.score)),
      ("visits", "\(node.visits)"), ("depth", "\(node.depth)"),
    ]
    var lines: [[TableCell]] = [[]]
    var used = 0
    for (name, value) in pieces {
      let needed = columnWidth(of: name) + columnWidth(of: value) + 3
      if used > 0, used + needed > width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1] += [TableCell(name + " ", .muted), TableCell(value + "  ", .text)]
      used += needed
    }
    return lines
  }

  private func decisions(at state: String) -> [[TableCell]] {
    let here = plan.changes.filter { $0.state == state }
    guard !here.isEmpty else { return [] }
    return [[TableCell("Your changes at this state", .muted)]] + here.flatMap { words(sentence($0), .pending) }
  }

  private func sentence(_ decision: PlanDecision) -> String {
    decision.sentence + (plan.isUnstored(decision) ? " (not stored yet)" : "")
  }

  private func search(_ subGoal: SearchTree.SubGoal, number: Int) -> [[TableCell]] {
    var text = "Search #\(number), attempt \(subGoal.attempt + 1)"
    if subGoal.breadth > 0 { text += ", \(subGoal.breadth) proposals a node" }
    if !subGoal.executed.isEmpty { text += "; carried out: " + subGoal.executed.joined(separator: ", ") }
    return words(text, .muted)
  }

  private func section(_ title: String, _ text: String) -> [[TableCell]] {
    guard !text.isEmpty else { return [] }
    return [[TableCell(title, .muted)]] + words(text, .text)
  }

  private func words(_ text: String, _ style: StyleToken) -> [[TableCell]] {
    text.split(whereSeparator: \.isNewline).flatMap { wrapped(sanitised(String($0)), to: max(1, width - 2)) }
      .map { [TableCell($0, style)] }
  }
}
