/// The ASCII letters and digits of a text as a reader sees them: escapes are read, full-width forms are plain ones, and
/// whatever else stands between is passed over.
struct SpelledCharacters {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The letters and digits of `text` alone, escapes left as they are.
  static func letters(of text: String) -> [UInt8] { text.utf8.filter(isLetter) }

  static func lowercased(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte + 0x20 : byte }

  static func isLetter(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }

  /// The next letter and where it stands; nil at the end.
  mutating func next() -> (letter: UInt8, place: Range<Int>)? {
    while position < bytes.count {
      let start = position
      let letter = read()
      if let letter, Self.isLetter(letter) { return (letter, start..<position) }
    }
    return nil
  }

  /// Reads a character, plain or escaped; nil for one that is none of ASCII.
  private mutating func read() -> UInt8? {
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\\"): return escaped()
    case UInt8(ascii: "%"): return number(digits: 2, radix: 16)
    case UInt8(ascii: "&"): return entity()
    case 0xEF: return fullWidth()
    default: return byte < 0x80 ? byte : nil
    }
  }

  /// What follows a backslash; JSON within JSON has several.
  private mutating func escaped() -> UInt8? {
    while position < bytes.count, bytes[position] == UInt8(ascii: "\\") { position += 1 }
    guard position < bytes.count else { return nil }
    let kind = bytes[position]
    switch kind {
    case UInt8(ascii: "u"), UInt8(ascii: "x"), UInt8(ascii: "U"):
      position += 1
      let digits = kind == UInt8(ascii: "u") ? 4 : kind == UInt8(ascii: "x") ? 2 : 8
      if position < bytes.count, bytes[position] == UInt8(ascii: "{") { return braced() }
      return number(digits: digits, radix: 16) ?? kind
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
      position += 1
      return nil
    default: return nil
    }
  }

  private mutating func braced() -> UInt8? {
    guard let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let value = UInt32(String(decoding: bytes[(position + 1)..<end], as: UTF8.self), radix: 16)
    position = end + 1
    return value.flatMap(Self.plain)
  }

  /// A character reference of HTML by its number.
  private mutating func entity() -> UInt8? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "#"),
      let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
    else { return nil }
    let text = String(decoding: bytes[(position + 1)..<end], as: UTF8.self).lowercased()
    let value = text.hasPrefix("x") ? UInt32(text.dropFirst(), radix: 16) : UInt32(text)
    guard let value else { return nil }
    position = end + 1
    return Self.plain(value)
  }

  /// The character of a number with so many digits; where there is none, nothing is read.
  private mutating func number(digits: Int, radix: Int) -> UInt8? {
    guard position + digits <= bytes.count,
      let value = UInt32(String(decoding: bytes[position..<(position + digits)], as: UTF8.self), radix: radix)
    else { return nil }
    position += digits
    return Self.plain(value) ?? 0
  }

  /// The ASCII character that a scalar is, or is the full-width form of (U+FF01 to U+FF5E).
  private static func plain(_ scalar: UInt32) -> UInt8? {
    0xFF01...0xFF5E ~= scalar ? UInt8(scalar - 0xFEE0) : scalar < 0x80 ? UInt8(scalar) : nil
  }

  /// A full-width form, after the first of its three bytes.
  private mutating func fullWidth() -> UInt8? {
    guard position + 2 <= bytes.count, bytes[position] == 0xBC || bytes[position] == 0xBD else { return nil }
    let value = 0xF000 | UInt32(bytes[position] & 0x3F) << 6 | UInt32(bytes[position + 1] & 0x3F)
    position += 2
    return Self.plain(value)
  }
}
