import Canvas
import RLCore

/// Arranges summary, tree and detail, or curves and map, for the room there is.
struct PlanView {
  private let plan: PlanState
  private let glyphs: GlyphSet

  init(model: AppModel) {
    plan = model.plan
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    guard let picture = plan.picture else { return drawEmpty(on: &grid) }
    let layout = PlanLayout(
      side: plan.side, zoom: plan.zoom, width: grid.width, height: grid.height,
      blockCount: plan.blockCount, rows: plan.rows.count)
    drawSummary(picture, on: &grid)
    switch plan.side {
    case .tree:
      if layout.first.height > 0 {
        grid.pane(layout.first, title: treeTitle, focused: true, glyphs: glyphs) {
          PlanTreeView(plan: plan, glyphs: glyphs, hasHeader: layout.hasHeader).draw(on: &$0)
        }
      }
      drawBlocks(layout.blocks, picture, on: &grid)
      guard layout.second.height > 0 else { return }
      let isFocused = plan.zoom == .second
      grid.mark("detail", layout.second)
      grid.pane(layout.second, title: aspectTitle, focused: isFocused, glyphs: glyphs) { part in
        switch plan.aspect {
        case .detail: PlanDetailView(plan: plan, glyphs: glyphs, width: part.width).draw(on: &part)
        case .proposals: PlanProposalsView(plan: plan, glyphs: glyphs, width: part.width).draw(on: &part)
        case .transcript: PlanTranscriptView(plan: plan, glyphs: glyphs, width: part.width).draw(on: &part)
        }
      }
    case .bounds: PlanBoundsView(plan: plan, glyphs: glyphs).draw(layout, on: &grid)
    }
  }

  private var treeTitle: String {
    var title = "Search  \(listPosition(plan.selectedRow, of: plan.rows.count))"
    if let step = plan.step, let picture = plan.picture {
      let playing = plan.isPlaying ? " \(glyphs.play)\(plan.speedWords)" : ""
      title += "  as of node \(step) of \(picture.tree.nodes.count)" + playing
    }
    if plan.search.isOn { title += "  with \"\(truncated(plan.search.text, to: 24, ellipsis: glyphs.ellipsis))\"" }
    return title
  }

  /// The start, the selected state and the goal as towers.
  private func drawBlocks(_ rect: Rect, _ picture: PlanPicture, on grid: inout Grid) {
    guard rect.width > 0, rect.height > 0, let start = picture.tree.nodes.first,
      let towers = BlockTowers(start.observation)
    else { return }
    let here = plan.selectedNode.map { plan.shown.nodes[$0].observation }
    grid.pane(rect, title: "Blocks", glyphs: glyphs) { part in
      BlocksView(start: towers, here: here.flatMap(BlockTowers.init), goal: BlockTowers(picture.goal), glyphs: glyphs)
        .draw(on: &part)
    }
  }

  private var aspectTitle: String {
    switch plan.aspect {
    case .detail: detailTitle
    case .proposals:
      PlanProposalsView(plan: plan, glyphs: glyphs, width: 0).node.map { "Proposals of node \($0 + 1)" } ?? "Proposals"
    case .transcript: plan.selectedNode.map { "Transcript up to node \($0 + 1)" } ?? "Transcript"
    }
  }

  private var detailTitle: String {
    guard let node = plan.selectedNode else { return "Node" }
    if case .vetoed = plan.selected { return "Vetoed proposal" }
    return "Node \(node + 1)"
  }

  /// How far it is, the most telling first; what does not fit is left out from the end.
  private func drawSummary(_ picture: PlanPicture, on grid: inout Grid) {
    var pieces = [state(picture)]
    if let coverage = picture.coverage, PriorCoverage.isLow(coverage) {
      pieces.append(TableCell("! prior: only \(PriorCoverage.share(coverage)) on legal answers", .rejected))
    }
    if let changes = changes(picture) { pieces.append(changes) }
    pieces.append(TableCell(sanitised(picture.method), .title))
    if let bounds = picture.bounds {
      pieces.append(
        TableCell("episode \(abbreviated(Double(bounds.episode))) of \(abbreviated(Double(bounds.episodes)))", .text))
    } else {
      pieces.append(TableCell("\(abbreviated(Double(picture.tree.nodes.count))) nodes", .text))
      pieces.append(TableCell("\(abbreviated(Double(picture.account.modelCalls))) calls", .muted))
      pieces.append(TableCell("\(abbreviated(Double(picture.account.transitions))) transitions", .muted))
    }
    if let coverage = picture.coverage, !PriorCoverage.isLow(coverage) {
      pieces.append(TableCell("\(PriorCoverage.share(coverage)) on legal answers", .muted))
    }
    pieces.append(TableCell("prior: " + sanitised(picture.source), .muted))
    var column = 1
    for piece in pieces {
      let room = grid.width - column - 1
      guard room >= min(12, columnWidth(of: piece.text)) else { break }
      let text = truncated(piece.text, to: room, ellipsis: glyphs.ellipsis)
      column = grid.write(text, x: column, y: 0, style: piece.style) + 2
    }
  }

  /// Whether the search heeds what a person decided, or that waits for the next one.
  private func changes(_ picture: PlanPicture) -> TableCell? {
    let changes = plan.changes
    let unstored = plan.waiting.reduce(0) { $0 + $1.decisions.count }
    if unstored > 0 {
      return TableCell("\(unstored == 1 ? "1 change" : "\(unstored) changes") not stored yet", .critical)
    }
    let count = changes.count == 1 ? "1 change" : "\(changes.count) changes"
    let isHeeded = picture.amendments.about(task: picture.task).changes == changes
    guard picture.canReplan else { return changes.isEmpty ? nil : TableCell(count, .pending) }
    if isHeeded { return changes.isEmpty ? nil : TableCell("with \(count)", .accepted) }
    guard !changes.isEmpty else { return TableCell("changed: r re-plans", .pending) }
    return TableCell("\(count) \(changes.count == 1 ? "waits" : "wait"): r re-plans", .pending)
  }

  private func state(_ picture: PlanPicture) -> TableCell {
    let actions = picture.plan.count == 1 ? "1 action" : "\(picture.plan.count) actions"
    switch picture.state {
    case .running: return TableCell("\(glyphs.play) \(picture.bounds == nil ? "searching" : "learning")", .pending)
    case .failed: return TableCell("\(glyphs.cross) failed", .rejected)
    case .finished(let reason):
      if picture.bounds != nil { return TableCell("\(glyphs.check) \(sanitised(reason))", .accepted) }
      switch (picture.isSolved, picture.isRight) {
      case (true, true): return TableCell("\(glyphs.check) solved in \(actions)", .accepted)
      case (false, true):
        return TableCell("\(glyphs.check) right in \(actions), which the search could not know", .accepted)
      case (true, false):
        return TableCell("\(glyphs.cross) \(sanitised(picture.verdict?.words ?? reason))", .rejected)
      case (false, false): return TableCell("\(glyphs.cross) not solved: \(sanitised(reason))", .rejected)
      }
    }
  }

  private func drawEmpty(on grid: inout Grid) {
    grid.pane(grid.bounds, title: "Plan", focused: true, glyphs: glyphs) { part in
      let lines = ["Planning has begun; there is nothing to see yet.", "What it finds appears here while it is found."]
      for (row, line) in lines.enumerated() {
        part.write(truncated(line, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: row, style: .muted)
      }
    }
  }
}
