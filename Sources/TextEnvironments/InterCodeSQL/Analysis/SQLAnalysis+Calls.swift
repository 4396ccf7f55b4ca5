extension SQLAnalysis {
  /// What SQLite calls a function of MySQL, where that differs.
  private static let names = [
    "IF": "iif", "LEFT": "mysql_left", "RIGHT": "mysql_right", "LENGTH": "mysql_length", "OCTET_LENGTH": "mysql_length",
    "REPEAT": "mysql_repeat", "CHARACTER_LENGTH": "char_length", "LCASE": "lower", "UCASE": "upper",
    "SUBSTRING": "substr", "MID": "substr", "DATE": "mysql_date", "TIMESTAMP": "mysql_datetime", "POWER": "pow",
    "GREATEST": "max", "LEAST": "min", "SYSDATE": "now", "CURRENT_TIMESTAMP": "now", "LOCALTIME": "now",
    "CURRENT_DATE": "curdate", "MOD": "mysql_mod", "CEILING": "ceil",
  ]

  /// What functions give whose result does not depend on what they are given.
  private static let results: [String: MySQLType] = {
    let integers = [
      "COUNT", "LENGTH", "OCTET_LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH", "LOCATE", "INSTR", "YEAR", "MONTH", "DAY",
      "DAYOFMONTH", "DAYOFWEEK", "WEEKDAY", "HOUR", "MINUTE", "SECOND", "QUARTER", "DATEDIFF", "FIELD", "FIND_IN_SET",
      "STRCMP", "ISNULL", "SIGN", "ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "ASCII",
    ]
    let texts = [
      "CONCAT", "CONCAT_WS", "GROUP_CONCAT", "UPPER", "UCASE", "LOWER", "LCASE", "LEFT", "RIGHT", "SUBSTRING", "SUBSTR",
      "MID", "SUBSTRING_INDEX", "REPLACE", "TRIM", "LTRIM", "RTRIM", "LPAD", "RPAD", "REVERSE", "REPEAT", "SPACE",
      "FORMAT", "DATE_FORMAT", "DAYNAME", "MONTHNAME", "DATABASE", "SCHEMA", "VERSION", "USER", "CURRENT_USER", "CHAR",
    ]
    let doubles = ["RAND", "SQRT", "POW", "POWER", "EXP", "LN", "LOG", "LOG2", "LOG10", "SIN", "COS", "TAN", "PI"]
    var results: [String: MySQLType] = [:]
    for name in integers { results[name] = .integer }
    for name in texts { results[name] = .text }
    for name in doubles { results[name] = .double(scale: nil) }
    for name in ["NOW", "SYSDATE", "CURRENT_TIMESTAMP", "LOCALTIME", "TIMESTAMP"] { results[name] = .datetime }
    for name in ["CURDATE", "CURRENT_DATE", "DATE"] { results[name] = .date }
    return results
  }()

  private static let others: Set<String> = [
    "IF", "IFNULL", "NULLIF", "COALESCE", "GREATEST", "LEAST", "ROUND", "TRUNCATE", "ABS", "CEIL", "CEILING", "FLOOR",
    "MOD", "ANY_VALUE", "STR_TO_DATE", "FIRST_VALUE", "LAST_VALUE", "LAG", "LEAD", "NTH_VALUE", "PERCENT_RANK",
    "CUME_DIST", "HEX", "UNHEX", "ASIN", "ACOS", "ATAN", "ATAN2", "DEGREES", "RADIANS",
  ]

  private static func isKnown(_ name: String) -> Bool {
    results[name] != nil || others.contains(name) || SQLWords.aggregates.contains(name)
  }

  /// A call of a function.
  mutating func call(
    _ call: SQLCall, _ node: SQLNode, _ scope: SQLScope, _ clause: SQLClause, _ aliases: [SQLAlias]
  ) throws -> SQLKind {
    guard Self.isKnown(call.name) else {
      let name = written(node.range).prefix { $0 != "(" && !$0.isWhitespace }
      throw SQLFailure("FUNCTION \(database.lowercased()).\(name) does not exist")
    }
    let isAggregate = SQLWords.aggregates.contains(call.name) && !call.isWindow
    if isAggregate, [.filter, .membership].contains(clause) || clause == .condition || clause == .group {
      throw SQLFailure("Invalid use of group function")
    }
    // Inside an aggregate the names of the list mean nothing, but for those of an order.
    let kinds = try call.arguments.map { argument in
      if case .star = argument.kind { return SQLKind(type: .integer) }
      return try kind(argument, scope, isAggregate && clause == .having ? .fields : clause, aliases: aliases)
    }
    for term in call.order { _ = try kind(term.value, scope, clause, aliases: aliases) }
    let first = kinds.first?.type ?? .null
    switch call.name {
    case "DATABASE", "SCHEMA": draft.replace(node.range, with: SQLText.literal(database))
    case "VERSION": draft.replace(node.range, with: SQLText.literal(SQLText.version))
    case "USER", "CURRENT_USER": draft.replace(node.range, with: "'admin@localhost'")
    case "GROUP_CONCAT": joinGroup(call, node)
    case "COUNT" where call.isDistinct && call.arguments.count > 1: countTogether(call)
    case "ROUND":
      draft.set(node.range.lowerBound, "mysql_decimal")
      if call.arguments.count == 1, let only = call.arguments.first { draft.wrap(only.range, "", ", 0") }
      return SQLKind(type: roundedType(first, call))
    default:
      if let name = Self.names[call.name] { draft.set(node.range.lowerBound, name) }
    }
    return SQLKind(type: resultType(call, kinds))
  }

  private func resultType(_ call: SQLCall, _ kinds: [SQLKind]) -> MySQLType {
    let first = kinds.first?.type ?? .null
    switch call.name {
    case "SUM":
      if first == .integer { return .decimal(scale: 0) }
      return first.isNumber ? first.sum(.decimal(scale: 0)) : .double(scale: nil)
    case "AVG":
      return first.isNumber ? first.quotient(.integer) : .double(scale: nil)
    case "MIN", "MAX", "ABS", "ANY_VALUE", "FIRST_VALUE", "LAST_VALUE", "LAG", "LEAD", "NULLIF": return first
    case "TRUNCATE": return roundedType(first, call)
    case "CEIL", "CEILING", "FLOOR":
      if case .decimal = first { return .integer }
      return first == .integer ? .integer : .double(scale: nil)
    case "IFNULL", "COALESCE", "GREATEST", "LEAST": return kinds.map(\.type).reduce(.null) { $0.joined(with: $1) }
    case "IF": return kinds.dropFirst().map(\.type).reduce(.null) { $0.joined(with: $1) }
    case "MOD": return kinds.count == 2 ? first.sum(kinds[1].type) : .double(scale: nil)
    case "STR_TO_DATE":
      if case .string(let form)? = call.arguments.last?.kind, form.contains("%H") || form.contains("%T") {
        return .datetime
      }
      return .date
    default: return Self.results[call.name] ?? .text
    }
  }

  /// `ROUND` and `TRUNCATE` keep the kind of number.
  private func roundedType(_ type: MySQLType, _ call: SQLCall) -> MySQLType {
    var decimals = 0
    if call.arguments.count > 1 {
      guard case .number(let text) = call.arguments[1].kind, let number = Int(text) else { return .double(scale: nil) }
      decimals = number
    }
    switch type {
    case .integer: return .integer
    case .decimal(let scale): return .decimal(scale: min(scale, max(0, decimals)))
    default: return .double(scale: max(0, decimals))
    }
  }

  /// Several columns are counted as one text; a row with a null in it is not counted.
  private mutating func countTogether(_ call: SQLCall) {
    for argument in call.arguments.dropLast() {
      draft.set(argument.range.upperBound, "|| char(31) ||")
    }
    if let last = call.arguments.last {
      draft.wrap(last.range, "", " COLLATE " + MySQLCollation.general.rawValue)
    }
  }

  /// `GROUP_CONCAT` as a function with values in place of clauses.
  private mutating func joinGroup(_ call: SQLCall, _ node: SQLNode) {
    guard !call.isWindow else { return }
    let value = call.arguments.map { "(\(draft.text($0.range)))" }.joined(separator: " || ")
    let separator = SQLText.literal(call.separator ?? ",")
    let key = call.order.first.map { draft.text($0.value.range) } ?? "NULL"
    let descends = call.order.first?.isDescending == true ? 1 : 0
    draft.replace(
      node.range,
      with: "mysql_group_concat(\(value), \(separator), \(call.isDistinct ? 1 : 0), \(descends), \(key))")
  }
}
