/// Expressions, by MySQL's order of precedence.
extension SQLParser {
  mutating func expression() throws(SQLSyntaxError) -> SQLNode {
    try enter()
    defer { depth -= 1 }
    return try disjunction()
  }

  private mutating func chain(
    _ operators: (SQLParser) -> String?, _ operand: (inout SQLParser) throws(SQLSyntaxError) -> SQLNode
  ) throws(SQLSyntaxError) -> SQLNode {
    var left = try operand(&self)
    while let name = operators(self) {
      try link()
      position += 1
      let right = try operand(&self)
      left = SQLNode(kind: .binary(name, left, right), range: left.range.lowerBound..<position)
    }
    return left
  }

  private mutating func disjunction() throws(SQLSyntaxError) -> SQLNode {
    try chain({ $0.isWord("OR") || $0.isSymbol("||") ? "OR" : $0.isWord("XOR") ? "XOR" : nil }) {
      (parser) throws(SQLSyntaxError) in
      try parser.conjunction()
    }
  }

  private mutating func conjunction() throws(SQLSyntaxError) -> SQLNode {
    try chain({ $0.isWord("AND") || $0.isSymbol("&&") ? "AND" : nil }) { (parser) throws(SQLSyntaxError) in
      try parser.negation()
    }
  }

  private mutating func negation() throws(SQLSyntaxError) -> SQLNode {
    let start = position
    guard isWord("NOT") else { return try comparison() }
    try enter()
    defer { depth -= 1 }
    position += 1
    let operand = try negation()
    return SQLNode(kind: .unary("NOT", operand), range: start..<position)
  }

  private static let comparisons: Set<String> = ["=", "<=>", "<", ">", "<=", ">=", "<>", "!="]

  private mutating func comparison() throws(SQLSyntaxError) -> SQLNode {
    var left = try sum()
    while let token {
      let start = left.range.lowerBound
      if token.kind == .symbol, Self.comparisons.contains(token.text) {
        try link()
        position += 1
        if isWord("ANY") || isWord("SOME") || isWord("ALL"), isSymbol("(", ahead: 1), startsSelect(at: position + 2) {
          let name = isWord("ALL") ? "ALL" : "ANY"
          position += 2
          let from = position
          let select = try select()
          let query = SQLNode(kind: .query(select), range: from..<position)
          try expectSymbol(")")
          left = SQLNode(kind: .test(name, [left, query]), range: start..<position)
          continue
        }
        let right = try sum()
        left = SQLNode(kind: .binary(token.text, left, right), range: start..<position)
        continue
      }
      if takeWord("IS") {
        try link()
        _ = takeWord("NOT")
        guard let word = self.token, ["NULL", "TRUE", "FALSE", "UNKNOWN"].contains(word.keyword) else { throw failure }
        position += 1
        left = SQLNode(kind: .test("IS", [left]), range: start..<position)
        continue
      }
      let ahead = isWord("NOT") ? 1 : 0
      guard let word = position + ahead < tokens.count ? tokens[position + ahead].keyword : nil else { return left }
      switch word {
      case "IN":
        try link()
        position += ahead + 1
        try expectSymbol("(")
        var members: [SQLNode] = []
        if startsSelect(at: position) {
          let from = position
          let select = try select()
          members = [SQLNode(kind: .query(select), range: from..<position)]
        } else {
          repeat { members.append(try expression()) } while takeSymbol(",")
        }
        try expectSymbol(")")
        left = SQLNode(kind: .test("IN", [left] + members), range: start..<position)
      case "BETWEEN":
        try link()
        position += ahead + 1
        let low = try sum()
        try expectWord("AND")
        let high = try sum()
        left = SQLNode(kind: .test("BETWEEN", [left, low, high]), range: start..<position)
      case "LIKE", "REGEXP", "RLIKE":
        try link()
        position += ahead + 1
        let pattern = try sum()
        if takeWord("ESCAPE") { _ = try primary() }
        left = SQLNode(kind: .test(word == "LIKE" ? word : "REGEXP", [left, pattern]), range: start..<position)
      default: return left
      }
    }
    return left
  }

  private mutating func sum() throws(SQLSyntaxError) -> SQLNode {
    try chain({ parser in
      guard let token = parser.token, token.kind == .symbol else { return nil }
      return ["+", "-", "|", "&", "<<", ">>"].contains(token.text) ? token.text : nil
    }) { (parser) throws(SQLSyntaxError) in try parser.product() }
  }

  private mutating func product() throws(SQLSyntaxError) -> SQLNode {
    try chain({ parser in
      guard let token = parser.token else { return nil }
      if token.keyword == "DIV" || token.keyword == "MOD" { return token.keyword }
      return token.kind == .symbol && ["*", "/", "%", "^"].contains(token.text) ? token.text : nil
    }) { (parser) throws(SQLSyntaxError) in try parser.signed() }
  }

  private mutating func signed() throws(SQLSyntaxError) -> SQLNode {
    let start = position
    if let token, token.isSymbol("-") || token.isSymbol("+") || token.isSymbol("~") || token.isSymbol("!") {
      try enter()
      defer { depth -= 1 }
      position += 1
      let operand = try signed()
      return SQLNode(kind: .unary(token.text, operand), range: start..<position)
    }
    if isWord("BINARY"), !isSymbol("(", ahead: 1) {
      try enter()
      defer { depth -= 1 }
      position += 1
      let operand = try signed()
      return SQLNode(kind: .unary("BINARY", operand), range: start..<position)
    }
    var value = try primary()
    if takeWord("COLLATE") {
      _ = try name()
      value = SQLNode(kind: .other([value]), range: start..<position)
    }
    return value
  }

  mutating func primary() throws(SQLSyntaxError) -> SQLNode {
    guard let token else { throw failure }
    let start = position
    func node(_ kind: SQLExpression) -> SQLNode { SQLNode(kind: kind, range: start..<position) }
    switch token.kind {
    case .number:
      position += 1
      return node(.number(token.text))
    case .string:
      position += 1
      var text = token.text
      // Strings side by side are one.
      while let next = self.token, next.kind == .string {
        text += next.text
        position += 1
      }
      return node(.string(text))
    case .variable:
      position += 1
      return node(.other([]))
    case .symbol:
      guard takeSymbol("(") else { throw failure }
      if startsSelect(at: position) {
        let select = try select()
        try expectSymbol(")")
        return node(.query(select))
      }
      var members = [try expression()]
      while takeSymbol(",") { members.append(try expression()) }
      try expectSymbol(")")
      return node(.row(members))
    case .name: return try columnName()
    case .word:
      if let special = try special(token.keyword) { return special }
      if isSymbol("(", ahead: 1) { return try call() }
      guard !SQLWords.reserved.contains(token.keyword) else {
        // The name of a function is read, and what comes after it is wrong.
        if SQLWords.callable.contains(token.keyword) { position += 1 }
        throw failure
      }
      return try columnName()
    }
  }

  /// What begins with a word of its own.
  private mutating func special(_ word: String) throws(SQLSyntaxError) -> SQLNode? {
    let start = position
    switch word {
    case "NULL":
      position += 1
      return SQLNode(kind: .null, range: start..<position)
    case "TRUE", "FALSE":
      position += 1
      return SQLNode(kind: .number(word == "TRUE" ? "1" : "0"), range: start..<position)
    case "CURRENT_DATE", "CURRENT_TIMESTAMP":
      guard !isSymbol("(", ahead: 1) else { return nil }
      position += 1
      return SQLNode(kind: .other([]), range: start..<position)
    case "EXISTS":
      position += 1
      try expectSymbol("(")
      let from = position
      let select = try select()
      let query = SQLNode(kind: .query(select), range: from..<position)
      try expectSymbol(")")
      return SQLNode(kind: .test("EXISTS", [query]), range: start..<position)
    case "CASE": return try choice()
    case "CAST":
      position += 1
      try expectSymbol("(")
      let value = try expression()
      try expectWord("AS")
      let type = try castType()
      try expectSymbol(")")
      return SQLNode(kind: .cast(value, type), range: start..<position)
    case "INTERVAL":
      position += 1
      let amount = try expression()
      guard let unit = token, unit.kind == .word else { throw failure }
      position += 1
      return SQLNode(kind: .other([amount]), range: start..<position)
    default: return nil
    }
  }

  private mutating func choice() throws(SQLSyntaxError) -> SQLNode {
    let start = position
    position += 1
    let operand = isWord("WHEN") ? nil : try expression()
    var branches: [(when: SQLNode, then: SQLNode)] = []
    while takeWord("WHEN") {
      let when = try expression()
      try expectWord("THEN")
      branches.append((when, try expression()))
    }
    guard !branches.isEmpty else { throw failure }
    let otherwise = takeWord("ELSE") ? try expression() : nil
    try expectWord("END")
    return SQLNode(
      kind: .choice(operand: operand, branches: branches, otherwise: otherwise), range: start..<position)
  }

  private mutating func castType() throws(SQLSyntaxError) -> SQLCastType {
    let start = position
    guard let word = token, SQLWords.castTypes.contains(word.keyword) else { throw failure }
    position += 1
    var sizes: [Int] = []
    if takeSymbol("(") {
      repeat {
        guard let token, token.kind == .number, let size = Int(token.text) else { throw failure }
        sizes.append(size)
        position += 1
      } while takeSymbol(",")
      try expectSymbol(")")
    }
    if word.keyword == "SIGNED" || word.keyword == "UNSIGNED" { _ = takeWord("INTEGER") }
    return SQLCastType(name: word.keyword, sizes: sizes, range: start..<position)
  }

  private mutating func columnName() throws(SQLSyntaxError) -> SQLNode {
    let start = position
    var parts = [try name().text]
    while parts.count < 3, isSymbol(".") {
      position += 1
      guard let token, token.isName else { throw failure }
      parts.append(token.text)
      position += 1
    }
    return SQLNode(kind: .column(qualifier: parts.dropLast(), name: parts[parts.count - 1]), range: start..<position)
  }

  private mutating func call() throws(SQLSyntaxError) -> SQLNode {
    guard let token else { throw failure }
    let start = position
    if SQLWords.reserved.contains(token.keyword), !SQLWords.callable.contains(token.keyword) { throw failure }
    // MySQL takes some of its functions for calls only where nothing stands before the bracket.
    let isApart =
      SQLWords.closed.contains(token.keyword) && tokens[position + 1].range.lowerBound > token.range.upperBound
    position += 2
    if isApart, isSymbol("*") { throw failure }
    // With a blank it is another function, which nobody has made.
    var call = SQLCall(name: isApart ? token.keyword + " " : token.keyword, arguments: [])
    if !takeSymbol(")") {
      if takeSymbol("*") {
        call.arguments = [SQLNode(kind: .star(qualifier: nil), range: position - 1..<position)]
      } else {
        call.isDistinct = takeWord("DISTINCT")
        repeat { call.arguments.append(try expression()) } while takeSymbol(",")
        if takeWord("ORDER") {
          try expectWord("BY")
          call.order = try orderTerms()
        }
        if takeWord("SEPARATOR") {
          guard let text = self.token, text.kind == .string else { throw failure }
          call.separator = text.text
          position += 1
        }
      }
      try expectSymbol(")")
    }
    if takeWord("OVER") {
      call.isWindow = true
      try expectSymbol("(")
      if takeWord("PARTITION") {
        try expectWord("BY")
        repeat { call.arguments.append(try expression()) } while takeSymbol(",")
      }
      if takeWord("ORDER") {
        try expectWord("BY")
        call.arguments += try orderTerms().map(\.value)
      }
      var open = 1
      while open > 0 {
        guard let token = self.token else { throw failure }
        open += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0
        position += 1
      }
    }
    return SQLNode(kind: .call(call), range: start..<position)
  }
}
