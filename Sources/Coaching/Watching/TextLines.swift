/// Lines of a text file that come in pieces: whole ones only, so that one that is being written waits.
struct TextLines: Sendable {
  /// What was found of a line.
  enum Found: Equatable {
    /// Its text, without its end.
    case line(String)
    /// One that is too long, or no UTF-8.
    case damaged
  }

  /// Bytes of a line at most.
  static let longest = 1 << 20

  private var waiting: [UInt8] = []
  private var start = 0
  /// The rest of a line that is too long is passed over.
  private var isPassing = false

  /// Takes what came next in the file.
  mutating func append(_ bytes: [UInt8]) {
    waiting.removeFirst(start)
    start = 0
    waiting += bytes
  }

  /// The next line; nil until more has come.
  mutating func next() -> Found? {
    while true {
      guard let end = waiting[start...].firstIndex(of: 0x0A) else {
        guard waiting.count - start > Self.longest else { return nil }
        (start, isPassing) = (waiting.count, true)
        return nil
      }
      let line = waiting[start..<end]
      start = end + 1
      if isPassing {
        isPassing = false
        return .damaged
      }
      guard line.count <= Self.longest,
        let text = String(validating: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      else { return .damaged }
      return .line(text)
    }
  }

  /// The fields of a line of comma-separated values, with quotes as RFC 4180 has them.
  static func fields(_ line: String) -> [String] {
    var fields: [String] = []
    var field = ""
    var (isQuoted, wasQuote) = (false, false)
    for character in line {
      switch character {
      case "\"":
        // Two in a row within quotes are one.
        if wasQuote { field.append(character) }
        wasQuote = isQuoted
        isQuoted.toggle()
        continue
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      default: field.append(character)
      }
      wasQuote = false
    }
    return fields + [field]
  }
}
