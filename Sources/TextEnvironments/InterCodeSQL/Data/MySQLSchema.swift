/// What a value is for MySQL, as far as it changes how the value is written, compared or computed with.
enum MySQLType: Sendable, Hashable {
  case integer
  /// An exact number with so many decimals.
  case decimal(scale: Int)
  /// A number of double precision, written with so many decimals where they are fixed.
  case double(scale: Int?)
  /// A number of single precision.
  case float(scale: Int?)
  case text
  case datetime
  case date
  case time
  /// Nothing is known but that it may be null.
  case null

  var isNumber: Bool {
    switch self {
    case .integer, .decimal, .double, .float: true
    default: false
    }
  }

  var isDate: Bool { self == .datetime || self == .date }

  /// The type that a column is declared with, such as `varchar` with its sizes.
  init?(declared word: String, sizes: [Int]) {
    switch word {
    case "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "MEDIUMINT", "BIT", "BOOL", "BOOLEAN", "YEAR":
      self = .integer
    case "DECIMAL", "NUMERIC", "DEC": self = .decimal(scale: sizes.count > 1 ? sizes[1] : 0)
    case "DOUBLE", "REAL": self = .double(scale: sizes.count > 1 ? sizes[1] : nil)
    case "FLOAT": self = .float(scale: sizes.count > 1 ? sizes[1] : nil)
    case "CHAR", "VARCHAR", "TEXT", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "ENUM", "SET", "JSON", "BLOB", "BINARY",
      "VARBINARY", "LONGBLOB":
      self = .text
    case "DATETIME", "TIMESTAMP": self = .datetime
    case "DATE": self = .date
    case "TIME": self = .time
    default: return nil
    }
  }
}

/// A column of a table.
struct MySQLColumn: Sendable, Equatable {
  var name: String
  /// As `DESCRIBE` writes it, for instance `varchar(255)`.
  var declaration: String
  var type: MySQLType
  var isNullable = true
  /// The default as text; nil where there is none.
  var defaultText: String?
  /// The default is an expression.
  var hasComputedDefault = false
  var countsUp = false
  var collation: MySQLCollation?
}

/// A key of a table.
struct MySQLKey: Sendable, Equatable {
  var name: String
  var columns: [String]
  var isUnique: Bool
}

/// A reference to another table.
struct MySQLForeignKey: Sendable, Equatable {
  var name: String
  var columns: [String]
  var table: String
  var targets: [String]
}

/// A table without its rows.
struct MySQLTable: Sendable, Equatable {
  var name: String
  var columns: [MySQLColumn] = []
  var primaryKey: [String] = []
  var keys: [MySQLKey] = []
  var foreignKeys: [MySQLForeignKey] = []

  /// A column, whatever the case of letters.
  func column(_ name: String) -> MySQLColumn? {
    let wanted = name.lowercased()
    return columns.first { $0.name.lowercased() == wanted }
  }

  /// `PRI`, `UNI`, `MUL` or nothing, as `DESCRIBE` says it.
  func keyWord(_ column: MySQLColumn) -> String {
    func leads(_ columns: [String]) -> Bool { columns.first?.lowercased() == column.name.lowercased() }
    if primaryKey.contains(where: { $0.lowercased() == column.name.lowercased() }) { return "PRI" }
    if keys.contains(where: { $0.isUnique && $0.columns.count == 1 && leads($0.columns) }) { return "UNI" }
    return keys.contains { leads($0.columns) } ? "MUL" : ""
  }
}

/// The tables of a database.
struct MySQLSchema: Sendable, Equatable {
  var name: String
  /// In the order of the dump.
  var tables: [MySQLTable] = []

  /// A table, whatever the case of letters.
  func table(_ name: String) -> MySQLTable? {
    let wanted = name.lowercased()
    return tables.first { $0.name.lowercased() == wanted }
  }

  /// The names in small letters and in order, as the recorded server listed them.
  var listedNames: [String] { tables.map { $0.name.lowercased() }.sorted() }
}
