import RLCore

/// One line of the suggestion export, which is also how the audit of another person comes in. The keys are stable.
struct SuggestionLine: Codable {
  struct DecisionLine: Codable {
    var seq: Int
    var time: Double
    /// One word; missing where the verdict was taken back.
    var verdict: String?
    var action: ActionText?
    var reward: Double?
    var actor: String
    /// Why; missing where nobody said.
    var reason: String?
    /// What was decided in one go has the same step.
    var step: Int?
    /// The step that it takes back.
    var undoes: Int?
    /// The step that it does again.
    var redoes: Int?

    init(_ record: DecisionRecord) {
      seq = record.seq
      time = record.time
      verdict = record.decision.verdict?.name
      actor = record.decision.actor
      reason = record.decision.reason
      (step, undoes, redoes) = (record.step, record.undoes, record.redoes)
      if case .edited(let action, let reward) = record.decision.verdict {
        self.action = ActionText(action)
        self.reward = reward
      }
    }
  }

  var id: Int
  var episode: Int
  /// The SHA-256 of the episode's steps and states, by which it is known elsewhere; missing for those of earlier versions.
  var episodeDigest: String?
  var step: Int
  var action: ActionText
  var reward: Double
  var rationale: String
  var confidence: Double
  var advisor: String
  var call: Int?
  var blame: Double?
  var stateValue: Double?
  var hold: Int?
  /// What is proposed for the steps after the action, where a sequence is.
  var following: [ActionText]?
  /// Of the action in force.
  var evidence: Evidence?
  /// Of the proposal, where an edit has another action in its place.
  var proposalEvidence: Evidence?
  /// The verdict in force, or `pending`.
  var verdict: String
  var decisions: [DecisionLine]

  init(_ suggestion: Suggestion, _ measured: [Action: Evidence], _ decisions: [DecisionRecord]) {
    id = suggestion.id
    episode = suggestion.episode
    step = suggestion.step
    action = ActionText(suggestion.action)
    reward = suggestion.reward
    rationale = suggestion.rationale
    confidence = suggestion.confidence
    advisor = suggestion.advisor
    call = suggestion.call
    blame = suggestion.blame
    stateValue = suggestion.stateValue
    hold = suggestion.hold
    following = suggestion.following?.map(ActionText.init)
    let last = decisions.last?.decision.verdict
    let counts = suggestion.action(under: last)
    evidence = measured[counts]
    if counts != suggestion.action { proposalEvidence = measured[suggestion.action] }
    verdict = last?.name ?? "pending"
    self.decisions = decisions.map(DecisionLine.init)
  }

  /// The suggestion; the call that it came from is another session's.
  var suggestion: Suggestion {
    var found = Suggestion(
      id: id, episode: episode, step: step, action: action.action, reward: reward, rationale: rationale,
      confidence: confidence, advisor: advisor, call: nil)
    (found.blame, found.stateValue, found.hold) = (blame, stateValue, hold)
    found.following = following?.map(\.action)
    return found
  }
}

extension SuggestionLine.DecisionLine {
  /// The decision on suggestion `id`; nil where its verdict is none.
  func decision(on id: Int) -> Decision? {
    let found: Verdict?
    switch verdict {
    case nil: found = nil
    case Verdict.accepted.name: found = .accepted
    case Verdict.rejected.name: found = .rejected
    case Verdict.skipped.name: found = .skipped
    default:
      guard let action, let reward, (-1...1).contains(reward) else { return nil }
      found = .edited(action: action.action, reward: reward)
      guard verdict == found?.name else { return nil }
    }
    return Decision(suggestion: id, verdict: found, actor: actor.plainLine, reason: reason)
  }
}
