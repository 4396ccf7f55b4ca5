import RLCore

/// One of the databases that tasks ask about: its tables, and their rows as an SQLite database.
struct SpiderDatabase: Sendable {
  var schema: MySQLSchema
  /// The rows, as SQLite keeps them in a file.
  var image: DatabaseImage
}

/// An SQLite database as bytes; copies share them.
final class DatabaseImage: Sendable, Hashable {
  let bytes: [UInt8]
  /// Of equal bytes equal.
  let digest: String

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    digest = sha256Hex(bytes)
  }

  static func == (left: DatabaseImage, right: DatabaseImage) -> Bool {
    left === right || left.digest == right.digest
  }

  func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// The databases of a dump.
package struct SpiderDatabases: Sendable {
  /// In the order of the dump.
  package let names: [String]
  private let databases: [String: SpiderDatabase]

  /// What a dump of MySQL holds, table for table and row for row.
  ///
  /// - Throws: `MySQLDumpError` with the line.
  /// - Complexity: O(bytes).
  package init(dump: [UInt8]) throws {
    var builder = SpiderDatabaseBuilder()
    try MySQLDump.read(dump, into: &builder)
    do { (names, databases) = try builder.finish() } catch {
      let reason = (error as? MySQLRowError)?.reason ?? "\(error)"
      throw MySQLDumpError(line: 1 + dump.count { $0 == Ascii.newline }, reason: reason)
    }
  }

  /// A database, whatever the case of letters.
  subscript(name: String) -> SpiderDatabase? { databases[name.lowercased()] }

  /// A table of a database; those of `information_schema` too.
  func table(_ schema: String, _ name: String) -> MySQLTable? {
    if schema.lowercased() == InformationSchema.name { return InformationSchema.table(name) }
    return self[schema]?.schema.table(name)
  }

  /// Every schema, in the order of names.
  var schemas: [MySQLSchema] { names.sorted().compactMap { self[$0]?.schema } }
}

/// Builds SQLite databases out of a dump.
private struct SpiderDatabaseBuilder: MySQLDumpReader {
  private var schemas: [MySQLSchema] = []
  private var connections: [SQLiteConnection] = []
  private var current: Int?
  private var known: [String: Int] = [:]
  private var pending: (table: String, rows: [[SQLValue]]) = ("", [])

  mutating func database(_ name: String) throws {
    try flush()
    if let place = known[name.lowercased()] {
      current = place
      return
    }
    known[name.lowercased()] = schemas.count
    current = schemas.count
    schemas.append(MySQLSchema(name: name))
    connections.append(try SQLiteConnection())
  }

  mutating func table(_ table: MySQLTable) throws {
    try flush()
    guard let current else {
      throw MySQLRowError(reason: "CREATE TABLE `\(table.name)` comes before any USE; make the dump with --databases")
    }
    schemas[current].tables.removeAll { $0.name.lowercased() == table.name.lowercased() }
    schemas[current].tables.append(table)
    try connections[current].execute(SQLiteTable.creation(of: table))
    for statement in SQLiteTable.indexes(of: table) { try connections[current].execute(statement) }
  }

  mutating func row(_ values: [MySQLLiteral], of name: String, columns: [String]?) throws {
    guard let current, let table = schemas[current].table(name) else {
      throw MySQLRowError(reason: "INSERT INTO `\(name)`, a table that the dump has not created before")
    }
    var row = [SQLValue](repeating: .null, count: table.columns.count)
    let places = try columns.map { names in
      try names.map { name in
        guard let place = table.columns.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) else {
          throw MySQLRowError(reason: "table `\(table.name)` has no column `\(name)`")
        }
        return place
      }
    }
    guard values.count == places?.count ?? row.count else {
      throw MySQLRowError(
        reason: "a row of table `\(table.name)` has \(values.count) values for \(places?.count ?? row.count) columns")
    }
    for (index, value) in values.enumerated() {
      let place = places?[index] ?? index
      row[place] = SQLiteTable.value(value, of: table.columns[place].type)
    }
    if pending.table != table.name { try flush() }
    pending.table = table.name
    pending.rows.append(row)
  }

  private mutating func flush() throws {
    defer { pending = ("", []) }
    guard let current, let table = schemas[current].table(pending.table), !pending.rows.isEmpty else { return }
    let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
    let connection = connections[current]
    try connection.execute("BEGIN")
    do {
      let insertion = try connection.insertion("INSERT INTO \(SQLText.quoted(name: table.name)) VALUES (\(marks))")
      for row in pending.rows { try insertion.insert(row) }
    } catch let error as SQLFailure {
      throw MySQLRowError(reason: "a row of table `\(table.name)` cannot be kept: \(error)")
    }
    try connection.execute("COMMIT")
  }

  mutating func finish() throws -> (names: [String], databases: [String: SpiderDatabase]) {
    try flush()
    var databases: [String: SpiderDatabase] = [:]
    for (schema, connection) in zip(schemas, connections) {
      databases[schema.name.lowercased()] = SpiderDatabase(
        schema: schema, image: DatabaseImage(try connection.image()))
    }
    return (schemas.map(\.name), databases)
  }
}

/// Tables and values of MySQL as SQLite keeps them.
enum SQLiteTable {
  /// The statement that makes a table.
  static func creation(of table: MySQLTable) -> String {
    let counted = table.primaryKey.count == 1 ? table.primaryKey.first?.lowercased() : nil
    var parts = table.columns.map { column in
      var text = SQLText.quoted(name: column.name) + " " + affinity(column)
      if let collation = column.collation, collation != .exact { text += " COLLATE " + collation.rawValue }
      // Rows are in the order of their key then, as they are in MySQL.
      if column.type == .integer, column.name.lowercased() == counted { text += " PRIMARY KEY" }
      if !column.isNullable { text += " NOT NULL" }
      if let value = column.defaultText {
        text += column.hasComputedDefault ? " DEFAULT CURRENT_TIMESTAMP" : " DEFAULT " + SQLText.literal(value)
      }
      return text
    }
    let isCounted = table.primaryKey.count == 1 && table.column(table.primaryKey[0])?.type == .integer
    if !isCounted, !table.primaryKey.isEmpty { parts.append("PRIMARY KEY (\(list(table.primaryKey)))") }
    for key in table.foreignKeys {
      parts.append(
        "FOREIGN KEY (\(list(key.columns))) REFERENCES \(SQLText.quoted(name: key.table)) (\(list(key.targets)))")
    }
    return "CREATE TABLE \(SQLText.quoted(name: table.name)) (\(parts.joined(separator: ", ")))"
  }

  /// The statements that make its other keys.
  static func indexes(of table: MySQLTable) -> [String] {
    table.keys.enumerated().map { index, key in
      let name = SQLText.quoted(name: "\(table.name) \(index) \(key.name)")
      return "CREATE \(key.isUnique ? "UNIQUE " : "")INDEX \(name) ON \(SQLText.quoted(name: table.name)) "
        + "(\(list(key.columns)))"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map(SQLText.quoted(name:)).joined(separator: ", ")
  }

  private static func affinity(_ column: MySQLColumn) -> String {
    switch column.type {
    case .integer: "INTEGER"
    case .double, .float: "REAL"
    case .decimal: "NUMERIC"
    default: "TEXT"
    }
  }

  /// A value of a dump as a column of a type keeps it; a number of single precision is rounded to that.
  static func value(_ literal: MySQLLiteral, of type: MySQLType) -> SQLValue {
    let text: String
    switch literal {
    case .null: return .null
    case .number(let digits): text = digits
    case .text(let bytes): text = String(decoding: bytes, as: UTF8.self)
    }
    switch type {
    case .integer:
      if let exact = Int64(text) { return .integer(exact) }
      let number = SQLValue.leadingNumber(text)
      // Unsigned numbers may be larger than what SQLite holds.
      return .integer(Int64(exactly: number.rounded(.towardZero)) ?? (number > 0 ? .max : .min))
    case .double, .decimal: return .real(SQLValue.leadingNumber(text))
    case .float: return .real(Double(Float(SQLValue.leadingNumber(text))))
    default: return .text(text)
    }
  }
}
