import Canvas
import RLCore

/// Arranges the list of advisor calls and the texts of the selected one.
struct PromptsView {
  private let prompts: PromptsState
  private let glyphs: GlyphSet

  init(model: AppModel) {
    prompts = model.prompts
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    let layout = PromptsLayout(mode: prompts.mode, width: grid.width, height: grid.height)
    if layout.list.height > 0 {
      grid.pane(layout.list, title: listTitle, focused: true, glyphs: glyphs) {
        CallTable(prompts, glyphs).draw(on: &$0)
      }
    }
    guard prompts.mode == .compare, layout.texts.count == 2 else {
      if let rect = layout.texts.first { drawText(prompts.selectedID, prompts.text, rect, layout, on: &grid) }
      return
    }
    drawText(prompts.markedID, prompts.markedText, layout.texts[0], layout, against: prompts.text, on: &grid)
    drawText(prompts.selectedID, prompts.text, layout.texts[1], layout, against: prompts.markedText, on: &grid)
  }

  private var listTitle: String {
    var title = "Calls  \(listPosition(prompts.selectedIndex, of: prompts.items.count))"
    if prompts.found > prompts.items.count { title += " newest of \(prompts.found)" }
    guard !prompts.search.isEmpty else { return title }
    return title + "  with \"\(truncated(prompts.search, to: 24, ellipsis: glyphs.ellipsis))\" of \(prompts.total)"
  }

  private func drawText(
    _ id: Int?, _ text: CallText?, _ rect: Rect, _ layout: PromptsLayout, against other: CallText? = nil,
    on grid: inout Grid
  ) {
    guard rect.width > 4, rect.height > 2 else { return }
    grid.mark("text", rect)
    let document = prompts.document(text, prompts.side, layout)
    let count = document?.rows.count ?? 0
    let first = max(0, min(prompts.scroll, count - layout.rows))
    let place = count > 0 ? "  \(first + 1)-\(min(count, first + layout.rows))/\(count)" : ""
    let title = id.map { "Call \($0) \(prompts.side.rawValue)\(place)" } ?? "Call"
    let isFocused = prompts.mode != .list && id == prompts.selectedID
    grid.pane(rect, title: title, focused: isFocused, glyphs: glyphs) { part in
      guard let id else {
        part.write("nothing selected", x: 1, y: 0, style: .muted)
        return
      }
      if let item = prompts.items.first(where: { $0.id == id }) { drawHead(item, layout.headRows, on: &part) }
      guard let document else {
        part.write("loading", x: 1, y: layout.headRows, style: .muted)
        return
      }
      guard count > 0 else {
        part.write(
          prompts.side == .reply ? "no reply came" : "nothing was sent", x: 1, y: layout.headRows, style: .muted)
        return
      }
      var known: Set<String>?
      if prompts.mode == .compare, let other = prompts.document(other, prompts.side, layout) {
        known = Set(other.lines)
      }
      part.draw(in: Rect(x: 0, y: layout.headRows, width: part.width, height: layout.rows)) { rows in
        drawRows(document, from: first, isSelected: id == prompts.selectedID, known: known, on: &rows)
      }
    }
  }

  /// The rows of a text; where two are compared, a star stands before the lines that the other one does not have.
  private func drawRows(
    _ document: TextDocument, from first: Int, isSelected: Bool, known: Set<String>?, on part: inout Grid
  ) {
    for (y, row) in document.rows.dropFirst(first).prefix(part.height).enumerated() {
      let isNew = known.map { !row.text.isEmpty && !$0.contains(document.lines[row.line]) } ?? false
      if isNew { part.write("*", x: 0, y: y, style: .pending) }
      part.write(row.text, x: 1, y: y, style: isNew ? .pending : .text)
      for match in row.matches {
        let isCurrent = isSelected && match.number == prompts.match
        part.restyle(
          Rect(x: 1 + match.columns.lowerBound, y: y, width: match.columns.count, height: 1),
          style: isCurrent ? .selection : .mark)
      }
    }
  }

  /// Where a text comes from, the more telling first.
  private func drawHead(_ item: CallItem, _ rows: Int, on part: inout Grid) {
    let width = part.width - 2
    let service = item.call.service
    var first = [item.who, item.call.promptVersion, item.call.outcome]
    if let reason = service?.finishReason, !reason.isEmpty { first.append("ended: \(reason)") }
    if service?.isRepair == true { first.append("asked for a repair") }
    if item.isReused { first.append("reply reused, nothing was sent") }
    let head = first.filter { !$0.isEmpty }.joined(separator: "  ")
    part.write(
      truncated(head, to: width, ellipsis: glyphs.ellipsis), x: 1, y: 0, style: item.isFailed ? .rejected : .muted)
    guard rows > 1 else { return }
    part.write(truncated(numbers(item), to: width, ellipsis: glyphs.ellipsis), x: 1, y: 1, style: .muted)
  }

  private func numbers(_ item: CallItem) -> String {
    var words: [String] = []
    let service = item.call.service
    if let tokens = service?.promptTokens {
      let cached = service?.cachedTokens.map { $0 > 0 ? " (\($0) cached)" : "" } ?? ""
      words.append("\(tokens)\(cached) + \(service?.replyTokens ?? 0) tokens")
    }
    var time = seconds(item.call.seconds)
    if let first = service?.secondsToFirstToken { time += ", first text " + seconds(first) }
    words.append(time)
    if item.retries > 0 { words.append(item.retries == 1 ? "1 retry" : "\(item.retries) retries") }
    guard let service else { return words.joined(separator: "  ") }
    if let cost = service.cost { words.append("cost \(compact(cost))") }
    words += [service.endpoint, service.parameters.words].filter { !$0.isEmpty }
    if !service.promptDigest.isEmpty { words.append("sha256 \(service.promptDigest.prefix(12))") }
    return words.joined(separator: "  ")
  }
}

/// A length of time as lists of calls show it.
func seconds(_ value: Double) -> String {
  value < 100 ? fixed(value, value < 10 ? 1 : 0) + "s" : duration(value)
}

/// The list of calls, with as many columns as there is room for.
struct CallTable {
  let prompts: PromptsState
  let glyphs: GlyphSet

  init(_ prompts: PromptsState, _ glyphs: GlyphSet) {
    self.prompts = prompts
    self.glyphs = glyphs
  }

  func draw(on part: inout Grid) {
    let hasModel = part.width >= 76
    let isWide = part.width >= 110
    var columns = [
      TableColumn("call", width: 5, .trailing), TableColumn("time", width: isWide ? 14 : 8),
      TableColumn("kind", width: 8), TableColumn("ep", width: 3, .trailing),
    ]
    if hasModel { columns.append(TableColumn("model", width: isWide ? 22 : 14)) }
    let numbers = [
      TableColumn("tokens", width: 6, .trailing), TableColumn("took", width: 5, .trailing),
      TableColumn("try", width: 3, .trailing),
    ]
    let costs = isWide ? [TableColumn("cost", width: 7, .trailing)] : []
    let used = 2 + (columns + numbers + costs).reduce(0) { $0 + $1.width + 1 }
    columns += [TableColumn("outcome", width: max(4, part.width - used))] + numbers + costs
    let height = max(1, part.height - 1)
    let shown = visibleRows(count: prompts.items.count, selected: prompts.selectedIndex ?? 0, height: height)
    // Only what is in view is prepared.
    let rows = shown.map { cells(prompts.items[$0], hasModel: hasModel, isWide: isWide) }
    Table(
      columns: columns, rows: rows, selected: prompts.selectedIndex.map { $0 - shown.lowerBound },
      emptyText: emptyText, glyphs: glyphs
    ).draw(on: &part)
  }

  private var emptyText: String {
    guard prompts.search.isEmpty else { return "No prompt or reply holds this text; Esc shows every call." }
    return
      "No calls yet. Prompts and replies are kept here once the stage identify asks an advisor: run 'sidecoach demo' "
      + "or 'sidecoach identify SESSION'."
  }

  private func cells(_ item: CallItem, hasModel: Bool, isWide: Bool) -> [TableCell] {
    let isMarked = item.id == prompts.markedID
    let mark = item.isFailed ? glyphs.cross + " " : item.isReused ? "= " : ""
    var cells = [
      TableCell((isMarked ? "*" : "") + "\(item.id)", isMarked ? .mark : .text),
      TableCell(String(item.time.suffix(isWide ? 14 : 8)), .muted), TableCell(item.call.kind.rawValue),
      TableCell(item.call.episode.map(String.init) ?? "-", .muted),
    ]
    if hasModel { cells.append(TableCell(item.who)) }
    cells += [
      TableCell(mark + item.call.outcome, item.isFailed ? .rejected : .text),
      TableCell(item.call.service?.tokens.map { abbreviated(Double($0)) } ?? "-", .muted),
      TableCell(seconds(item.call.seconds), .muted),
      TableCell("\(item.retries + 1)", item.retries > 0 ? .pending : .muted),
    ]
    if isWide { cells.append(TableCell(item.call.service?.cost.map(compact) ?? "-", .muted)) }
    return cells
  }
}
