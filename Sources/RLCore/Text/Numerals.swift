/// Numbers as people read them; every table, line and sentence of the project writes them through here.
public enum Numerals {
  /// A number with a fixed count of decimals, rounded half away from zero; never "-0". `missing` stands for what is not a
  /// number.
  public static func fixed(_ value: Double, _ decimals: Int, missing: String = "nan") -> String {
    guard value.isFinite else { return value.isNaN ? missing : value < 0 ? "-inf" : "inf" }
    let decimals = max(0, decimals)
    let scale = power(decimals)
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let digits = Int(scaled)
    let sign = value < 0 && digits != 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(digits)" }
    let unit = Int(scale)
    let fraction = "\(digits % unit)"
    return "\(sign)\(digits / unit)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// The same with a sign in any case; what is not finite has none but its own.
  public static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    return text.hasPrefix("-") || !value.isFinite ? text : "+" + text
  }

  /// A constant without needless zeros: `1`, `0.001`.
  public static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }

  /// The nearest number with at most so many decimals, for data that is to be short; halves go away from zero.
  public static func rounded(_ value: Double, _ decimals: Int) -> Double {
    let scale = power(decimals)
    return (value * scale).rounded() / scale
  }

  /// A number with about three significant digits and, from a hundred on, none after the point.
  public static func significant(_ value: Double) -> String {
    let size = abs(value)
    return fixed(value, size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 5)
  }

  /// 1200 as `1.2K`, up to billions.
  public static func short(_ value: Double) -> String {
    let size = abs(value)
    if size >= 1e9 { return fixed(value / 1e9, 2) + "B" }
    if size >= 1e6 { return fixed(value / 1e6, 2) + "M" }
    if size >= 1e3 { return fixed(value / 1e3, 1) + "K" }
    return fixed(value, 0)
  }

  /// Seconds as `1h 02m`, `2m 03s` or `3s`.
  public static func duration(_ seconds: Double) -> String {
    guard !seconds.isNaN else { return "?" }
    let whole = Int(min(max(seconds, 0), 1e9))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if hours > 0 { return "\(hours)h \(two(minutes))m" }
    if minutes > 0 { return "\(minutes)m \(two(rest))s" }
    return "\(rest)s"
  }

  /// Ten to the power of `decimals`.
  private static func power(_ decimals: Int) -> Double { (0..<max(0, decimals)).reduce(1) { scale, _ in scale * 10 } }
}
