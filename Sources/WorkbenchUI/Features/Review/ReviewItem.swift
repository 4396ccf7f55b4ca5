import Canvas
public import RLCore

/// One row of the review queue: a suggestion, what was measured about it and what was decided.
public struct ReviewItem: Sendable, Equatable, Identifiable {
  /// What was proposed.
  public var suggestion: Suggestion
  /// What the simulator says about each action that was measured there.
  public var measured: [Action: Evidence]
  /// What was decided, or nil while it is pending.
  public var verdict: Verdict?
  /// Why that was decided; nil where nobody said.
  public var reason: String?
  /// What the policy did, in words.
  public var recordedAction: String
  /// What was proposed, in words.
  public var suggestedAction: String
  /// What can be done there.
  public var space: ActionSpace
  /// A run has left it out of its guidance: the policy has not come to its state for some time.
  public var isRetired: Bool
  /// What the policy did; nil where that is known in words only.
  public var recorded: Action?
  /// Names of the parts of a continuous action, in order.
  public var controls: [String]

  /// The suggestion's number.
  public var id: Int { suggestion.id }

  /// Makes a row.
  public init(
    suggestion: Suggestion, measured: [Action: Evidence], verdict: Verdict?, recordedAction: String,
    suggestedAction: String, space: ActionSpace, isRetired: Bool = false, recorded: Action? = nil,
    controls: [String] = [], reason: String? = nil
  ) {
    self.suggestion = suggestion
    self.measured = measured
    self.verdict = verdict
    self.recordedAction = recordedAction
    self.suggestedAction = suggestedAction
    self.space = space
    self.isRetired = isRetired
    self.recorded = recorded
    self.controls = controls
    self.reason = reason
  }

  /// The names of the discrete actions; empty where actions are vectors.
  public var actionNames: [String] { if case .discrete(let names) = space { names } else { [] } }

  /// The action that counts: an edit's own, else what was proposed.
  public var action: Action { suggestion.action(under: verdict) }

  /// The action that counts, in words.
  var actionName: String { action == suggestion.action ? suggestedName : words(action) ?? action.name(in: space) }

  /// What the policy did, in words; the parts of a vector by their names.
  var recordedName: String { recorded.flatMap(words) ?? recordedAction }

  /// What was proposed, in words; the parts of a vector by their names.
  var suggestedName: String { words(suggestion.action) ?? suggestedAction }

  /// r_LLM that counts: an edit's own, else what was proposed.
  var reward: Double { if case .edited(_, let reward) = verdict { reward } else { suggestion.reward } }

  /// What the simulator says about the action that counts, or nil where that was not measured.
  public var evidence: Evidence? { measured[action] }

  /// The action that counts was measured, and its evidence lies above zero as a whole.
  public var isVerified: Bool { evidence?.isPositive ?? false }

  /// The action that counts was measured, and its evidence lies below zero as a whole.
  var isDisproved: Bool { evidence.map { $0.high < 0 } ?? false }

  /// Whether every word that is searched for is somewhere in the suggestion.
  func isFound(by search: TextSearch) -> Bool {
    // The likeliest first: a queue may have a hundred thousand, and texts that are made for it cost most.
    search.words.allSatisfy { word in
      word.isIn(suggestion.rationale) || word.isIn(suggestion.advisor) || word.isIn(VerdictMark.of(self).name)
        || word.isIn(actionName) || word.isIn(recordedName) || reason.map(word.isIn) ?? false
        || word.isOfNumbers && word.isIn("\(suggestion.episode):\(suggestion.step)")
    }
  }

  /// The name of part `index` of a continuous action.
  func control(_ index: Int) -> String { parts.name(index) }

  private var parts: ActionParts { ActionParts(names: controls) }

  /// The parts of a vector by name; nil where there are no parts, or no names for them.
  private func words(_ action: Action) -> String? {
    guard case .continuous(let vector) = action, !controls.isEmpty else { return nil }
    return parts.words(vector.map(Double.init))
  }

  /// What was done and what counts, where both are vectors of the same parts.
  private var vectors: (did: [Double], should: [Double])? {
    guard case .continuous(let vector) = action, case .continuous(let recorded) = recorded else { return nil }
    guard recorded.count == vector.count, !vector.isEmpty else { return nil }
    return (recorded.map(Double.init), vector.map(Double.init))
  }

  /// The parts of a vector that what counts changes, from what to what; nil where actions have names.
  func changes(_ glyphs: GlyphSet) -> String? {
    vectors.map { parts.changes(from: $0.did, to: $0.should, arrow: glyphs.arrow) }
  }

  /// The action that counts in a few words of at most `width` columns: of a vector, the part that it changes most.
  func shortAction(_ glyphs: GlyphSet, within width: Int) -> String {
    let change = vectors.flatMap {
      parts.greatestChange(
        from: $0.did, to: $0.should, arrow: glyphs.arrow, within: width, ellipsis: glyphs.ellipsis)
    }
    return truncated(change ?? actionName, to: width, ellipsis: glyphs.ellipsis)
  }
}
