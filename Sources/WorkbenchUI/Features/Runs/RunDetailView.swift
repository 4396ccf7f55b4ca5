import Canvas
import RLCore

/// What is known of the selected session or run: facts and its note at the left, its curves at the right.
struct RunDetailView {
  let model: AppModel
  let row: RunRow

  private var glyphs: GlyphSet { model.glyphs }

  func draw(on part: inout Grid) {
    let hasChart = part.height >= 5 && part.width >= 70 && !series.isEmpty
    let textWidth = hasChart ? min(64, part.width * 2 / 5) : part.width - 2
    var y = 0
    for fact in facts {
      for line in wrapped(fact.text, to: textWidth - 1) where y < part.height {
        part.write(line, x: 1, y: y, style: fact.style)
        y += 1
      }
    }
    guard hasChart else { return }
    let area = Rect(x: textWidth + 2, y: 0, width: part.width - textWidth - 3, height: part.height)
    part.draw(in: area) { LineChart(series: series, glyphs: glyphs).draw(on: &$0) }
  }

  /// The more telling first; what there is no room for is at the end.
  private var facts: [TableCell] {
    var facts: [TableCell] = []
    if let problem = row.session.problem { facts.append(TableCell("! \(problem)", .critical)) }
    if case .elsewhere(let who) = row.session.use {
      facts.append(TableCell("\(sanitised(who)) has it open; it can be watched, not changed", .pending))
    }
    if !row.note.isEmpty { facts.append(TableCell("note: " + row.note, .mark)) }
    facts += row.run.map { runFacts($0) } ?? sessionFacts
    return facts
  }

  private var sessionFacts: [TableCell] {
    let session = row.session
    guard session.problem == nil else { return [] }
    var facts = [
      TableCell("\(session.environment), seed \(session.seed), \(byteCount(session.bytes)) on disk"),
      TableCell(
        "\(session.episodes) episodes recorded, \(session.suggestions) suggestions, \(session.decisions) decisions"),
    ]
    if let best = session.best, let evaluation = best.evaluation {
      facts.append(TableCell("best: \(sanitised(best.name)) with \(sentence(evaluation))"))
    }
    facts.append(TableCell("last changed \(session.changed)", .muted))
    return facts
  }

  private func runFacts(_ stored: RunItem) -> [TableCell] {
    let run = model.live(stored, of: row.session)
    var facts = [
      TableCell(
        "\(run.state.word) at \(abbreviated(Double(run.step))) of \(abbreviated(Double(run.totalSteps))) steps"
          + (run.method == run.name ? "" : ", method \(run.method)"), run.state == .failed ? .rejected : .text)
    ]
    if let branch = run.branch { facts.append(TableCell(branch.words, .mark)) }
    if run.isTurned {
      facts.append(TableCell("\(glyphs.byHand) its alpha was turned by hand: its settings alone do not make it again"))
    }
    if let evaluation = run.evaluation {
      facts.append(TableCell("return \(sentence(evaluation))"))
    } else if let value = run.trainingReturn {
      facts.append(TableCell("not evaluated; return in training about \(fixed(value, 2))"))
    }
    if run.checkpoints.count > 1 {
      let steps = run.checkpoints.suffix(6).map(String.init).joined(separator: ", ")
      let more = run.checkpoints.count > 6 ? "\(run.checkpoints.count), the latest " : ""
      facts.append(TableCell("checkpoints at \(more)\(steps)", .muted))
    }
    facts.append(TableCell("\(row.session.environment), seed \(run.seed), last changed \(run.changed)", .muted))
    return facts
  }

  private func sentence(_ evaluation: MeasuredReturn) -> String {
    "\(fixed(evaluation.mean, 2)) (95 % \(fixed(evaluation.low, 2)) to \(fixed(evaluation.high, 2)), "
      + "\(evaluation.games) games)"
  }

  /// The selected run's curve, or those of all runs of the session.
  private var series: [ChartSeries] {
    let runs = row.run.map { [$0] } ?? row.session.runs
    return runs.map { model.live($0, of: row.session) }.filter { !$0.curve.isEmpty }.map { run in
      let place = model.colourPlace(of: RunRow(session: row.session, run: run))
      return ChartSeries(
        name: sanitised(run.name), style: .curve(place), points: run.curve.map { ChartPoint(x: $0.step, y: $0.value) },
        marker: glyphs.curveMark(place))
    }
  }
}

extension RunItem.State {
  /// Where it stands, as a sentence says it.
  fileprivate var word: String {
    switch self {
    case .running: "under way"
    case .interrupted: "left off"
    case .finished: "finished"
    case .failed: "failed"
    }
  }
}
