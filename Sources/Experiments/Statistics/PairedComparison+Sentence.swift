import RLCore

extension PairedComparison {
  /// What came out, in one sentence without a full stop; what is not shown is not claimed.
  public var sentence: String {
    guard pairs > 0 else { return "not resolved: \(method) and \(baseline) have no seed in common" }
    guard pairs > 1 else {
      let value = Numerals.significant(difference.value ?? .nan)
      return "not resolved: \(method) differs from \(baseline) by \(value) on the only seed that both have"
    }
    let decimals = difference.decimals
    let text = difference.text(decimals)
    let behind = Estimate(
      value: -(difference.value ?? .nan), low: -(difference.high ?? .nan), high: -(difference.low ?? .nan),
      count: difference.count
    ).text(decimals)
    let bound = "\(Numerals.significant(margin ?? .nan)) (10 % of \(baseline)'s mean)"
    switch verdict {
    case .ahead: return "\(method) is ahead of \(baseline) by \(text) \(basis)"
    case .worse: return "worse: \(method) is behind \(baseline) by \(behind) \(basis)"
    case .notWorse where (difference.high ?? 0) < 0:
      return "not worse: \(method) is behind \(baseline) by \(behind) \(basis), by less than \(bound)"
    case .notWorse:
      return "not worse: \(method) differs from \(baseline) by \(text) \(basis), at worst by less than \(bound)"
    case .notResolved:
      let needed = pairsForMargin.flatMap { $0 > pairs ? "; \($0) would show a difference of \(bound)" : nil } ?? ""
      return "not resolved: \(method) differs from \(baseline) by \(text) \(basis)\(needed)"
    }
  }

  /// What the difference stands on: `over 20 paired seeds (p = 0.008)`.
  private var basis: String {
    let places = tasks > 1 ? " on \(tasks) tasks" : ""
    let rest = unpaired > 0 ? ", \(unpaired) without a pair left out" : ""
    return "over \(pairs) paired \(pairing.rawValue)\(places)\(rest) (\(Self.text(pValue: pValue)))"
  }

  /// A p-value for people: never 0, and with more digits beside the level of 0.05, which rounding must not cross.
  static func text(pValue: Double?) -> String {
    guard let pValue else { return "p unknown" }
    return pValue < 0.001 ? "p < 0.001" : "p = \(figure(pValue: pValue))"
  }

  /// The same as a number alone.
  static func figure(pValue: Double) -> String {
    if pValue < 0.001 { return "< 0.001" }
    return Numerals.fixed(pValue, abs(pValue - 0.05) < 0.001 ? 5 : pValue < 0.1 ? 3 : 2)
  }
}
