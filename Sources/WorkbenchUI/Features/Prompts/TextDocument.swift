import Canvas

/// A text of many lines, made safe and broken to a width, with the places where a search finds something.
///
/// - Complexity: O(n) in the text's length, O(n · m) in the worst case of a search.
struct TextDocument: Sendable, Equatable {
  /// A match, or its part in one row.
  struct Match: Sendable, Equatable {
    /// Its number in the document.
    var number: Int
    /// Columns of the row.
    var columns: Range<Int>
  }

  /// One row on the screen.
  struct Row: Sendable, Equatable {
    var text: String
    /// The line of the text that it belongs to.
    var line: Int
    var matches: [Match] = []
  }

  /// So many characters are shown; a reply that never ends must not hold up the screen.
  static let limit = 200_000

  /// The lines, made safe.
  let lines: [String]
  /// The rows.
  private(set) var rows: [Row] = []
  /// The row in which each match begins.
  private(set) var matchRows: [Int] = []

  init(_ text: String, width: Int, search: String = "") {
    var lines = text.prefix(Self.limit).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { sanitised(String($0)) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    if text.utf8.count > Self.limit, text.count > Self.limit {
      lines.append("(the rest is not shown: the text has \(text.count) characters)")
    }
    self.lines = lines
    let needle = search.map(Self.folded)
    for (number, line) in lines.enumerated() {
      add(Array(line), line: number, width: max(1, width), needle: needle)
    }
  }

  /// Breaks one line into rows and puts its matches on them.
  private mutating func add(_ characters: [Character], line: Int, width: Int, needle: [Character]) {
    let found = Self.places(of: needle, in: characters)
    let first = matchRows.count
    for range in Self.breaks(characters, width: width) {
      var row = Row(text: String(characters[range]), line: line)
      for (index, place) in found.enumerated() where place.overlaps(range) {
        if place.lowerBound >= range.lowerBound { matchRows.append(rows.count) }
        let part = place.clamped(to: range)
        let start = Self.width(characters[range.lowerBound..<part.lowerBound])
        row.matches.append(
          Match(number: first + index, columns: start..<start + Self.width(characters[part])))
      }
      rows.append(row)
    }
    // A match that lies in a blank at which the line was broken is on no row; it still counts.
    while matchRows.count < first + found.count { matchRows.append(max(0, rows.count - 1)) }
  }

  /// The characters of each row: between words where that is possible; the blank at a break is left out.
  private static func breaks(_ characters: [Character], width: Int) -> [Range<Int>] {
    guard !characters.isEmpty else { return [0..<0] }
    var ranges: [Range<Int>] = []
    var start = 0
    while start < characters.count {
      var end = start
      var used = 0
      var afterBlank: Int?
      while end < characters.count {
        let next = columnWidth(of: characters[end])
        guard used + next <= width || end == start else { break }
        used += next
        end += 1
        if characters[end - 1] == " " { afterBlank = end }
      }
      guard end < characters.count else {
        ranges.append(start..<end)
        break
      }
      if characters[end] == " " {
        ranges.append(start..<end)
        start = end + 1
      } else {
        let place = afterBlank ?? end
        ranges.append(start..<place)
        start = place
      }
    }
    return ranges
  }

  private static func places(of needle: [Character], in characters: [Character]) -> [Range<Int>] {
    guard !needle.isEmpty, needle.count <= characters.count else { return [] }
    var found: [Range<Int>] = []
    var start = 0
    while start + needle.count <= characters.count {
      if needle.indices.allSatisfy({ folded(characters[start + $0]) == needle[$0] }) {
        found.append(start..<start + needle.count)
        start += needle.count
      } else {
        start += 1
      }
    }
    return found
  }

  /// ASCII letters count in either case, as in the store's search.
  private static func folded(_ character: Character) -> Character {
    guard let value = character.asciiValue, (65...90).contains(value) else { return character }
    return Character(Unicode.Scalar(value + 32))
  }

  private static func width(_ characters: ArraySlice<Character>) -> Int {
    characters.reduce(0) { $0 + columnWidth(of: $1) }
  }
}
