package import RLCore

/// A stated rule by which suggestions are accepted without a person.
package enum AcceptancePolicy: Equatable {
  case all
  case verified
  case confidence(Double)

  /// Reads `all`, `verified` or `confidence=X`.
  package init(_ text: String) throws {
    switch text {
    case "all": self = .all
    case "verified": self = .verified
    default:
      guard text.hasPrefix("confidence="), let value = Double(text.dropFirst("confidence=".count)),
        (0...1).contains(value)
      else {
        throw UnknownNameError(
          kind: "acceptance policy", name: text, valid: ["all", "verified", "confidence=X with X from 0 to 1"])
      }
      self = .confidence(value)
    }
  }

  package var name: String {
    switch self {
    case .all: "all"
    case .verified: "verified"
    case .confidence(let value): "confidence=\(value)"
    }
  }

  package func accepts(_ suggestion: Suggestion, _ evidence: Evidence?) -> Bool {
    switch self {
    case .all: true
    case .verified: evidence?.isPositive ?? false
    case .confidence(let least): suggestion.confidence >= least
    }
  }
}
