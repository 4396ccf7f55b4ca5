package import Algorithms
import RLCore

/// A weight of r_LLM as a person names it: a number, or the paper's.
package enum AlphaSetting: Sendable, Equatable, CustomStringConvertible {
  case number(Double)
  case paper
  /// By how much the recorded episodes pay, whatever the paper's is.
  case density

  /// What may be said.
  package static let valid = "a number from 0 to 1000, paper or density"

  /// Reads one. Throws `InvalidSettingError`.
  package init(_ text: String) throws {
    if text == "paper" {
      self = .paper
    } else if text == "density" {
      self = .density
    } else if let number = Double(text).flatMap(AlphaSetting.init) {
      self = number
    } else {
      throw InvalidSettingError(key: "alpha", value: text, valid: Self.valid)
    }
  }

  /// A number, where it may be one.
  package init?(_ number: Double) {
    guard number.isFinite, (0...1_000).contains(number) else { return nil }
    self = .number(number)
  }

  package var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .paper: "paper"
    case .density: "density"
    }
  }

  /// Sets a refinement; its α is the paper's until somebody has set another one.
  package func apply(to guidance: inout GuidanceConfiguration) {
    switch self {
    case .number(let number): (guidance.alpha, guidance.alphaChoice) = (number, .given)
    case .paper: guidance.alphaChoice = .paper
    case .density: guidance.alphaChoice = .density
    }
  }
}
