/// Words that are looked for in many texts: case does not count, and a text in plain letters is looked through as it is.
struct TextSearch: Sendable, Equatable {
  /// The words, in small letters.
  let words: [String]
  /// The words as bytes, where all of them are plain letters.
  private let bytes: [[UInt8]]?

  /// Looks for the words of a text, which blanks set apart.
  init(_ text: String) {
    words = text.lowercased().split(separator: " ").map(String.init)
    let bytes = words.map { Array($0.utf8) }
    self.bytes = bytes.allSatisfy { $0.allSatisfy { $0 < 0x80 } } ? bytes : nil
  }

  /// Whether every word stands in one of the texts.
  func finds(_ texts: [String]) -> Bool {
    guard let bytes else {
      let texts = texts.map { $0.lowercased() }
      return words.allSatisfy { word in texts.contains { $0.contains(word) } }
    }
    return bytes.allSatisfy { word in texts.contains { Self.holds($0, word) } }
  }

  /// Whether a text holds a word in plain small letters, whatever the case of its own plain letters.
  private static func holds(_ text: String, _ word: [UInt8]) -> Bool {
    let found = text.utf8.withContiguousStorageIfAvailable { holds($0, word) }
    return found ?? Array(text.utf8).withUnsafeBufferPointer { holds($0, word) }
  }

  private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ word: [UInt8]) -> Bool {
    guard let first = word.first else { return true }
    guard text.count >= word.count else { return false }
    let capital = (0x61...0x7A).contains(first) ? first - 0x20 : first
    for start in 0...(text.count - word.count) where text[start] == first || text[start] == capital {
      var place = 1
      while place < word.count, small(text[start + place]) == word[place] { place += 1 }
      if place == word.count { return true }
    }
    return false
  }

  private static func small(_ letter: UInt8) -> UInt8 { (0x41...0x5A).contains(letter) ? letter + 0x20 : letter }
}
