/// Whatever proposes actions and rewards at critical states.
///
/// Laws, which hold for every entry of the catalog: the same question to a new advisor made alike has the same answer;
/// suggestions lie at states that were asked about, their actions are legal and their rewards within [-1, 1].
public protocol Advisor: Consulted {
  /// What should be done at `states`; `context` shows the episode around them. A state about which it has nothing to say
  /// is left out.
  func suggestions(at states: [CriticalState], in context: AdviceContext) async throws -> Answer<[Suggestion]>
  /// Whether it has more to say of its own suggestions once it has seen all of them: a case analysis, and rewards in its
  /// light. Where it has not, it is not asked for them, and what it suggests for a stretch counts at once.
  var judgesRewards: Bool { get }
  /// What worked and what did not, over the endings of all episodes, in prose; nil where it has none to offer.
  func caseAnalysis(of context: AdviceContext) async throws -> Answer<String?>
  /// r_LLM of suggestions anew, in the light of the case analysis that `context` holds; those that are left out keep
  /// theirs.
  func rewards(of suggestions: [Suggestion], in context: AdviceContext) async throws -> Answer<[Suggestion]>
}

extension Advisor {
  /// It may.
  public var judgesRewards: Bool { true }

  /// None.
  public func caseAnalysis(of context: AdviceContext) async throws -> Answer<String?> {
    Answer(nil, text: "\(name) has no prose to offer.")
  }

  /// As they are.
  public func rewards(of suggestions: [Suggestion], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
    Answer(suggestions)
  }
}
