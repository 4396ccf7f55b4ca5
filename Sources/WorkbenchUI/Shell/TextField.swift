import Canvas

/// A line of text being typed, with a cursor; counts in graphemes.
struct TextField: Sendable, Equatable {
  private(set) var characters: [Character] = []
  private(set) var cursor = 0
  /// Graphemes at most.
  private static let longest = 500

  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String {
    get { String(characters) }
    set { self = TextField(newValue) }
  }

  /// Columns before the cursor.
  var cursorColumn: Int { characters[..<cursor].reduce(0) { $0 + columnWidth(of: $1) } }

  /// Inserts text as it is, made safe and cut to a length that no field needs more than.
  mutating func insert(_ text: String) {
    // So much of a paste is looked at; the rest could not be taken whatever it is.
    let start = String(text.unicodeScalars.prefix(Self.longest * longestCluster))
    let addition = Array(sanitised(start).prefix(max(0, Self.longest - characters.count)))
    characters.insert(contentsOf: addition, at: cursor)
    cursor += addition.count
  }

  /// Handles the keys that edit; false for any other.
  mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(text)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .control("u"):
      characters.removeFirst(cursor)
      cursor = 0
    case .backspace:
      guard cursor > 0 else { return true }
      cursor -= 1
      characters.remove(at: cursor)
    case .delete:
      guard cursor < characters.count else { return true }
      characters.remove(at: cursor)
    default: return false
    }
    return true
  }

  /// Draws the field; the cursor is a cell in the selection's style.
  func draw(on grid: inout Grid, x: Int, y: Int, width: Int, isFocused: Bool) {
    guard width > 1 else { return }
    let skipped = max(0, cursorColumn - width + 1)
    var column = -skipped
    for character in characters {
      let next = columnWidth(of: character)
      if column >= 0, column + next <= width {
        grid.put(String(character), width: next, x: x + column, y: y, style: .text)
      }
      column += next
    }
    if isFocused {
      grid.restyle(Rect(x: x + cursorColumn - skipped, y: y, width: 1, height: 1), style: .selection)
    }
  }
}
