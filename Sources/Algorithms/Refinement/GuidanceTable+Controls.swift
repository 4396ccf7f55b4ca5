public import RLCore

/// Tables against which a table is compared: each takes one thing away and keeps the rest.
///
/// Nothing here draws but from a `seed`, and a row's draw depends on the seed and the row's place alone. States, rows and
/// the natural radius of what is moved are worked out anew, so that a control matches as often as chance lets it.
extension GuidanceTable {
  /// The same actions and rewards at recorded states drawn by chance: is it the advice, or the states?
  ///
  /// Distinct steps of `episodes`, each as likely as any other; where there are fewer than rows, some serve twice.
  /// Throws where a recorded state cannot be reached.
  public func atRandomStates(
    of episodes: [Int: Episode], entry: EnvironmentEntry, seed: UInt64
  ) throws -> GuidanceTable {
    let places = episodes.sorted { $0.key < $1.key }.flatMap { number, episode in
      episode.steps.indices.map { (episode: number, step: $0) }
    }
    guard !places.isEmpty else { return GuidanceTable(entries: [], scale: scale, naturalRadius: naturalRadius) }
    let order = SeededGenerator.order(of: places.count, seed: seed, stream: 1)
    let suggestions = entries.enumerated().map { index, row in
      let place = places[order[index % order.count]]
      return Suggestion(
        id: index + 1, episode: place.episode, step: place.step, action: row.action, reward: row.reward,
        rationale: "", confidence: 1, advisor: "random states", following: row.following)
    }
    let verdicts = Dictionary(uniqueKeysWithValues: suggestions.map { ($0.id, Verdict.accepted) })
    var table = try GuidanceTable(
      suggestions: suggestions, verdicts: verdicts, episodes: episodes, entry: entry)
    for index in entries.indices { table.entries[index].suggestion = entries[index].suggestion }
    return table
  }

  /// The same states and rewards with legal actions drawn by chance: is it what is done there? In a sequence's place a draw
  /// is held for as many steps.
  public func withRandomActions(of space: ActionSpace, seed: UInt64) -> GuidanceTable {
    var table = self
    for index in entries.indices {
      var generator = SeededGenerator(seed: seed, stream: 1_000 + UInt64(index))
      table.entries[index].replaceAction(by: space.uniform(&generator))
    }
    return table
  }

  /// The same states and actions with their rewards handed round: is it which action is paid how much?
  public func withShuffledRewards(seed: UInt64) -> GuidanceTable {
    var table = self
    for (index, other) in SeededGenerator.order(of: entries.count, seed: seed, stream: 2).enumerated() {
      table.entries[index].reward = entries[other].reward
    }
    return table
  }

  /// The same states and actions, each paid 1: is it any reward at all?
  public func withEqualRewards() -> GuidanceTable {
    var table = self
    for index in entries.indices { table.entries[index].reward = 1 }
    return table
  }

  /// Corrupted advice: in a `share` of the rows (rounded) a uniform draw takes the action's place, and r_LLM changes its
  /// sign.
  ///
  /// With one seed, the rows that a smaller share corrupts are corrupted alike by a larger one. A draw may hit the advised
  /// action again, as drawn actions do. The share is within [0, 1]; beyond, it is cut.
  public func corrupted(share: Double, of space: ActionSpace, seed: UInt64) -> GuidanceTable {
    var table = self
    let count = Int((min(max(share, 0), 1) * Double(entries.count)).rounded())
    let drawn = withRandomActions(of: space, seed: seed)
    for index in SeededGenerator.order(of: entries.count, seed: seed, stream: 3).prefix(count) {
      table.entries[index].replaceAction(by: drawn.entries[index].action)
      table.entries[index].reward = -entries[index].reward
    }
    return table
  }
}

extension GuidanceEntry {
  /// Puts one action in the place of what is advised, for as many steps.
  fileprivate mutating func replaceAction(by other: Action) {
    action = other
    following = following.map { $0.map { _ in other } }
  }
}

extension SeededGenerator {
  /// The places 0 ..< `count` in an order drawn from `seed`.
  fileprivate static func order(of count: Int, seed: UInt64, stream: UInt64) -> [Int] {
    var places = (0..<Int32(count)).map(\.self)
    var generator = SeededGenerator(seed: seed, stream: stream)
    places.withUnsafeMutableBufferPointer { generator.shuffle($0) }
    return places.map(Int.init)
  }
}
