/// What MySQL tells about its databases in tables: the columns that are asked for most.
enum InformationSchema {
  static let name = "information_schema"

  private static func texts(_ names: String...) -> [MySQLColumn] {
    names.map { MySQLColumn(name: $0, declaration: "varchar(64)", type: .text, collation: .general) }
  }

  private static func integers(_ names: String...) -> [MySQLColumn] {
    names.map { MySQLColumn(name: $0, declaration: "bigint", type: .integer) }
  }

  private static let tables: [MySQLTable] = [
    MySQLTable(
      name: "SCHEMATA",
      columns: texts(
        "CATALOG_NAME", "SCHEMA_NAME", "DEFAULT_CHARACTER_SET_NAME", "DEFAULT_COLLATION_NAME", "SQL_PATH",
        "DEFAULT_ENCRYPTION")),
    MySQLTable(
      name: "TABLES",
      columns: texts("TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "TABLE_TYPE", "ENGINE") + integers("VERSION")
        + texts("ROW_FORMAT") + integers("TABLE_ROWS") + texts("TABLE_COLLATION", "TABLE_COMMENT")),
    MySQLTable(
      name: "COLUMNS",
      columns: texts("TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME") + integers("ORDINAL_POSITION")
        + texts("COLUMN_DEFAULT", "IS_NULLABLE", "DATA_TYPE")
        + integers("CHARACTER_MAXIMUM_LENGTH", "CHARACTER_OCTET_LENGTH", "NUMERIC_PRECISION", "NUMERIC_SCALE")
        + integers("DATETIME_PRECISION")
        + texts(
          "CHARACTER_SET_NAME", "COLLATION_NAME", "COLUMN_TYPE", "COLUMN_KEY", "EXTRA", "PRIVILEGES", "COLUMN_COMMENT",
          "GENERATION_EXPRESSION") + integers("SRS_ID")),
    MySQLTable(
      name: "KEY_COLUMN_USAGE",
      columns: texts(
        "CONSTRAINT_CATALOG", "CONSTRAINT_SCHEMA", "CONSTRAINT_NAME", "TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME",
        "COLUMN_NAME") + integers("ORDINAL_POSITION", "POSITION_IN_UNIQUE_CONSTRAINT")
        + texts("REFERENCED_TABLE_SCHEMA", "REFERENCED_TABLE_NAME", "REFERENCED_COLUMN_NAME")),
  ]

  /// A table, whatever the case of letters.
  static func table(_ name: String) -> MySQLTable? { tables.first { $0.name.lowercased() == name.lowercased() } }

  /// The tables with what they say of some databases, as an SQLite database.
  static func image(of schemas: [MySQLSchema]) throws -> DatabaseImage {
    let connection = try SQLiteConnection()
    for table in tables {
      try connection.execute(SQLiteTable.creation(of: table))
      let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
      let insertion = try connection.insertion("INSERT INTO \(SQLText.quoted(name: table.name)) VALUES (\(marks))")
      for row in rows(of: table.name, schemas) { try insertion.insert(row) }
    }
    return DatabaseImage(try connection.image())
  }

  private static func rows(of table: String, _ schemas: [MySQLSchema]) -> [[SQLValue]] {
    switch table {
    case "SCHEMATA":
      return schemas.map { schema in
        ["def", schema.name, "utf8mb4", "utf8mb4_general_ci"].map(SQLValue.text) + [.null, .text("NO")]
      }
    case "TABLES":
      return schemas.flatMap { schema in
        schema.listedNames.map { name in
          ["def", schema.name, name, "BASE TABLE", "InnoDB"].map(SQLValue.text)
            + [.integer(10), .text("Dynamic"), .null, .text("utf8mb4_general_ci"), .text("")]
        }
      }
    case "COLUMNS":
      return schemas.flatMap { schema in
        schema.tables.sorted { $0.name.lowercased() < $1.name.lowercased() }.flatMap { table in
          table.columns.enumerated().map { row($0.element, $0.offset + 1, table, schema) }
        }
      }
    default: return schemas.flatMap { schema in schema.tables.flatMap { keys(of: $0, schema) } }
    }
  }

  private static func row(
    _ column: MySQLColumn, _ number: Int, _ table: MySQLTable, _ schema: MySQLSchema
  ) -> [SQLValue] {
    let isText = column.type == .text
    let word = String(column.declaration.prefix { $0 != "(" && $0 != " " })
    let size = Int64(column.declaration.drop { $0 != "(" }.dropFirst().prefix { $0.isNumber })
    let length = word == "text" ? 65_535 : size
    var row = ["def", schema.name, table.name.lowercased(), column.name].map(SQLValue.text)
    row += [
      .integer(Int64(number)), column.defaultText.map(SQLValue.text) ?? .null, .text(column.isNullable ? "YES" : "NO"),
      .text(word), isText ? length.map(SQLValue.integer) ?? .null : .null,
      isText ? length.map { .integer(word == "text" ? $0 : $0 * 4) } ?? .null : .null,
    ]
    switch column.type {
    case .integer: row += [.integer(10), .integer(0), .null]
    case .double: row += [.integer(22), .null, .null]
    case .float(let scale): row += [.integer(12), scale.map { .integer(Int64($0)) } ?? .null, .null]
    case .decimal(let scale): row += [.integer(size ?? 10), .integer(Int64(scale)), .null]
    case .datetime: row += [.null, .null, .integer(0)]
    default: row += [.null, .null, .null]
    }
    let set: [SQLValue] = isText ? [.text("utf8mb4"), .text("utf8mb4_general_ci")] : [.null, .null]
    return row + set
      + [
        column.declaration, table.keyWord(column), column.countsUp ? "auto_increment" : "",
        "select,insert,update,references", "", "",
      ].map(SQLValue.text) + [.null]
  }

  private static func keys(of table: MySQLTable, _ schema: MySQLSchema) -> [[SQLValue]] {
    func row(_ name: String, _ column: String, _ number: Int, _ target: [SQLValue]) -> [SQLValue] {
      ["def", schema.name, name, "def", schema.name, table.name.lowercased(), column].map(SQLValue.text)
        + [.integer(Int64(number))] + target
    }
    let none: [SQLValue] = [.null, .null, .null, .null]
    let own = table.primaryKey.enumerated().map { row("PRIMARY", $0.element, $0.offset + 1, none) }
    let others = table.foreignKeys.flatMap { key in
      zip(key.columns, key.targets).enumerated().map { index, pair in
        row(
          key.name, pair.0, index + 1,
          [.integer(Int64(index + 1)), .text(schema.name), .text(key.table.lowercased()), .text(pair.1)])
      }
    }
    return own + others
  }
}
