// The right side of a pair.
extension TOMLGrammar {
  /// A value of any kind.
  mutating func value(depth: Int) throws(TOMLFault) {
    guard depth < Self.deepest else { throw fault("values within each other, more than \(Self.deepest) deep") }
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): try string()
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "{"): try inlineTable(depth: depth)
    default: try scalar()
    }
  }

  /// `[1, 2]`, over as many lines as it likes.
  private mutating func array(depth: Int) throws(TOMLFault) {
    position += 1
    while true {
      try skipLines()
      if take("]") { return }
      try value(depth: depth + 1)
      try skipLines()
      if take(",") { continue }
      guard take("]") else { throw fault("expected , or ] in an array, \(found)") }
      return
    }
  }

  private mutating func skipLines() throws(TOMLFault) {
    repeat {
      skipBlanks()
      try skipComment()
    } while takeNewline()
  }

  /// `{ a = 1, b = 2 }`, on one line.
  private mutating func inlineTable(depth: Int) throws(TOMLFault) {
    position += 1
    skipBlanks()
    if take("}") { return }
    while true {
      try pair(depth: depth + 1)
      if take("}") { return }
      guard take(",") else { throw fault("expected , or } in a table on one line, \(found)") }
      skipBlanks()
    }
  }

  /// A text in any of its four forms.
  mutating func string() throws(TOMLFault) {
    let start = position
    let isBasic = peek == UInt8(ascii: "\"")
    let quote: UInt8 = isBasic ? UInt8(ascii: "\"") : UInt8(ascii: "'")
    let isLong = take("\"\"\"") || take("'''")
    if !isLong { position += 1 }
    func unfinished() -> TOMLFault {
      var opening = self
      opening.position = start
      return opening.fault("this text is never closed")
    }
    while let byte = peek {
      switch byte {
      case quote where !isLong:
        position += 1
        return
      case quote:
        var run = 0
        while position + run < bytes.count, bytes[position + run] == quote { run += 1 }
        // Up to two quotes may stand right before the three that close.
        guard run <= 5 else { throw fault("too many quotes") }
        position += run
        if run >= 3 { return }
      case UInt8(ascii: "\\") where isBasic: try escape(isLong: isLong)
      case 0x0A, 0x0D:
        guard isLong else { throw unfinished() }
        guard takeNewline() else { throw fault("a carriage return without a line feed") }
      default:
        guard Self.isText(byte) else { throw fault("a control character in a text; write it as \\u and four digits") }
        position += 1
      }
    }
    throw unfinished()
  }

  private mutating func escape(isLong: Bool) throws(TOMLFault) {
    position += 1
    guard let byte = peek else { throw fault("the text ends within an escape") }
    switch byte {
    case UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "r"),
      UInt8(ascii: "\""), UInt8(ascii: "\\"):
      position += 1
    case UInt8(ascii: "u"): try scalarEscape(digits: 4)
    case UInt8(ascii: "U"): try scalarEscape(digits: 8)
    case 0x20, 0x09, 0x0A, 0x0D:
      guard isLong else { throw fault("a line may be continued by \\ within three quotes only") }
      skipBlanks()
      guard takeNewline() else { throw fault("expected the end of the line after \\") }
      repeat { skipBlanks() } while takeNewline()
    default: throw fault("unknown escape; there are \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX and \\UXXXXXXXX")
    }
  }

  private mutating func scalarEscape(digits: Int) throws(TOMLFault) {
    let text = bytes[(position + 1)..<min(position + 1 + digits, bytes.count)]
    guard text.count == digits, text.allSatisfy({ Self.isDigit($0, base: 16) }),
      let value = UInt32(String(decoding: text, as: UTF8.self), radix: 16), Unicode.Scalar(value) != nil
    else { throw fault("expected \(digits) hexadecimal digits of a character") }
    position += 1 + digits
  }

  /// A number, a date or a word.
  private mutating func scalar() throws(TOMLFault) {
    let start = position
    while let byte = peek, Self.isScalar(byte) { position += 1 }
    // A date and a time may have a blank between.
    if TOMLScalar.isDate(bytes[start..<position]), peek == 0x20, position + 1 < bytes.count,
      Self.isDigit(bytes[position + 1], base: 10)
    {
      position += 1
      while let byte = peek, Self.isScalar(byte) { position += 1 }
    }
    let token = bytes[start..<position]
    guard !TOMLScalar.isValid(token) else { return }
    position = start
    guard !token.isEmpty else { throw fault("expected a value, \(found)") }
    throw fault("'\(String(decoding: token.prefix(40), as: UTF8.self))' is no value; text needs quotes")
  }

  private static func isScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  static func isDigit(_ byte: UInt8, base: Int) -> Bool {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { $0 < base } ?? false
  }
}

/// The values that stand without quotes.
enum TOMLScalar {
  /// A word, a number, or a date or time in the form of RFC 3339.
  static func isValid(_ token: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: token, as: UTF8.self)
    return ["true", "false"].contains(text) || isInteger(text) || isFloat(text) || isDate(token) || isTime(text)
      || isDateTime(text)
  }

  /// `1979-05-27`.
  static func isDate(_ token: ArraySlice<UInt8>) -> Bool { shape(String(decoding: token, as: UTF8.self)) == "d4-d2-d2" }

  private static func isInteger(_ text: String) -> Bool {
    for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
      return digits(text.dropFirst(2), base: base).map { Int($0, radix: base) != nil } ?? false
    }
    guard let digits = digits(unsigned(text), base: 10), digits == "0" || !digits.hasPrefix("0") else { return false }
    return Int((text.hasPrefix("-") ? "-" : "") + digits) != nil
  }

  private static func isFloat(_ text: String) -> Bool {
    let number = unsigned(text)
    if number == "inf" || number == "nan" { return true }
    let parts = number.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    guard parts.count <= 2, let mantissa = parts.first else { return false }
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count + halves.count > 2, halves.count <= 2,
      let whole = digits(halves[0], base: 10), whole == "0" || !whole.hasPrefix("0"),
      halves.count == 1 || digits(halves[1], base: 10) != nil
    else { return false }
    return parts.count == 1 || digits(unsigned(String(parts[1])), base: 10) != nil
  }

  /// Digits without the underscores between them; nil where anything else is there.
  private static func digits(_ text: Substring, base: Int) -> String? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { TOMLGrammar.isDigit($0, base: base) } }) else {
      return nil
    }
    return parts.joined()
  }

  private static func unsigned(_ text: String) -> Substring {
    text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
  }

  private static func isTime(_ text: String) -> Bool {
    let (clock, fraction) = cut(text[...], at: ".")
    return shape(String(clock)) == "d2:d2:d2"
      && (fraction.map { digits($0, base: 10) != nil && !$0.contains("_") } ?? true)
  }

  private static func isDateTime(_ text: String) -> Bool {
    guard text.utf8.count > 10, isDate(ArraySlice(text.utf8.prefix(10))) else { return false }
    let rest = text.dropFirst(10)
    guard let between = rest.first, "Tt ".contains(between) else { return false }
    var time = rest.dropFirst()
    if let last = time.last, "Zz".contains(last) {
      time = time.dropLast()
    } else if let sign = time.lastIndex(where: { "+-".contains($0) }) {
      guard shape(String(time[time.index(after: sign)...])) == "d2:d2" else { return false }
      time = time[..<sign]
    }
    return isTime(String(time))
  }

  private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
    guard let place = text.firstIndex(of: mark) else { return (text, nil) }
    return (text[..<place], text[text.index(after: place)...])
  }

  /// A text with each run of digits as `d` and its length.
  private static func shape(_ text: String) -> String {
    var shape = ""
    var run = 0
    for byte in text.utf8 {
      if TOMLGrammar.isDigit(byte, base: 10) {
        run += 1
        continue
      }
      if run > 0 { shape += "d\(run)" }
      run = 0
      shape.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return run > 0 ? shape + "d\(run)" : shape
  }
}
