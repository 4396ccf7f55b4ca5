import Algorithms
import Canvas
import Glibc
import RLCore

extension StudyEntry {
  /// Samples to ε against the prior's divergence.
  static let divergence = StudyEntry(
    "divergence", "episodes to epsilon against the prior's divergence, with the slope",
    caption: "across: KL of the prior from the optimal policy",
    run: { try DivergenceStudy.run($0.settings, divergences: $0.divergences, pool: $1) },
    chart: { study in
      let rows = study.rows
      var series = [
        ChartSeries(
          name: "mean episodes to eps", style: .curveEnvironment,
          points: rows.map { ChartPoint(x: $0.divergence, y: $0.meanSamples.mean) }, marker: "●")
      ]
      if let slope = study.slope { series.insert(fit(rows, slope: slope.value), at: 0) }
      return LineChart(series: series)
    })

  /// What is left of bad priors.
  static let recovery = StudyEntry(
    "recovery", "what is left of bad priors after all episodes",
    caption: "across: KL of the prior; up: worst gap to the optimum that is left",
    run: { try PriorStudies.recovery($0.settings, methods: $0.methods, pool: $1) },
    chart: { LineChart(series: series($0.rows, by: \.method) { ChartPoint(x: $0.divergence, y: $0.worstGap) }) })

  /// λ around its rule.
  static let weight = StudyEntry(
    "weight", "lambda from 0 to 30 times eps/(2 KL)",
    caption: "across: log10 of lambda; up: gap to the optimum",
    run: { try PriorStudies.weightSweep($0.settings, divergence: $0.divergence, pool: $1) },
    chart: { study in
      let shown = study.rows.filter { $0.weight > 0 }
      return LineChart(
        series: [
          ChartSeries(
            name: "bias of the exact solution", style: .muted,
            points: shown.map { ChartPoint(x: logarithm($0.weight), y: $0.bias ?? .nan) }, marker: "○"),
          ChartSeries(
            name: "gap of what was learnt", style: .curveEnvironment,
            points: shown.map { ChartPoint(x: logarithm($0.weight), y: $0.gapToOptimal) }, marker: "●"),
        ],
        marks: shown.filter(\.isRule).map { ChartMark(x: logarithm($0.weight), label: "eps/(2 KL)") })
    })

  /// Ways to explore.
  static let exploration = StudyEntry(
    "exploration", "exploring by the gap, by UCB and by epsilon-greedy at the same lambda",
    caption: "across: episodes; up: gap to the optimum, the mean over seeds",
    run: { try PriorStudies.exploration($0.settings, divergence: $0.divergence, pool: $1) },
    chart: { study in
      LineChart(
        series: study.rows.enumerated().map { place, row in
          ChartSeries(
            name: row.method, style: .text, points: row.curve.map { ChartPoint(x: Double($0.episode), y: $0.gap) },
            marker: markers[place % markers.count])
        })
    })

  /// The bonus's factor, from what is fast to what the bounds ask for.
  static let factor = StudyEntry(
    "factor",
    "the bonus's factor from 0.01 to 1, with the last policy and with the mixture of all, over good and bad priors",
    caption: "across: log10 of the bonus's factor; up: the largest gap to the optimum over the priors",
    varies: ["lambda", "bonusScale", "output"],
    run: { try FactorStudy.run($0.settings, pool: $1) },
    chart: { study in
      LineChart(
        series: LINVITConfiguration.Output.allCases.enumerated().map { place, output in
          ChartSeries(
            name: output.rawValue, style: .text, points: largestGaps(study.rows.filter { $0.output == output }),
            marker: markers[place])
        })
    })

  /// The largest gap at each factor.
  private static func largestGaps(_ rows: [TabularStudyRow]) -> [ChartPoint] {
    let factors = rows.compactMap(\.bonusScale).distinct()
    return factors.map { factor in
      let gaps = rows.filter { $0.bonusScale == factor }.map(\.worstGap)
      return ChartPoint(x: logarithm(factor), y: gaps.max() ?? .nan)
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
}
