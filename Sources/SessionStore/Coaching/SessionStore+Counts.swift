import GRDB

/// How much of the coaching a session has behind it.
public struct CoachingCounts: Sendable, Equatable {
  /// Recorded episodes.
  public var episodes: Int
  /// Suggestions.
  public var suggestions: Int
  /// Those whose proposal was measured.
  public var measured: Int
  /// Those with a verdict in force.
  public var decided: Int
}

extension SessionStore {
  /// How many there are of what coaching makes; nothing of it is read.
  public func counts() throws -> CoachingCounts {
    try read { database in
      func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: "SELECT count(*) FROM \(sql)") ?? 0 }
      return CoachingCounts(
        episodes: try count("episode"), suggestions: try count("suggestion"),
        measured: try count(
          """
          (SELECT DISTINCT suggestion FROM evidence WHERE seq NOT IN (SELECT evidence FROM evidenceAction)
            AND suggestion IN (SELECT id FROM suggestion))
          """),
        decided: try count(
          "decision WHERE seq IN (SELECT max(seq) FROM decision GROUP BY suggestion) AND verdict IS NOT NULL"))
    }
  }

  /// The numbers of the latest episode, call, suggestion, measurement and decision: while they stay, so does what is made of all.
  public func latestAdvice() throws -> [Int] {
    try read { database in
      try [("episode", "id"), ("advisorCall", "id"), ("suggestion", "id"), ("evidence", "seq"), ("decision", "seq")].map
      { table, key in
        try Int.fetchOne(database, sql: "SELECT max(\(key)) FROM \(table)") ?? 0
      }
    }
  }
}
