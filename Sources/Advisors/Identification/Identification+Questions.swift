internal import RLCore

/// The four kinds of questions that an identification asks.
extension Identification {
  /// Which states of a window are critical.
  func identify(_ window: Window, _ identifier: any Identifier) -> AdviceQuestion<[CriticalState]> {
    AdviceQuestion(
      kind: .identify, context: { try context(window, within: $0) },
      ask: { try await identifier.criticalStates(in: $0) },
      check: { states, check in
        states = check.states(states)
        return states.count
      },
      words: { ReplyText.states($0, in: $1) },
      number: { states, id in for index in states.indices { states[index].call = id } })
  }

  /// What should have been done at the critical states of a window.
  func action(
    _ window: Window, _ states: [CriticalState], _ advisor: any Advisor
  ) -> AdviceQuestion<[Suggestion]> {
    suggestions(.action, window, states, nil) { try await advisor.suggestions(at: states, in: $0) }
  }

  /// How much each suggestion of a window is worth in the light of the case analysis.
  func reward(
    _ window: Window, _ suggestions: [Suggestion], _ analysis: String?, _ advisor: any Advisor
  ) -> AdviceQuestion<[Suggestion]> {
    self.suggestions(.reward, window, suggestions.map(CriticalState.init), analysis) {
      try await advisor.rewards(of: suggestions, in: $0)
    }
  }

  /// What worked and what did not, over all episodes.
  func analyse(
    _ episodes: [NarratedEpisode], _ critical: [CriticalState], _ advisor: any Advisor
  ) -> AdviceQuestion<String?> {
    AdviceQuestion(
      kind: .caseAnalysis, context: { try digest(episodes, critical, within: $0) },
      ask: { try await advisor.caseAnalysis(of: $0) }, check: { _, _ in 0 }, words: { text, _ in text ?? "" },
      number: { _, _ in })
  }

  private func suggestions(
    _ kind: AdviceKind, _ window: Window, _ states: [CriticalState], _ analysis: String?,
    ask: @escaping @Sendable (AdviceContext) async throws -> Answer<[Suggestion]>
  ) -> AdviceQuestion<[Suggestion]> {
    AdviceQuestion(
      kind: kind, context: { try excerpt(kind, window, states, analysis, within: $0) }, ask: ask,
      check: { suggestions, check in
        suggestions = check.suggestions(suggestions)
        return suggestions.count
      },
      words: { ReplyText.suggestions($0, in: $1) },
      number: { suggestions, id in for index in suggestions.indices { suggestions[index].call = id } })
  }
}
