import Canvas
import RLCore

/// The latest metrics, in as many columns as fit.
struct MetricsTable {
  let values: [MetricName: Double]

  /// Most telling first, because a small pane shows only the beginning.
  static let order: [(MetricName, String)] = [
    (.episodicReturn, "return"), (.shapedReturn, "shaped"), (.hitRate, "hit rate"), (.overrideRate, "override"),
    (.entropy, "entropy"), (.approximateKL, "approx KL"), (.explainedVariance, "expl. var"),
    (.clipFraction, "clip frac"), (.valueLoss, "value loss"), (.policyLoss, "policy loss"),
    (.gradientNorm, "grad norm"), (.learningRate, "learn rate"), (.episodicLength, "length"),
    (.shapedRewardSize, "|a*r_LLM|"), (.environmentRewardSize, "|r_env|"), (.imitationLoss, "imitation"),
    (.agreement, "agreement"), (.guidanceEntries, "entries"), (.retiredEntries, "retired"), (.restartRate, "restarts"),
    (.oldApproximateKL, "old KL"),
  ]

  func draw(on grid: inout Grid) {
    let shown = Self.order.compactMap { name, label in values[name].map { (label, $0) } }
    guard !shown.isEmpty else {
      grid.write("no update yet", x: 1, y: 0, style: .muted)
      return
    }
    let columns = max(1, min(4, grid.width / 22, (shown.count + grid.height - 1) / max(1, grid.height)))
    let width = min(30, grid.width / columns)
    for (index, entry) in shown.prefix(columns * grid.height).enumerated() {
      let x = (index / grid.height) * width + 1
      let y = index % grid.height
      grid.write(padded(entry.0, to: 11), x: x, y: y, style: .muted)
      grid.write(padded(compact(entry.1), to: max(0, width - 14), .trailing), x: x + 11, y: y)
    }
  }
}
