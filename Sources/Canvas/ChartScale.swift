/// One axis of a chart: a range of values and round numbers within it.
public struct ChartScale: Sendable, Equatable {
  /// How values become places and labels.
  public enum Form: Sendable, Equatable {
    /// Evenly, in plain numbers.
    case linear
    /// By powers of ten; only positive values have a place.
    case logarithmic
    /// Evenly, in seconds, minutes and hours.
    case seconds
  }

  /// The least value shown.
  public var low: Double
  /// The greatest value shown.
  public var high: Double
  /// The distance between ticks: 1, 2 or 5 times a power of ten, or a round length of time.
  public var tickStep: Double
  /// How values become places and labels.
  public var form = Form.linear

  /// A scale over `values` with a tenth to spare, about `ticks` ticks.
  ///
  /// Values that are never negative do not get room below 0; a single value gets room on both sides. A logarithmic scale
  /// leaves out what is not positive.
  public static func covering(
    _ values: some Sequence<Double>, ticks: Int, isPadded: Bool = true, form: Form = .linear
  ) -> ChartScale {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite && (form != .logarithmic || value > 0) {
      low = min(low, value)
      high = max(high, value)
    }
    if form == .logarithmic { return logarithmic(low: low, high: high) }
    guard low <= high else { return ChartScale(low: 0, high: 1, tickStep: 0.5, form: form) }
    if isPadded || low == high {
      let spread = high - low
      let room = spread > max(low.magnitude, high.magnitude) * 1e-9 ? spread * 0.1 : max(0.5, high.magnitude * 0.1)
      let floor = low >= 0 ? 0 : -Double.infinity
      low = max(floor, low - room)
      high += room
    }
    let rough = (high - low) / Double(max(1, ticks))
    return ChartScale(
      low: low, high: high, tickStep: form == .seconds ? roundTime(rough) : roundStep(rough), form: form)
  }

  private static func logarithmic(low: Double, high: Double) -> ChartScale {
    guard low <= high else { return ChartScale(low: 0.1, high: 1, tickStep: 1, form: .logarithmic) }
    // A factor to spare on both sides, as a tenth is on an even axis.
    let room = max(1.05, power(high / low, 0.05))
    return ChartScale(
      low: max(low / room, .leastNormalMagnitude), high: min(high * room, .greatestFiniteMagnitude), tickStep: 1,
      form: .logarithmic)
  }

  /// The smallest of 1, 2, 5 times a power of ten that is not below `rough`.
  static func roundStep(_ rough: Double) -> Double {
    guard rough.isFinite, rough > 0 else { return 1 }
    var unit = 1.0
    while unit * 10 <= rough, unit < 1e300 { unit *= 10 }
    while unit > rough, unit > 1e-300 { unit /= 10 }
    for factor in [1.0, 2.0, 5.0] where unit * factor >= rough * (1 - 1e-9) { return unit * factor }
    return unit * 10
  }

  /// The smallest round length of time that is not below `rough`.
  static func roundTime(_ rough: Double) -> Double {
    let lengths: [Double] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200]
    return lengths.first { $0 >= rough } ?? 86_400 * roundStep(rough / 86_400)
  }

  /// The ticks within the range, in order; at most fifty.
  public var ticks: [Double] {
    if form == .logarithmic { return logarithmicTicks }
    guard tickStep > 0, low.isFinite, high.isFinite else { return [] }
    let first = (low / tickStep).rounded(.up)
    let last = (high / tickStep).rounded(.down)
    guard last >= first, last - first < 50 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * tickStep }
  }

  /// A tick's label, with as many decimals as the step needs.
  public func label(_ value: Double) -> String {
    switch form {
    case .seconds: return value == 0 ? "0" : duration(value)
    case .logarithmic: return roundLabel(value)
    case .linear: break
    }
    if max(low.magnitude, high.magnitude) >= 10_000 { return shortLabel(value) }
    if tickStep < 0.000_5 { return roundLabel(value) }
    var places = 0
    var step = tickStep
    while step < 0.999_999, places < 6 {
      step *= 10
      places += 1
    }
    return fixed(value, places)
  }

  /// 1.2M, or with more decimals where neighbouring ticks would read the same.
  private func shortLabel(_ value: Double) -> String {
    let short = abbreviated(value)
    guard short == abbreviated(value + tickStep) || short == abbreviated(value - tickStep) else { return short }
    let (unit, name) =
      [(1e12, "T"), (1e9, "B"), (1e6, "M")].first { value.magnitude >= $0.0 } ?? (1e3, "K")
    var places = 0
    var step = tickStep / unit
    while step < 0.999_999, places < 6 {
      step *= 10
      places += 1
    }
    return fixed(value / unit, places) + name
  }

  /// Where a value stands among `count` places, 0 at the low end; held to the range.
  public func place(_ value: Double, of count: Int) -> Int {
    guard high > low, value.isFinite, count > 1 else { return 0 }
    return Int((min(1, max(0, share(value))) * Double(count - 1)).rounded())
  }

  private func share(_ value: Double) -> Double {
    guard form == .logarithmic else { return (value - low) / (high - low) }
    guard value > 0 else { return 0 }
    return naturalLogarithm(value / low) / naturalLogarithm(high / low)
  }
}
