package import RLCore

/// A stated rule by which suggestions are accepted without a person.
package enum AcceptancePolicy: Equatable {
  case all
  /// Better than the recorded action with its whole interval.
  case verified
  /// Verified, and again by rollouts of their own from the recorded states in which guidance would use it. Of many
  /// suggestions that are worth nothing one in forty is verified by chance, and what is right in one state may be wrong in
  /// those that look like it.
  case confirmed
  case confidence(Double)

  /// Reads `all`, `verified`, `confirmed` or `confidence=X`.
  package init(_ text: String) throws {
    switch text {
    case "all": self = .all
    case "verified": self = .verified
    case "confirmed": self = .confirmed
    default:
      guard text.hasPrefix("confidence="), let value = Double(text.dropFirst("confidence=".count)),
        (0...1).contains(value)
      else {
        throw UnknownNameError(
          kind: "acceptance policy", name: text,
          valid: ["all", "verified", "confirmed", "confidence=X with X from 0 to 1"])
      }
      self = .confidence(value)
    }
  }

  package var name: String {
    switch self {
    case .all: "all"
    case .verified: "verified"
    case .confirmed: "confirmed"
    case .confidence(let value): "confidence=\(value)"
    }
  }

  /// Whether a suggestion with this latest evidence is accepted; `isConfirmed` where it was measured again to confirm it.
  package func accepts(_ suggestion: Suggestion, _ evidence: Evidence?, isConfirmed: Bool = false) -> Bool {
    switch self {
    case .all: true
    case .verified: evidence?.isPositive ?? false
    case .confirmed: isConfirmed && evidence?.isPositive ?? false
    case .confidence(let least): suggestion.confidence >= least
    }
  }
}
