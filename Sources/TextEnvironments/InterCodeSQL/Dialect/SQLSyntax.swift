/// A `SELECT` as MySQL understands it; every part remembers its pieces, so that it can be rewritten in place.
struct SQLSelect: Sendable {
  /// Tables of a `WITH`.
  var commons: [SQLCommonTable] = []
  /// They may name themselves.
  var isRecursive = false
  /// The first part of a compound.
  var first: SQLCore
  /// The other parts.
  var rest: [(operation: SQLSetOperation, core: SQLCore)] = []
  /// What the whole is ordered by.
  var order: [SQLOrderTerm] = []
  /// There is a `LIMIT`.
  var isLimited = false
  /// Its pieces.
  var range: Range<Int> = 0..<0
  /// The pieces after the last part: order and limit.
  var tail: Range<Int> = 0..<0
}

/// A table of a `WITH`.
struct SQLCommonTable: Sendable {
  var name: String
  var columns: [String]
  var select: SQLSelect
  /// The piece with its name.
  var nameToken: Int
}

/// How two parts of a compound are put together.
struct SQLSetOperation: Sendable, Equatable {
  enum Kind: Sendable { case union, intersect, except }
  var kind: Kind
  var keepsAll: Bool
}

/// One `SELECT` without what a compound is ordered by.
struct SQLCore: Sendable {
  var isDistinct = false
  var items: [SQLItem] = []
  var sources: [SQLSource] = []
  /// Conditions of joins, in order, and the places of those of outer joins among them.
  var conditions: [SQLNode] = []
  var outerPlaces: Set<Int> = []
  var filter: SQLNode?
  var groups: [SQLNode] = []
  var isGrouped: Bool { !groups.isEmpty }
  var having: SQLNode?
  /// A whole select in brackets in place of all that.
  var nested: [SQLSelect] = []
  /// Its pieces.
  var range: Range<Int> = 0..<0
}

/// One entry of the list behind `SELECT`.
struct SQLItem: Sendable {
  var value: SQLNode
  var alias: String?
  /// The piece with the alias.
  var aliasToken: Int?
}

/// A table behind `FROM`.
struct SQLSource: Sendable {
  enum Origin: Sendable {
    case table(schema: String?, name: String)
    case derived(SQLSelect)
  }
  var origin: Origin
  var alias: String?
  /// Pieces that are names: of the schema, the table and the alias.
  var schemaToken: Int?
  var nameToken: Int?
  var aliasToken: Int?
  /// Columns of a `USING`.
  var shared: [String] = []
  /// Columns with equal names are one.
  var isNatural = false
  /// Rows of this table may be missing in a join.
  var isOptional = false
}

/// What a compound or a group is ordered by.
struct SQLOrderTerm: Sendable {
  var value: SQLNode
  var isDescending: Bool
}

/// An expression with its pieces.
struct SQLNode: Sendable {
  var kind: SQLExpression
  var range: Range<Int>
}

/// An expression.
indirect enum SQLExpression: Sendable {
  case null
  case number(String)
  case string(String)
  case column(qualifier: [String], name: String)
  case star(qualifier: String?)
  case call(SQLCall)
  case unary(String, SQLNode)
  case binary(String, SQLNode, SQLNode)
  /// `IN`, `BETWEEN`, `LIKE`, `IS` and `EXISTS`, with what they compare.
  /// `= ANY` and the like are tests called `ANY` or `ALL`.
  case test(String, [SQLNode])
  case choice(operand: SQLNode?, branches: [(when: SQLNode, then: SQLNode)], otherwise: SQLNode?)
  case cast(SQLNode, SQLCastType)
  case query(SQLSelect)
  case row([SQLNode])
  /// Something that is left as it is, such as a variable or a date's interval.
  case other([SQLNode])
}

/// A call of a function.
struct SQLCall: Sendable {
  /// In capitals.
  var name: String
  var arguments: [SQLNode]
  var isDistinct = false
  var isWindow = false
  /// What `GROUP_CONCAT` orders by, and its separator.
  var order: [SQLOrderTerm] = []
  var separator: String?
}

/// The type of a `CAST`.
struct SQLCastType: Sendable {
  /// In capitals.
  var name: String
  var sizes: [Int]
  /// Its pieces.
  var range: Range<Int>
}
