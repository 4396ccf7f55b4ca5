/// A growing series kept at a bounded number of points: when it is full, neighbours are merged in pairs.
///
/// Appending is O(1) amortised and reading O(budget), however long the run: a snapshot never costs O(history).
public struct Curve: Sendable, Equatable, Codable {
  /// Points kept at most; even.
  public let budget: Int
  private var kept: [CurvePoint] = []
  private var stride = 1
  private var pendingCount = 0
  private var pendingSum = 0.0
  private var pendingStep = 0.0

  /// A curve of at most `budget` points.
  public init(budget: Int = 512) {
    self.budget = max(2, budget & ~1)
  }

  /// Adds one value at `step`.
  public mutating func append(step: Double, value: Double) {
    pendingCount += 1
    pendingSum += value
    pendingStep = step
    guard pendingCount == stride else { return }
    kept.append(CurvePoint(step: pendingStep, value: pendingSum / Double(stride)))
    pendingCount = 0
    pendingSum = 0
    guard kept.count == budget else { return }
    for index in 0..<(budget / 2) {
      let first = kept[index * 2]
      let second = kept[index * 2 + 1]
      kept[index] = CurvePoint(step: second.step, value: (first.value + second.value) / 2)
    }
    kept.removeLast(budget / 2)
    stride *= 2
  }

  /// The points, the unfinished last one included.
  public var points: [CurvePoint] {
    guard pendingCount > 0 else { return kept }
    return kept + [CurvePoint(step: pendingStep, value: pendingSum / Double(pendingCount))]
  }
}
