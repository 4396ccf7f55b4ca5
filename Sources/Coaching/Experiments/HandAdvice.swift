import RLCore
import SessionStore

/// What a person wrote or decided upon in a session: the suggestions that are accepted or edited there, as they count, and
/// the episodes that they are about.
struct HandAdvice {
  /// The environment's id.
  let environment: String
  /// With the actions and rewards that count, by number.
  let suggestions: [Suggestion]
  /// Every episode that was collected, and whatever else a suggestion is about, by number.
  let episodes: [Episode]
  /// What guidance has cost there: collecting, search and evidence (environment steps).
  let charges: [Stage: Int]

  /// Reads what `store` holds. Throws `CoachError.unusable` where nothing is accepted or edited in it.
  init(reading store: SessionStore) throws {
    environment = store.info.environment
    let verdicts = try store.currentVerdicts()
    suggestions = try store.suggestions().compactMap { suggestion in
      guard let verdict = verdicts[suggestion.id], verdict.guides else { return nil }
      var counted = suggestion.proposing(suggestion.action(under: verdict))
      if case .edited(_, let reward) = verdict { counted.reward = reward }
      return counted
    }
    guard !suggestions.isEmpty else {
      throw CoachError.unusable(
        "\(store.info.path) has no suggestion that is accepted or edited, so there is nothing by hand; decide there first "
          + "('sidecoach review')")
    }
    let numbers = Set(try store.collectedEpisodes() + suggestions.map(\.episode))
    episodes = try store.episodes(numbers).values.sorted { $0.id < $1.id }
    charges = try store.guidanceCharges()
  }

  /// The SHA-256 of all that hangs on it. Words, times, and who proposed or decided make no difference.
  var digest: String {
    var lines = [environment]
    lines += charges.map { "\($0.key.rawValue) \($0.value)" }.sorted()
    lines += suggestions.map { one in
      let judged = [one.blame, one.stateValue].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")
      return "\(one.episode) \(one.step) \(one.action) \(one.reward) \(one.confidence) \(judged) \(one.hold ?? 0)"
    }
    lines += episodes.map { episode in
      let actions = episode.steps.map { "\($0.action)" }.joined(separator: " ")
      return "\(episode.id) \(episode.seed) \(sha256Hex(episode.states)) \(sha256Hex(Array(actions.utf8)))"
    }
    return sha256Hex(Array(lines.joined(separator: "\n").utf8))
  }
}
