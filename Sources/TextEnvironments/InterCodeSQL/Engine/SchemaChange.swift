/// A statement that changes a database, as statements of SQLite, with the tables as they are after it.
struct SchemaChange {
  private(set) var statements: [String] = []
  private(set) var schema: MySQLSchema

  /// Understands a statement.
  ///
  /// - Throws: `SQLSyntaxError`; `SQLFailure` for what is not done here.
  init(_ tokens: [SQLToken], _ sql: String, _ schema: MySQLSchema) throws {
    self.schema = schema
    let words = tokens.prefix(4).map(\.keyword)
    switch words.first {
    case "CREATE" where words.count > 2 && words[1] == "TABLE": try create(tokens, sql)
    case "DROP" where words.count > 2 && words[1] == "TABLE": try drop(tokens, sql)
    case "ALTER" where words.count > 3 && words[1] == "TABLE": try alter(tokens, sql)
    case "TRUNCATE":
      let table = try table(tokens, words.count > 1 && words[1] == "TABLE" ? 2 : 1, sql)
      statements = ["DELETE FROM \(SQLText.quoted(name: table.name))"]
    case "INSERT", "UPDATE", "DELETE", "REPLACE":
      statements = [SQLDraft(tokens).text(tokens.indices)]
    default:
      throw SQLFailure(
        "\(words.prefix(2).joined(separator: " ")) is not carried out here; tables and rows can be changed")
    }
  }

  private func table(_ tokens: [SQLToken], _ place: Int, _ sql: String) throws -> MySQLTable {
    guard place < tokens.count, tokens[place].isName else { throw SQLSyntaxError(offset: sql.utf8.count) }
    guard let table = schema.table(tokens[place].text) else {
      throw SQLFailure("Table '\(schema.name.lowercased()).\(tokens[place].text.lowercased())' doesn't exist")
    }
    return table
  }

  private mutating func create(_ tokens: [SQLToken], _ sql: String) throws {
    var definition = MySQLTableDefinition(tokens, end: sql.utf8.count)
    let table = try definition.table()
    guard schema.table(table.name) == nil else {
      if tokens[2].keyword == "IF" { return }
      throw SQLFailure("Table '\(table.name.lowercased())' already exists")
    }
    schema.tables.append(table)
    statements = [SQLiteTable.creation(of: table)] + SQLiteTable.indexes(of: table)
  }

  private mutating func drop(_ tokens: [SQLToken], _ sql: String) throws {
    let isOptional = tokens.count > 4 && tokens[2].keyword == "IF"
    let place = isOptional ? 4 : 2
    if isOptional, tokens[place].isName, schema.table(tokens[place].text) == nil { return }
    let table = try table(tokens, place, sql)
    guard place == tokens.count - 1 else { throw SQLSyntaxError(offset: tokens[place + 1].range.lowerBound) }
    schema.tables.removeAll { $0.name == table.name }
    statements = ["DROP TABLE \(SQLText.quoted(name: table.name))"]
  }

  private mutating func alter(_ tokens: [SQLToken], _ sql: String) throws {
    var table = try table(tokens, 2, sql)
    var position = 4
    let quoted = SQLText.quoted(name: table.name)
    if position < tokens.count, tokens[position].keyword == "COLUMN" { position += 1 }
    guard position < tokens.count, tokens[position].isName else { throw SQLSyntaxError(offset: sql.utf8.count) }
    switch tokens[3].keyword {
    case "ADD" where !["CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "UNIQUE"].contains(tokens[position].keyword):
      // The definition is read as that of a table with this column alone.
      let head = try SQLLexer.tokens(of: "CREATE TABLE t (")
      let tail = try SQLLexer.tokens(of: ")")
      var definition = MySQLTableDefinition(head + tokens[position...] + tail, end: sql.utf8.count)
      guard let column = try definition.table().columns.first, table.column(column.name) == nil else {
        throw SQLFailure("Duplicate column name '\(tokens[position].text)'")
      }
      var small = MySQLTable(name: table.name)
      small.columns = [column]
      let text = SQLiteTable.creation(of: small)
      let inside = text.drop { $0 != "(" }.dropFirst().dropLast()
      table.columns.append(column)
      statements = ["ALTER TABLE \(quoted) ADD COLUMN \(inside)"]
    case "DROP":
      guard let column = table.column(tokens[position].text) else {
        throw SQLFailure("Can't DROP '\(tokens[position].text)'; check that column/key exists")
      }
      table.columns.removeAll { $0.name == column.name }
      statements = ["ALTER TABLE \(quoted) DROP COLUMN \(SQLText.quoted(name: column.name))"]
    default:
      throw SQLFailure("ALTER TABLE adds and drops columns here; it does nothing else")
    }
    for index in schema.tables.indices where schema.tables[index].name == table.name { schema.tables[index] = table }
  }
}

/// Puts the parts of a compound together in the order in which MySQL gives them: as they come, equals once.
enum SQLCompound {
  static func joined(_ parts: [[[SQLValue]]], _ operations: [SQLSetOperation]) -> [[SQLValue]] {
    guard var result = parts.first else { return [] }
    // INTERSECT binds more tightly; what is left is put together from left to right.
    var rest = Array(parts.dropFirst())
    var operations = operations
    while let place = operations.firstIndex(where: { $0.kind == .intersect }) {
      let left = place == 0 ? result : rest[place - 1]
      let joined = combined(left, rest[place], operations[place])
      if place == 0 { result = joined } else { rest[place - 1] = joined }
      rest.remove(at: place)
      operations.remove(at: place)
    }
    for (part, operation) in zip(rest, operations) { result = combined(result, part, operation) }
    return result
  }

  /// What equal rows have in common.
  static func key(_ row: [SQLValue]) -> [SQLValue] {
    row.map { value in
      switch value {
      case .text(let text): .text(MySQLCollation.general.key(text))
      case .real(let number): Int64(exactly: number).map(SQLValue.integer) ?? value
      default: value
      }
    }
  }

  private static func combined(
    _ left: [[SQLValue]], _ right: [[SQLValue]], _ operation: SQLSetOperation
  ) -> [[SQLValue]] {
    if operation.kind == .union, operation.keepsAll { return left + right }
    var counts: [[SQLValue]: Int] = [:]
    if operation.kind != .union { for row in right { counts[key(row), default: 0] += 1 } }
    var seen: Set<[SQLValue]> = []
    return (operation.kind == .union ? left + right : left).filter { row in
      let key = key(row)
      switch operation.kind {
      case .union: return seen.insert(key).inserted
      case .intersect, .except:
        let isThere = counts[key, default: 0] > 0
        guard isThere == (operation.kind == .intersect) || operation.keepsAll else { return false }
        guard operation.keepsAll else { return seen.insert(key).inserted }
        if isThere { counts[key, default: 0] -= 1 }
        return isThere == (operation.kind == .intersect)
      }
    }
  }
}
