import Canvas

/// Draws the list of episodes.
func drawEpisodes(_ model: AppModel, on grid: inout Grid) {
  let state = model.episodes
  let glyphs = model.glyphs
  let title = "Episodes  \(listPosition(state.selectedIndex, of: state.items.count))  by \(state.order.rawValue)"
  grid.pane(grid.bounds, title: title, focused: true, glyphs: glyphs) { part in
    let columns = [
      TableColumn("episode", width: 7, .trailing), TableColumn("return", width: 9, .trailing),
      TableColumn("steps", width: 6, .trailing), TableColumn("end", width: 10),
      TableColumn("critical steps", width: max(8, part.width - 38)),
    ]
    let rows = state.items.map { item in
      [
        TableCell("\(item.episode)"),
        TableCell(signed(item.environmentReturn, 2)),
        TableCell("\(item.length)"),
        TableCell(item.terminated ? "terminated" : "step limit", .muted),
        TableCell(critical(item.criticalSteps), item.criticalSteps.isEmpty ? .muted : .critical),
      ]
    }
    Table(
      columns: columns, rows: rows, selected: state.selectedIndex,
      emptyText: "No episodes yet. They are recorded in the stage collect.", glyphs: glyphs
    ).draw(on: &part)
  }
}

private func critical(_ steps: [Int]) -> String {
  steps.isEmpty ? "-" : "\(steps.count): " + steps.map { "\($0)" }.joined(separator: " ")
}
