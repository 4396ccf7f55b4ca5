/// What was played in one rollout of evidence, so that a run whose policy played it can learn from it.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | s_0 … s_n | `rows`, as the environment gives them | (steps + 1, row bytes) |
/// | a_t | `actions`, as they were drawn or given | (steps, action width) |
/// | r_t | `rewards`, the environment's | (steps) |
package struct EvidenceBranch: Sendable, Equatable, Codable {
  var rows: [UInt8] = []
  var actions: [Float] = []
  var rewards: [Float] = []
  /// Steps at the beginning whose action was given, and not drawn by the policy.
  var forced = 0
  /// The last step ended the episode by its own rules; else the rollout was cut there.
  var terminated = false

  /// Steps played.
  var count: Int { rewards.count }

  /// Its first `count` steps.
  func prefix(_ count: Int) -> EvidenceBranch {
    guard count < self.count else { return self }
    var piece = self
    piece.rows = Array(rows.prefix((count + 1) * (rows.count / (self.count + 1))))
    piece.actions = Array(actions.prefix(count * (actions.count / self.count)))
    piece.rewards = Array(rewards.prefix(count))
    piece.terminated = false
    return piece
  }

  /// What is learnt from, at most `limit` steps: the first pair of every suggestion, then the second one, and so on, each
  /// with all of its branches, whatever came out. The last one is cut where it is too long.
  ///
  /// - Parameter pairs: the branches of every pair, by suggestion.
  package static func lesson(from pairs: [Int: [[EvidenceBranch]]], limit: Int) -> [EvidenceBranch] {
    let suggestions = pairs.keys.sorted()
    var (lesson, room): ([EvidenceBranch], Int) = ([], limit)
    for pair in 0..<(pairs.values.map(\.count).max() ?? 0) {
      for branch in suggestions.compactMap({ pairs[$0].flatMap { $0.indices.contains(pair) ? $0[pair] : nil } })
        .joined()
      where room > 0 && branch.count > 0 {
        lesson.append(branch.prefix(room))
        room -= min(room, branch.count)
      }
    }
    return lesson
  }
}
