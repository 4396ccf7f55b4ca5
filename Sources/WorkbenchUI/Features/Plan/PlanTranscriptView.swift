import Canvas
import RLCore

/// The way to the selected node as a dialogue: what was done, and what came back.
struct PlanTranscriptView {
  /// Every line; empty where nothing is selected.
  let lines: [[TableCell]]
  /// The line with the last action.
  private let last: Int
  private let plan: PlanState
  private let glyphs: GlyphSet

  /// Lines of an answer that is not the last, and of the last.
  private static let (few, many) = (6, 200)
  /// Columns before an answer.
  private static let indent = 2

  /// The dialogue in `width` columns.
  init(plan: PlanState, glyphs: GlyphSet, width: Int) {
    self.plan = plan
    self.glyphs = glyphs
    let room = max(1, width - 2)
    var lines: [[TableCell]] = []
    var last = 0
    let nodes = plan.shown.nodes
    let way = plan.selectedNode.map { plan.shown.way(to: $0) } ?? []
    for (step, index) in way.enumerated() {
      let node = nodes[index]
      let isLast = step == way.count - 1
      if step > 0 {
        lines.append([])
        if isLast { last = lines.count }
        lines += Self.command(node, room: room)
      }
      let answer = AnswerLines(glyphs: glyphs, width: room - Self.indent, most: isLast ? Self.many : Self.few)
      let reply = node.response.map { answer.lines($0) } ?? Self.words(node.observation, answer)
      lines += reply.map { [TableCell(String(repeating: " ", count: Self.indent), .text)] + $0 }
    }
    if let response = way.last.flatMap({ nodes[$0].response }), response.changes != nil {
      lines.append([])
      lines += ChangedFiles(glyphs: glyphs, width: room).lines(response)
    }
    self.lines = lines
    self.last = last
  }

  /// The action behind a sign of its own.
  private static func command(_ node: SearchTree.Node, room: Int) -> [[TableCell]] {
    wrapped(sanitised(node.action), to: max(1, room - indent)).enumerated().map { row, text in
      [TableCell(row == 0 ? "> " : "  ", .key), TableCell(text, .title)]
    }
  }

  /// What an agent sees, between words where that is possible.
  private static func words(_ observation: String, _ answer: AnswerLines) -> [[TableCell]] {
    let lines = observation.split(whereSeparator: \.isNewline)
    let shown = lines.prefix(answer.most).flatMap { wrapped(sanitised(String($0)), to: max(1, answer.width)) }
    let left = lines.count - min(lines.count, answer.most)
    let more = left > 0 ? [[TableCell("\(answer.glyphs.ellipsis) \(left) more", .muted)]] : []
    return shown.map { [TableCell($0, .text)] } + more
  }

  /// The first line in view on `height` lines: the end of the dialogue or, where the last answer is longer than that, its
  /// action; as far from there as a person scrolled.
  private func firstLine(_ height: Int, scroll: Int) -> Int {
    let end = max(0, lines.count - height)
    return min(end, max(0, min(end, last) + scroll))
  }

  /// What `PlanState.scroll` is to be for a page of `height` lines to move by `amount`.
  func scroll(by amount: Int, height: Int) -> Int {
    let start = firstLine(height, scroll: 0)
    let next = firstLine(height, scroll: plan.scroll) + amount
    return min(max(0, lines.count - height), max(0, next)) - start
  }

  func draw(on part: inout Grid) {
    guard !lines.isEmpty else {
      part.write("nothing selected", x: 1, y: 0, style: .muted)
      return
    }
    let first = firstLine(part.height, scroll: plan.scroll)
    for (row, line) in lines.dropFirst(first).prefix(part.height).enumerated() { part.write(line, x: 1, y: row) }
    guard lines.count > part.height, part.height > 1 else { return }
    let more = plan.zoom == .second ? " PgUp/PgDn \(first + 1)/\(lines.count) " : " z: more "
    part.write(more, x: max(0, part.width - columnWidth(of: more)), y: part.height - 1, style: .key)
  }
}

extension SearchTree {
  /// The nodes from the start to a node, both included.
  func way(to index: Int) -> [Int] {
    var way: [Int] = []
    var current: Int? = index
    while let place = current, nodes.indices.contains(place) {
      way.append(place)
      current = nodes[place].parent
    }
    return way.reversed()
  }
}
