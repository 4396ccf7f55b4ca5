import RLCore

/// What the shape of learning curves comes to on one task, and how the runs of a method stand to a target.
struct CurveHeights: Sendable {
  private let curves: [String: [LearningCurve]]
  private let steps: ClosedRange<Double>?
  private let target: Double?

  /// The curves of `methods` on `task`. Areas are taken over the steps that all of them cover.
  init<Row>(_ methods: [String], _ cells: ReportCells<Row>, on task: Scores.Task, target: Double?) {
    self.target = target
    var curves: [String: [LearningCurve]] = [:]
    if let curve = Row.curves.first {
      for method in methods {
        curves[method] = cells.rows(of: method, on: task).filter { $0.failure == nil }.map {
          LearningCurve(curve.points($0))
        }.filter { !$0.points.isEmpty }
      }
    }
    self.curves = curves
    steps = LearningCurve.commonRange(of: curves.values.flatMap(\.self))
  }

  /// The numbers of a method, whose runs ended with `scores`, by the keys of `ReportMeasure.ofCurves`.
  func measures(of method: String, _ scores: RunMatrix) -> [String: Double?] {
    let own = curves[method] ?? []
    var measures: [String: Double?] = [:]
    if let steps, !own.isEmpty {
      measures["areaUnderCurve"] = Estimate.mean(of: own.compactMap { $0.meanHeight(over: steps) }).value
    }
    guard let target else { return measures }
    if !own.isEmpty {
      let reached = StepsToThreshold(own, threshold: target)
      measures["reachedTarget"] = reached.share.value
      measures["stepsToTarget"] = reached.median
    }
    if !scores.scores.isEmpty { measures["optimalityGap"] = scores.optimalityGap(threshold: target) }
    return measures
  }
}

extension ReportMeasure {
  /// What `CurveHeights` knows of a method: the mean height of its curves over the steps that all methods have, and what
  /// a target brings.
  static var ofCurves: [ReportMeasure] {
    [
      ReportMeasure("area", key: "areaUnderCurve", form: .number(1)) { _ in nil },
      ReportMeasure("reach the target", key: "reachedTarget", form: .percent(0)) { _ in nil },
      ReportMeasure("at the median step", key: "stepsToTarget", form: .number(0)) { _ in nil },
      ReportMeasure("end below it by", key: "optimalityGap", form: .number(1)) { _ in nil },
    ]
  }
}
