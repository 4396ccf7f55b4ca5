import GRDB

/// What is told of rows that could not be read, where the others are wanted all the same.
public typealias LeaveOut = (_ what: String) -> Void

extension SessionStore {
  /// Rows as values, in the order of `sql`. With `leaveOut` a row that cannot be read is told there and passed over, and
  /// so is what follows a page that SQLite cannot read; without it either is an error.
  static func rows<Value: Tabled, Result>(
    _ type: Value.Type, _ database: Database, sql: String, _ arguments: StatementArguments = [], key: String,
    leavingOut leaveOut: LeaveOut?, _ body: (Value) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    try eachRow(database, sql: sql, arguments, in: Value.table, key: key, leavingOut: leaveOut) { row in
      results.append(try body(try Stored<Value>(row: row).value))
    }
    return results
  }

  /// The same for rows as they are.
  static func eachRow(
    _ database: Database, sql: String, _ arguments: StatementArguments = [], in table: String, key: String,
    leavingOut leaveOut: LeaveOut?, _ body: (Row) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
    do {
      while let row = try rows.next() {
        do { try body(row) } catch {
          guard let leaveOut, isUnreadable(error) else { throw error }
          let name: DatabaseValue? = row[key]
          leaveOut("\(table) \(name ?? .null): \(reason(error))")
        }
      }
    } catch {
      guard let leaveOut, isUnreadable(error) else { throw error }
      leaveOut("\(table): the rest of it cannot be read: \(reason(error))")
    }
  }

  /// Whether an error is about what is stored, and not about reading as such.
  static func isUnreadable(_ error: any Error) -> Bool {
    if error is RowDecodingError || error is DecodingError { return true }
    if case .corrupt? = error as? SessionStoreError { return true }
    return (error as? DatabaseError).map { [.SQLITE_CORRUPT, .SQLITE_TOOBIG].contains($0.resultCode) } ?? false
  }

  /// What is wrong with a row, in one line.
  static func reason(_ error: any Error) -> String {
    if let error = error as? DatabaseError { return error.message ?? "\(error.resultCode)" }
    if case .dataCorrupted(let context)? = error as? DecodingError { return context.debugDescription }
    return String("\(error)".prefix { !$0.isNewline }.prefix(200))
  }
}
