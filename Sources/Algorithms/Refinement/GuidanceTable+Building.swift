import Networks
public import RLCore

extension GuidanceTable {
  /// Refuses entries that were made for another form of state or action, as by an older version.
  func check(_ entry: EnvironmentEntry) throws {
    let (spec, width) = (entry.spec, entry.featureNames.count)
    for row in entries {
      let fits = ([row.action] + (row.following ?? [])).allSatisfy { action in
        switch action {
        case .discrete(let index): (0..<spec.action.count).contains(index)
        case .continuous(let vector): spec.action.count == 0 && vector.count == spec.action.width
        }
      }
      let isScaled = scale.map { $0.count == width && $0.allSatisfy(\.isFinite) } ?? true
      guard fits, isScaled, row.features.count == width, row.reward.isFinite else {
        throw InvalidSettingError(
          key: "guidance", value: "suggestion \(row.suggestion)",
          valid: "actions \(spec.action.count > 0 ? "0 to \(spec.action.count - 1)" : "of width \(spec.action.width)")"
            + " and \(width) features for \(spec.id); identify again")
      }
    }
  }

  /// Why the recorded states are needed.
  fileprivate static let purpose = "guidance looks at the recorded states again"

  /// The table for suggestions with their verdicts: accepted ones as proposed, edited ones as edited.
  ///
  /// Each critical state is restored from its episode, so that features, row and words are those the policy saw.
  /// `evidence` is that of the proposed action: an edited one has none.
  public init(
    suggestions: [Suggestion], verdicts: [Int: Verdict], episodes: [Int: Episode], evidence: [Int: Evidence] = [:],
    entry: EnvironmentEntry
  ) throws {
    self.init()
    let shard = entry.makeShard(1)
    let row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    let features = FloatBuffer(count: max(1, entry.featureNames.count))
    for suggestion in suggestions.sorted(by: { $0.id < $1.id }) {
      let chosen: (action: Action, reward: Double)
      var measured: Evidence?
      switch verdicts[suggestion.id] {
      case .accepted:
        chosen = (suggestion.action, suggestion.reward)
        measured = evidence[suggestion.id]
      case .edited(let action, let reward):
        // Earlier versions took edits that the environment cannot do.
        if let problem = entry.spec.action.problem(with: action) {
          throw InvalidSettingError(
            key: "guidance", value: "the edit of suggestion \(suggestion.id)",
            valid: "an action of \(entry.spec.id), where \(problem); edit it again in the review")
        }
        chosen = (action, reward)
      case .rejected, .skipped, nil: continue
      }
      guard let episode = episodes[suggestion.episode], episode.steps.indices.contains(suggestion.step) else {
        throw EnvironmentError.missingState(episode: suggestion.episode, step: suggestion.step)
      }
      try shard.visit(0, episode.moment(before: suggestion.step), for: Self.purpose)
      shard.observe(0, into: row.base)
      shard.featured?.matchFeatures(of: row.base, into: features.base)
      entries.append(
        GuidanceEntry(
          suggestion: suggestion.id, features: features.array,
          row: Array(row.bytes(0).prefix(GuidanceMatcher.meaningful(row.base, entry.spec.observation))),
          key: entry.interpreter?.key(row: row.bytes(0)) ?? "", action: chosen.action, reward: chosen.reward,
          state: Array(episode.state(before: suggestion.step)), recorded: episode.steps[suggestion.step].action,
          blame: suggestion.blame, stateValue: suggestion.stateValue, gain: measured?.gain,
          hold: suggestion.hold ?? measured?.hold, following: suggestion.proposing(chosen.action).following))
    }
    guard case .dense = entry.spec.observation, !entries.isEmpty else { return }
    let recorded = try RecordedFeatures(episodes: episodes, entry: entry)
    scale = recorded.scale
    let origin = Dictionary(suggestions.map { ($0.id, $0.episode) }, uniquingKeysWith: { first, _ in first })
    naturalRadius = recorded.radius(entries.map { ($0.features, origin[$0.suggestion] ?? 0) })
  }
}

/// The match features of every recorded state: what is far and what is near in them.
private struct RecordedFeatures {
  /// By episode, then by step (features).
  var features: [Int: [[Float]]] = [:]
  /// One over the standard deviation of each feature.
  var scale: [Float] = []

  /// Share of the recorded states that a natural radius is to match.
  static let share = 0.1

  init(episodes: [Int: Episode], entry: EnvironmentEntry) throws {
    let shard = entry.makeShard(1)
    let row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    let buffer = FloatBuffer(count: max(1, entry.featureNames.count))
    for (number, episode) in episodes {
      guard !episode.steps.isEmpty else { continue }
      var rows: [[Float]] = []
      try shard.walk(0, through: episode, 0...(episode.steps.count - 1), for: GuidanceTable.purpose) { _ in
        shard.observe(0, into: row.base)
        shard.featured?.matchFeatures(of: row.base, into: buffer.base)
        rows.append(buffer.array)
      }
      features[number] = rows
    }
    let all = features.sorted { $0.key < $1.key }.flatMap(\.value)
    scale = (0..<buffer.count).map { index in
      let values = all.map { Double($0[index]) }
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
      // A feature that never moves tells states apart by nothing.
      return variance > 1e-8 ? Float(1 / variance.squareRoot()) : 0
    }
  }

  /// The distance (root mean square over scaled features) within which a tenth of the recorded states have an entry
  /// that comes from another episode: a table meets new episodes, not those it was made from.
  func radius(_ entries: [(features: [Float], episode: Int)]) -> Double? {
    var nearest: [Float] = []
    for (number, rows) in features.sorted(by: { $0.key < $1.key }) {
      let others = entries.filter { $0.episode != number }
      guard !others.isEmpty else { continue }
      for row in rows.enumerated() where row.offset % 4 == 0 {
        nearest.append(others.map { distance($0.features, row.element) }.min() ?? .infinity)
      }
    }
    guard !nearest.isEmpty else { return nil }
    nearest.sort()
    return Double(nearest[Int(Double(nearest.count - 1) * Self.share)])
  }

  private func distance(_ first: [Float], _ second: [Float]) -> Float {
    var sum: Float = 0
    for index in scale.indices {
      let difference = (first[index] - second[index]) * scale[index]
      sum += difference * difference
    }
    return (sum / Float(max(1, scale.count))).squareRoot()
  }
}
