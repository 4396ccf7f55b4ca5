import GRDB
public import RLCore

// A call lies in two tables: `advisorCall`, and beside it `callDetail` for what an endpoint told.

extension ModelCall: Tabled {
  static var table: String { "advisorCall" }
}

extension ModelCall.Service: Tabled {
  static var table: String { "callDetail" }
}

/// The row of `advisorCall` that a call is stored as.
private struct CallRow: PersistableRecord {
  static let databaseTableName = ModelCall.table
  let call: ModelCall

  func encode(to container: inout PersistenceContainer) {
    container["advisor"] = call.advisor
    container["kind"] = call.kind.rawValue
    container["episode"] = call.episode
    container["prompt"] = call.prompt
    container["reply"] = call.reply
    container["outcome"] = call.outcome
    container["promptVersion"] = call.promptVersion
    container["seconds"] = call.seconds
    container["time"] = call.time
  }
}

extension SessionStore {
  /// Stores a call, with the time that it carries.
  ///
  /// - Returns: its number.
  public func addCall(_ call: ModelCall) throws -> Int {
    try write { database in
      try CallRow(call: call).insert(database)
      let id = Int(database.lastInsertedRowID)
      if let service = call.service { try Stored(service, ["call": id]).insert(database) }
      return id
    }
  }

  /// Every call, oldest first.
  public func calls() throws -> [ModelCall] {
    try read { try Self.calls($0, rest: "ORDER BY id") }
  }

  /// Calls with what their endpoints told; with a `preview`, only so many characters of prompt and reply are read.
  ///
  /// - Parameter rest: the end of the query, from `WHERE` on.
  static func calls(
    _ database: Database, preview: Int? = nil, rest: String, _ arguments: StatementArguments = []
  ) throws -> [ModelCall] {
    func text(_ column: String) -> String {
      // SQLite counts in 64 bits and adds to what it is given; no text is longer than this.
      preview.map { "substr(\(column), 1, \(min(max(0, $0), Int(Int32.max)))) AS \(column)" } ?? column
    }
    let own = ["id", "advisor", "kind", "episode", "outcome", "promptVersion", "seconds", "time"]
    let sql = """
      SELECT \(own.joined(separator: ", ")), \(text("prompt")), \(text("reply")), callDetail.*
      FROM advisorCall LEFT JOIN callDetail ON callDetail.call = advisorCall.id \(rest)
      """
    let adapter = ScopeAdapter(["service": SuffixRowAdapter(fromIndex: own.count + 2)])
    return try Stored<ModelCall>.fetchAll(database, sql: sql, arguments: arguments, adapter: adapter).map(\.value)
  }

  /// Stores what was dropped or changed in the reply of a call.
  ///
  /// - Throws: `unknownCall`.
  public func addIssues(_ issues: [ReplyIssue], call: Int) throws {
    guard !issues.isEmpty else { return }
    try write { database in
      try Self.requireCall(call, database)
      for issue in issues { try Stored(issue, ["call": call]).insert(database) }
    }
  }

  /// The issues of one call, in the order they were found.
  public func issues(call: Int) throws -> [ReplyIssue] {
    try read { database in
      try Stored<ReplyIssue>.fetchAll(
        database, sql: "SELECT * FROM replyIssue WHERE call = ? ORDER BY seq", arguments: [call]
      ).map(\.value)
    }
  }

  /// Throws unless the call is stored.
  static func requireCall(_ id: Int, _ database: Database) throws {
    guard try Row.fetchOne(database, sql: "SELECT 1 FROM advisorCall WHERE id = ?", arguments: [id]) != nil else {
      throw SessionStoreError.unknownCall(id)
    }
  }
}

extension ReplyIssue: Tabled {
  static var table: String { "replyIssue" }
}
