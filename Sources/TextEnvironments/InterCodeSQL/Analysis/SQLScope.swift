/// A column that a statement can name.
struct SQLScopeColumn: Sendable {
  var name: String
  var type: MySQLType
  /// SQLite knows the collation of its texts.
  var isCollated: Bool
  /// Another table's column stands for it too (`USING`).
  var isShared = false
}

/// A table that a statement can name.
struct SQLScopeTable: Sendable {
  /// What it is called here.
  var alias: String
  /// Its own name where it has no alias, and its database.
  var tableName: String?
  var schema: String
  var columns: [SQLScopeColumn]
  /// Columns that tell rows apart, by their places.
  var keys: [[Int]]
  /// Its rows may be missing in an outer join.
  var isOptional = false

  func place(of name: String) -> Int? {
    let wanted = name.lowercased()
    return columns.firstIndex { $0.name.lowercased() == wanted }
  }
}

/// A column by its table and its place there.
struct SQLColumnPlace: Hashable, Sendable {
  var table: Int
  var column: Int
}

/// The tables that one `SELECT` sees, and those around it.
final class SQLScope {
  var tables: [SQLScopeTable] = []
  let parent: SQLScope?
  /// Tables of a `WITH`, by their names in small letters.
  var commons: [String: [SQLScopeColumn]]

  init(parent: SQLScope?, commons: [String: [SQLScopeColumn]]) {
    self.parent = parent
    self.commons = commons
  }

  /// What a name may mean in this scope alone.
  func places(qualifier: [String], name: String) -> [SQLColumnPlace] {
    let wanted = qualifier.map { $0.lowercased() }
    var found: [SQLColumnPlace] = []
    for (index, table) in tables.enumerated() {
      if let alias = wanted.last {
        if wanted.count == 2 {
          guard table.tableName?.lowercased() == alias, table.schema.lowercased() == wanted[0] else { continue }
        } else {
          guard table.alias.lowercased() == alias else { continue }
        }
      }
      guard let column = table.place(of: name) else { continue }
      // A shared column has been found with the table before.
      if wanted.isEmpty, table.columns[column].isShared, !found.isEmpty { continue }
      found.append(SQLColumnPlace(table: index, column: column))
    }
    return found
  }

  func column(_ place: SQLColumnPlace) -> SQLScopeColumn { tables[place.table].columns[place.column] }

  /// The column's full name as errors give it.
  func fullName(_ place: SQLColumnPlace) -> String {
    let table = tables[place.table]
    return "\(table.schema).\(table.alias).\(table.columns[place.column].name)"
  }
}

/// A part of a `SELECT`, as errors name it.
enum SQLClause: String {
  case fields = "field list"
  case filter = "where clause"
  case condition = "on clause"
  case group = "group statement"
  case having = "having clause"
  case order = "order clause"
  /// What is looked for in a list that a select gives.
  case membership = "IN/ALL/ANY subquery"
}

/// What an expression is.
struct SQLKind {
  var type: MySQLType
  /// SQLite compares it by MySQL's collation already.
  var isCollated = false
  var isConstant = false
}
