/// The curves of several seeds as one: the interquartile mean at each x, with an interval by bootstrap.
///
/// The interquartile mean leaves out a quarter of the seeds at either end, ⌊n / 4⌋ of them, and takes the mean of the
/// others. The interval goes from the 2.5th to the 97.5th percentile of the same over seeds that are drawn anew with
/// replacement, whole curves at a time (Agarwal et al., Deep Reinforcement Learning at the Edge of the Statistical
/// Precipice, 2021; there is one stratum, since all curves are of one task).
public struct SeedBand: Sendable, Equatable {
  /// The interquartile mean, by x.
  public let center: [ChartPoint]
  /// The interval around it, by x; empty where nothing was drawn anew.
  public let spans: [ChartSpan]

  /// The band of `curves`, each in order of x, over what they have in common of the horizontal axis; nil where they are
  /// fewer than three, which say nothing of a spread, or have nothing in common.
  ///
  /// - Parameters:
  ///   - places: at how many values of x, evenly spaced, the curves are compared.
  ///   - resamples: how often seeds are drawn anew; 0 leaves the interval out.
  ///   - seed: of the draws, so that the same curves always give the same band.
  public init?(_ curves: [[ChartPoint]], places: Int = 128, resamples: Int = 400, seed: UInt64 = 1) {
    let known = curves.map { $0.filter { $0.x.isFinite && $0.y.isFinite } }.filter { !$0.isEmpty }
    guard known.count >= 3, known.count == curves.count, places > 1, resamples >= 0 else { return nil }
    let from = known.compactMap(\.first?.x).max() ?? 0
    let to = known.compactMap(\.last?.x).min() ?? 0
    guard from < to else { return nil }
    let positions = (0..<places).map { from + (to - from) * Double($0) / Double(places - 1) }
    let aligned = known.map { Self.heights(of: $0, at: positions) }
    var generator = DrawGenerator(state: seed)
    let draws = (0..<resamples).map { _ in known.map { _ in Int(generator.next() % UInt64(known.count)) } }
    var (center, spans) = ([ChartPoint](), [ChartSpan]())
    for (place, x) in positions.enumerated() {
      let values = aligned.map { $0[place] }
      center.append(ChartPoint(x: x, y: Self.interquartileMean(values)))
      guard resamples > 0 else { continue }
      let means = draws.map { draw in Self.interquartileMean(of: draw.count) { values[draw[$0]] } }.sorted()
      spans.append(
        ChartSpan(x: x, low: Self.percentile(means, 0.025), high: Self.percentile(means, 0.975)))
    }
    self.center = center
    self.spans = spans
  }

  /// The mean of what is left without ⌊n / 4⌋ values at either end; 0 of no values.
  public static func interquartileMean(_ values: [Double]) -> Double {
    interquartileMean(of: values.count) { values[$0] }
  }

  /// The same of `count` values that are looked up.
  private static func interquartileMean(of count: Int, _ value: (Int) -> Double) -> Double {
    guard count > 0 else { return 0 }
    let cut = count / 4
    if cut > 1 {
      let middle = (0..<count).map(value).sorted().dropFirst(cut).dropLast(cut)
      return middle.reduce(0, +) / Double(middle.count)
    }
    // Few seeds are the usual case, and drawn anew so often that sorting them would be felt on a screen.
    var (sum, least, greatest) = (0.0, 0, 0)
    for index in 0..<count {
      sum += value(index)
      if value(index) < value(least) { least = index }
      if value(index) >= value(greatest) { greatest = index }
    }
    guard cut == 1 else { return sum / Double(count) }
    let middle = (0..<count).reduce(0) { $1 == least || $1 == greatest ? $0 : $0 + value($1) }
    return middle / Double(count - 2)
  }

  /// The value below which `share` of the sorted `values` lie, between neighbours where it falls between them.
  static func percentile(_ values: [Double], _ share: Double) -> Double {
    guard let last = values.last else { return 0 }
    let place = share * Double(values.count - 1)
    let below = Int(place)
    guard below + 1 < values.count else { return last }
    return values[below] + (values[below + 1] - values[below]) * (place - Double(below))
  }

  /// The curve's heights at `positions`, which rise and lie within it, on straight lines between its points.
  private static func heights(of curve: [ChartPoint], at positions: [Double]) -> [Double] {
    var index = 0
    return positions.map { x in
      while index + 1 < curve.count, curve[index + 1].x < x { index += 1 }
      guard index + 1 < curve.count, curve[index + 1].x > curve[index].x, x > curve[index].x else {
        return curve[index].y
      }
      let (one, other) = (curve[index], curve[index + 1])
      return one.y + (other.y - one.y) * (x - one.x) / (other.x - one.x)
    }
  }
}

/// Draws for resampling (SplitMix64), with no other state than a number.
private struct DrawGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
