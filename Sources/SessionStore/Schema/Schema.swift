import GRDB

/// The schema that every session's file has, as the migrations make it.
enum Schema {
  /// A table, an index or a trigger.
  struct Entry: Sendable, Hashable {
    /// `table`, `index` or `trigger`.
    var type: String
    /// Its name.
    var name: String
    /// What makes it.
    var sql: String
  }

  /// How a table is read, which a damaged file is not asked for.
  struct Table: Sendable {
    /// Its name.
    var name: String
    /// Its columns.
    var columns: [String]
    /// The columns of its key.
    var keys: [String]
    /// Whether its key is the number of a row.
    var isNumbered: Bool

    /// The columns of the key, for a query.
    var key: String { keys.joined(separator: ", ") }

    /// What a row is called.
    func name(of row: Row) -> String { ([name] + keys.map { "\(row.stored($0))" }).joined(separator: " ") }
  }

  private static let made = Result { () throws -> (entries: [Entry], tables: [Table]) in
    let queue = try DatabaseQueue()
    try Migrations.migrator.migrate(queue)
    return try queue.read { database in
      let sql = """
        SELECT type, name, sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations' ORDER BY rowid
        """
      let entries = try Row.fetchAll(database, sql: sql).map {
        Entry(
          type: try $0.decode(forColumn: "type"), name: try $0.decode(forColumn: "name"),
          sql: try $0.decode(forColumn: "sql"))
      }
      let tables = try entries.filter { $0.type == "table" }.map { entry in
        let key = try database.primaryKey(entry.name)
        return Table(
          name: entry.name, columns: try database.columns(in: entry.name).map(\.name), keys: key.columns,
          isNumbered: key.rowIDColumn != nil)
      }
      return (entries, tables)
    }
  }

  /// Everything in it, in the order in which it was made.
  static func entries() throws -> [Entry] { try made.get().entries }

  /// The tables, in the order in which they were made.
  static func tables() throws -> [Table] { try made.get().tables }

  /// The table of a name.
  static func table(_ name: String) throws -> Table {
    guard let table = try tables().first(where: { $0.name == name }) else {
      throw DatabaseError(resultCode: .SQLITE_ERROR, message: "no such table: \(name)")
    }
    return table
  }

  /// What of it is not in a file, or has become something else there. SQLite itself passes over much of it where a file is
  /// only read.
  static func damage(_ database: Database) throws -> [SessionDamage] {
    var found: [String: DatabaseValue] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_master") {
      found["\(row.stored("name"))"] = row.stored("sql")
    }
    return try entries().compactMap { entry in
      let what = "\(entry.type) \(entry.name)"
      guard let sql = found["\(entry.name.databaseValue)"] else {
        return SessionDamage(what: what, reason: "it is not in the schema")
      }
      return sql == entry.sql.databaseValue
        ? nil : SessionDamage(what: what, reason: "its definition is not what was stored")
    }
  }
}
