import GRDB
public import RLCore

extension SessionStore {
  /// Stores a call.
  ///
  /// - Returns: its number.
  public func addCall(_ call: AdvisorCall, now: Double) throws -> Int {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO advisorCall (advisor, kind, episode, prompt, reply, outcome, promptVersion, seconds, time)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          call.advisor, call.kind.rawValue, call.episode, call.prompt, call.reply, call.outcome, call.promptVersion,
          call.seconds, now,
        ])
      let id = Int(database.lastInsertedRowID)
      if let detail = call.detail { try detail.insert(database, call: id) }
      return id
    }
  }

  /// Every call, oldest first.
  public func calls() throws -> [AdvisorCall] {
    try read { try Row.fetchAll($0, sql: Self.selection() + " ORDER BY id").map(AdvisorCall.init) }
  }

  /// Stores what was dropped or changed in the reply of a call.
  ///
  /// - Throws: `unknownCall`.
  public func addIssues(_ issues: [ReplyIssue], call: Int) throws {
    guard !issues.isEmpty else { return }
    try write { database in
      guard try Row.fetchOne(database, sql: "SELECT 1 FROM advisorCall WHERE id = ?", arguments: [call]) != nil else {
        throw SessionStoreError.unknownCall(call)
      }
      for issue in issues {
        try database.execute(
          sql: "INSERT INTO replyIssue (call, kind, item, reason) VALUES (?, ?, ?, ?)",
          arguments: [call, issue.kind.rawValue, issue.item, issue.reason])
      }
    }
  }

  /// The issues of one call, in the order they were found.
  public func issues(call: Int) throws -> [ReplyIssue] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM replyIssue WHERE call = ? ORDER BY seq", arguments: [call])
        .map { row in
          ReplyIssue(kind: try row.name("kind"), item: try row.optional("item"), reason: try row.value("reason"))
        }
    }
  }
}
