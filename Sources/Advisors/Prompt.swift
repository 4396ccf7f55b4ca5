internal import RLCore

/// What a prompt asks for.
public enum AdviceKind: String, Sendable, Codable, CaseIterable {
  /// Critical states of one stretch of an episode, each with an action and a reward.
  case identify
  /// A better action for given critical states.
  case action
  /// A summary in prose of what worked and what did not, over all episodes.
  case caseAnalysis = "case"
  /// r_LLM for given critical states, in the light of the case analysis.
  case reward
}

extension AdviceKind {
  /// The kind as records name it.
  var record: ModelCall.Kind {
    switch self {
    case .identify: .identify
    case .action: .action
    case .caseAnalysis: .case
    case .reward: .reward
    }
  }
}

/// A rendered prompt.
public struct Prompt: Sendable, Equatable {
  /// What it asks for.
  public var kind: AdviceKind
  /// The template's version, from its first line.
  public var version: String
  /// What is sent.
  public var text: String

  /// Makes a prompt.
  public init(kind: AdviceKind, version: String, text: String) {
    self.kind = kind
    self.version = version
    self.text = text
  }

  /// The SHA-256 of the text, by which records name a prompt.
  public var digest: String { sha256Hex(Array(text.utf8)) }
}
