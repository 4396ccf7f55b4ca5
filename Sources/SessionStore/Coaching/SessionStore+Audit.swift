import GRDB
public import RLCore

extension SessionStore {
  /// Merges another person's audit of a copy of this session, as `export --format jsonl` writes it, in one transaction.
  ///
  /// Suggestions are the same where number and content are, or else the content alone. What is pending here takes the verdict
  /// of there, with who decided and when; all of these are one step, which one `u` takes back. Where both have decided
  /// otherwise, or the suggestion of that number is about something else, that is a conflict, and what is here stays. A
  /// suggestion that is not here is added under a number of its own where it is about an episode of here, byte by byte.
  /// Evidence is not taken over. Merging the same again changes nothing.
  ///
  /// - Parameter problem: why an action is none of the session's environment; nil for one that is.
  /// - Throws: `invalid` with the line where it cannot be read; nothing is stored then.
  public func merge(
    audit text: String, now: Double, problem: (Action) -> String? = { _ in nil }
  ) throws -> AuditOutcome {
    let lines = try text.split(separator: "\n").enumerated().map { index, line in
      do { return try JSONText.decode(SuggestionLine.self, String(line)) } catch {
        throw SessionStoreError.invalid(
          what: "line \(index + 1) of the audit",
          reason: "it is no suggestion as 'export --format jsonl' writes it (\(Self.problem(error)))")
      }
    }
    return try write { database in
      var merging = AuditMerging(
        suggestions: try Self.suggestions(database), decisions: try Self.decisions(database),
        episodes: try Self.episodeDigests(database))
      var decisions: [(decision: Decision, time: Double)] = []
      for line in lines {
        let (id, isKnown) = try merging.place(of: line) { suggestion in
          let steps = try Self.episode(suggestion.episode, database)?.steps ?? []
          let actions = [suggestion.action] + (suggestion.following ?? [])
          guard steps.indices.contains(suggestion.step), actions.allSatisfy({ problem($0) == nil }) else { return nil }
          return try Self.insert(suggestion, now: now, database)
        }
        guard let id else { continue }
        if let found = merging.decision(of: line, on: id, isKnown: isKnown, problem: problem) {
          decisions.append(found)
        }
      }
      if !decisions.isEmpty {
        let step = try Self.nextStep(database)
        for (decision, time) in decisions { try Self.insert(decision, step: step, time: time, database) }
      }
      return merging.outcome
    }
  }

  private static func problem(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.last.map { "'\($0.stringValue)' is none" } ?? "it is no JSON object"
    default: reason(error)
    }
  }
}

/// Holds an audit of elsewhere against what is here, line by line.
private struct AuditMerging {
  private(set) var outcome = AuditOutcome()
  private var suggestions: [Int: Suggestion]
  private let decisions: [Int: [DecisionRecord]]
  private let episodes: [Int: String]

  init(suggestions: [Suggestion], decisions: [DecisionRecord], episodes: [Int: String]) {
    self.suggestions = Dictionary(suggestions.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    self.decisions = Dictionary(grouping: decisions, by: \.decision.suggestion)
    self.episodes = episodes
  }

  /// The number here of the suggestion of a line, nil where that is a conflict, and whether it was here before. `insert` adds
  /// it and gives it with its number; nil where it is about a step that no episode of here has.
  mutating func place(
    of line: SuggestionLine, insert: (Suggestion) throws -> Suggestion?
  ) rethrows -> (id: Int?, isKnown: Bool) {
    let theirs = line.suggestion
    if let digest = line.episodeDigest, let own = episodes[theirs.episode], digest != own {
      conflict(line, "its episode \(theirs.episode) is another one here")
      return (nil, false)
    }
    if let own = suggestions[line.id], own.isSame(as: theirs) { return (own.id, true) }
    let alike = suggestions.values.filter { $0.isSame(as: theirs) }.map(\.id).min()
    if let alike { return (alike, true) }
    guard theirs.isWithinBounds else {
      conflict(line, "one of its numbers is out of bounds")
      return (nil, false)
    }
    guard let digest = line.episodeDigest, digest == episodes[theirs.episode] else {
      let isTaken = suggestions[line.id] != nil
      conflict(
        line,
        isTaken
          ? "suggestion \(line.id) is about something else here"
          : "it is not here, and nothing shows that its episode \(theirs.episode) is the one of here")
      return (nil, false)
    }
    guard let added = try insert(theirs) else {
      conflict(line, "episode \(theirs.episode) has no step \(theirs.step), or no such action")
      return (nil, false)
    }
    suggestions[added.id] = added
    outcome.added[line.id] = added.id
    return (added.id, false)
  }

  /// What is to be decided here by a line about suggestion `id`; nil where nothing is.
  mutating func decision(
    of line: SuggestionLine, on id: Int, isKnown: Bool, problem: (Action) -> String?
  ) -> (decision: Decision, time: Double)? {
    guard let last = line.decisions.last else { return nil }
    guard last.time.isFinite, let theirs = last.decision(on: id) else {
      conflict(line, "its verdict '\((last.verdict ?? "").plainLine)' is none")
      return nil
    }
    guard let verdict = theirs.verdict else { return nil }
    if case .edited(let action, _) = verdict, let problem = problem(action) {
      conflict(line, "its edit is no action of this environment: \(problem)")
      return nil
    }
    let own = isKnown ? decisions[id] ?? [] : []
    // It was merged before, whatever was decided here since.
    if own.contains(where: { $0.time == last.time && $0.decision.verdict == verdict }) {
      outcome.agreed += 1
      return nil
    }
    guard let here = own.last, let mine = here.decision.verdict else {
      outcome.decided.append(id)
      return (theirs, last.time)
    }
    guard mine != verdict else {
      outcome.agreed += 1
      return nil
    }
    conflict(line, "here \(Self.words(here.decision)), there \(Self.words(theirs))")
    return nil
  }

  private mutating func conflict(_ line: SuggestionLine, _ reason: String) {
    outcome.conflicts.append(AuditOutcome.Conflict(suggestion: line.id, reason: reason))
  }

  private static func words(_ decision: Decision) -> String {
    var words = "\(decision.verdict?.name ?? "pending") by \(decision.actor.plainLine)"
    if case .edited(let action, let reward) = decision.verdict {
      words += ", action \((try? ActionText.text(action)) ?? "?") reward \(reward)"
    }
    return words + (decision.reason.map { " (\($0))" } ?? "")
  }
}

extension Suggestion {
  /// Whether the other one says the same about the same step.
  fileprivate func isSame(as other: Suggestion) -> Bool {
    episode == other.episode && step == other.step && action == other.action
      && following == other.following && reward == other.reward && rationale == other.rationale
      && advisor == other.advisor
  }
}
