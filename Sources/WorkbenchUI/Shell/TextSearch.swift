/// Words that are looked for in many texts: case does not count, and a text in plain letters is looked through as it is.
struct TextSearch: Sendable, Equatable {
  /// One of the words.
  struct Word: Sendable, Equatable {
    /// The word in small letters.
    let text: String
    /// The same as bytes, where it is in plain letters.
    private let bytes: [UInt8]?
    /// Numbers may hold it.
    let isOfNumbers: Bool

    init(_ text: String) {
      self.text = text
      let bytes = Array(text.utf8)
      self.bytes = bytes.allSatisfy { $0 < 0x80 } ? bytes : nil
      isOfNumbers = bytes.contains { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ":") }
    }

    /// Whether a text holds it.
    func isIn(_ text: String) -> Bool {
      guard let bytes else { return text.lowercased().contains(self.text) }
      let found = text.utf8.withContiguousStorageIfAvailable { Self.holds($0, bytes) }
      return found ?? Array(text.utf8).withUnsafeBufferPointer { Self.holds($0, bytes) }
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

  /// The words.
  let words: [Word]

  /// Looks for the words of a text, which blanks set apart.
  init(_ text: String) { words = text.lowercased().split(separator: " ").map { Word(String($0)) } }

  /// Whether every word stands in one of the texts.
  func finds(_ texts: [String]) -> Bool { words.allSatisfy { word in texts.contains(where: word.isIn) } }
}
