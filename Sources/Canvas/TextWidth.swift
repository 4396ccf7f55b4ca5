/// Columns that a grapheme takes on a terminal: 2 for East Asian wide and emoji, 0 for controls and lone marks, else 1.
public func columnWidth(of character: Character) -> Int {
  var width = 0
  // What comes after so many scalars is not drawn, see `bounded`.
  for scalar in character.unicodeScalars.prefix(longestCluster) {
    width = max(width, columnWidth(of: scalar))
  }
  return width
}

/// Scalars of a grapheme that are drawn, at most. No writing system needs as many; without a bound one cell could hold
/// megabytes, since Unicode sets marks and conjoining letters no limit.
public let longestCluster = 16

/// A grapheme of at most `longestCluster` scalars.
public func bounded(_ character: Character) -> Character {
  // Most are one or two; counting all of a long one is what is to be avoided.
  guard character.unicodeScalars.dropFirst(longestCluster).first != nil else { return character }
  return String(String.UnicodeScalarView(character.unicodeScalars.prefix(longestCluster))).first ?? "\u{FFFD}"
}

/// Columns that a text takes on a terminal, one line, controls counted as nothing.
///
/// - Complexity: O(n) in the text's length.
public func columnWidth(of text: String) -> Int {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
  return text.reduce(0) { $0 + columnWidth(of: $1) }
}

/// Columns of one scalar on its own.
func columnWidth(of scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x7F { return value < 0x20 ? 0 : 1 }
  if value < 0xA0 { return 0 }
  if value < 0x300 { return 1 }
  if isWide(scalar) { return 2 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator: return 0
  default: return 1
  }
}

/// East Asian wide and fullwidth blocks (Unicode TR 11) and whatever is shown as an emoji by default.
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
    true
  case 0x2329, 0x232A: true
  default: scalar.value >= 0x231A && scalar.properties.isEmojiPresentation
  }
}

/// The text in at most `width` columns, ending in `ellipsis` where something was left out.
public func truncated(_ text: String, to width: Int, ellipsis: String = "…") -> String {
  guard width > 0 else { return "" }
  guard columnWidth(of: text) > width else { return text }
  let room = width - columnWidth(of: ellipsis)
  guard room >= 0 else { return String(repeating: ".", count: width) }
  var result = ""
  var used = 0
  for character in text {
    let next = columnWidth(of: character)
    guard used + next <= room else { break }
    result.append(character)
    used += next
  }
  return result + ellipsis
}

/// Where a text stands in a column that is wider than it.
public enum Alignment: Sendable, Equatable {
  /// At the left, for words.
  case leading
  /// At the right, for numbers.
  case trailing
}

/// The text in exactly `width` columns: cut with an ellipsis, or filled with blanks.
public func padded(
  _ text: String, to width: Int, _ alignment: Alignment = .leading, ellipsis: String = "…"
) -> String {
  let cut = truncated(text, to: width, ellipsis: ellipsis)
  let blanks = String(repeating: " ", count: max(0, width - columnWidth(of: cut)))
  return alignment == .leading ? cut + blanks : blanks + cut
}

/// The text broken into lines of at most `width` columns, between words where that is possible.
public func wrapped(_ text: String, to width: Int) -> [String] {
  guard width > 0 else { return [] }
  var lines: [String] = []
  var line = ""
  var used = 0
  for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
    let length = columnWidth(of: String(word))
    if used > 0, used + 1 + length <= width {
      line += " " + word
      used += 1 + length
      continue
    }
    if used > 0 { lines.append(line) }
    line = ""
    used = 0
    for character in word {
      let next = columnWidth(of: character)
      if used + next > width {
        lines.append(line)
        line = ""
        used = 0
      }
      line.append(character)
      used += next
    }
  }
  if used > 0 { lines.append(line) }
  return lines
}
