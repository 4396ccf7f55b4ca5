extension ChartScale {
  /// Powers of ten, every so many that fifty are not passed, with their twos and fives where these are few.
  var logarithmicTicks: [Double] {
    guard low > 0, high > low, high.isFinite else { return [] }
    var units: [Double] = []
    var unit = 1.0
    while unit > low, unit > 1e-300 { unit /= 10 }
    while unit <= high, unit < 1e300 {
      units.append(unit)
      unit *= 10
    }
    let range = low...high
    let tens = units.filter { range.contains($0) }
    guard tens.count < 3 else {
      let every = (tens.count + 7) / 8
      return tens.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }
    let finer = units.flatMap { [$0, $0 * 2, $0 * 5] }.filter { range.contains($0) }
    // Less than a factor of two: even ticks read best.
    return finer.count > 1 ? finer : ChartScale.covering([low, high], ticks: 2, isPadded: false).ticks
  }

  /// A label of few characters: 0.05, 20, 3M, 1e-6.
  func roundLabel(_ value: Double) -> String {
    let size = value.magnitude
    guard size > 0 else { return "0" }
    if size >= 1_000 { return abbreviated(value) }
    guard size < 0.001 else {
      let digits = significant(value)
      guard digits.contains(".") else { return digits }
      var short = Substring(digits)
      while short.last == "0" { short.removeLast() }
      return String(short.last == "." ? short.dropLast() : short)
    }
    return compact(value).replacing(".0e", with: "e")
  }
}

/// ln x of a positive number, by the series of artanh: this module links no library of mathematics.
func naturalLogarithm(_ value: Double) -> Double {
  guard value > 0, value.isFinite else { return value == 0 ? -.infinity : .nan }
  // x = m · 2^e with m in [1, 2), and ln m = 2 artanh((m − 1) / (m + 1)).
  let ratio = (value.significand - 1) / (value.significand + 1)
  let square = ratio * ratio
  var (term, sum, divisor) = (ratio, 0.0, 1.0)
  while term > 1e-18 {
    sum += term / divisor
    term *= square
    divisor += 2
  }
  return 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
}

/// A positive number to the power of a small one, by the series of the exponential function.
func power(_ base: Double, _ exponent: Double) -> Double {
  let product = naturalLogarithm(base) * exponent
  guard product.isFinite, product.magnitude < 50 else { return 1 }
  var (term, sum, count) = (1.0, 1.0, 1.0)
  while term.magnitude > 1e-15 * sum.magnitude, count < 300 {
    term *= product / count
    sum += term
    count += 1
  }
  return sum
}
