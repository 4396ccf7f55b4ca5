/// Cleans text that came from an advisor before anything shows or stores it.
public enum AdviceText {
  /// Marks on one letter that are kept; more of them are no writing but a stack that covers what is around it.
  private static let mostMarks = 8

  /// The text without control characters, escape sequences' lead bytes and characters that reorder or hide text, white
  /// space joined to single spaces (line breaks kept on demand), cut to `limit` characters.
  public static func clean(_ text: String, limit: Int, keepsLines: Bool = false) -> (text: String, isCut: Bool) {
    var scalars = String.UnicodeScalarView()
    var pendingSpace = false
    var marks = 0
    for scalar in text.unicodeScalars {
      if scalar == "\n", keepsLines {
        pendingSpace = false
        scalars.append(scalar)
        continue
      }
      if scalar.properties.isWhitespace {
        pendingSpace = true
        continue
      }
      if isUnsafe(scalar) { continue }
      marks = isMark(scalar) ? marks + 1 : 0
      guard marks <= mostMarks else { continue }
      if pendingSpace, let last = scalars.last, last != "\n" { scalars.append(" ") }
      pendingSpace = false
      scalars.append(scalar)
    }
    let cleaned = String(scalars)
    var cut = String(cleaned.prefix(limit))
    // A character may have marks without end; what people write has far fewer than three each.
    if let end = cut.unicodeScalars.index(cut.startIndex, offsetBy: 4 * limit, limitedBy: cut.endIndex) {
      cut = String(cut.unicodeScalars[..<end])
    }
    return (cut, cut.utf8.count != cleaned.utf8.count)
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }
}
