import Canvas
import RLCore

/// The list of sessions and runs, with as many columns as there is room for.
struct RunsTable {
  /// What a column shows. They come in the order in which they are drawn.
  private enum Column: CaseIterable {
    case name, environment, state, steps, result, interval, curve, seed, changed, size, note

    /// The one with the least goes last when there is no room.
    var rank: Int {
      switch self {
      case .name: 0
      case .state: 1
      case .steps: 2
      case .result: 3
      case .changed: 4
      case .interval: 5
      case .size: 6
      case .environment: 7
      case .curve: 8
      case .note: 9
      case .seed: 10
      }
    }

    var least: Int {
      switch self {
      case .name: 20
      case .environment: 14
      case .state: 10
      case .steps: 6
      case .result: 8
      case .interval: 16
      case .curve: 16
      case .seed: 5
      case .changed: 11
      case .size: 7
      case .note: 14
      }
    }

    /// What it makes use of where there is room left.
    var most: Int {
      switch self {
      case .name: 32
      case .curve: 36
      case .note: 60
      default: least
      }
    }

    var title: String {
      switch self {
      case .name: "session, run"
      case .environment: "environment"
      case .state: "state"
      case .steps: "steps"
      case .result: "return"
      case .interval: "95 % interval"
      case .curve: "return by steps"
      case .seed: "seed"
      case .changed: "changed"
      case .size: "on disk"
      case .note: "note"
      }
    }

    var alignment: Alignment {
      switch self {
      case .steps, .result, .size, .seed: .trailing
      default: .leading
      }
    }
  }

  let model: AppModel

  func draw(_ rows: [RunRow], on part: inout Grid) {
    let columns = Self.columns(part.width - 1)
    let selected = model.runs.index(in: rows)
    let hasHeader = part.height > 4
    let shown = visibleRows(
      count: rows.count, selected: selected ?? 0, height: max(1, part.height - (hasHeader ? 1 : 0)))
    Table(
      columns: columns.map { TableColumn($0.column.title, width: $0.width, $0.column.alignment) },
      rows: shown.map { index in columns.map { cell($0.column, rows[index], width: $0.width) } },
      selected: selected.map { $0 - shown.lowerBound }, hasHeader: hasHeader, emptyText: emptyText, glyphs: model.glyphs
    ).draw(on: &part)
    for y in shown.indices.map({ $0 - shown.lowerBound + (hasHeader ? 1 : 0) }) {
      model.runs.search.mark(on: &part, y: y)
    }
  }

  private var emptyText: String {
    model.runs.search.isOn ? "No session or run holds these words; Esc ends the search." : ""
  }

  /// The columns that there is room for, and how wide they are.
  private static func columns(_ width: Int) -> [(column: Column, width: Int)] {
    var chosen: [Column] = []
    var used = 0
    for column in Column.allCases.sorted(by: { $0.rank < $1.rank }) {
      guard used + column.least + 1 <= width || chosen.isEmpty else { break }
      chosen.append(column)
      used += column.least + 1
    }
    var left = max(0, width - used)
    return Column.allCases.filter(chosen.contains).map { column in
      let more = min(left, column.most - column.least)
      left -= more
      return (column, column.least + more)
    }
  }

  private func cell(_ column: Column, _ row: RunRow, width: Int) -> TableCell {
    row.run.map { cell(column, $0, row, width: width) } ?? cell(column, row)
  }

  /// A session's own row.
  private func cell(_ column: Column, _ row: RunRow) -> TableCell {
    let session = row.session
    switch column {
    case .name:
      let isFolded = model.runs.folded.contains(session.path) && !session.runs.isEmpty && !model.runs.search.isOn
      return TableCell(mark(row) + session.name + (isFolded ? " +\(session.runs.count)" : ""), .title)
    case .environment: return TableCell(session.environment)
    case .state: return state(session)
    case .steps: return TableCell(session.runs.isEmpty ? "" : abbreviated(Double(session.steps)), .muted)
    case .result: return TableCell(session.best?.evaluation.map { fixed($0.mean, 2) } ?? "", .muted)
    case .interval: return TableCell(session.best.map { "best: \(sanitised($0.name))" } ?? "", .muted)
    case .curve: return TableCell("")
    case .seed: return TableCell(session.seed, .muted)
    case .changed: return TableCell(session.changed, .muted)
    case .size: return TableCell(byteCount(session.bytes), .muted)
    case .note: return TableCell(session.problem ?? session.note, session.problem == nil ? .text : .critical)
    }
  }

  private func state(_ session: SessionItem) -> TableCell {
    if session.problem != nil { return TableCell("! damaged", .critical) }
    switch session.use {
    case .here: return TableCell(model.glyphs.play + " open", .accepted)
    case .elsewhere: return TableCell("in use", .pending)
    case .free: return TableCell(session.runs.isEmpty ? "no run" : "", .muted)
    }
  }

  /// A run's row.
  private func cell(_ column: Column, _ run: RunItem, _ row: RunRow, width: Int) -> TableCell {
    let live = model.live(run, of: row.session)
    switch column {
    case .name:
      let hand = live.isTurned ? model.glyphs.byHand : ""
      let room = width - columnWidth(of: hand)
      let name = truncated("  " + mark(row) + sanitised(run.name), to: room, ellipsis: model.glyphs.ellipsis)
      return TableCell(name + hand)
    case .environment:
      if let branch = run.branch { return TableCell(sanitised("\(branch.from)"), .mark) }
      return TableCell(run.method == run.name ? "" : run.method, .muted)
    case .state: return live.state.cell(model.glyphs)
    case .steps: return TableCell(abbreviated(Double(live.step)))
    case .result:
      if let evaluation = run.evaluation { return TableCell(fixed(evaluation.mean, 2)) }
      return TableCell(live.trainingReturn.map { "~" + fixed($0, 1) } ?? "-", .muted)
    case .interval:
      guard let evaluation = run.evaluation else { return TableCell("not evaluated", .muted) }
      return TableCell("\(fixed(evaluation.low, 2)) to \(fixed(evaluation.high, 2))", .muted)
    case .curve:
      return TableCell(
        sparkline(live.curve, width: width, glyphs: model.glyphs), .curve(model.colourPlace(of: row)))
    case .seed: return TableCell(run.seed == row.session.seed ? "" : run.seed, .muted)
    case .changed: return TableCell(run.changed, .muted)
    case .size: return TableCell("")
    case .note: return TableCell(run.note)
    }
  }

  private func mark(_ row: RunRow) -> String {
    model.runs.marked.contains(row.id) ? model.glyphs.pick("◆ ", "* ") : ""
  }
}

extension RunItem.State {
  /// Glyph, word and colour all say where a run stands.
  func cell(_ glyphs: GlyphSet) -> TableCell {
    switch self {
    case .running: TableCell(glyphs.play + " running", .pending)
    case .interrupted: TableCell(glyphs.pause + " left off", .muted)
    case .finished: TableCell(glyphs.check + " finished", .accepted)
    case .failed: TableCell(glyphs.cross + " failed", .rejected)
    }
  }
}

extension AppModel {
  /// The place in the palette of what a row is about: of the session that is open the one that it has on every screen, of
  /// another one that of its own runs.
  func colourPlace(of row: RunRow) -> Int {
    guard let name = (row.run ?? row.session.best ?? row.session.runs.first)?.name else { return 0 }
    var colours = runColours
    if row.session.use != .here { colours = RunColours() }
    colours.add(row.session.runs.map { sanitised($0.name) })
    return colours.place(of: sanitised(name))
  }

  /// A run as it is now, where it is the one under way in the session that is open here; else as it was stored.
  func live(_ run: RunItem, of session: SessionItem) -> RunItem {
    guard session.use == .here else { return run }
    var run = run
    if let snapshot = engine.snapshot, snapshot.run == run.name {
      run.step = max(run.step, snapshot.step)
      run.totalSteps = max(run.totalSteps, snapshot.totalSteps)
      run.trainingReturn = snapshot.metrics[.episodicReturn] ?? run.trainingReturn
      if !snapshot.environmentReturn.isEmpty { run.curve = snapshot.environmentReturn }
      run.isTurned = run.isTurned || snapshot.runCurves.isTurned
    }
    if run.state == .running || run.state == .interrupted {
      run.state = engine.activeRun == run.name ? .running : .interrupted
    }
    return run
  }
}
