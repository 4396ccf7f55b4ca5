import RLCore

extension ExperimentReport {
  /// The differences to the baseline, the scores themselves, and the share of runs above each score.
  func scoreDrawings(_ section: ReportSection) -> [Drawing] {
    [differences(section), levels(section), profiles(section)]
  }

  private func differences(_ section: ReportSection) -> Drawing {
    let head = FigureHead(what: "difference to \(baseline)", task: section.task.label)
    let rows = section.rows.filter { $0.role == .primary || $0.role == .other || $0.role == .noiseFloor }
    let known = rows.contains { $0.role != .noiseFloor && $0.difference.value != nil }
    let floor = rows.last?.difference
    let figure = IntervalFigure(
      head: head,
      description: "Mean difference of the \(Row.scoreName) to \(baseline) over paired seeds, with 95 % intervals. The "
        + "line is no difference; what is shaded is the noise floor: \(sentences(rows.map { ($0, $0.difference) }, section)).",
      horizontal: "\(Row.scoreName) over \(baseline), paired",
      items: known ? items(rows.map { ($0, $0.difference) }) : [],
      reference: Estimate(value: 0, low: floor?.low ?? .nan, high: floor?.high ?? .nan, count: 0),
      decimals: section.decimals)
    return ("differences", head, figure.text)
  }

  private func levels(_ section: ReportSection) -> Drawing {
    let head = FigureHead(what: "interquartile mean", task: section.task.label)
    let rows = section.rows.filter { $0.role != .noiseFloor }
    let figure = IntervalFigure(
      head: head,
      description:
        "Interquartile mean of the \(Row.scoreName) over seeds, with 95 % bootstrap intervals. The line and what "
        + "is shaded are \(baseline): \(sentences(rows.map { ($0, $0.interquartileMean) }, section)).",
      horizontal: "\(Row.scoreName), interquartile mean over seeds",
      items: items(rows.map { ($0, $0.interquartileMean) }),
      reference: rows.first?.interquartileMean ?? .mean(of: []), decimals: section.decimals)
    return ("intervals", head, figure.text)
  }

  private func profiles(_ section: ReportSection) -> Drawing {
    let head = FigureHead(what: "performance profile", task: section.task.label)
    let scores = cells.scores(on: section.task)
    let methods = methods(in: section).filter { !scores.matrix(of: $0).scores.isEmpty }
    let matrices = methods.map { scores.matrix(of: $0) }
    let places = PerformanceProfile.places(for: matrices)
    let bootstrap = StratifiedBootstrap(resamples: min(self.bootstrap.resamples, 1_000), seed: self.bootstrap.seed)
    let lines = zip(methods, matrices).map { method, matrix in
      line(
        of: method, in: section,
        PerformanceProfile(of: matrix, at: places, by: bootstrap).points.map { ($0.score, $0.share) })
    }
    let figure = LineFigure(
      head: head,
      description: "The share of runs whose \(Row.scoreName) is above each score, with 95 % bands. Higher is better.",
      horizontal: Row.scoreName, vertical: "share of runs above", lines: lines, isShare: true)
    // One score is a point, not a profile.
    return ("profile", head, places.count > 1 ? figure.text : nil)
  }

  private func items(_ rows: [(row: MethodRow, estimate: Estimate)]) -> [IntervalFigure.Item] {
    rows.map { row, estimate in
      let style = row.role == .noiseFloor ? FigureStyle.floor : style(of: row.method)
      return IntervalFigure.Item(name: row.methodText, style: style, estimate: estimate)
    }
  }

  private func sentences(_ rows: [(row: MethodRow, estimate: Estimate)], _ section: ReportSection) -> String {
    rows.filter { $0.estimate.value != nil }
      .map { "\($0.row.methodText) \($0.estimate.text(section.decimals))" }.joined(separator: "; ")
  }
}
