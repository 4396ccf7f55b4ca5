/// Text from outside made safe for a terminal: one line, no control characters, nothing that reorders what is read.
///
/// - White space of every kind becomes one blank.
/// - C0, C1 (ESC included) and delete become U+FFFD, so that tampering shows.
/// - Format characters (joiners, bidirectional overrides, tags) and variation selectors are dropped: they have no width
///   that terminals agree on, and overrides can make text read as what it is not.
/// - A grapheme keeps at most three marks, and at most `longestCluster` scalars of any kind.
///
/// - Complexity: O(n) in the text's length.
public func sanitised(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = String.UnicodeScalarView()
  var marks = 0
  var conjoins = false
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
      if !conjoins { conjoins = joins(scalar) }
      result.append(scalar)
    }
  }
  return conjoins ? String(String(result).map(bounded)) : String(result)
}

/// Whether any number of such scalars may make one grapheme: letters of Hangul, vowels that take room, what Unicode calls
/// prepended, tones of skin.
private func joins(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.properties.generalCategory == .spacingMark { return true }
  return switch scalar.value {
  case 0x0E33, 0x0EB3, 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF, 0xFF9E...0xFF9F: true
  case 0x0D4E, 0x110BD, 0x110CD, 0x111C2...0x111C3, 0x1193F, 0x11941, 0x11A3A, 0x11A84...0x11A89, 0x11D46: true
  case 0x1F3FB...0x1F3FF: true
  default: false
  }
}
