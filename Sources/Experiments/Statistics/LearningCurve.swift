public import RLCore

/// A run's scores by environment step, and what its shape comes to.
///
/// Between two points the curve is the line that joins them; before the first and after the last it is unknown.
public struct LearningCurve: Sendable, Equatable {
  /// The points by ascending step, all finite, one a step.
  public let points: [CurvePoint]

  /// A curve through `points` in any order. What is not finite is left out; several values at one step are averaged.
  public init(_ points: [CurvePoint]) {
    let known = points.filter { $0.step.isFinite && $0.value.isFinite }
    self.points = Dictionary(grouping: known, by: \.step).map { step, here in
      CurvePoint(step: step, value: here.reduce(0) { $0 + $1.value } / Double(here.count))
    }.sorted { $0.step < $1.step }
  }

  /// The steps that it covers.
  public var range: ClosedRange<Double>? {
    guard let first = points.first, let last = points.last else { return nil }
    return first.step...last.step
  }

  /// The steps that all of `curves` cover.
  public static func commonRange(of curves: [LearningCurve]) -> ClosedRange<Double>? {
    let ranges = curves.map(\.range)
    guard let low = ranges.compactMap({ $0?.lowerBound }).max(),
      let high = ranges.compactMap({ $0?.upperBound }).min(), low <= high, !ranges.contains(nil)
    else { return nil }
    return low...high
  }

  /// The value at `step`, which the curve must cover.
  public func value(at step: Double) -> Double? {
    guard let range, range.contains(step), let next = points.firstIndex(where: { $0.step >= step }) else { return nil }
    let (right, left) = (points[next], points[max(0, next - 1)])
    guard right.step > step else { return right.value }
    return left.value + (step - left.step) / (right.step - left.step) * (right.value - left.value)
  }

  /// The area under the curve by the trapezoid rule, over the width of `steps`: its mean height there, in units of the
  /// score. The curve must cover them.
  ///
  /// Areas may be compared where they are of the same steps; `commonRange` finds them.
  public func meanHeight(over steps: ClosedRange<Double>) -> Double? {
    guard let low = value(at: steps.lowerBound), let high = value(at: steps.upperBound) else { return nil }
    let width = steps.upperBound - steps.lowerBound
    guard width > 0 else { return low }
    let inner = points.filter { steps.lowerBound < $0.step && $0.step < steps.upperBound }
    let path =
      [CurvePoint(step: steps.lowerBound, value: low)] + inner + [CurvePoint(step: steps.upperBound, value: high)]
    return zip(path, path.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1.step - pair.0.step) / width * (pair.0.value + pair.1.value) / 2
    }
  }

  /// The curve whose every value is the mean of the last `window` points, of fewer at the start.
  public func smoothed(window: Int) -> LearningCurve {
    let window = max(1, window)
    return LearningCurve(
      points.indices.map { index in
        let recent = points[max(0, index + 1 - window)...index]
        return CurvePoint(step: points[index].step, value: recent.reduce(0) { $0 + $1.value } / Double(recent.count))
      })
  }

  /// The first step at which the curve reaches `threshold`; none where it never does.
  ///
  /// A curve that starts at or above it reaches it at its first step.
  public func steps(to threshold: Double) -> Double? {
    guard let next = points.firstIndex(where: { $0.value >= threshold }) else { return nil }
    guard next > 0 else { return points[next].step }
    let (left, right) = (points[next - 1], points[next])
    return left.step + (threshold - left.value) / (right.value - left.value) * (right.step - left.step)
  }
}

extension Estimate {
  /// The mean height of `curves` over the steps that all of them cover, with Student's interval over the curves.
  ///
  /// Curves without a point are left out; unknown where the others have no step in common.
  public static func meanHeight(of curves: [LearningCurve]) -> Estimate {
    let known = curves.filter { !$0.points.isEmpty }
    guard let steps = LearningCurve.commonRange(of: known) else { return .mean(of: []) }
    return .mean(of: known.compactMap { $0.meanHeight(over: steps) })
  }
}
