extension String {
  /// The text on one line and without what a terminal obeys, for messages that hold text of files.
  ///
  /// White space of every kind becomes a blank, other control characters become U+FFFD, so that tampering shows, and format
  /// characters go, since they reorder what is read.
  /// - Complexity: O(n) in the text's length.
  public var plainLine: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var plain = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.properties.isWhitespace {
        plain.append(" ")
        continue
      }
      switch scalar.properties.generalCategory {
      case .control: plain.append("\u{FFFD}")
      case .format: continue
      default: plain.append(scalar)
      }
    }
    return String(plain)
  }
}
