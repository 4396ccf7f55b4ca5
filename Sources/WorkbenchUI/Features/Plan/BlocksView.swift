import Canvas

/// The start, the selected state and the goal of a blocks world, side by side as towers; where there is no room for all of
/// them the selected state and the goal, or that state alone.
struct BlocksView {
  /// Towers under a name.
  struct Scene {
    var name: String
    var towers: BlockTowers
  }

  let start: BlockTowers
  let here: BlockTowers?
  let goal: BlockTowers?
  let glyphs: GlyphSet

  /// Every block has a place of its own, so that towers stay where they are while a plan is played.
  private var blocks: [BlockTowers.Block] {
    Set(start.blocks + (here?.blocks ?? []) + (goal?.blocks ?? [])).sorted()
  }

  func draw(on part: inout Grid) {
    guard !blocks.isEmpty, part.height >= 4 else { return }
    let all = [
      Scene(name: "start", towers: start), here.map { Scene(name: "here", towers: $0) },
      goal.map { Scene(name: "goal", towers: $0) },
    ].compactMap(\.self)
    let choices = [all, all.filter { $0.name != "start" }, all.filter { $0.name == "here" }]
    // The goal beside the state counts more than wide blocks, and these more than the start.
    for scenes in choices where !scenes.isEmpty {
      for cell in [6, 4, 2] where (cell > 2 || scenes.count < 3) && fits(scenes.count, cell, part.width) {
        return draw(scenes, cell: cell, on: &part)
      }
    }
  }

  private func fits(_ count: Int, _ cell: Int, _ width: Int) -> Bool {
    count * (blocks.count * cell + 2) <= width
  }

  private func draw(_ scenes: [Scene], cell: Int, on part: inout Grid) {
    let legend = legend
    let hasLegend = part.height >= 8 && columnWidth(of: legend.map(\.text).joined()) <= part.width - 2
    let height = part.height - (hasLegend ? 1 : 0)
    for (index, scene) in scenes.enumerated() {
      let left = part.width * index / scenes.count
      let right = part.width * (index + 1) / scenes.count
      part.draw(in: Rect(x: left, y: 0, width: right - left, height: height)) { room in
        draw(scene, cell: cell, on: &room)
      }
    }
    if hasLegend { part.write(legend, x: 1, y: part.height - 1) }
  }

  /// Which letter is which colour.
  private var legend: [TableCell] {
    blocks.flatMap { block in
      [TableCell(block.letter, style(block)), TableCell(block.colour.map { " \($0)  " } ?? "  ", .muted)]
    }
  }

  private func draw(_ scene: Scene, cell: Int, on room: inout Grid) {
    let width = blocks.count * cell
    let x = max(0, (room.width - width) / 2)
    let table = room.height - 1
    let tallest = max(1, scene.towers.towers.map(\.count).max() ?? 1)
    let rows = room.height - 2
    let size = cell >= 4 && 2 * blocks.count <= rows ? 2 : 1
    room.write(scene.name, x: x, y: 0, style: scene.name == "here" ? .title : .muted)
    for column in 0..<width { room.put(glyphs.pick("▔", "="), width: 1, x: x + column, y: table, style: .border) }
    for tower in scene.towers.towers {
      guard let base = tower.first, let slot = blocks.firstIndex(of: base) else { continue }
      for (level, block) in tower.enumerated() {
        let y = table - (level + 1) * size
        if y < 1 || (y == 1 && level < tower.count - 1 && tallest * size > rows) {
          room.write(glyphs.ellipsis, x: x + slot * cell + cell / 2 - 1, y: 1, style: .muted)
          break
        }
        drawBlock(block, x: x + slot * cell, y: y, cell: cell, size: size, on: &room)
      }
    }
    guard let held = scene.towers.held else { return }
    let end = room.write(" hand ", x: x + columnWidth(of: scene.name) + 1, y: 0, style: .pending)
    drawBlock(held, x: end, y: 0, cell: cell, size: 1, on: &room)
  }

  private func drawBlock(_ block: BlockTowers.Block, x: Int, y: Int, cell: Int, size: Int, on room: inout Grid) {
    let style = style(block)
    let width = max(1, cell - 1)
    let letter = truncated(block.letter, to: max(1, width - 2), ellipsis: glyphs.ellipsis)
    if size == 2 {
      let edge = String(repeating: glyphs.pick("▀", "-"), count: width - 2)
      room.write(glyphs.pick("▛", "+") + edge + glyphs.pick("▜", "+"), x: x, y: y, style: style)
    }
    guard width >= 3 else {
      room.write(letter, x: x, y: y, style: style)
      return
    }
    let last = y + size - 1
    let left = size == 2 ? "▙" : "▐"
    let right = size == 2 ? "▟" : "▌"
    room.write(glyphs.pick(left, "["), x: x, y: last, style: style)
    room.write(letter, x: x + (width - columnWidth(of: letter)) / 2, y: last, style: style)
    room.write(glyphs.pick(right, "]"), x: x + width - 1, y: last, style: style)
  }

  /// A look for each block; its letter tells it apart as well.
  private func style(_ block: BlockTowers.Block) -> StyleToken {
    .curve(blocks.firstIndex(of: block) ?? 0)
  }
}
