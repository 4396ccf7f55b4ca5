import RLCore

/// A value of a row in a dump.
enum MySQLLiteral: Sendable, Equatable {
  case null
  /// As it is written.
  case number(String)
  case text([UInt8])
}

/// What a dump says, one piece after the other.
protocol MySQLDumpReader {
  /// A database begins, or goes on.
  mutating func database(_ name: String) throws
  /// A table of the present database.
  mutating func table(_ table: MySQLTable) throws
  /// A row of a table; without names where the values stand for all columns.
  mutating func row(_ values: [MySQLLiteral], of table: String, columns: [String]?) throws
}

/// Why a file is no dump that can be read, with the line and what to do.
package struct MySQLDumpError: Error, Equatable, CustomStringConvertible {
  /// From 1.
  package var line: Int
  /// What is wrong, and what to do.
  package var reason: String

  /// The line, and what is wrong there.
  package var description: String { "line \(line): \(reason)".plainLine }
}

/// Reads what `mysqldump` of MySQL 8 writes, statement by statement; nothing of a statement is kept after it.
struct MySQLDump {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Hands the databases, tables and rows of a dump to `reader`.
  ///
  /// - Throws: `MySQLDumpError` with the line, and what the reader throws.
  /// - Complexity: O(bytes).
  static func read(_ bytes: [UInt8], into reader: inout some MySQLDumpReader) throws {
    var dump = MySQLDump(bytes)
    var statements = 0
    while try dump.statement(&reader) { statements += 1 }
    guard statements > 0 else { throw dump.failure("there is no statement in it; make it with mysqldump --databases") }
  }

  private func failure(_ reason: String) -> MySQLDumpError { MySQLDumpError(line: line, reason: reason) }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func advance() {
    if byte == Ascii.newline { line += 1 }
    position += 1
  }

  private func starts(with text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return position + wanted.count <= bytes.count && bytes[position..<position + wanted.count].elementsEqual(wanted)
  }

  /// Skips blanks and comments, those with statements for certain versions too.
  private mutating func skipBlanks() throws {
    while let next = byte {
      if Ascii.isBlank(next) {
        advance()
      } else if starts(with: "--") || next == Ascii.hash {
        while let next = byte, next != Ascii.newline { advance() }
      } else if starts(with: "/*") {
        let start = line
        while !starts(with: "*/") {
          guard byte != nil else { throw MySQLDumpError(line: start, reason: "a comment does not end") }
          advance()
        }
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func word() -> String {
    let start = position
    while let next = byte, Ascii.isNamePart(next) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// One statement with its semicolon; false at the end.
  private mutating func statement(_ reader: inout some MySQLDumpReader) throws -> Bool {
    try skipBlanks()
    guard let first = byte else { return false }
    if first == Ascii.semicolon {
      advance()
      return true
    }
    let (start, startLine) = (position, line)
    let opening = word().uppercased()
    switch opening {
    case "INSERT":
      try insert(&reader)
      return true
    case "CREATE", "USE", "DROP", "LOCK", "UNLOCK", "SET", "GRANT", "FLUSH", "ALTER", "START", "COMMIT": break
    case "PRAGMA", "BEGIN": throw failure("this is a dump of SQLite; make one with mysqldump 8 --databases")
    case "COPY": throw failure("this is a dump of PostgreSQL; make one with mysqldump 8 --databases")
    default:
      throw failure(
        "'\(opening.isEmpty ? String(decoding: bytes[start...].prefix(12), as: UTF8.self) : opening)' begins no statement "
          + "of a MySQL dump; make one with mysqldump 8 --databases")
    }
    try skipStatement(opening, from: startLine)
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    do {
      try definition(opening, text, &reader)
    } catch let error as SQLSyntaxError {
      let before = text.utf8.prefix(error.offset).count { $0 == Ascii.newline }
      throw MySQLDumpError(
        line: startLine + before, reason: "\(opening) cannot be read; this reader knows what mysqldump 8 writes")
    } catch let error as MySQLRowError {
      throw MySQLDumpError(line: startLine, reason: error.reason)
    } catch let error as SQLFailure {
      throw MySQLDumpError(line: startLine, reason: error.description)
    }
    if byte == Ascii.semicolon { advance() }
    return true
  }

  /// To the semicolon of a statement, quotes and comments heeded.
  private mutating func skipStatement(_ opening: String, from start: Int) throws {
    while let next = byte, next != Ascii.semicolon {
      if next == Ascii.quote || next == Ascii.backtick || next == Ascii.doubleQuote {
        _ = try quoted(next)
      } else if starts(with: "/*") || starts(with: "-- ") {
        try skipBlanks()
      } else {
        advance()
      }
    }
    guard byte != nil else {
      throw MySQLDumpError(
        line: start, reason: "\(opening) does not end with a semicolon; the file seems to be cut off")
    }
  }

  private mutating func quoted(_ quote: UInt8) throws -> [UInt8] {
    let start = line
    advance()
    var content: [UInt8] = []
    while let next = byte {
      advance()
      if next == quote {
        guard byte == quote else { return content }
        advance()
        content.append(quote)
      } else if next == Ascii.backslash, quote != Ascii.backtick, let escaped = byte {
        advance()
        // Here no pattern is meant: the backslash before a percent sign goes too.
        content +=
          escaped == UInt8(ascii: "%") || escaped == UInt8(ascii: "_")
          ? [escaped] : SQLLexer.meaning(ofEscaped: escaped)
      } else {
        content.append(next)
      }
    }
    throw MySQLDumpError(line: start, reason: "a quote does not end; the file seems to be cut off")
  }

  private func definition(_ opening: String, _ text: String, _ reader: inout some MySQLDumpReader) throws {
    guard opening == "CREATE" || opening == "USE" else { return }
    let tokens = try SQLLexer.tokens(of: text)
    if opening == "USE" {
      guard tokens.count == 2, tokens[1].isName else { throw SQLSyntaxError(offset: text.utf8.count) }
      try reader.database(tokens[1].text)
      return
    }
    guard tokens.count > 2 else { throw SQLSyntaxError(offset: text.utf8.count) }
    switch tokens[1].keyword {
    case "DATABASE", "SCHEMA":
      guard let name = tokens.last(where: { $0.kind == .name }) ?? tokens.last, name.isName else {
        throw SQLSyntaxError(offset: text.utf8.count)
      }
      try reader.database(name.text)
    case "TABLE":
      var definition = MySQLTableDefinition(tokens, end: text.utf8.count)
      try reader.table(try definition.table())
    case "USER", "INDEX", "UNIQUE": return
    default:
      throw failure("CREATE \(tokens[1].text) is not read; a dump with tables alone is (mysqldump --skip-triggers)")
    }
  }

  // MARK: Rows

  private mutating func insert(_ reader: inout some MySQLDumpReader) throws {
    try expectWord("INTO")
    let table = try name()
    var columns: [String]?
    try skipBlanks()
    if byte == UInt8(ascii: "(") {
      position += 1
      var names: [String] = []
      repeat { names.append(try name()) } while try take(UInt8(ascii: ","))
      try expect(UInt8(ascii: ")"))
      columns = names
    }
    try expectWord("VALUES")
    repeat {
      try expect(UInt8(ascii: "("))
      var values: [MySQLLiteral] = []
      repeat { values.append(try value()) } while try take(UInt8(ascii: ","))
      try expect(UInt8(ascii: ")"))
      do { try reader.row(values, of: table, columns: columns) } catch let error as MySQLRowError {
        throw failure(error.reason)
      } catch let error as SQLFailure {
        throw failure(error.description)
      }
    } while try take(UInt8(ascii: ","))
    try expect(Ascii.semicolon)
  }

  private mutating func take(_ mark: UInt8) throws -> Bool {
    try skipBlanks()
    guard byte == mark else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: UInt8) throws {
    guard try take(mark) else {
      let found = byte.map { "'\(String(decoding: [$0], as: UTF8.self))'" } ?? "the end of the file"
      throw failure("'\(String(decoding: [mark], as: UTF8.self))' is expected in an INSERT, and there is \(found)")
    }
  }

  private mutating func expectWord(_ wanted: String) throws {
    try skipBlanks()
    guard word().uppercased() == wanted else { throw failure("\(wanted) is expected in an INSERT") }
  }

  private mutating func name() throws -> String {
    try skipBlanks()
    if byte == Ascii.backtick { return String(decoding: try quoted(Ascii.backtick), as: UTF8.self) }
    let name = word()
    guard !name.isEmpty else { throw failure("a name is expected in an INSERT") }
    return name
  }

  private mutating func value() throws -> MySQLLiteral {
    try skipBlanks()
    guard let first = byte else { throw failure("a value is missing; the file seems to be cut off") }
    if first == Ascii.quote || first == Ascii.doubleQuote { return .text(try quoted(first)) }
    let start = position
    while let next = byte, Ascii.isNamePart(next) || next == Ascii.dash || next == Ascii.plus || next == Ascii.dot {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if text.uppercased() == "NULL" { return .null }
    let small = text.lowercased()
    if small == "_binary" { return try value() }
    if byte == Ascii.quote, small == "b" || small == "x" {
      let digits = try quoted(Ascii.quote)
      guard let value = small == "b" ? Self.number(ofBits: digits) : Self.text(ofHex: digits) else {
        let wanted = small == "b" ? "number of at most 64 bits" : "text in pairs of hex digits"
        throw failure("what stands in \(text)'...' is no \(wanted)")
      }
      return value
    }
    if small.hasPrefix("0b"), let value = Self.number(ofBits: Array(text.utf8.dropFirst(2))) { return value }
    if small.hasPrefix("0x"), let value = Self.text(ofHex: Array(text.utf8.dropFirst(2))) { return value }
    guard Double(text) != nil else { throw failure("'\(text)' is no value") }
    return .number(text)
  }

  /// The number that a bit literal such as b'101' stands for; nil where it is none.
  static func number(ofBits bits: [UInt8]) -> MySQLLiteral? {
    guard bits.count <= UInt64.bitWidth, bits.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else {
      return nil
    }
    return .number("\(bits.reduce(UInt64(0)) { $0 << 1 | UInt64($1 & 1) })")
  }

  /// The bytes that a hexadecimal literal such as x'4d' stands for; nil where it is none.
  private static func text(ofHex digits: [UInt8]) -> MySQLLiteral? {
    guard digits.count % 2 == 0, digits.allSatisfy(Ascii.isHex) else { return nil }
    return .text(
      stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
      })
  }
}

/// Why a row does not fit its table.
struct MySQLRowError: Error {
  var reason: String
}
