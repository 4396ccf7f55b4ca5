/// A number with a fixed count of decimals, rounded half away from zero; "nan" and "inf" where there is none.
public func fixed(_ value: Double, _ places: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf") }
  var scale = 1.0
  for _ in 0..<max(0, places) { scale *= 10 }
  let scaled = (value.magnitude * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let digits = Int(scaled)
  let sign = value < 0 && digits != 0 ? "-" : ""
  guard places > 0 else { return sign + "\(digits)" }
  let unit = Int(scale)
  let fraction = "\(digits % unit)"
  return sign + "\(digits / unit)." + String(repeating: "0", count: places - fraction.count) + fraction
}

/// A number with its sign shown even where it is positive, as for differences and rewards; zero has none.
public func signed(_ value: Double, _ places: Int) -> String {
  let text = fixed(value, places)
  guard value > 0, value.isFinite, text.contains(where: { ("1"..."9").contains($0) }) else { return text }
  return "+" + text
}

/// A count in few characters: 950, 1.2K, 12.3K, 123K, 1.2M, 3B.
public func abbreviated(_ value: Double) -> String {
  guard value.isFinite else { return fixed(value, 0) }
  let size = value.magnitude
  if size < 999.5 { return size < 10 && size != size.rounded() ? fixed(value, 1) : fixed(value, 0) }
  for (unit, name) in [(1e3, "K"), (1e6, "M"), (1e9, "B"), (1e12, "T")] where size < unit * 999.5 || name == "T" {
    let short = fixed(value / unit, size / unit < 99.95 ? 1 : 0)
    return (short.hasSuffix(".0") ? String(short.dropLast(2)) : short) + name
  }
  return fixed(value, 0)
}

/// A number of any size in about six characters: three significant places, or an exponent.
public func compact(_ value: Double) -> String {
  guard value.isFinite else { return fixed(value, 0) }
  let size = value.magnitude
  if size == 0 { return "0" }
  if size >= 10_000 { return abbreviated(value) }
  if size >= 100 { return fixed(value, 1) }
  if size >= 1 { return fixed(value, 2) }
  if size >= 0.001 { return fixed(value, 4) }
  var exponent = 0
  var mantissa = size
  while mantissa < 1, exponent < 330 {
    mantissa *= 10
    exponent += 1
  }
  return (value < 0 ? "-" : "") + fixed(mantissa, 1) + "e-\(exponent)"
}

/// A number with three significant digits where decimals show them: 1420, 28.3, 0.911, 0.00731, 2.5e-4.
public func significant(_ value: Double) -> String {
  let size = value.magnitude
  guard value.isFinite, size < 10_000, size >= 0.001 || size == 0 else { return compact(value) }
  if size == 0 { return "0" }
  var places = 0
  var rest = size
  while rest < 99.95, places < 5 {
    rest *= 10
    places += 1
  }
  return fixed(value, places)
}

/// A length of time in its two largest units: 42s, 3m 05s, 1h 02m, 4d 03h.
public func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "?" }
  let whole = Int(seconds.rounded())
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  if whole < 60 { return "\(whole)s" }
  if whole < 3600 { return "\(whole / 60)m \(two(whole % 60))s" }
  if whole < 86_400 { return "\(whole / 3600)h \(two(whole / 60 % 60))m" }
  return "\(whole / 86_400)d \(two(whole / 3600 % 24))h"
}
