import Algorithms
import Canvas
import Glibc
import Networks
import RLCore
import Threads

/// The studies of LINVIT, one line each.
enum PlanStudy: String, CaseIterable {
  case divergence, recovery, weight, exploration

  /// One sentence for help.
  var summary: String {
    switch self {
    case .divergence: "episodes to epsilon against the prior's divergence, with the slope"
    case .recovery: "what is left of bad priors after all episodes"
    case .weight: "lambda from 0 to 30 times eps/(2 KL)"
    case .exploration: "exploring by the gap, by UCB and by epsilon-greedy at the same lambda"
    }
  }

  /// Runs it; the result is the same for any number of threads.
  func run(
    _ settings: TabularStudySettings, methods: [TabularMethod], divergence: Double, divergences: [Double],
    pool: WorkerPool
  ) throws -> TabularStudy {
    switch self {
    case .divergence: try DivergenceStudy.run(settings, divergences: divergences, pool: pool)
    case .recovery: try PriorStudies.recovery(settings, methods: methods, pool: pool)
    case .weight: try PriorStudies.weightSweep(settings, divergence: divergence, pool: pool)
    case .exploration: try PriorStudies.exploration(settings, divergence: divergence, pool: pool)
    }
  }
}

/// A study as a chart in braille, in plain text.
struct StudyFigure {
  private static let size = (width: 78, height: 18)
  private var chart: LineChart
  private let caption: String

  /// Draws what the study is about.
  init(_ kind: PlanStudy, _ study: TabularStudy) {
    let rows = study.rows
    switch kind {
    case .divergence:
      var series = [
        ChartSeries(
          name: "mean episodes to eps", style: .curveEnvironment,
          points: rows.map { ChartPoint(x: $0.divergence, y: $0.meanSamples.mean) }, marker: "●")
      ]
      if let slope = study.slope { series.insert(Self.fit(rows, slope: slope.value), at: 0) }
      chart = LineChart(series: series)
      caption = "across: KL of the prior from the optimal policy"
    case .recovery:
      chart = LineChart(
        series: Self.series(rows, by: \.method) { ChartPoint(x: $0.divergence, y: $0.worstGap) })
      caption = "across: KL of the prior; up: worst gap to the optimum that is left"
    case .weight:
      let shown = rows.filter { $0.weight > 0 }
      chart = LineChart(
        series: [
          ChartSeries(
            name: "bias of the exact solution", style: .muted,
            points: shown.map { ChartPoint(x: Self.logarithm($0.weight), y: $0.bias ?? .nan) }, marker: "○"),
          ChartSeries(
            name: "gap of what was learnt", style: .curveEnvironment,
            points: shown.map { ChartPoint(x: Self.logarithm($0.weight), y: $0.gapToOptimal) }, marker: "●"),
        ],
        marks: shown.filter(\.isRule).map { ChartMark(x: Self.logarithm($0.weight), label: "eps/(2 KL)") })
      caption = "across: log10 of lambda; up: gap to the optimum"
    case .exploration:
      chart = LineChart(
        series: rows.enumerated().map { place, row in
          ChartSeries(
            name: row.method, style: .text, points: row.curve.map { ChartPoint(x: Double($0.episode), y: $0.gap) },
            marker: Self.markers[place % Self.markers.count])
        })
      caption = "across: episodes; up: gap to the optimum, the mean over seeds"
    }
  }

  private static let markers = ["●", "○", "+", "x", "#", "%", "@", "&"]

  /// The least-squares line over the rows' divergences.
  private static func fit(_ rows: [TabularStudyRow], slope: Double) -> ChartSeries {
    let count = Double(max(1, rows.count))
    let middle = rows.reduce(0) { $0 + $1.divergence } / count
    let height = rows.reduce(0) { $0 + $1.meanSamples.mean } / count
    let ends = [rows.map(\.divergence).min() ?? 0, rows.map(\.divergence).max() ?? 0]
    return ChartSeries(
      name: "least squares", style: .muted,
      points: ends.map { ChartPoint(x: $0, y: height + slope * ($0 - middle)) }, marker: "-")
  }

  private static func series(
    _ rows: [TabularStudyRow], by name: (TabularStudyRow) -> String, point: (TabularStudyRow) -> ChartPoint
  ) -> [ChartSeries] {
    var names: [String] = []
    for row in rows where !names.contains(name(row)) { names.append(name(row)) }
    return names.enumerated().map { place, own in
      ChartSeries(
        name: own, style: .text, points: rows.filter { name($0) == own }.map(point),
        marker: markers[place % markers.count])
    }
  }

  private static func logarithm(_ value: Double) -> Double { value > 0 ? log10(value) : .nan }

  /// The chart's rows with a line below that says what the axes are.
  var text: String {
    var grid = Grid(width: Self.size.width, height: Self.size.height)
    chart.draw(on: &grid)
    return grid.text + "\n" + caption
  }
}
