/// One term of a step's reward, as the environment's narration tells it.
struct RewardTerm: Sendable, Equatable {
  var name: String
  var value: Double

  /// The terms in a narrated line: `… reward +0.93 (healthy +1.00, forward +0.05, control -0.12) …`; none where the line
  /// does not name any.
  static func terms(in line: String) -> [RewardTerm] {
    guard let place = line.firstRange(of: "reward "),
      let open = line[place.upperBound...].firstIndex(of: "("),
      // The total alone stands between the word and its terms.
      Double(line[place.upperBound..<open].split(separator: " ").joined()) != nil,
      let close = line[open...].firstIndex(of: ")")
    else { return [] }
    let parts = line[line.index(after: open)..<close].split(separator: ",")
    let terms = parts.compactMap { part -> RewardTerm? in
      let words = part.split(separator: " ")
      guard words.count >= 2, let last = words.last, let value = Double(last) else { return nil }
      return RewardTerm(name: words.dropLast().joined(separator: " "), value: value)
    }
    return terms.count == parts.count ? terms : []
  }
}
