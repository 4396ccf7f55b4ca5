/// Reads a `CREATE TABLE` as MySQL 8 writes it.
struct MySQLTableDefinition {
  private let tokens: [SQLToken]
  private let end: Int
  private var position = 0

  init(_ tokens: [SQLToken], end: Int) {
    self.tokens = tokens
    self.end = end
  }

  private var failure: SQLSyntaxError {
    SQLSyntaxError(offset: position < tokens.count ? tokens[position].range.lowerBound : end)
  }

  private func isWord(_ word: String) -> Bool { position < tokens.count && tokens[position].keyword == word }

  private mutating func take(_ word: String) -> Bool {
    guard isWord(word) else { return false }
    position += 1
    return true
  }

  private mutating func takeSymbol(_ symbol: String) -> Bool {
    guard position < tokens.count, tokens[position].isSymbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws(SQLSyntaxError) {
    guard takeSymbol(symbol) else { throw failure }
  }

  private mutating func name() throws(SQLSyntaxError) -> String {
    guard position < tokens.count, tokens[position].isName else { throw failure }
    position += 1
    return tokens[position - 1].text
  }

  private mutating func names() throws(SQLSyntaxError) -> [String] {
    try expect("(")
    var names: [String] = []
    repeat {
      names.append(try name())
      // A key may take only the beginning of a text.
      if takeSymbol("(") {
        position += 1
        try expect(")")
      }
      if !take("ASC") { _ = take("DESC") }
    } while takeSymbol(",")
    try expect(")")
    return names
  }

  /// The table.
  mutating func table() throws(SQLSyntaxError) -> MySQLTable {
    position = 2
    if take("IF") { position += 2 }
    var table = MySQLTable(name: try name())
    try expect("(")
    repeat { try part(&table) } while takeSymbol(",")
    try expect(")")
    let collation = try options()
    for index in table.columns.indices where table.columns[index].type == .text {
      if table.columns[index].collation == nil { table.columns[index].collation = collation }
    }
    for name in table.primaryKey {
      for index in table.columns.indices where table.columns[index].name.lowercased() == name.lowercased() {
        table.columns[index].isNullable = false
      }
    }
    return table
  }

  /// The collation behind the brackets.
  private mutating func options() throws(SQLSyntaxError) -> MySQLCollation {
    var collation = MySQLCollation.general
    while position < tokens.count {
      if take("COLLATE") {
        _ = takeSymbol("=")
        collation = MySQLCollation(mySQL: try name())
      } else {
        position += 1
      }
    }
    return collation
  }

  private mutating func part(_ table: inout MySQLTable) throws(SQLSyntaxError) {
    if position < tokens.count, tokens[position].kind == .word {
      if take("PRIMARY") {
        guard take("KEY") else { throw failure }
        table.primaryKey = try names()
        return skipRest()
      }
      let isUnique = take("UNIQUE")
      let isKey = take("KEY") || take("INDEX")
      if isUnique || isKey {
        let name = try name()
        table.keys.append(MySQLKey(name: name, columns: try names(), isUnique: isUnique))
        return skipRest()
      }
      if isWord("CONSTRAINT") || isWord("FOREIGN") {
        let name = take("CONSTRAINT") ? try name() : ""
        guard take("FOREIGN"), take("KEY") else {
          // A check is no part of what tasks ask for.
          return skipRest()
        }
        let columns = try names()
        guard take("REFERENCES") else { throw failure }
        let target = try self.name()
        table.foreignKeys.append(MySQLForeignKey(name: name, columns: columns, table: target, targets: try names()))
        return skipRest()
      }
      if isWord("FULLTEXT") || isWord("SPATIAL") || isWord("CHECK") { return skipRest() }
    }
    table.columns.append(try column(&table))
  }

  /// To the comma or bracket that ends a part.
  private mutating func skipRest() {
    var open = 0
    while position < tokens.count {
      if tokens[position].isSymbol("(") { open += 1 }
      if tokens[position].isSymbol(")") {
        if open == 0 { return }
        open -= 1
      }
      if tokens[position].isSymbol(","), open == 0 { return }
      position += 1
    }
  }

  private mutating func column(_ table: inout MySQLTable) throws(SQLSyntaxError) -> MySQLColumn {
    let name = try name()
    guard position < tokens.count, tokens[position].kind == .word else { throw failure }
    let word = tokens[position]
    position += 1
    var declaration = word.text.lowercased()
    var sizes: [Int] = []
    if takeSymbol("(") {
      var written: [String] = []
      repeat {
        guard position < tokens.count else { throw failure }
        let token = tokens[position]
        if let size = Int(token.text) { sizes.append(size) }
        written.append(token.kind == .string ? "'\(token.text)'" : token.text)
        position += 1
      } while takeSymbol(",")
      try expect(")")
      declaration += "(\(written.joined(separator: ",")))"
    }
    guard let type = MySQLType(declared: word.keyword, sizes: sizes) else {
      position -= 1
      throw failure
    }
    var column = MySQLColumn(name: name, declaration: declaration, type: type)
    while position < tokens.count, !tokens[position].isSymbol(","), !tokens[position].isSymbol(")") {
      if take("UNSIGNED") {
        column.declaration += " unsigned"
      } else if take("NOT") {
        guard take("NULL") else { throw failure }
        column.isNullable = false
      } else if take("AUTO_INCREMENT") {
        column.countsUp = true
      } else if take("COLLATE") {
        column.collation = MySQLCollation(mySQL: try self.name())
      } else if take("PRIMARY") {
        table.primaryKey = [name]
      } else if take("UNIQUE") {
        table.keys.append(MySQLKey(name: name, columns: [name], isUnique: true))
      } else if take("DEFAULT") {
        try takeDefault(&column)
      } else if takeSymbol("(") {
        skipRest()
        try expect(")")
      } else {
        position += 1
      }
    }
    return column
  }

  private mutating func takeDefault(_ column: inout MySQLColumn) throws(SQLSyntaxError) {
    guard position < tokens.count else { throw failure }
    let sign = takeSymbol("-") ? "-" : ""
    guard position < tokens.count else { throw failure }
    let token = tokens[position]
    position += 1
    switch token.kind {
    case .string, .number: column.defaultText = sign + token.text
    case .word where token.keyword == "NULL": column.defaultText = nil
    case .word where token.keyword == "B" && position < tokens.count && tokens[position].kind == .string:
      guard case .number(let number)? = MySQLDump.number(ofBits: Array(tokens[position].text.utf8)) else {
        throw failure
      }
      column.defaultText = number
      position += 1
    default:
      column.defaultText = token.text
      column.hasComputedDefault = true
    }
  }
}
