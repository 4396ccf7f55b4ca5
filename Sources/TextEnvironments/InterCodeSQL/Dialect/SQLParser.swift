/// Reads a `SELECT` of MySQL's dialect into its parts.
///
/// What it does not know is an error of syntax, as in MySQL; so `JOIN` without its condition is not, and `LIMIT` may have
/// two numbers.
struct SQLParser {
  let tokens: [SQLToken]
  var position = 0
  /// The length of the text, where an error at its end is.
  let end: Int
  /// Brackets and selects that are open; bounded, since each takes some of the stack.
  var depth = 0
  static let deepest = 64
  /// Operators so far; bounded, since a chain of them is a tree as deep, and SQLite takes none deeper than 1000.
  var links = 0
  static let mostLinks = 1_000

  init(_ tokens: [SQLToken], end: Int) {
    self.tokens = tokens
    self.end = end
  }

  /// The statement that all of the pieces make up.
  static func select(_ tokens: [SQLToken], end: Int) throws(SQLSyntaxError) -> SQLSelect {
    var parser = SQLParser(tokens, end: end)
    let select = try parser.select()
    guard parser.position == tokens.count else { throw parser.failure }
    return select
  }

  /// The error at the present place.
  var failure: SQLSyntaxError { SQLSyntaxError(offset: token?.range.lowerBound ?? end) }
  var token: SQLToken? { position < tokens.count ? tokens[position] : nil }

  func isWord(_ word: String, ahead: Int = 0) -> Bool {
    position + ahead < tokens.count && tokens[position + ahead].keyword == word
  }

  func isSymbol(_ symbol: String, ahead: Int = 0) -> Bool {
    position + ahead < tokens.count && tokens[position + ahead].isSymbol(symbol)
  }

  mutating func takeWord(_ word: String) -> Bool {
    guard isWord(word) else { return false }
    position += 1
    return true
  }

  mutating func takeSymbol(_ symbol: String) -> Bool {
    guard isSymbol(symbol) else { return false }
    position += 1
    return true
  }

  mutating func expectWord(_ word: String) throws(SQLSyntaxError) {
    guard takeWord(word) else { throw failure }
  }

  mutating func expectSymbol(_ symbol: String) throws(SQLSyntaxError) {
    guard takeSymbol(symbol) else { throw failure }
  }

  mutating func enter() throws(SQLSyntaxError) {
    depth += 1
    guard depth <= Self.deepest else { throw failure }
  }

  mutating func link() throws(SQLSyntaxError) {
    links += 1
    guard links <= Self.mostLinks else { throw failure }
  }

  /// A name that is no reserved word, and its place.
  mutating func name() throws(SQLSyntaxError) -> (text: String, token: Int) {
    guard let token, token.kind == .name || token.kind == .word && !SQLWords.reserved.contains(token.keyword) else {
      throw failure
    }
    position += 1
    return (token.text, position - 1)
  }

  // MARK: Selects

  mutating func select() throws(SQLSyntaxError) -> SQLSelect {
    try enter()
    defer { depth -= 1 }
    let start = position
    var commons: [SQLCommonTable] = []
    var isRecursive = false
    if takeWord("WITH") {
      isRecursive = takeWord("RECURSIVE")
      repeat {
        let (name, token) = try name()
        var columns: [String] = []
        if takeSymbol("(") {
          repeat { columns.append(try self.name().text) } while takeSymbol(",")
          try expectSymbol(")")
        }
        try expectWord("AS")
        try expectSymbol("(")
        commons.append(SQLCommonTable(name: name, columns: columns, select: try select(), nameToken: token))
        try expectSymbol(")")
      } while takeSymbol(",")
    }
    var result = SQLSelect(first: try core())
    result.commons = commons
    result.isRecursive = isRecursive
    while let kind = setOperation() {
      position += 1
      let keepsAll = takeWord("ALL")
      if !keepsAll { _ = takeWord("DISTINCT") }
      result.rest.append((SQLSetOperation(kind: kind, keepsAll: keepsAll), try core()))
    }
    let tail = position
    if takeWord("ORDER") {
      try expectWord("BY")
      result.order = try orderTerms()
    }
    if takeWord("LIMIT") {
      result.isLimited = true
      try limitNumber()
      if takeSymbol(",") || takeWord("OFFSET") { try limitNumber() }
    }
    if takeWord("FOR") { try expectWord("UPDATE") }
    result.tail = tail..<position
    result.range = start..<position
    return result
  }

  private mutating func limitNumber() throws(SQLSyntaxError) {
    guard let token, token.kind == .number else { throw failure }
    position += 1
  }

  private func setOperation() -> SQLSetOperation.Kind? {
    isWord("UNION") ? .union : isWord("INTERSECT") ? .intersect : isWord("EXCEPT") ? .except : nil
  }

  mutating func orderTerms() throws(SQLSyntaxError) -> [SQLOrderTerm] {
    var terms: [SQLOrderTerm] = []
    repeat {
      let value = try expression()
      let isDescending = takeWord("DESC")
      if !isDescending { _ = takeWord("ASC") }
      terms.append(SQLOrderTerm(value: value, isDescending: isDescending))
    } while takeSymbol(",")
    return terms
  }

  private mutating func core() throws(SQLSyntaxError) -> SQLCore {
    let start = position
    var core = SQLCore()
    if takeSymbol("(") {
      core.nested = [try select()]
      try expectSymbol(")")
      core.range = start..<position
      return core
    }
    try expectWord("SELECT")
    if takeWord("DISTINCT") || takeWord("DISTINCTROW") { core.isDistinct = true } else { _ = takeWord("ALL") }
    repeat { core.items.append(try item()) } while takeSymbol(",")
    if takeWord("FROM") { try sources(&core) }
    if takeWord("WHERE") { core.filter = try expression() }
    if takeWord("GROUP") {
      try expectWord("BY")
      repeat {
        core.groups.append(try expression())
        if !takeWord("ASC") { _ = takeWord("DESC") }
      } while takeSymbol(",")
      if takeWord("WITH") { throw failure }
    }
    if takeWord("HAVING") { core.having = try expression() }
    core.range = start..<position
    return core
  }

  private mutating func item() throws(SQLSyntaxError) -> SQLItem {
    let start = position
    if takeSymbol("*") { return SQLItem(value: SQLNode(kind: .star(qualifier: nil), range: start..<position)) }
    if let token, token.isName, isSymbol(".", ahead: 1), isSymbol("*", ahead: 2) {
      position += 3
      return SQLItem(value: SQLNode(kind: .star(qualifier: token.text), range: start..<position))
    }
    var item = SQLItem(value: try expression())
    if takeWord("AS") {
      guard let token, token.isName || token.kind == .string else { throw failure }
      if token.kind == .word, SQLWords.reserved.contains(token.keyword) { throw failure }
      item.alias = token.text
      item.aliasToken = position
      position += 1
    } else if let token,
      token.kind == .name || token.kind == .string
        || token.kind == .word && !SQLWords.reserved.contains(token.keyword)
    {
      item.alias = token.text
      item.aliasToken = position
      position += 1
    }
    return item
  }

  // MARK: Tables

  private mutating func sources(_ core: inout SQLCore) throws(SQLSyntaxError) {
    try tableFactor(&core)
    while true {
      if takeSymbol(",") {
        try tableFactor(&core)
        continue
      }
      let start = position
      let isNatural = takeWord("NATURAL")
      var (isLeft, isRight) = (false, false)
      if takeWord("LEFT") {
        isLeft = true
        _ = takeWord("OUTER")
      } else if takeWord("RIGHT") {
        isRight = true
        _ = takeWord("OUTER")
      } else if !takeWord("INNER") {
        _ = takeWord("CROSS")
      }
      guard takeWord("JOIN") || !isNatural && !isLeft && !isRight && takeWord("STRAIGHT_JOIN") else {
        guard position == start else { throw failure }
        return
      }
      let before = core.sources.count
      try tableFactor(&core)
      for index in before..<core.sources.count {
        core.sources[index].isNatural = isNatural
        core.sources[index].isOptional = core.sources[index].isOptional || isLeft
      }
      if isRight { for index in 0..<before { core.sources[index].isOptional = true } }
      if takeWord("ON") {
        let condition = try expression()
        if isLeft || isRight { core.outerPlaces.insert(core.conditions.count) }
        core.conditions.append(condition)
      } else if takeWord("USING") {
        try expectSymbol("(")
        repeat { core.sources[core.sources.count - 1].shared.append(try name().text) } while takeSymbol(",")
        try expectSymbol(")")
      } else if (isLeft || isRight) && !isNatural {
        throw failure
      }
    }
  }

  private mutating func tableFactor(_ core: inout SQLCore) throws(SQLSyntaxError) {
    try enter()
    defer { depth -= 1 }
    if isSymbol("("), !startsSelect(at: position + 1) {
      position += 1
      try sources(&core)
      try expectSymbol(")")
      return
    }
    var source: SQLSource
    if takeSymbol("(") {
      source = SQLSource(origin: .derived(try select()))
      try expectSymbol(")")
    } else {
      let first = try name()
      if takeSymbol(".") {
        guard let token, token.isName else { throw failure }
        position += 1
        source = SQLSource(origin: .table(schema: first.text, name: token.text))
        source.schemaToken = first.token
        source.nameToken = position - 1
      } else {
        source = SQLSource(origin: .table(schema: nil, name: first.text))
        source.nameToken = first.token
      }
    }
    if takeWord("AS") {
      (source.alias, source.aliasToken) = try name()
    } else if let token, token.kind == .name || token.kind == .word && !SQLWords.reserved.contains(token.keyword) {
      (source.alias, source.aliasToken) = try name()
    }
    core.sources.append(source)
  }

  /// Whether a select begins at a place, behind any number of brackets.
  func startsSelect(at place: Int) -> Bool {
    var place = place
    while place < tokens.count, tokens[place].isSymbol("(") { place += 1 }
    return place < tokens.count && ["SELECT", "WITH"].contains(tokens[place].keyword)
  }
}
