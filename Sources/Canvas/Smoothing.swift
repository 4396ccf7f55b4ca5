/// A point of a chart.
public struct ChartPoint: Sendable, Equatable {
  /// Along the horizontal axis.
  public var x: Double
  /// Along the vertical axis.
  public var y: Double

  /// Makes a point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// The exponential moving average without the pull towards 0 at its beginning.
///
/// s_t = w · s_{t−1} + (1 − w) · x_t with s_0 = 0; shown is s_t / (1 − w^t), so that the first value is x_1 itself.
/// Points that are not finite are left out and do not count as a t. Smooth first and thin out afterwards, or the past
/// changes with every new point.
///
/// - Parameters:
///   - points: the series in order.
///   - weight: w, held to [0, 0.999]; 0 gives the points back.
/// - Complexity: O(n).
public func smoothed(_ points: [ChartPoint], weight: Double) -> [ChartPoint] {
  let weight = min(0.999, max(0, weight.isFinite ? weight : 0))
  var average = 0.0
  var power = 1.0
  var result: [ChartPoint] = []
  result.reserveCapacity(points.count)
  for point in points where point.x.isFinite && point.y.isFinite {
    average = weight * average + (1 - weight) * point.y
    power *= weight
    result.append(ChartPoint(x: point.x, y: average / (1 - power)))
  }
  return result
}
