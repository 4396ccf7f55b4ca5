internal import Foundation

/// Finds a key in texts of others in every spelling that somebody who reads them would recognise.
///
/// A server that echoes a request may give a key back in other clothes: in capitals, with characters within it that
/// nobody sees, escaped as in JSON (also JSON within JSON), URLs or HTML, in Base64 or hexadecimal. So letters and digits
/// alone are compared, escapes read, everything between them passed over. Of a long key any part is found that is long
/// enough to be of use to somebody. A key that is too short to be anything but itself, such as the `ollama` that some
/// servers want to see, is looked for as it is written.
struct KeySpellings: Sendable {
  /// Letters and digits from which on a key is looked for in other spellings.
  static let leastCharacters = 12

  /// Letters and digits of a part that is found alone, of keys that have half as many again.
  static let partCharacters = 16

  private let key: String
  /// What is looked for among letters and digits, with whether capitals count as small letters.
  private let patterns: [Pattern]
  /// The parts of the key that are found alone.
  private let parts: Set<LetterRun>

  init(_ key: String) {
    self.key = key
    let letters = SpelledCharacters.letters(of: key)
    guard letters.count >= Self.leastCharacters else {
      patterns = []
      parts = []
      return
    }
    var (parts, run) = (Set<LetterRun>(), LetterRun())
    if letters.count >= Self.partCharacters * 3 / 2 {
      for letter in letters { if run.take(SpelledCharacters.lowercased(letter)) { parts.insert(run) } }
    }
    self.parts = parts
    var patterns = [Pattern(letters.map(SpelledCharacters.lowercased), foldsCase: true)]
    patterns.append(Pattern(key.utf8.flatMap { Array(Self.hexadecimal($0).utf8) }, foldsCase: true))
    for shift in 0..<3 { patterns.append(Pattern(Self.base64(key, after: shift), foldsCase: false, hasTail: true)) }
    self.patterns = patterns
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }

  /// The letters and digits that the key has in Base64 where so many bytes stand before it; those that depend on what is
  /// around it are left out.
  private static func base64(_ key: String, after shift: Int) -> [UInt8] {
    let bytes = [UInt8](repeating: 0, count: shift) + Array(key.utf8)
    let whole = Array(Data(bytes.prefix(bytes.count / 3 * 3)).base64EncodedString().utf8)
    return SpelledCharacters.letters(of: String(decoding: whole.dropFirst(shift == 0 ? 0 : shift + 1), as: UTF8.self))
  }

  /// `text` with `mark` for every spelling of the key.
  ///
  /// - Complexity: O(bytes of the text).
  func replaced(in text: String, by mark: String) -> String {
    guard !patterns.isEmpty else { return text.replacing(key, with: mark) }
    let bytes = Array(text.utf8)
    let places = places(in: bytes)
    guard !places.isEmpty else { return text }
    var (kept, last) = ([UInt8](), 0)
    for place in places {
      kept += bytes[last..<place.lowerBound] + Array(mark.utf8)
      last = place.upperBound
    }
    return String(decoding: kept + bytes[last...], as: UTF8.self)
  }

  /// Where a spelling stands, in order and apart from each other.
  private func places(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var matchers = patterns.map(PatternMatcher.init)
    var characters = SpelledCharacters(bytes)
    var run = LetterRun()
    var starts = [Int](repeating: 0, count: Self.partCharacters)
    var count = 0
    func take(_ whole: Range<Int>) {
      var whole = whole
      // What two spellings share, or two parts of one, is one place.
      while let last = found.last, last.upperBound > whole.lowerBound {
        whole = min(last.lowerBound, whole.lowerBound)..<max(last.upperBound, whole.upperBound)
        found.removeLast()
      }
      found.append(whole)
    }
    while let (letter, place) = characters.next() {
      for index in matchers.indices {
        guard let whole = matchers[index].take(letter, place) else { continue }
        take(matchers[index].hasTail ? whole.lowerBound..<Self.tail(after: whole.upperBound, in: bytes) : whole)
      }
      guard !parts.isEmpty else { continue }
      starts[count % starts.count] = place.lowerBound
      count += 1
      if run.take(SpelledCharacters.lowercased(letter)), parts.contains(run) {
        take(starts[count % starts.count]..<place.upperBound)
      }
    }
    return found
  }

  /// The end of Base64 whose last characters depend on what the key stands beside.
  private static func tail(after end: Int, in bytes: [UInt8]) -> Int {
    end
      + bytes[end...].prefix(4).prefix { byte in
        SpelledCharacters.isLetter(byte) || [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "=")].contains(byte)
      }.count
  }
}

/// The latest letters and digits of a text, as many as a part of a key has.
private struct LetterRun: Hashable, Sendable {
  private var older: UInt64 = 0
  private var newer: UInt64 = 0
  private var count = 0

  /// Takes the next letter; false while there are too few.
  mutating func take(_ letter: UInt8) -> Bool {
    older = older << 8 | newer >> 56
    newer = newer << 8 | UInt64(letter)
    count = min(count + 1, KeySpellings.partCharacters)
    return count == KeySpellings.partCharacters
  }
}

/// A run of letters and digits, prepared to be found in one pass (Knuth, Morris and Pratt).
private struct Pattern: Sendable {
  let letters: [UInt8]
  let foldsCase: Bool
  /// Whether up to four characters behind it belong to it.
  let hasTail: Bool
  /// How much of the pattern still stands after so many letters when the next does not fit.
  let fallbacks: [Int]

  init(_ letters: [UInt8], foldsCase: Bool, hasTail: Bool = false) {
    self.letters = letters
    self.hasTail = hasTail
    self.foldsCase = foldsCase
    var fallbacks = [Int](repeating: 0, count: letters.count)
    var length = 0
    for place in letters.indices.dropFirst() {
      while length > 0, letters[place] != letters[length] { length = fallbacks[length - 1] }
      if letters[place] == letters[length] { length += 1 }
      fallbacks[place] = length
    }
    self.fallbacks = fallbacks
  }
}

/// Looks for a pattern letter by letter, and knows where in the text the last of them stood.
private struct PatternMatcher {
  private let pattern: Pattern
  private var length = 0
  var hasTail: Bool { pattern.hasTail }
  /// Where the latest letters begin, in a ring.
  private var starts: [Int]
  private var count = 0

  init(_ pattern: Pattern) {
    self.pattern = pattern
    starts = [Int](repeating: 0, count: max(pattern.letters.count, 1))
  }

  /// Takes the next letter; gives the place of the whole pattern where it ends here.
  mutating func take(_ letter: UInt8, _ place: Range<Int>) -> Range<Int>? {
    guard !pattern.letters.isEmpty else { return nil }
    let letter = pattern.foldsCase ? SpelledCharacters.lowercased(letter) : letter
    starts[count % starts.count] = place.lowerBound
    count += 1
    while length > 0, letter != pattern.letters[length] { length = pattern.fallbacks[length - 1] }
    if letter == pattern.letters[length] { length += 1 }
    guard length == pattern.letters.count else { return nil }
    length = 0
    return starts[count % starts.count]..<place.upperBound
  }
}
