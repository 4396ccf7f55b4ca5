import Glibc
import RLCore

/// One axis of a figure: a range, round numbers within it, and where a value lies.
struct Axis: Sendable {
  /// A number on the axis.
  struct Tick: Sendable, Equatable {
    let value: Double
    let label: String
  }

  /// The numbers shown, ascending.
  let ticks: [Tick]
  private let low: Double
  private let high: Double
  /// Where the logarithm puts 0, left of all others; nil on a linear axis.
  private let zero: Double?

  /// Whether equal distances are equal factors.
  var isLogarithmic: Bool { zero != nil }

  /// Where `value` lies: 0 at the low end, 1 at the high one.
  func share(of value: Double) -> Double { (position(value) - low) / (high - low) }

  private func position(_ value: Double) -> Double {
    guard let zero else { return value }
    return value > 0 ? log10(value) : zero
  }

  /// An axis over `values`, with some room on both sides unless `isTight`.
  static func linear(_ values: [Double], ticks count: Int = 6, isTight: Bool = false, isShare: Bool = false) -> Axis {
    // Beyond 1e100 a width might not be a number.
    let known = values.filter { abs($0) <= 1e100 }
    var (low, high) = (known.min() ?? 0, known.max() ?? 1)
    let room = high > low ? (isTight ? 0 : 0.05 * (high - low)) : max(0.5 * abs(high), isShare ? 0.005 : 0.5)
    let isPositive = low >= 0
    (low, high) = (low - room, high + room)
    // Steps that begin near 0 are drawn from 0.
    if isPositive { low = isTight && low < 0.1 * high ? 0 : max(0, low) }
    if isShare { high = min(1, high) }
    let step = roundStep((high - low) / Double(max(1, count)))
    let first = (low / step).rounded(.up)
    let places = (0..<50).map { (first + Double($0)) * step }.filter { $0 <= high + step * 1e-9 }
    let size = max(abs(low), abs(high))
    let ticks = places.map { Tick(value: $0, label: label($0, step: step, size: size, isShare: isShare)) }
    return Axis(ticks: ticks, low: low, high: high, zero: nil)
  }

  /// An axis of settings: logarithmic where those above 0 span more than a factor of 30 and none lies below 0.
  ///
  /// Every setting has its own number. 0 has a place of its own, left of the others.
  static func settings(_ values: [Double]) -> Axis {
    let known = Set(values.filter { abs($0) <= 1e100 }).sorted()
    let positive = known.filter { $0 > 0 }
    guard let least = positive.first, let most = positive.last, most / least > 30, known[0] >= 0 else {
      return linear(values)
    }
    let (low, high) = (log10(least), log10(most))
    let room = 0.06 * (high - low)
    let zero = low - 3 * room
    let axis = Axis(ticks: [], low: (known[0] > 0 ? low : zero) - room, high: high + room, zero: zero)
    // Numbers that would stand on each other are left out, from the left.
    var ticks: [Tick] = []
    for value in known where ticks.last.map({ axis.share(of: value) - axis.share(of: $0.value) > 0.06 }) ?? true {
      ticks.append(Tick(value: value, label: Numerals.plain(value)))
    }
    return Axis(ticks: ticks, low: axis.low, high: axis.high, zero: zero)
  }

  /// The nearest of 1, 2, 5 times a power of ten, by factors.
  private static func roundStep(_ rough: Double) -> Double {
    guard rough.isFinite, rough > 1e-200 else { return 1 }
    let unit = pow(10, floor(log10(rough)))
    let factor = rough / unit
    return (factor < 2.0.squareRoot() ? 1 : factor < 10.0.squareRoot() ? 2 : factor < 50.0.squareRoot() ? 5 : 10) * unit
  }

  /// A number of an axis that reaches `size`, all of which are of one unit.
  private static func label(_ value: Double, step: Double, size: Double, isShare: Bool) -> String {
    if isShare { return decimal(100 * value, step: 100 * step) + " %" }
    if size >= 1e12 || step < 1e-6 { return "\(value)" }
    if value == 0 { return "0" }
    if size >= 1e6, step >= 1e4 { return decimal(value / 1e6, step: step / 1e6) + "M" }
    if size >= 1e4, step >= 100 { return decimal(value / 1e3, step: step / 1e3) + "K" }
    return decimal(value, step: step)
  }

  /// With as many decimals as `step` needs.
  private static func decimal(_ value: Double, step: Double) -> String {
    Numerals.fixed(value, max(0, Int((-log10(step) - 1e-9).rounded(.up))))
  }
}
