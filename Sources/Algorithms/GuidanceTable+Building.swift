import Networks
public import RLCore

extension GuidanceTable {
  /// Refuses entries that were made for another form of state or action, as by an older version.
  func check(_ spec: EnvironmentSpec) throws {
    for entry in entries {
      let fits =
        switch entry.action {
        case .discrete(let index): (0..<spec.action.count).contains(index)
        case .continuous(let vector): spec.action.count == 0 && vector.count == spec.action.width
        }
      guard fits, entry.features.count == spec.featureNames.count, entry.reward.isFinite else {
        throw InvalidSettingError(
          key: "guidance", value: "suggestion \(entry.suggestion)",
          valid: "actions \(spec.action.count > 0 ? "0 to \(spec.action.count - 1)" : "of width \(spec.action.width)")"
            + " and \(spec.featureNames.count) features for \(spec.id); identify again")
      }
    }
  }

  /// The table for suggestions with their verdicts: accepted ones as proposed, edited ones as edited.
  ///
  /// Each critical state is restored from its episode, so that features, row and words are those the policy saw.
  public init(
    suggestions: [Suggestion], verdicts: [Int: Verdict], episodes: [Int: Episode], entry: EnvironmentEntry
  ) throws {
    self.init()
    let shard = entry.makeShard(1)
    let row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    let features = FloatBuffer(count: max(1, entry.spec.featureNames.count))
    for suggestion in suggestions.sorted(by: { $0.id < $1.id }) {
      let chosen: (action: Action, reward: Double)
      switch verdicts[suggestion.id] {
      case .accepted: chosen = (suggestion.action, suggestion.reward)
      case .edited(let action, let reward): chosen = (action, reward)
      case .rejected, .skipped, nil: continue
      }
      guard let episode = episodes[suggestion.episode], episode.steps.indices.contains(suggestion.step) else {
        throw EnvironmentError.missingState(episode: suggestion.episode, step: suggestion.step)
      }
      let state = episode.state(before: suggestion.step)
      try shard.restore(0, state: state)
      shard.observe(0, into: row.base)
      shard.matchFeatures(of: row.base, into: features.base)
      entries.append(
        GuidanceEntry(
          suggestion: suggestion.id, features: features.array,
          row: Array(row.bytes(0).prefix(GuidanceMatcher.meaningful(row.base, entry.spec.observation))),
          key: entry.interpreter.key(row: row.bytes(0)), action: chosen.action, reward: chosen.reward,
          state: Array(state)))
    }
  }
}
