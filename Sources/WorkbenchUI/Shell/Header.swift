import Canvas
import RLCore

/// The first row: what is worked on, what it is doing, how far it is, and the α that acts.
///
/// What has no room is left out from the least telling on; what a person has to know (nothing stored, paused, read-only)
/// always stays.
struct Header {
  let model: AppModel

  /// A piece and how much it matters; the greatest stays longest.
  private struct Piece {
    var cells: [TableCell]
    var worth: Int

    var width: Int { cells.reduce(0) { $0 + columnWidth(of: $1.text) } }
  }

  /// From this worth on a piece takes the title's place.
  private static let needed = 7

  func draw(on grid: inout Grid) {
    var pieces = self.pieces(grid.width)
    let least = min(grid.width * 2 / 5, columnWidth(of: model.title) + columnWidth(of: runMark) + 3)
    func total() -> Int { pieces.reduce(0) { $0 + $1.width + 2 } }
    while let last = pieces.indices.min(by: { pieces[$0].worth < pieces[$1].worth }) {
      // What a person has to know stays as long as there is any room at all.
      let room = pieces[last].worth < Self.needed ? grid.width - least : grid.width
      guard total() > room, pieces.count > 1 else { break }
      pieces.remove(at: last)
    }
    let start = max(0, grid.width - total())
    drawTitle(width: start - 1, on: &grid)
    var column = start
    for piece in pieces { column = grid.write(piece.cells, x: column, y: 0) + 2 }
  }

  private var name: String { " sidecoach" }

  /// The run under way, behind the session that it belongs to.
  private var runMark: String {
    let run = model.engine.snapshot.map { sanitised($0.run) } ?? ""
    return run.isEmpty || !model.engine.isBusy ? "" : " \(model.glyphs.pointer) \(run)"
  }

  /// The program's name where there is room for it, what is worked on, and the run.
  private func drawTitle(width: Int, on grid: inout Grid) {
    let glyphs = model.glyphs
    let tail = runMark
    let whole = columnWidth(of: name) + 2 + columnWidth(of: model.title) + columnWidth(of: tail)
    var column = whole <= width ? grid.write(name, x: 0, y: 0, style: .title) + 1 : 0
    let room = width - column - 1
    guard room > 3 else { return }
    let title = truncated(model.title, to: max(3, room - columnWidth(of: tail)), ellipsis: glyphs.ellipsis)
    column = grid.write(" " + title, x: column, y: 0, style: .text)
    grid.write(truncated(tail, to: max(0, width - column), ellipsis: glyphs.ellipsis), x: column, y: 0, style: .title)
  }

  private func pieces(_ width: Int) -> [Piece] {
    let engine = model.engine
    let glyphs = model.glyphs
    var pieces: [Piece] = []
    if let snapshot = engine.snapshot, engine.isBusy, snapshot.totalSteps > 0 {
      let unit = WorkUnit(engine)
      let share = min(1, max(0, Double(snapshot.step) / Double(snapshot.totalSteps)))
      let rate = abbreviated(snapshot.stepsPerSecond) + " \(unit.rawValue)/s"
      if !engine.isPaused, snapshot.stepsPerSecond > 0 {
        pieces.append(Piece(cells: [TableCell(rate, .muted)], worth: unit == .steps ? 2 : 1))
      }
      let bar = BarText(width: width >= 160 ? 24 : width >= 110 ? 14 : 8, share: share, glyphs: glyphs)
      pieces.append(
        Piece(cells: [TableCell(bar.full, .accepted), TableCell(bar.rest, .border)], worth: width >= 80 ? 5 : 3))
      let done = abbreviated(Double(snapshot.step)) + " of " + abbreviated(Double(snapshot.totalSteps))
      pieces.append(Piece(cells: [TableCell(done, .text)], worth: 4))
      if let seconds = snapshot.secondsLeft, !engine.isPaused {
        pieces.append(Piece(cells: [TableCell(duration(seconds) + " left", .muted)], worth: 3))
      }
    }
    if let alpha { pieces.append(alpha) }
    pieces += badges.map { Piece(cells: [$0], worth: 9) }
    return pieces
  }

  /// The α in force, which falls where it is annealed, and the one that is asked for.
  private var alpha: Piece? {
    let name = model.glyphs.alpha
    var cells: [TableCell] = []
    let past = model.engine.activeRun == nil ? model.engine.snapshot.flatMap(past) : nil
    if let past {
      cells.append(TableCell(past, .muted))
    } else if let snapshot = model.engine.snapshot, snapshot.usesAlpha {
      // Where it is annealed, what acts is less than what is set.
      let acting = snapshot.metrics[.alpha] ?? snapshot.alpha
      let isLess = acting < snapshot.alpha * 0.995
      let text = "\(name) \(fixed(acting, 2))" + (isLess ? model.glyphs.pick("↘", "v") : "")
      cells.append(TableCell(text, .mark))
    }
    if let pending = model.engine.awaitedAlpha, model.engine.isBusy || model.hasStagesToRun {
      let isAlone = cells.isEmpty || past != nil
      let text =
        isAlone ? "\(name) \(fixed(pending, 2)) asked for" : "\(model.glyphs.arrow)\(fixed(pending, 2))"
      cells.append(TableCell((past == nil ? "" : "  ") + text, .pending))
    }
    return cells.isEmpty ? nil : Piece(cells: cells, worth: past == nil || cells.count > 1 ? Self.needed : 2)
  }

  /// The α that a run had that is over: annealed it is nothing at its end, and what it fell from tells more.
  private func past(_ snapshot: EngineSnapshot) -> String? {
    guard let first = snapshot.curves[.alpha]?.first, let end = snapshot.metrics[.alpha] else {
      return nil
    }
    let name = "\(sanitised(snapshot.run)) \(model.glyphs.alpha)"
    let begin = max(first.value, first.high)
    guard max(begin, end) > 0 else { return nil }
    let words = begin > end * 1.005 ? "\(fixed(begin, 2))\(model.glyphs.pick("↘", "v"))\(fixed(end, 2))" : fixed(end, 2)
    return "\(name) \(words)"
  }

  private var badges: [TableCell] {
    var badges: [TableCell] = []
    let unstored = model.unstored
    // What is on its way for a moment only is no news; the screens mark it where it stands.
    if unstored.isHeldUp {
      badges.append(TableCell("[\(unstored.entries.count) NOT STORED]", .critical))
    } else if unstored.trainingProblem != nil {
      badges.append(TableCell("[NOT STORED]", .critical))
    }
    if model.engine.isPaused { badges.append(TableCell("[PAUSED]", .pending)) }
    if model.isReadOnly {
      badges.append(model.isFollowing ? TableCell("[FOLLOWING]", .pending) : TableCell("[READ-ONLY]", .critical))
    }
    return badges
  }
}

/// What the engine counts in the work under way.
enum WorkUnit: String {
  case steps, episodes, suggestions, games

  init(_ engine: EngineState) {
    switch engine.stages.first(where: { $0.state == .running })?.stage {
    case .collect: self = .episodes
    case .verify: self = .suggestions
    case .compare: self = .games
    case .train, .identify, .review, .refine, nil: self = .steps
    }
  }

  /// What the steps of an event count: those of work that is no training are what it gets done.
  init(run: String) {
    switch run {
    case "collect": self = .episodes
    case "verify": self = .suggestions
    default: self = run.hasPrefix("evaluate ") ? .games : run.hasPrefix("fidelity") ? .episodes : .steps
    }
  }

  /// A count with its word.
  func words(_ count: Int) -> String {
    abbreviated(Double(count)) + " " + (count == 1 ? String(rawValue.dropLast()) : rawValue)
  }

  /// A place in the middle of a sentence.
  func place(_ count: Int) -> String { self == .steps ? "step \(count)" : words(count) }

  /// A count for a narrow column under `steps`: bare where that is what it counts.
  func short(_ count: Int) -> String {
    let number = abbreviated(Double(count))
    return switch self {
    case .steps: number
    case .episodes: number + " ep."
    case .suggestions: number + " sug."
    case .games: number + " g."
    }
  }
}

/// A bar of eighths of a column, as two texts.
struct BarText {
  let full: String
  let rest: String

  init(width: Int, share: Double, glyphs: GlyphSet) {
    let share = share.isFinite ? min(1, max(0, share)) : 0
    guard glyphs == .unicode else {
      let count = Int(share * Double(width))
      full = String(repeating: "#", count: count)
      rest = String(repeating: ".", count: width - count)
      return
    }
    let eighths = Int(share * Double(width * 8))
    let partial = eighths % 8
    let tips = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    full = String(repeating: "█", count: eighths / 8) + tips[partial]
    rest = String(repeating: "░", count: width - eighths / 8 - (partial > 0 ? 1 : 0))
  }
}
