/// The right side of a production: what it is made of, in order.
///
/// `#name#` is another production, `{value}` a value, `{value | query}` a value for each answer of the query, and square
/// brackets around those make a list of them, in words.
enum TextPattern {
  /// One piece.
  enum Piece {
    case text(String)
    case production(String)
    case given(Source, query: String?, isList: Bool)
  }

  /// What is written for each answer.
  enum Source {
    case production(String)
    case value(String)
  }

  private static let ends = Set("#[]{}\"|;<>".utf8)

  /// Cuts a text into its pieces. What cannot be read ends it, as in TextWorld, whose own grammar has such a place.
  static func pieces(_ source: String) -> [Piece] {
    let bytes = Array(source.utf8)
    // TextWorld passes over blanks at the beginning of a text.
    var place = bytes.firstIndex { $0 > 32 } ?? bytes.count
    var pieces: [Piece] = []
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "#"), UInt8(ascii: "\""):
        guard let end = bytes[(place + 1)...].firstIndex(of: bytes[place]) else { return pieces }
        let inner = text(bytes[(place + 1)..<end])
        pieces.append(bytes[place] == UInt8(ascii: "#") ? .production(inner) : .text(inner))
        place = end + 1
      case UInt8(ascii: "["):
        guard let (piece, end) = given(bytes, place + 1, isList: true), end < bytes.count,
          bytes[end] == UInt8(ascii: "]")
        else { return pieces }
        pieces.append(piece)
        place = end + 1
      case UInt8(ascii: "{"):
        guard let (piece, end) = given(bytes, place, isList: false) else { return pieces }
        pieces.append(piece)
        place = end
      case let byte where ends.contains(byte): return pieces
      default:
        let end = bytes[place...].firstIndex { ends.contains($0) } ?? bytes.count
        pieces.append(.text(text(bytes[place..<end])))
        place = end
      }
    }
    return pieces
  }

  /// `{source}` or `{source | query}` from a place on, and where it ends.
  private static func given(_ bytes: [UInt8], _ start: Int, isList: Bool) -> (piece: Piece, end: Int)? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "{"),
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "}"))
    else { return nil }
    let inner = bytes[(start + 1)..<end]
    let bar = inner.firstIndex(of: UInt8(ascii: "|"))
    let source = trimmed(text(inner[..<(bar ?? end)])[...])
    guard !source.isEmpty else { return nil }
    let isProduction = source.utf8.count > 1 && source.hasPrefix("#") && source.hasSuffix("#")
    let piece = Piece.given(
      isProduction ? .production(String(source.dropFirst().dropLast())) : .value(source),
      query: bar.map { trimmed(text(inner[($0 + 1)...])[...]) }, isList: isList)
    return (piece, end + 1)
  }

  /// A text that writes its line breaks as `\n` has them as such.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return bytes.contains(UInt8(ascii: "\\")) ? text.replacing("\\n", with: "\n") : text
  }

  /// A text without the blanks around it.
  static func trimmed(_ text: Substring) -> String {
    let bytes = text.utf8
    guard let first = bytes.firstIndex(where: { $0 > 32 }), let last = bytes.lastIndex(where: { $0 > 32 }) else {
      return ""
    }
    return String(text[first...last])
  }
}
