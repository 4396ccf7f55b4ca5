/// MySQL's rule for groups (`ONLY_FULL_GROUP_BY`): what is chosen from a group must be the same in all of its rows.
///
/// A column is, if it is grouped by, or follows from such columns: by a key of its table, or by an equality that holds
/// for all rows.
struct SQLGroupRule {
  let sql: String
  let tokens: [SQLToken]
  let scope: SQLScope
  let core: SQLCore
  let aliases: [SQLAlias]

  /// Complains about the first column that is not settled by its group.
  ///
  /// - Throws: `SQLFailure` in MySQL's words.
  func check(_ order: [SQLOrderTerm]) throws {
    let isAggregated =
      core.isGrouped || core.having != nil && Self.hasAggregate([core.having].compactMap { $0 })
      || Self.hasAggregate(core.items.map(\.value)) || Self.hasAggregate(order.map(\.value))
    if isAggregated {
      let settled = settledColumns()
      let groups = Set(core.groups.map(normalised))
      var number = 0
      for item in core.items {
        let columns = looseColumns(item.value, groups)
        // Of a star every column counts.
        if case .star = item.value.kind {
          for loose in columns {
            number += 1
            if !settled.contains(loose) { throw failure("SELECT list", number, loose) }
          }
          continue
        }
        number += 1
        if let loose = columns.first(where: { !settled.contains($0) }) { throw failure("SELECT list", number, loose) }
      }
      for (number, term) in order.enumerated() where !isAlias(term.value) {
        for loose in looseColumns(term.value, groups) where !settled.contains(loose) {
          throw failure("ORDER BY clause", number + 1, loose)
        }
      }
      if let having = core.having { try checkHaving(having, settled, groups) }
    } else if core.isDistinct {
      try checkDistinct(order)
    } else if let having = core.having {
      try checkHaving(having, [], [])
    }
  }

  private func failure(_ place: String, _ number: Int, _ column: SQLColumnPlace) -> SQLFailure {
    let name = scope.fullName(column)
    guard core.isGrouped else {
      let place = place == "SELECT list" ? "of SELECT list" : "of ORDER BY"
      return SQLFailure(
        "In aggregated query without GROUP BY, expression #\(number) \(place) contains nonaggregated column '\(name)'; this "
          + "is incompatible with sql_mode=only_full_group_by")
    }
    return SQLFailure(
      "Expression #\(number) of \(place) is not in GROUP BY clause and contains nonaggregated column '\(name)' which is not "
        + "functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by")
  }

  /// In `HAVING` stands what is chosen or grouped by, and nothing else.
  private func checkHaving(_ having: SQLNode, _ settled: Set<SQLColumnPlace>, _ groups: Set<String>) throws {
    var chosen = Set(core.groups.compactMap(place))
    for item in core.items {
      switch item.value.kind {
      case .star: return
      default: if let place = place(item.value) { chosen.insert(place) }
      }
    }
    func look(_ node: SQLNode) throws {
      if groups.contains(normalised(node)) { return }
      if case .call(let call) = node.kind, SQLWords.aggregates.contains(call.name), !call.isWindow { return }
      if case .column(let qualifier, let name) = node.kind, !isAlias(node), let place = place(node),
        !chosen.contains(place)
      {
        throw SQLFailure("Unknown column '\((qualifier + [name]).joined(separator: "."))' in 'having clause'")
      }
      for child in node.children { try look(child) }
    }
    try look(having)
  }

  /// With `DISTINCT`, an order is by what is chosen.
  private func checkDistinct(_ order: [SQLOrderTerm]) throws {
    guard !core.items.contains(where: { if case .star = $0.value.kind { true } else { false } }) else { return }
    let chosen = Set(core.items.compactMap { place($0.value) })
    let written = Set(core.items.map { normalised($0.value) })
    for (number, term) in order.enumerated() where !isAlias(term.value) && !written.contains(normalised(term.value)) {
      for loose in looseColumns(term.value, []) where !chosen.contains(loose) {
        throw SQLFailure(
          "Expression #\(number + 1) of ORDER BY clause is not in SELECT list, references column "
            + "'\(scope.fullName(loose))' which is not in SELECT list; this is incompatible with DISTINCT")
      }
    }
  }

  // MARK: Columns

  /// Columns that tell the rows of a derived table apart, where it is grouped by them.
  static func keys(of select: SQLSelect, _ columns: [SQLScopeColumn]) -> [[Int]] {
    guard select.rest.isEmpty, select.first.isGrouped else { return [] }
    var places: [Int] = []
    for group in select.first.groups {
      guard case .column(_, let name) = group.kind,
        let place = columns.firstIndex(where: { $0.name.lowercased() == name.lowercased() })
      else { return [] }
      places.append(place)
    }
    return [places]
  }

  private func place(_ node: SQLNode) -> SQLColumnPlace? {
    switch node.kind {
    case .column(let qualifier, let name): scope.places(qualifier: qualifier, name: name).first
    case .row(let members): members.count == 1 ? place(members[0]) : nil
    default: nil
    }
  }

  private func isAlias(_ node: SQLNode) -> Bool {
    guard case .column(let qualifier, let name) = node.kind, qualifier.isEmpty else { return false }
    return aliases.contains { $0.name.lowercased() == name.lowercased() && $0.item.alias != nil }
  }

  /// Whether one of some expressions is over the distinct values of a group.
  static func hasDistinctAggregate(_ nodes: [SQLNode]) -> Bool {
    nodes.contains { node in
      if case .call(let call) = node.kind, call.isDistinct || call.name == "GROUP_CONCAT" { return true }
      return hasDistinctAggregate(node.children)
    }
  }

  /// Whether one of some expressions is over a group.
  static func hasAggregate(_ nodes: [SQLNode]) -> Bool {
    nodes.contains { node in
      if case .call(let call) = node.kind, SQLWords.aggregates.contains(call.name), !call.isWindow { return true }
      return hasAggregate(node.children)
    }
  }

  /// The columns of this select that an expression takes from single rows.
  private func looseColumns(_ node: SQLNode, _ groups: Set<String>) -> [SQLColumnPlace] {
    if groups.contains(normalised(node)) { return [] }
    switch node.kind {
    case .column: return place(node).map { [$0] } ?? []
    case .star(let qualifier):
      return scope.tables.indices.filter {
        qualifier == nil || scope.tables[$0].alias.lowercased() == qualifier?.lowercased()
      }.flatMap { table in scope.tables[table].columns.indices.map { SQLColumnPlace(table: table, column: $0) } }
    case .call(let call) where SQLWords.aggregates.contains(call.name) && !call.isWindow: return []
    case .call(let call) where call.name == "ANY_VALUE": return []
    default: return node.children.flatMap { looseColumns($0, groups) }
    }
  }

  /// An expression without what does not matter in it: case of letters, quotes and the alias of a column's table.
  private func normalised(_ node: SQLNode) -> String {
    if let place = place(node) { return "#\(place.table).\(place.column)" }
    if isAlias(node), case .column(_, let name) = node.kind,
      let alias = aliases.first(where: { $0.name.lowercased() == name.lowercased() })
    {
      return normalised(alias.item.value)
    }
    if case .number(let text) = node.kind, let number = Int(text),
      core.groups.contains(where: { $0.range == node.range }),
      core.items.indices.contains(number - 1)
    {
      return normalised(core.items[number - 1].value)
    }
    return tokens[node.range].map { $0.kind == .string ? "'\($0.text)'" : $0.text.lowercased() }.joined(separator: " ")
  }

  // MARK: Dependencies

  /// Every column whose value the group settles.
  private func settledColumns() -> Set<SQLColumnPlace> {
    var settled: Set<SQLColumnPlace> = []
    for group in core.groups {
      if let place = place(group) {
        settled.insert(place)
      } else if isAlias(group), case .column(_, let name) = group.kind,
        let alias = aliases.first(where: { $0.name.lowercased() == name.lowercased() }),
        let place = place(alias.item.value)
      {
        settled.insert(place)
      } else if case .number(let text) = group.kind, let number = Int(text), core.items.indices.contains(number - 1),
        let place = place(core.items[number - 1].value)
      {
        settled.insert(place)
      }
    }
    var pairs: [(from: SQLColumnPlace, to: SQLColumnPlace)] = []
    if let filter = core.filter { equalities(filter, &settled, &pairs, isInner: true) }
    for (place, condition) in core.conditions.enumerated() {
      equalities(condition, &settled, &pairs, isInner: !core.outerPlaces.contains(place))
    }
    for (index, table) in scope.tables.enumerated() {
      for (column, entry) in table.columns.enumerated() where entry.isShared {
        let here = SQLColumnPlace(table: index, column: column)
        guard let other = scope.places(qualifier: [], name: entry.name).first, other != here else { continue }
        pairs += [(here, other), (other, here)]
      }
    }
    var count = -1
    while count != settled.count {
      count = settled.count
      for pair in pairs where settled.contains(pair.from) { settled.insert(pair.to) }
      for (index, table) in scope.tables.enumerated() {
        let isSettled = table.keys.contains { key in
          key.allSatisfy { settled.contains(SQLColumnPlace(table: index, column: $0)) }
        }
        guard isSettled else { continue }
        for column in table.columns.indices { settled.insert(SQLColumnPlace(table: index, column: column)) }
      }
    }
    return settled
  }

  /// Takes the equalities out of a condition of which every part must hold.
  private func equalities(
    _ node: SQLNode, _ settled: inout Set<SQLColumnPlace>,
    _ pairs: inout [(from: SQLColumnPlace, to: SQLColumnPlace)], isInner: Bool
  ) {
    switch node.kind {
    case .binary("AND", let left, let right):
      equalities(left, &settled, &pairs, isInner: isInner)
      equalities(right, &settled, &pairs, isInner: isInner)
    case .row(let members) where members.count == 1:
      equalities(members[0], &settled, &pairs, isInner: isInner)
    case .binary("=", let left, let right):
      let (one, other) = (place(left), place(right))
      if let one, let other {
        // In an outer join only the side that may be missing follows from the other.
        if isInner || scope.tables[other.table].isOptional { pairs.append((one, other)) }
        if isInner || scope.tables[one.table].isOptional { pairs.append((other, one)) }
      } else if isInner, let only = one ?? other, isConstant(one == nil ? left : right) {
        settled.insert(only)
      }
    default: return
    }
  }

  private func isConstant(_ node: SQLNode) -> Bool {
    switch node.kind {
    case .string, .number, .null: true
    case .unary(_, let operand): isConstant(operand)
    default: false
    }
  }
}
