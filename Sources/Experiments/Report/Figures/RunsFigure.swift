public import RLCore

/// The learning curves of single runs in one drawing: lines that differ by colour and by dashes, without bands.
public struct RunsFigure: Sendable {
  /// One run.
  public struct Run: Sendable {
    /// Its name.
    public let name: String
    /// Its points.
    public let points: [CurvePoint]

    /// A run.
    public init(_ name: String, points: [CurvePoint]) {
      self.name = name
      self.points = points
    }
  }

  /// What the runs were trained on.
  public let task: String
  /// What stands below the axis of steps.
  public let horizontal: String
  /// The run that the others are compared with, drawn in black.
  public let baseline: String
  /// The runs, in the order of the legend.
  public let runs: [Run]

  /// The figure of `runs`.
  public init(task: String, horizontal: String, baseline: String, runs: [Run]) {
    self.task = task
    self.horizontal = horizontal
    self.baseline = baseline
    self.runs = runs
  }

  /// Points of a line at most.
  private static let grid = 160

  /// The file; nil where no run has a point.
  public var svg: String? {
    let others = runs.map(\.name).filter { $0 != baseline }
    let lines = runs.map { run in
      let isBaseline = run.name == baseline
      return LineFigure.Line(
        name: isBaseline ? "\(run.name) (baseline)" : run.name,
        // The first look is a solid line as the baseline's is.
        style: isBaseline ? .baseline : FigureStyle((others.firstIndex(of: run.name) ?? others.count) + 1),
        points: Self.line(LearningCurve(run.points)), isForemost: isBaseline)
    }
    return LineFigure(
      head: FigureHead(what: "episodic return", task: task),
      description:
        "The return of the latest finished episodes while training, by environment step, a line for each run.",
      horizontal: horizontal, vertical: "episodic return", lines: lines, hasBands: false
    ).text
  }

  /// A curve smoothed to what the drawing can show.
  private static func line(_ curve: LearningCurve) -> [(x: Double, estimate: Estimate)] {
    let smooth = curve.smoothed(window: curve.points.count / 60)
    guard let range = smooth.range else { return [] }
    let width = range.upperBound - range.lowerBound
    let steps =
      smooth.points.count <= grid
      ? smooth.points.map(\.step)
      : (0...grid).map { min(range.upperBound, range.lowerBound + width * Double($0) / Double(grid)) }
    return steps.compactMap { step in
      smooth.value(at: step).map { (step, Estimate(value: $0, low: $0, high: $0, count: 1)) }
    }
  }
}
