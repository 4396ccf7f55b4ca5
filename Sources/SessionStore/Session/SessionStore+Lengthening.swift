import GRDB
import RLCore

/// How much is recorded in a session.
package struct SessionExtent: Sendable, Equatable {
  /// Values of metrics, over all runs.
  package var points: Int
  /// Recorded episodes.
  package var episodes: Int
  /// Suggestions.
  package var suggestions: Int

  /// Makes an extent.
  package init(points: Int, episodes: Int, suggestions: Int) {
    (self.points, self.episodes, self.suggestions) = (points, episodes, suggestions)
  }
}

/// Makes long sessions of short ones, so that what a screen costs can be measured on one that took weeks to record.
extension SessionStore {
  /// How much is recorded.
  package func extent() throws -> SessionExtent {
    try read { database in
      func count(_ table: String) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
      }
      return SessionExtent(
        points: try count("metric"), episodes: try count("episode"), suggestions: try count("suggestion"))
    }
  }

  /// Repeats what is recorded until there is so much of it; what is there already stays, and more of it than asked for too.
  ///
  /// Curves go on after their last step as they began. Episodes are copied with their states, so that they can be played;
  /// suggestions go to the copies with their evidence, and to a third of them a decision. Rows are those that the stages
  /// leave; metrics and episodes are copied in the database, which takes seconds where storing them one by one takes many
  /// minutes. Runs that have ended are as long as their curves afterwards.
  ///
  /// - Parameter onProgress: told what is done.
  /// - Throws: `invalid` where there is nothing that could be repeated.
  package func lengthen(to extent: SessionExtent, now: Double, onProgress: (String) -> Void = { _ in }) throws {
    let present = try self.extent()
    try lengthenCurves(by: extent.points - present.points)
    onProgress("\(max(extent.points, present.points)) metric points")
    let copies = try copyEpisodes(extent.episodes - present.episodes, now: now)
    onProgress("\(max(extent.episodes, present.episodes)) episodes")
    try copySuggestions(extent.suggestions - present.suggestions, to: copies, now: now)
    onProgress("\(max(extent.suggestions, present.suggestions)) suggestions")
  }

  private static func nothing(_ what: String) -> SessionStoreError {
    .invalid(what: "a longer session", reason: "it has no \(what) that could be repeated")
  }

  /// Repeats every curve, each by its share of `missing` points.
  private func lengthenCurves(by missing: Int) throws {
    guard missing > 0 else { return }
    let curves = try read { database in
      try Stored<RecordedCurve>.fetchAll(
        database,
        sql: """
          SELECT run, name, count(*) AS points, max(step) AS lastStep, min(time) AS firstTime, max(time) AS lastTime
          FROM metric GROUP BY run, name ORDER BY run, name
          """
      ).map(\.value)
    }
    guard !curves.isEmpty else { throw Self.nothing("metric") }
    // Steps of a run stay beside each other: every curve of it begins anew at the same step.
    let steps = Dictionary(curves.map { ($0.run, $0.lastStep) }, uniquingKeysWith: max)
    let seconds = Dictionary(curves.map { ($0.run, $0.lastTime - $0.firstTime + 1) }, uniquingKeysWith: max)
    for (index, curve) in curves.enumerated() {
      let share = missing * (index + 1) / curves.count - missing * index / curves.count
      let turns = (share + curve.points - 1) / curve.points
      try write { database in
        try database.execute(
          sql: """
            WITH RECURSIVE turn (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM turn WHERE number < :turns)
            INSERT INTO metric (run, name, step, value, time)
            SELECT run, name, step + number * :steps, value, time + number * :seconds
            FROM turn CROSS JOIN metric WHERE run = :run AND name = :name ORDER BY number, step LIMIT :share
            """,
          arguments: [
            "turns": turns, "steps": steps[curve.run], "seconds": seconds[curve.run], "run": curve.run.rawValue,
            "name": curve.name, "share": share,
          ])
      }
    }
    try write { database in
      for run in steps.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
        try database.execute(
          sql: """
            UPDATE run SET step = last.step, totalSteps = last.step
            FROM (SELECT max(step) AS step FROM metric WHERE run = ?1) AS last
            WHERE run.name = ?1 AND run.state = 'finished'
            """,
          arguments: [run.rawValue])
      }
    }
    // As whoever trained it would have left it.
    for run in steps.keys { _ = try gatheredCurves(of: run) }
  }

  /// Copies collected episodes in turn, `missing` times in all.
  ///
  /// - Returns: the numbers of the copies of each one, its own first.
  private func copyEpisodes(_ missing: Int, now: Double) throws -> [Int: [Int]] {
    let originals = try collectedEpisodes()
    var copies = Dictionary(uniqueKeysWithValues: originals.map { ($0, [$0]) })
    guard missing > 0 else { return copies }
    guard !originals.isEmpty else { throw Self.nothing("episode") }
    // Not all in one transaction: the log would become as large as all of them.
    for start in stride(from: 0, to: missing, by: Self.batch) {
      try write { database in
        for number in start..<min(missing, start + Self.batch) {
          let original = originals[number % originals.count]
          try database.execute(
            sql: """
              INSERT INTO episode (environment, checkpoint, seed, length, environmentReturn, terminated, stateBytes,
                createdAt, steps, states)
              SELECT environment, checkpoint, seed, length, environmentReturn, terminated, stateBytes, ?, steps, states
              FROM episode WHERE id = ?
              """,
            arguments: [now, original])
          let copy = Int(database.lastInsertedRowID)
          try database.execute(
            sql: "INSERT INTO episodeDigest (episode, digest) SELECT ?, digest FROM episodeDigest WHERE episode = ?",
            arguments: [copy, original])
          copies[original, default: []].append(copy)
        }
      }
    }
    return copies
  }

  /// Episodes or suggestions of one transaction.
  private static let batch = 256

  /// Copies suggestions in turn, `missing` of them, to the copies of the episodes that they are about, about as many to
  /// each.
  private func copySuggestions(_ missing: Int, to copies: [Int: [Int]], now: Double) throws {
    guard missing > 0 else { return }
    let originals = try suggestions().filter { copies[$0.episode] != nil }
    guard !originals.isEmpty else { throw Self.nothing("suggestion") }
    let measured = try evidence()
    var recorded = try recordedActions(after: 0)
    recorded.merge(try findRecordedActions(of: originals.filter { recorded[$0.id] == nil })) { $1 }
    let perEpisode = max(1, originals.count / max(1, copies.count))
    for start in stride(from: 0, to: missing, by: Self.batch * 16) {
      let numbers = start..<min(missing, start + Self.batch * 16)
      let stored = try addAdvice(
        numbers.map { number in
          var copy = originals[number % originals.count]
          let episodes = copies[copy.episode] ?? [copy.episode]
          let turn = number / originals.count * perEpisode + number % originals.count
          copy.episode = episodes[turn % episodes.count]
          // Calls are about one episode.
          copy.call = nil
          return copy
        }, keepsRecorded: false, now: now)
      let pairs = zip(numbers, stored).map { number, copy in (originals[number % originals.count], copy) }
      try write { database in
        for (original, copy) in pairs {
          if let action = recorded[original.id] { try RecordedActions.keep(action, at: copy.id, database) }
          guard let found = measured[original.id] else { continue }
          _ = try Self.insertEvidence(found, suggestion: copy.id, now: now, database)
        }
      }
      let decided = pairs.filter { $0.1.id % 3 == 0 }.map { original, copy in
        Decision(
          suggestion: copy.id, verdict: measured[original.id]?.isPositive == true ? .accepted : .rejected,
          actor: "person")
      }
      for first in stride(from: 0, to: decided.count, by: Self.batch) {
        try decide(Array(decided[first..<min(decided.count, first + Self.batch)]), now: now)
      }
    }
  }
}

/// How much of a curve is recorded.
private struct RecordedCurve: Tabled {
  static var table: String { "metric" }
  var run: RunName
  var name: String
  var points: Int
  var lastStep: Int
  var firstTime: Double
  var lastTime: Double
}
