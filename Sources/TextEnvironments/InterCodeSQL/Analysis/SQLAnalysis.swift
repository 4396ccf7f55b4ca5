/// A statement that has been understood: how SQLite is to be asked, and what the columns are for MySQL.
struct SQLPlan: Sendable {
  /// Parts of a compound that are asked for one by one and put together in order; most statements have one part.
  var parts: [String]
  var operations: [SQLSetOperation]
  var types: [MySQLType]
  /// Databases that the statement names besides the present one.
  var otherDatabases: Set<String>
  /// The names of the columns.
  var names: [String]
}

/// Reads a `SELECT` with the tables at hand: finds what MySQL would complain about, and writes it for SQLite.
struct SQLAnalysis {
  /// The databases at hand.
  struct Tables {
    /// There is a database of that name.
    var hasDatabase: (_ schema: String) -> Bool
    /// A table of a database; nil where there is none.
    var table: (_ schema: String, _ name: String) -> MySQLTable?
  }

  let sql: String
  let tables: Tables
  /// The present database.
  let database: String
  var draft: SQLDraft
  var otherDatabases: Set<String> = []
  private let effort = Effort()

  /// Selects that were gone through, over all trials: a recursive table is tried first, and tables within tables double
  /// that at each step.
  private final class Effort {
    var selects = 0
  }

  /// Selects that are gone through, at most.
  private static let mostSelects = 10_000

  private init(_ sql: String, _ tokens: [SQLToken], database: String, tables: Tables) {
    self.sql = sql
    self.tables = tables
    self.database = database
    draft = SQLDraft(tokens)
  }

  /// The plan for a statement.
  ///
  /// - Throws: `SQLFailure` in MySQL's words.
  static func plan(
    _ sql: String, _ tokens: [SQLToken], _ select: SQLSelect, database: String, tables: Tables
  ) throws -> SQLPlan {
    var analysis = SQLAnalysis(sql, tokens, database: database, tables: tables)
    try analysis.findTables(select, commons: [])
    let columns = try analysis.select(select, parent: nil, commons: [:], isWhole: true)
    var (parts, operations) = ([analysis.draft.text(0..<tokens.count)], [SQLSetOperation]())
    if !select.rest.isEmpty, select.order.isEmpty, !select.isLimited, select.commons.isEmpty {
      parts = ([select.first] + select.rest.map(\.core)).map { analysis.draft.text($0.range) }
      operations = select.rest.map(\.operation)
    }
    return SQLPlan(
      parts: parts, operations: operations, types: columns.map(\.type), otherDatabases: analysis.otherDatabases,
      names: columns.map(\.name))
  }

  /// Tables of one join, at most, as in MySQL.
  private static let mostTables = 61

  // MARK: Tables

  /// Complains about the first table that is not there, as MySQL does before it looks at anything else.
  private func findTables(_ select: SQLSelect, commons: Set<String>) throws {
    var commons = commons
    for common in select.commons {
      commons.insert(common.name.lowercased())
      try findTables(common.select, commons: commons)
    }
    for core in [select.first] + select.rest.map(\.core) {
      for nested in core.nested { try findTables(nested, commons: commons) }
      for source in core.sources {
        switch source.origin {
        case .derived(let inner): try findTables(inner, commons: commons)
        case .table(let schema, let name):
          if schema == nil, commons.contains(name.lowercased()) { continue }
          let place = schema ?? database
          guard tables.hasDatabase(place) else { throw SQLFailure("Unknown database '\(place.lowercased())'") }
          guard tables.table(place, name) != nil else {
            throw SQLFailure("Table '\(place.lowercased()).\(name.lowercased())' doesn't exist")
          }
        }
      }
      let nodes =
        core.items.map(\.value) + core.conditions + [core.filter].compactMap { $0 }
        + core.groups + [core.having].compactMap { $0 }
      for node in nodes { try findTables(node, commons: commons) }
    }
    for term in select.order { try findTables(term.value, commons: commons) }
  }

  private func findTables(_ node: SQLNode, commons: Set<String>) throws {
    if case .query(let select) = node.kind { return try findTables(select, commons: commons) }
    for child in node.children { try findTables(child, commons: commons) }
  }

  // MARK: Selects

  /// The columns of a select.
  mutating func select(
    _ select: SQLSelect, parent: SQLScope?, commons: [String: [SQLScopeColumn]], isWhole: Bool = false
  ) throws -> [SQLScopeColumn] {
    var commons = commons
    for common in select.commons {
      draft.set(common.nameToken, SQLText.quoted(name: common.name))
      let name = common.name.lowercased()
      if select.isRecursive, !common.select.rest.isEmpty {
        // What it is called by itself is known from its first part.
        var trial = self
        let columns = try trial.core(common.select.first, parent: parent, commons: commons, order: [], isWhole: false)
        commons[name] = common.renamed(columns)
      }
      commons[name] = common.renamed(try self.select(common.select, parent: parent, commons: commons))
    }
    let isAlone = select.rest.isEmpty
    var columns = try core(
      select.first, parent: parent, commons: commons, order: isAlone ? select.order : [], isWhole: isWhole)
    for (_, part) in select.rest {
      let others = try core(part, parent: parent, commons: commons, order: [], isWhole: isWhole)
      guard others.count == columns.count else {
        throw SQLFailure("The used SELECT statements have a different number of columns")
      }
      for index in columns.indices { columns[index].type = columns[index].type.joined(with: others[index].type) }
    }
    if !isAlone {
      // A compound is ordered by the names of its columns.
      let scope = SQLScope(parent: nil, commons: [:])
      scope.tables = [SQLScopeTable(alias: "", tableName: nil, schema: database, columns: columns, keys: [])]
      for term in select.order { _ = try kind(term.value, scope, .order, aliases: []) }
    }
    return columns
  }

  private mutating func core(
    _ core: SQLCore, parent: SQLScope?, commons: [String: [SQLScopeColumn]], order: [SQLOrderTerm], isWhole: Bool
  ) throws -> [SQLScopeColumn] {
    if let nested = core.nested.first {
      // SQLite has no brackets around the parts of a compound.
      draft.wrap(core.range, "SELECT * FROM ", "")
      return try select(nested, parent: parent, commons: commons)
    }
    effort.selects += 1
    guard effort.selects <= Self.mostSelects else {
      throw SQLFailure.limit("Query is nested too deeply, or has too many parts; ask for less")
    }
    guard core.sources.count <= Self.mostTables else {
      throw SQLFailure("Too many tables; MySQL can only use \(Self.mostTables) tables in a join")
    }
    let scope = SQLScope(parent: parent, commons: commons)
    for source in core.sources { scope.tables.append(try table(source, scope)) }
    try shareColumns(core, scope)
    var columns: [SQLScopeColumn] = []
    var aliases: [SQLAlias] = []
    for item in core.items {
      let found = try self.item(item, scope, isWhole: isWhole)
      if let only = found.first, found.count == 1 {
        aliases.append(SQLAlias(name: only.name, type: only.type, isCollated: only.isCollated, item: item))
      }
      columns += found
    }
    if let filter = core.filter { _ = try kind(filter, scope, .filter, aliases: []) }
    // MySQL looks at the last join first, which shows in what it complains about.
    for condition in core.conditions.reversed() { _ = try kind(condition, scope, .condition, aliases: []) }
    for group in core.groups { _ = try kind(group, scope, .group, aliases: aliases) }
    if let having = core.having { _ = try kind(having, scope, .having, aliases: aliases) }
    for term in order { _ = try kind(term.value, scope, .order, aliases: aliases) }
    try SQLGroupRule(sql: sql, tokens: draft.tokens, scope: scope, core: core, aliases: aliases).check(order)
    orderGroups(core, order, scope)
    filterByHaving(core, order)
    return columns
  }

  /// An index of one of the tables begins with the columns of the groups.
  private func isIndexed(_ core: SQLCore, _ scope: SQLScope) -> Bool {
    let places = core.groups.compactMap { group -> SQLColumnPlace? in
      guard case .column(let qualifier, let name) = group.kind else { return nil }
      return scope.places(qualifier: qualifier, name: name).first
    }
    guard let first = places.first, places.count == core.groups.count,
      places.allSatisfy({ $0.table == first.table }), core.sources.indices.contains(first.table),
      case .table(let schema, let name) = core.sources[first.table].origin,
      let table = tables.table(schema ?? database, name)
    else { return false }
    let grouped = places.map { scope.column($0).name.lowercased() }
    return ([table.primaryKey] + table.keys.map(\.columns)).contains {
      $0.map { $0.lowercased() }.starts(with: grouped)
    }
  }

  /// Without groups, `HAVING` is one more condition, which SQLite does not take for one.
  private mutating func filterByHaving(_ core: SQLCore, _ order: [SQLOrderTerm]) {
    guard let having = core.having, !core.isGrouped,
      !SQLGroupRule.hasAggregate(core.items.map(\.value) + [having] + order.map(\.value))
    else { return }
    draft.set(having.range.lowerBound - 1, core.filter == nil ? "WHERE" : "AND")
    draft.wrap(having.range, "(", ")")
    if let filter = core.filter { draft.wrap(filter.range, "(", ")") }
  }

  /// Lets groups come in the order of their first rows, as MySQL gives them, and not in that of their keys.
  ///
  /// Where an index begins with the columns of the groups MySQL follows that, and for aggregates of distinct values it
  /// sorts the rows: there nothing is changed.
  private mutating func orderGroups(_ core: SQLCore, _ order: [SQLOrderTerm], _ scope: SQLScope) {
    guard let first = core.groups.first, let last = core.groups.last, !isIndexed(core, scope) else { return }
    let all = core.items.map(\.value) + [core.having].compactMap { $0 } + order.map(\.value)
    guard !SQLGroupRule.hasDistinctAggregate(all) else { return }
    for group in core.groups {
      if case .number(let text) = group.kind, let number = Int(text), core.items.indices.contains(number - 1) {
        draft.replace(group.range, with: draft.text(core.items[number - 1].value.range))
      }
    }
    let range = first.range.lowerBound..<last.range.upperBound
    for token in range where ["ASC", "DESC"].contains(draft.tokens[token].keyword) { draft.set(token, "") }
    draft.wrap(range, "mysql_ordinal(\(first.range.lowerBound), ", ")")
  }

  private mutating func table(_ source: SQLSource, _ scope: SQLScope) throws -> SQLScopeTable {
    if let token = source.aliasToken { draft.set(token, SQLText.quoted(name: draft.tokens[token].text)) }
    var result: SQLScopeTable
    switch source.origin {
    case .derived(let inner):
      guard let alias = source.alias else { throw SQLFailure("Every derived table must have its own alias") }
      let columns = try select(inner, parent: scope.parent, commons: scope.commons)
      result = SQLScopeTable(
        alias: alias, tableName: nil, schema: "", columns: columns, keys: SQLGroupRule.keys(of: inner, columns))
    case .table(let schema, let name):
      if let token = source.nameToken { draft.set(token, SQLText.quoted(name: name)) }
      if schema == nil, let columns = scope.commons[name.lowercased()] {
        result = SQLScopeTable(
          alias: source.alias ?? name, tableName: name, schema: "", columns: columns, keys: [])
        break
      }
      let place = schema ?? database
      if let token = source.schemaToken {
        let isOther = place.lowercased() != database.lowercased()
        if isOther { otherDatabases.insert(place.lowercased()) }
        draft.set(token, isOther ? SQLText.quoted(name: place.lowercased()) : "main")
      }
      guard let table = tables.table(place, name) else {
        throw SQLFailure("Table '\(place.lowercased()).\(name.lowercased())' doesn't exist")
      }
      let keys = [table.primaryKey] + table.keys.filter(\.isUnique).map(\.columns)
      let alias = source.alias ?? table.name.lowercased()
      result = SQLScopeTable(
        alias: alias, tableName: source.alias == nil ? name : nil, schema: place.lowercased(),
        columns: table.columns.map {
          SQLScopeColumn(name: $0.name, type: $0.type, isCollated: $0.type == .text)
        }, keys: [])
      result.keys = keys.filter { !$0.isEmpty }.compactMap { key in
        let places = key.compactMap { result.place(of: $0) }
        return places.count == key.count ? places : nil
      }
    }
    result.isOptional = source.isOptional
    if scope.tables.contains(where: { $0.alias.lowercased() == result.alias.lowercased() }) {
      throw SQLFailure("Not unique table/alias: '\(result.alias)'")
    }
    return result
  }

  /// Marks the columns that `USING` and `NATURAL` make one.
  private func shareColumns(_ core: SQLCore, _ scope: SQLScope) throws {
    for (index, source) in core.sources.enumerated() where index < scope.tables.count {
      let earlier = Set(scope.tables[..<index].flatMap { $0.columns.map { $0.name.lowercased() } })
      let names =
        source.isNatural
        ? scope.tables[index].columns.map(\.name).filter { earlier.contains($0.lowercased()) } : source.shared
      for name in names {
        guard let place = scope.tables[index].place(of: name), earlier.contains(name.lowercased()) else {
          throw SQLFailure("Unknown column '\(name)' in 'from clause'")
        }
        scope.tables[index].columns[place].isShared = true
      }
    }
  }

  private mutating func item(_ item: SQLItem, _ scope: SQLScope, isWhole: Bool) throws -> [SQLScopeColumn] {
    if case .star(let qualifier) = item.value.kind { return try star(qualifier, item.value.range, scope) }
    let found = try kind(item.value, scope, .fields, aliases: [])
    let text = written(item.value.range)
    var name = item.alias ?? text
    if item.alias == nil, case .column(_, let column) = item.value.kind {
      name = scope.places(qualifier: [], name: column).first.map { scope.column($0).name } ?? column
    } else if item.alias == nil, !isWhole {
      draft.wrap(item.value.range, "", " AS " + SQLText.quoted(name: text))
    }
    if let token = item.aliasToken { draft.set(token, SQLText.quoted(name: draft.tokens[token].text)) }
    return [SQLScopeColumn(name: name, type: found.type, isCollated: found.isCollated)]
  }

  /// All columns of a table or of all tables, one by one: those that tables share come first, and once.
  private mutating func star(_ qualifier: String?, _ range: Range<Int>, _ scope: SQLScope) throws -> [SQLScopeColumn] {
    let places = scope.tables.indices.filter {
      qualifier == nil || scope.tables[$0].alias.lowercased() == qualifier?.lowercased()
    }
    guard !places.isEmpty else {
      throw SQLFailure(qualifier.map { "Unknown table '\($0)'" } ?? "No tables used")
    }
    var chosen: [SQLColumnPlace] = []
    let all = places.flatMap { table in
      scope.tables[table].columns.indices.map { SQLColumnPlace(table: table, column: $0) }
    }
    if qualifier == nil {
      let shared = Set(all.filter { scope.column($0).isShared }.map { scope.column($0).name.lowercased() })
      let firsts = all.filter { shared.contains(scope.column($0).name.lowercased()) && !scope.column($0).isShared }
      chosen = firsts + all.filter { !shared.contains(scope.column($0).name.lowercased()) }
    } else {
      chosen = all
    }
    draft.replace(
      range,
      with: chosen.map { place in
        let table = SQLText.quoted(name: scope.tables[place.table].alias)
        return table + "." + SQLText.quoted(name: scope.column(place).name)
      }.joined(separator: ", "))
    return chosen.map { scope.column($0) }
  }

  /// The statement's own text of some pieces.
  func written(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    let bytes = draft.tokens[first].range.lowerBound..<draft.tokens[last].range.upperBound
    return String(decoding: Array(sql.utf8)[bytes], as: UTF8.self)
  }
}

extension SQLCommonTable {
  /// Columns under the names that the table gives them.
  fileprivate func renamed(_ columns: [SQLScopeColumn]) -> [SQLScopeColumn] {
    var renamed = columns
    for (index, name) in self.columns.enumerated() where index < renamed.count { renamed[index].name = name }
    return renamed
  }
}

/// A name that an entry behind `SELECT` has.
struct SQLAlias {
  var name: String
  var type: MySQLType
  var isCollated: Bool
  var item: SQLItem
}

extension SQLNode {
  /// The expressions directly inside; not those of selects.
  var children: [SQLNode] {
    switch kind {
    case .null, .number, .string, .column, .star, .query: []
    case .call(let call): call.arguments + call.order.map(\.value)
    case .unary(_, let operand), .cast(let operand, _): [operand]
    case .binary(_, let left, let right): [left, right]
    case .test(_, let members), .row(let members), .other(let members): members
    case .choice(let operand, let branches, let otherwise):
      [operand].compactMap { $0 } + branches.flatMap { [$0.when, $0.then] } + [otherwise].compactMap { $0 }
    }
  }
}
