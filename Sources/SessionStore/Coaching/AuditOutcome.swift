/// What came of merging another person's audit.
public struct AuditOutcome: Sendable, Equatable {
  /// Something of it that does not go together with what is here, and was left as it is here.
  public struct Conflict: Sendable, Equatable, Encodable {
    /// The suggestion's number there.
    public var suggestion: Int
    /// What is the matter, in a sentence.
    public var reason: String
  }

  /// Suggestions that were not here and were added: their numbers here, by those that they have there.
  public var added: [Int: Int] = [:]
  /// Suggestions that were pending here and are decided now, by their numbers here.
  public var decided: [Int] = []
  /// Suggestions on which both had decided the same, or whose decision was merged before.
  public var agreed = 0
  /// What does not go together.
  public var conflicts: [Conflict] = []

  /// Nothing merged yet.
  public init() {}
}
