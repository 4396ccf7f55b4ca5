/// Statements about databases and tables in place of rows: `SHOW`, `DESCRIBE` and `USE`.
struct CatalogStatement {
  private let tokens: [SQLToken]
  private let sql: String
  private var position = 0
  private let databases: SpiderDatabases
  private let session: SQLSession

  /// Carries out such a statement; nil for another one.
  ///
  /// - Throws: `SQLFailure` in MySQL's words.
  static func answer(
    _ tokens: [SQLToken], _ sql: String, _ databases: SpiderDatabases, _ session: inout SQLSession
  ) throws -> SQLAnswer? {
    var statement = CatalogStatement(tokens: tokens, sql: sql, databases: databases, session: session)
    switch tokens.first?.keyword {
    case "USE":
      guard tokens.count == 2, tokens[1].isName else { throw statement.failure(1) }
      guard let database = session.database(tokens[1].text, in: databases) else {
        throw SQLFailure("Unknown database '\(tokens[1].text.lowercased())'")
      }
      session.database = database.schema.name
      return SQLAnswer(.done)
    case "SHOW":
      statement.position = 1
      return SQLAnswer(try statement.show())
    case "DESCRIBE", "DESC", "EXPLAIN":
      guard tokens.count > 1, tokens[1].isName, !["SELECT", "WITH", "ANALYZE", "FORMAT"].contains(tokens[1].keyword)
      else {
        guard tokens.first?.keyword == "EXPLAIN", tokens.count > 1 else { throw statement.failure(1) }
        throw SQLFailure("EXPLAIN of a statement is not given here; EXPLAIN of a table is")
      }
      statement.position = 1
      return SQLAnswer(try statement.describe())
    default: return nil
    }
  }

  private func failure(_ token: Int) -> SQLFailure {
    .syntax(sql, at: token < tokens.count ? tokens[token].range.lowerBound : sql.utf8.count)
  }

  private mutating func take(_ words: String...) -> Bool {
    guard position < tokens.count, words.contains(tokens[position].keyword) else { return false }
    position += 1
    return true
  }

  private mutating func name() throws -> String {
    guard position < tokens.count, tokens[position].isName,
      !SQLWords.reserved.contains(tokens[position].keyword)
    else { throw failure(position) }
    position += 1
    return tokens[position - 1].text
  }

  private mutating func pattern() throws -> String? {
    guard take("LIKE") else { return nil }
    guard position < tokens.count, tokens[position].kind == .string else { throw failure(position) }
    position += 1
    return tokens[position - 1].text
  }

  private func expectEnd() throws {
    guard position == tokens.count else { throw failure(position) }
  }

  private func texts(_ rows: [[String?]]) -> SQLRows {
    SQLRows(
      types: (rows.first ?? []).map { _ in .text }, rows: rows.map { $0.map { $0.map(SQLValue.text) ?? .null } })
  }

  private mutating func show() throws -> SQLRows {
    let isFull = take("FULL")
    if take("DATABASES", "SCHEMAS") {
      let wanted = try pattern()
      try expectEnd()
      let all = (databases.names + [InformationSchema.name, "mysql", "performance_schema", "sys"]).map {
        $0.lowercased()
      }
      return texts(all.sorted().filter { matches($0, wanted) }.map { [$0] })
    }
    if take("TABLES") {
      let place = take("FROM", "IN") ? try name() : session.database
      guard let schema = session.database(place, in: databases)?.schema else {
        throw SQLFailure("Unknown database '\(place.lowercased())'")
      }
      let wanted = try pattern()
      try expectEnd()
      return texts(
        schema.listedNames.filter { matches($0, wanted) }.map { isFull ? [$0, "BASE TABLE"] : [$0] })
    }
    if take("COLUMNS", "FIELDS") {
      guard take("FROM", "IN") else { throw failure(position) }
      let table = try self.table()
      let wanted = try pattern()
      try expectEnd()
      return texts(
        table.columns.filter { matches($0.name, wanted) }.map { column in
          let row = Self.row(column, table)
          guard isFull else { return row }
          let collation = column.type == .text ? "utf8mb4_general_ci" : nil
          return [row[0], row[1], collation] + row[2...] + ["select,insert,update,references", ""]
        })
    }
    if take("INDEX", "INDEXES", "KEYS") {
      guard take("FROM", "IN") else { throw failure(position) }
      return indexes(try table())
    }
    if take("CREATE") {
      guard take("TABLE") else { throw failure(position) }
      let table = try self.table()
      return texts([[table.name.lowercased(), Self.creation(of: table)]])
    }
    throw SQLFailure(
      "SHOW knows TABLES, DATABASES, COLUMNS, INDEX and CREATE TABLE here; it does not know what was asked for")
  }

  private func matches(_ text: String, _ pattern: String?) -> Bool {
    pattern.map { SQLiteFunction.isLike(text, $0, escape: "\\") } ?? true
  }

  /// A table by its name, with its database before it or after a `FROM`.
  private mutating func table() throws -> MySQLTable {
    var (place, table) = (session.database, try name())
    if position < tokens.count, tokens[position].isSymbol(".") {
      position += 1
      (place, table) = (table, try name())
    } else if take("FROM", "IN") {
      place = try name()
    }
    if place.lowercased() == InformationSchema.name, let found = InformationSchema.table(table) { return found }
    guard let database = session.database(place, in: databases) else {
      throw SQLFailure("Unknown database '\(place.lowercased())'")
    }
    guard let found = database.schema.table(table) else {
      throw SQLFailure("Table '\(place.lowercased()).\(table.lowercased())' doesn't exist")
    }
    return found
  }

  private mutating func describe() throws -> SQLRows {
    let table = try self.table()
    var columns = table.columns
    if position < tokens.count, tokens[position].isName || tokens[position].kind == .string {
      let wanted = tokens[position].text
      position += 1
      columns = columns.filter { matches($0.name, wanted) }
    }
    try expectEnd()
    return texts(columns.map { Self.row($0, table) })
  }

  private static func row(_ column: MySQLColumn, _ table: MySQLTable) -> [String?] {
    [
      column.name, column.declaration, column.isNullable ? "YES" : "NO", table.keyWord(column), column.defaultText,
      column.countsUp ? "auto_increment" : column.hasComputedDefault ? "DEFAULT_GENERATED" : "",
    ]
  }

  private func indexes(_ table: MySQLTable) -> SQLRows {
    let keys = [MySQLKey(name: "PRIMARY", columns: table.primaryKey, isUnique: true)] + table.keys
    let rows = keys.flatMap { key in
      key.columns.enumerated().map { index, column -> [SQLValue] in
        [
          .text(table.name.lowercased()), .integer(key.isUnique ? 0 : 1), .text(key.name), .integer(Int64(index + 1)),
          .text(column), .text("A"), .null, .null, .null,
          .text(table.column(column)?.isNullable == true ? "YES" : ""), .text("BTREE"), .text(""), .text(""),
          .text("YES"), .null,
        ]
      }
    }
    return SQLRows(types: (rows.first ?? []).map { _ in .null }, rows: rows)
  }

  private static func creation(of table: MySQLTable) -> String {
    func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ",") }
    var lines = table.columns.map { column in
      "  `\(column.name)` \(column.declaration)" + (column.isNullable ? "" : " NOT NULL")
        + (column.countsUp ? " AUTO_INCREMENT" : "")
        + (column.defaultText.map { column.hasComputedDefault ? " DEFAULT \($0)" : " DEFAULT '\($0)'" }
          ?? (column.isNullable && column.declaration != "text" ? " DEFAULT NULL" : ""))
    }
    if !table.primaryKey.isEmpty { lines.append("  PRIMARY KEY (\(list(table.primaryKey)))") }
    lines += table.keys.map { "  \($0.isUnique ? "UNIQUE " : "")KEY `\($0.name)` (\(list($0.columns)))" }
    lines += table.foreignKeys.map {
      "  CONSTRAINT `\($0.name)` FOREIGN KEY (\(list($0.columns))) REFERENCES `\($0.table.lowercased())` "
        + "(\(list($0.targets)))"
    }
    return "CREATE TABLE `\(table.name.lowercased())` (\n\(lines.joined(separator: ",\n"))\n) ENGINE=InnoDB "
      + "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci"
  }
}
