/// Whole numbers as people write them: `1000000`, `1_000_000`, `1e6`, `2.5e6`.
public enum WholeNumber {
  /// What to write where a text is none.
  public static let examples = "200000, 200_000 or 2e5"

  /// The number that `text` means; nil where that is no whole number, or one out of range.
  public static func read(_ text: String) -> Int? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    let parts = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    var exponent = 0
    if parts.count == 2 {
      var digits = parts[1]
      if digits.first == "+" { digits.removeFirst() }
      guard isDigits(digits), let power = Int(digits), power < 1_000 else { return nil }
      exponent = power
    }
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let digits = grouped(mantissa[0]) else { return nil }
    var fraction = mantissa.count == 2 ? mantissa[1] : ""
    // 1.5 is none and 1.5e3 is one; "1.0" is none either, as whoever writes that means no count.
    guard mantissa.count == 1 || (parts.count == 2 && isDigits(fraction)) else { return nil }
    while fraction.last == "0" { fraction.removeLast() }
    guard fraction.count <= exponent else { return nil }
    var value = 0
    for digit in digits + fraction + String(repeating: "0", count: exponent - fraction.count) {
      let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
      let (next, exceeds) = shifted.addingReportingOverflow(digit.wholeNumberValue ?? 0)
      guard !overflows, !exceeds else { return nil }
      value = next
    }
    return isNegative ? -value : value
  }

  /// Digits without the underscores between them; nil where something else is among them.
  private static func grouped(_ text: Substring) -> String? {
    let groups = text.split(separator: "_", omittingEmptySubsequences: false)
    return groups.allSatisfy { isDigits($0) } ? groups.joined() : nil
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
