extension SQLAnalysis {
  /// What an expression is; rewrites it on the way.
  ///
  /// - Throws: `SQLFailure` in MySQL's words.
  mutating func kind(_ node: SQLNode, _ scope: SQLScope, _ clause: SQLClause, aliases: [SQLAlias]) throws -> SQLKind {
    switch node.kind {
    case .null: return SQLKind(type: .null, isConstant: true)
    case .number(let text):
      if text.lowercased().hasPrefix("0x") { return SQLKind(type: .text, isConstant: true) }
      if text.lowercased().contains("e") { return SQLKind(type: .double(scale: nil), isConstant: true) }
      guard let dot = text.firstIndex(of: ".") else { return SQLKind(type: .integer, isConstant: true) }
      return SQLKind(
        type: .decimal(scale: text.distance(from: dot, to: text.endIndex) - 1), isConstant: true)
    case .string(let text):
      draft.replace(node.range, with: SQLText.literal(text))
      return SQLKind(type: .text, isConstant: true)
    case .column(let qualifier, let name): return try column(node, qualifier, name, scope, clause, aliases)
    case .star: return SQLKind(type: .integer)
    case .unary(let name, let operand):
      let inner = try kind(operand, scope, clause, aliases: aliases)
      if name == "NOT" || name == "!" { return SQLKind(type: .integer, isConstant: inner.isConstant) }
      if name == "BINARY" {
        draft.set(node.range.lowerBound, "")
        draft.wrap(operand.range, "", " COLLATE BINARY")
        return SQLKind(type: .text, isCollated: true, isConstant: inner.isConstant)
      }
      return SQLKind(
        type: inner.type.isNumber ? inner.type : .double(scale: nil), isConstant: inner.isConstant)
    case .binary(let name, let left, let right):
      return try binary(name, node, left, right, scope, clause, aliases)
    case .test(let name, let members): return try test(name, members, scope, clause, aliases)
    case .choice(let operand, let branches, let otherwise):
      if let operand { _ = try kind(operand, scope, clause, aliases: aliases) }
      var type = MySQLType.null
      for branch in branches {
        _ = try kind(branch.when, scope, clause, aliases: aliases)
        type = type.joined(with: try kind(branch.then, scope, clause, aliases: aliases).type)
      }
      if let otherwise { type = type.joined(with: try kind(otherwise, scope, clause, aliases: aliases).type) }
      return SQLKind(type: type)
    case .cast(let value, let type):
      _ = try kind(value, scope, clause, aliases: aliases)
      return SQLKind(type: rewriteCast(node, value, type))
    case .query(let select):
      let columns = try self.select(select, parent: scope, commons: scope.commons)
      if columns.count == 1, !Self.isSingle(select) {
        draft.wrap(
          select.range, "WITH \"mysql rows\"(v) AS (", ") SELECT mysql_single(v) FROM \"mysql rows\"")
      }
      return SQLKind(type: columns.first?.type ?? .null)
    case .row(let members):
      let kinds = try members.map { try kind($0, scope, clause, aliases: aliases) }
      return kinds.count == 1 ? kinds[0] : SQLKind(type: .text, isCollated: true)
    case .other(let members):
      for member in members { _ = try kind(member, scope, clause, aliases: aliases) }
      return SQLKind(type: .text, isCollated: true)
    case .call(let call): return try self.call(call, node, scope, clause, aliases)
    }
  }

  /// A select gives one row at most, whatever is in its tables.
  private static func isSingle(_ select: SQLSelect) -> Bool {
    select.rest.isEmpty && !select.first.isGrouped
      && SQLGroupRule.hasAggregate(select.first.items.map(\.value) + [select.first.having].compactMap { $0 })
  }

  /// What a select that stands for a list of values gives.
  private mutating func listed(_ node: SQLNode, _ scope: SQLScope) throws -> SQLKind? {
    guard case .query(let select) = node.kind else { return nil }
    let columns = try self.select(select, parent: scope, commons: scope.commons)
    return SQLKind(type: columns.first?.type ?? .null, isCollated: columns.first?.isCollated ?? false)
  }

  // MARK: Columns

  private mutating func column(
    _ node: SQLNode, _ qualifier: [String], _ name: String, _ scope: SQLScope, _ clause: SQLClause,
    _ aliases: [SQLAlias]
  ) throws -> SQLKind {
    for token in node.range where draft.tokens[token].isName {
      draft.set(token, SQLText.quoted(name: draft.tokens[token].text))
    }
    if qualifier.count == 2 {
      draft.set(node.range.lowerBound, "")
      draft.set(node.range.lowerBound + 1, "")
    }
    let alias = qualifier.isEmpty ? aliases.first { $0.name.lowercased() == name.lowercased() } : nil
    if let alias, clause == .order || clause == .having {
      return SQLKind(type: alias.type, isCollated: alias.isCollated)
    }
    var place: SQLScope? = scope
    while let here = place {
      let found = here.places(qualifier: qualifier, name: name)
      if found.count > 1 {
        // In a group or an order an entry of the list decides.
        if let alias { return SQLKind(type: alias.type, isCollated: alias.isCollated) }
        throw SQLFailure("Column '\((qualifier + [name]).joined(separator: "."))' in \(clause.rawValue) is ambiguous")
      }
      if let only = found.first {
        let column = here.column(only)
        return SQLKind(type: column.type, isCollated: column.isCollated)
      }
      if here === scope, let alias { return SQLKind(type: alias.type, isCollated: alias.isCollated) }
      place = here.parent
    }
    throw SQLFailure("Unknown column '\((qualifier + [name]).joined(separator: "."))' in '\(clause.rawValue)'")
  }

  // MARK: Operators

  private mutating func binary(
    _ name: String, _ node: SQLNode, _ left: SQLNode, _ right: SQLNode, _ scope: SQLScope, _ clause: SQLClause,
    _ aliases: [SQLAlias]
  ) throws -> SQLKind {
    let one = try kind(left, scope, clause, aliases: aliases)
    let other = try kind(right, scope, clause, aliases: aliases)
    let isConstant = one.isConstant && other.isConstant
    let mark = left.range.upperBound
    switch name {
    case "AND", "OR": return SQLKind(type: .integer, isConstant: isConstant)
    case "XOR", "DIV":
      draft.set(mark, ",")
      draft.wrap(node.range, name == "XOR" ? "mysql_xor(" : "mysql_div(", ")")
      return SQLKind(type: .integer, isConstant: isConstant)
    case "=", "<=>", "<", ">", "<=", ">=", "<>", "!=":
      adapt(left, one, right, other)
      return SQLKind(type: .integer, isConstant: isConstant)
    case "/":
      draft.set(mark, "* 1.0 /")
      return SQLKind(type: one.type.quotient(other.type), isConstant: isConstant)
    case "*": return SQLKind(type: one.type.product(other.type), isConstant: isConstant)
    case "%", "MOD":
      draft.set(mark, ",")
      draft.wrap(node.range, "mysql_mod(", ")")
      return SQLKind(type: one.type.sum(other.type), isConstant: isConstant)
    case "+", "-": return SQLKind(type: one.type.sum(other.type), isConstant: isConstant)
    default: return SQLKind(type: .integer, isConstant: isConstant)
    }
  }

  /// Makes two sides comparable as MySQL compares them: a text and a number as numbers, texts by their collation.
  private mutating func adapt(_ left: SQLNode, _ one: SQLKind, _ right: SQLNode, _ other: SQLKind) {
    if one.type == .text, other.type.isNumber { return makeNumber(left) }
    if other.type == .text, one.type.isNumber { return makeNumber(right) }
    if one.type == .datetime, case .string(let text) = right.kind { return makeMoment(right, text) }
    if other.type == .datetime, case .string(let text) = left.kind { return makeMoment(left, text) }
    if one.type == .text, other.type == .text, !one.isCollated, !other.isCollated {
      draft.wrap(left.range, "", " COLLATE " + MySQLCollation.general.rawValue)
    }
  }

  private mutating func makeNumber(_ node: SQLNode) {
    if case .string(let text) = node.kind {
      let number = SQLValue.leadingNumber(text)
      draft.replace(node.range, with: Int64(exactly: number).map { "\($0)" } ?? "\(number)")
    } else {
      draft.wrap(node.range, "mysql_number(", ")")
    }
  }

  private mutating func makeMoment(_ node: SQLNode, _ text: String) {
    if let moment = SQLiteFunction.Moment(text) {
      draft.replace(node.range, with: SQLText.literal(moment.dateText + " " + moment.timeText))
    }
  }

  private mutating func test(
    _ name: String, _ members: [SQLNode], _ scope: SQLScope, _ clause: SQLClause, _ aliases: [SQLAlias]
  ) throws -> SQLKind {
    var clause = clause
    if members.count == 2, clause == .filter, case .query = members[1].kind { clause = .membership }
    let kinds = try members.map { try listed($0, scope) ?? kind($0, scope, clause, aliases: aliases) }
    guard let subject = members.first, let first = kinds.first else { return SQLKind(type: .integer) }
    if name == "ANY" || name == "ALL", members.count == 2 {
      let mark = subject.range.upperBound
      let comparison = "\(draft.text(subject.range)) \(draft.text(mark..<mark + 1)) v"
      draft.replace(
        subject.range.lowerBound..<members[1].range.upperBound + 1,
        with: "(WITH \"mysql rows\"(v) AS (\(draft.text(members[1].range))) SELECT coalesce("
          + (name == "ANY" ? "max(\(comparison)), 0" : "min(\(comparison)), 1") + ") FROM \"mysql rows\")")
      return SQLKind(type: .integer)
    }
    if name == "IN" {
      if members.count == 2, case .query(let select) = members[1].kind {
        if select.isLimited {
          throw SQLFailure("This version of MySQL doesn't yet support 'LIMIT & IN/ALL/ANY/SOME subquery'")
        }
        if first.type == .text, kinds[1].type.isNumber { makeNumber(subject) }
        if first.type == .text, kinds[1].type == .text, !first.isCollated {
          draft.wrap(subject.range, "", " COLLATE " + MySQLCollation.general.rawValue)
        }
        return SQLKind(type: .integer)
      }
    }
    if name == "IN" || name == "BETWEEN" {
      if first.type == .text, kinds.dropFirst().allSatisfy({ $0.type.isNumber }) {
        makeNumber(subject)
      } else if first.type.isNumber {
        for (member, kind) in zip(members, kinds).dropFirst() where kind.type == .text { makeNumber(member) }
      } else if first.type == .datetime {
        for member in members.dropFirst() {
          if case .string(let text) = member.kind { makeMoment(member, text) }
        }
      } else if first.type == .text, !first.isCollated {
        draft.wrap(subject.range, "", " COLLATE " + MySQLCollation.general.rawValue)
      }
    }
    return SQLKind(type: .integer)
  }

  /// The type of a `CAST`, written as a function where SQLite would do something else.
  private mutating func rewriteCast(_ node: SQLNode, _ value: SQLNode, _ type: SQLCastType) -> MySQLType {
    let (name, joint) = (node.range.lowerBound, type.range.lowerBound - 1)
    func call(_ function: String, _ more: String = "") {
      draft.set(name, function)
      draft.set(joint, more)
      draft.replace(type.range, with: "")
    }
    switch type.name {
    case "SIGNED", "UNSIGNED":
      call("mysql_integer")
      return .integer
    case "DECIMAL":
      let scale = type.sizes.count > 1 ? type.sizes[1] : 0
      call("mysql_decimal", ", \(scale)")
      return .decimal(scale: scale)
    case "DATE":
      call("mysql_date")
      return .date
    case "DATETIME":
      call("mysql_datetime")
      return .datetime
    case "FLOAT", "DOUBLE", "REAL":
      draft.replace(type.range, with: "REAL")
      return type.name == "FLOAT" ? .float(scale: nil) : .double(scale: nil)
    case "YEAR":
      draft.replace(type.range, with: "INTEGER")
      return .integer
    default:
      if let length = type.sizes.first {
        call("mysql_left", ", \(length)")
      } else {
        draft.replace(type.range, with: "TEXT")
      }
      return .text
    }
  }
}

extension MySQLType {
  private var scale: Int? {
    switch self {
    case .integer: 0
    case .decimal(let scale): scale
    case .double(let scale), .float(let scale): scale
    default: nil
    }
  }

  private var isExact: Bool {
    switch self {
    case .integer, .decimal: true
    default: false
    }
  }

  private func double(_ other: MySQLType, _ combine: (Int, Int) -> Int) -> MySQLType {
    guard let scale, let others = other.scale else { return .double(scale: nil) }
    let combined = combine(scale, others)
    return .double(scale: combined > 30 ? nil : combined)
  }

  /// What adding and subtracting gives.
  func sum(_ other: MySQLType) -> MySQLType {
    if self == .integer, other == .integer { return .integer }
    guard isExact, other.isExact else { return double(other, max) }
    return .decimal(scale: max(scale ?? 0, other.scale ?? 0))
  }

  /// What multiplying gives.
  func product(_ other: MySQLType) -> MySQLType {
    if self == .integer, other == .integer { return .integer }
    guard isExact, other.isExact else { return double(other, +) }
    return .decimal(scale: min(30, (scale ?? 0) + (other.scale ?? 0)))
  }

  /// What dividing gives: four decimals more than the dividend has.
  func quotient(_ other: MySQLType) -> MySQLType {
    guard isExact, other.isExact else { return double(other) { max($0, $1) + 4 } }
    return .decimal(scale: min(30, (scale ?? 0) + 4))
  }

  /// What either of two gives, as in a `CASE`.
  func joined(with other: MySQLType) -> MySQLType {
    if self == other || other == .null { return self }
    if self == .null { return other }
    if isExact, other.isExact { return .decimal(scale: max(scale ?? 0, other.scale ?? 0)) }
    if isNumber, other.isNumber { return double(other, max) }
    return isDate && other.isDate ? .datetime : .text
  }
}
