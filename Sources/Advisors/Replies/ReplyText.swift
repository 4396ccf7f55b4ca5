internal import LanguageModels
internal import RLCore

/// Writes answers in the form that replies have, for the record of whoever answers without words.
enum ReplyText {
  /// Suggestions as a reply states them.
  static func suggestions(_ suggestions: [Suggestion], in space: ActionSpace) -> String {
    states(suggestions.map(CriticalState.init), in: space)
  }

  /// Critical states as a reply states them, with what is proposed there.
  static func states(_ states: [CriticalState], in space: ActionSpace) -> String {
    let items = states.map { state in
      var members = [
        ("episode", "\(state.episode)"), ("step", "\(state.step)"), ("rationale", JSONText.quoted(state.why)),
      ]
      if let proposal = state.proposal {
        let action =
          switch proposal.action {
          case .discrete: JSONText.quoted(proposal.action.name(in: space))
          case .continuous(let vector): JSONText.array(vector.map { JSONText.number(Double($0)) })
          }
        members += [("action", action), ("reward", JSONText.number(proposal.reward))]
        if let blame = proposal.blame { members.append(("recorded_reward", JSONText.number(blame))) }
        if let hold = proposal.hold { members.append(("hold", "\(hold)")) }
      }
      if let value = state.value { members.append(("state_value", JSONText.number(value))) }
      return JSONText.object(members + [("confidence", JSONText.number(state.score))])
    }
    return JSONText.object([("critical_states", JSONText.array(items))])
  }
}
