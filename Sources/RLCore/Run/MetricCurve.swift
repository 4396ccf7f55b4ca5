/// The growing curve of one metric at a bounded number of points: when it is full, neighbours are merged in pairs.
///
/// Merging keeps extremes, so that a spike outlives it, and moving averages are taken of every value before it, so that
/// the past of a smoothed curve does not change as the run goes on. Appending is O(1) amortised.
public struct MetricCurve: Sendable, Equatable {
  /// The weights w of the moving averages s_t = w · s_{t−1} + (1 − w) · x_t that points bear. Shown is s_t / (1 − w^t),
  /// which is not drawn towards 0 at the beginning.
  public static let weights = SIMD4<Double>(0.6, 0.9, 0.97, 0.99)

  /// Points kept at most; even.
  public let budget: Int
  /// The points, the unfinished last one included.
  public internal(set) var points: [MetricPoint] = []
  /// Values that go into one point.
  var stride = 1
  /// Values in the last point, while it is not finished.
  var pending = 0
  var averages = SIMD4<Double>.zero
  var powers = SIMD4<Double>(repeating: 1)

  /// A curve of at most `budget` points.
  public init(budget: Int = 512) {
    self.budget = max(2, budget & ~1)
  }

  /// Adds one value; one that is not finite is left out.
  public mutating func append(_ value: Double, at moment: RunMoment) {
    guard value.isFinite else { return }
    let ones = SIMD4<Double>(repeating: 1)
    averages = Self.weights * averages + (ones - Self.weights) * value
    powers *= Self.weights
    let trend = averages / (ones - powers)
    if pending == 0 {
      if points.count == budget { halve() }
      points.append(MetricPoint(moment: moment, value: value, trend: trend))
    } else {
      let last = points.count - 1
      points[last].moment = moment
      points[last].value += (value - points[last].value) / Double(pending + 1)
      points[last].low = min(points[last].low, value)
      points[last].high = max(points[last].high, value)
      points[last].trend = trend
    }
    pending = pending + 1 == stride ? 0 : pending + 1
  }

  private mutating func halve() {
    for index in 0..<(budget / 2) {
      let first = points[index * 2]
      var merged = points[index * 2 + 1]
      merged.value = (first.value + merged.value) / 2
      merged.low = min(first.low, merged.low)
      merged.high = max(first.high, merged.high)
      points[index] = merged
    }
    points.removeLast(budget / 2)
    stride *= 2
  }
}
