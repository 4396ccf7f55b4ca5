import Glibc

/// Numbers as people read them; every table, line and sentence of the project writes them through here.
public enum Numerals {
  /// A number with a fixed count of decimals, rounded as C does.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    withVaList([Int32(clamping: decimals), value]) { arguments in
      // Enough for the longest finite number and its decimals.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        guard let base = buffer.baseAddress else { return "" }
        let length = vsnprintf(base, buffer.count, "%.*f", arguments)
        let bytes = UnsafeRawBufferPointer(start: base, count: max(0, min(Int(length), buffer.count - 1)))
        return String(decoding: bytes, as: UTF8.self)
      }
    }
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
    let whole = Int(min(max(seconds, 0), 1e9))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if hours > 0 { return "\(hours)h \(two(minutes))m" }
    if minutes > 0 { return "\(minutes)m \(two(rest))s" }
    return "\(rest)s"
  }
}
