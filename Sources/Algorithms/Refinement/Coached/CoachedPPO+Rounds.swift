package import RLCore

/// Rounds: the table is renewed as training goes on, since a policy leaves the states that it was made from.
///
/// Every `guidance.rounds` updates whoever drives the run takes episodes that were just played, asks about them, and hands
/// over a new table (`RoundsJob`). An entry that was not met in two rounds is retired: the policy has left its state. A round
/// spends no more than the share of `guidance.roundShare` that is due by then, and after three of which nothing came nobody
/// is asked any more, so that guidance which does not pay costs next to nothing.
extension CoachedPPO {
  /// What a round may spend by now, in environment steps: the share of `reserve` that is due at `progress`, less what
  /// earlier rounds have spent; none where the last ones brought nothing.
  package func roundBudget(of reserve: Int, at progress: Double) -> Int {
    guard use.barren < TableUse.barrenRounds else { return 0 }
    return max(0, Int(Double(reserve) * progress) - use.spent)
  }

  /// Ends a round: the suggestions that are retired from now on, all of them.
  package func endRound() -> [Int] {
    use.retired += use.endRound().map { table.entries[$0].suggestion }
    return use.retired
  }

  /// Steps of evidence that an update learns from at most: a tenth of its own.
  package var evidenceLimit: Int { configuration.reusesEvidence ? settings.batchSize / 10 : 0 }

  /// Goes on with another table, which cost so many environment steps, and learns from what was played for it, where
  /// settings have it so. An override that is held goes on where its entry stays.
  package func adopt(_ table: GuidanceTable, spent: Int, played: [EvidenceBranch] = []) throws {
    try table.check(entry)
    let old = self.table.entries
    use.move(from: old, to: table.entries)
    use.spent += spent
    let places = Dictionary(
      table.entries.enumerated().map { ($1.suggestion, $0) }, uniquingKeysWith: { first, _ in first })
    for part in parts {
      for (index, held) in part.held.enumerated() where held >= 0 {
        if let place = places[old[held].suggestion] {
          part.held[index] = place
        } else {
          (part.held[index], part.remaining[index]) = (-1, 0)
        }
      }
    }
    take(table)
    learn(from: configuration.reusesEvidence ? played : [])
  }
}
