/// Numbers as text with a fixed number of decimals.
enum Digits {
  /// `value` with `places` decimals; never "-0".
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    var unit = 1
    for _ in 0..<places { unit *= 10 }
    let whole = Int((abs(value) * Double(unit)).rounded())
    var text = "\(whole / unit)"
    if places > 0 {
      let rest = "\(whole % unit)"
      text += "." + String(repeating: "0", count: places - rest.count) + rest
    }
    return value < 0 && whole != 0 ? "-" + text : text
  }

  /// The same with a sign in any case.
  static func signed(_ value: Double, _ places: Int) -> String {
    let text = fixed(value, places)
    return text.hasPrefix("-") ? text : "+" + text
  }
}
