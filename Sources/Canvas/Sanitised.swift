/// Text from outside made safe for a terminal: one line, no control characters, nothing that reorders what is read.
///
/// - White space of every kind becomes one blank.
/// - C0, C1 (ESC included) and delete become U+FFFD, so that tampering shows.
/// - Format characters (joiners, bidirectional overrides, tags) and variation selectors are dropped: they have no width
///   that terminals agree on, and overrides can make text read as what it is not.
/// - A grapheme keeps at most three marks.
///
/// - Complexity: O(n) in the text's length.
public func sanitised(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = String.UnicodeScalarView()
  var marks = 0
  for scalar in text.unicodeScalars {
    if scalar.properties.isWhitespace {
      result.append(" ")
      marks = 0
      continue
    }
    switch scalar.properties.generalCategory {
    case .control, .surrogate, .privateUse, .unassigned:
      result.append("\u{FFFD}")
      marks = 0
    case .format:
      continue
    case .nonspacingMark, .enclosingMark:
      guard !scalar.properties.isVariationSelector, marks < 3, !result.isEmpty else { continue }
      marks += 1
      result.append(scalar)
    default:
      marks = 0
      result.append(scalar)
    }
  }
  return String(result)
}
