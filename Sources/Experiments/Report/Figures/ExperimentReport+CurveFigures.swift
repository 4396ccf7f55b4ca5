import RLCore

extension ExperimentReport {
  /// One figure for each quantity over steps that the rows have.
  func curveDrawings(_ section: ReportSection) -> [Drawing] {
    Row.curves.map { curve in
      let head = FigureHead(what: curve.head, task: section.task.label)
      let curves = methods(in: section).map { method in
        (method: method, curves: learningCurves(of: method, on: section.task, curve))
      }
      let ranges = curves.compactMap { LearningCurve.commonRange(of: $0.curves) }
      guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
        return (curve.key, head, nil)
      }
      let grid = (0...60).map { low + (high - low) * Double($0) / 60 }
      let lines = curves.map { entry in
        line(of: entry.method, in: section, band(of: entry.curves, at: grid))
      }
      let counts = curves.map { "\($0.method) \($0.curves.count)" }.joined(separator: ", ")
      let figure = LineFigure(
        head: head,
        description: "Interquartile mean of the \(curve.head) over seeds by environment step, with the band that holds "
          + "95 % of bootstrap resamples of the seeds. Seeds: \(counts).",
        horizontal: "environment steps", vertical: curve.head, lines: lines, isShare: curve.isShare)
      return (curve.key, head, figure.text)
    }
  }

  /// The curves of a method's cells that finished, smoothed to what the grid can show.
  private func learningCurves(
    of method: String, on task: Scores.Task, _ curve: ReportCurve<Row>
  ) -> [LearningCurve] {
    cells.rows(of: method, on: task).filter { $0.failure == nil }
      .map { LearningCurve(curve.points($0)) }.filter { !$0.points.isEmpty }
      .map { $0.smoothed(window: $0.points.count / 60) }
  }

  /// The interquartile mean over a method's cells at the steps that all of them cover, without its band.
  func middle(of method: String, on task: Scores.Task, _ curve: ReportCurve<Row>) -> [CurvePoint] {
    let curves = learningCurves(of: method, on: task, curve)
    guard let range = LearningCurve.commonRange(of: curves) else { return [] }
    return (0...60).map { place in
      let step = range.lowerBound + (range.upperBound - range.lowerBound) * Double(place) / 60
      return CurvePoint(step: step, value: interquartileMean(curves.compactMap { $0.value(at: step) }))
    }
  }

  /// The interquartile mean over `curves` at the places of `grid` that all of them cover, and at both ends of those.
  private func band(of curves: [LearningCurve], at grid: [Double]) -> [(x: Double, estimate: Estimate)] {
    guard let range = LearningCurve.commonRange(of: curves) else { return [] }
    let inner = grid.filter { range.lowerBound < $0 && $0 < range.upperBound }
    let bootstrap = StratifiedBootstrap(resamples: min(self.bootstrap.resamples, 1_000), seed: self.bootstrap.seed)
    return Set([range.lowerBound] + inner + [range.upperBound]).sorted().map { step in
      (step, .interquartileMean(of: RunMatrix([curves.compactMap { $0.value(at: step) }]), by: bootstrap))
    }
  }
}
