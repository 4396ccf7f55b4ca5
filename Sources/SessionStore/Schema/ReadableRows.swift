import GRDB

/// What is told of rows that could not be read, where the others are wanted all the same.
public typealias LeaveOut = (_ what: String) -> Void

extension Row {
  /// What stands in a column, whatever it is. Where a certain type is wanted, `decode` throws instead of trapping.
  func stored(_ column: String) -> DatabaseValue { self[column] as DatabaseValue? ?? .null }
}

extension SessionStore {
  /// Rows as values, in the order of `sql`. With `leaveOut` a row that cannot be read is told there and passed over, and
  /// what a damaged page hides is told as one; without it either is an error.
  static func rows<Value: Tabled, Result>(
    _ type: Value.Type, _ database: Database, sql: String, _ arguments: StatementArguments = [],
    leavingOut leaveOut: LeaveOut?, _ body: (Value) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    try eachRow(database, sql: sql, arguments, in: Value.table, leavingOut: leaveOut) { row in
      results.append(try body(try Stored<Value>(row: row).value))
    }
    return results
  }

  /// The same for rows as they are. Where `leaveOut` is given, `sql` reads every row of `table`.
  ///
  /// - Parameter readsAlone: whether a row that can only be read without what `sql` joins to it counts too.
  static func eachRow(
    _ database: Database, sql: String, _ arguments: StatementArguments = [], in table: String,
    readsAlone: Bool = false, leavingOut leaveOut: LeaveOut?, _ body: (Row) throws -> Void
  ) throws {
    let table = try Schema.table(table)
    var given = 0
    do {
      let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
      while let row = try rows.next() {
        do { try body(row) } catch {
          guard let leaveOut, isUnreadable(error) else { throw error }
          leaveOut("\(table.name(of: row)): \(reason(error))")
        }
        given += 1
      }
    } catch {
      guard let leaveOut, isUnreadable(error) else { throw error }
      leaveOut("\(table.name): part of it cannot be read: \(reason(error))")
      let queries = ["(\(sql))"] + (readsAlone ? [table.name] : [])
      try rescue(database, from: queries, in: table, after: given, leaveOut, body)
    }
  }

  /// Reads row by row what the pages let through that can be read, without the first `given` rows.
  private static func rescue(
    _ database: Database, from queries: [String], in table: Schema.Table, after given: Int, _ leaveOut: LeaveOut,
    _ body: (Row) throws -> Void
  ) throws {
    let keys = ReadableKeys(table, database).values
    let condition = table.keys.map { "\($0) = ?" }.joined(separator: " AND ")
    var seen = Set(keys.prefix(given))
    for key in keys.dropFirst(given) where seen.insert(key).inserted {
      do {
        var row: Result<Row?, any Error> = .success(nil)
        for query in queries {
          row = Result {
            try Row.fetchOne(
              database, sql: "SELECT * FROM \(query) WHERE \(condition)", arguments: StatementArguments(key))
          }
          if case .success(_?) = row { break }
        }
        if let row = try row.get() { try body(row) }
      } catch {
        guard isUnreadable(error) else { throw error }
        leaveOut("\(([table.name] + key.map { "\($0)" }).joined(separator: " ")): \(reason(error))")
      }
    }
  }

  /// Whether an error is about what is stored, and not about reading as such. A table or column that is missing is so too:
  /// the schema is stored in the file.
  static func isUnreadable(_ error: any Error) -> Bool {
    if error is RowDecodingError || error is DecodingError { return true }
    if case .corrupt? = error as? SessionStoreError { return true }
    guard let error = error as? DatabaseError else { return false }
    return [.SQLITE_CORRUPT, .SQLITE_TOOBIG].contains(error.resultCode) || SessionStoreError.isOfSchema(error)
  }

  /// What is wrong with a row, in one line.
  static func reason(_ error: any Error) -> String {
    if let error = error as? DatabaseError { return error.message ?? "\(error.resultCode)" }
    if case .dataCorrupted(let context)? = error as? DecodingError { return context.debugDescription }
    if case .corrupt(_, let reason)? = error as? SessionStoreError { return reason }
    return String("\(error)".prefix { !$0.isNewline }.prefix(200))
  }
}
