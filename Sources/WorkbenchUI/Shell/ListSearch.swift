import Canvas

/// A search in a list, the same on every screen that has one: `/` begins it, each letter counts at once, Enter keeps it and
/// Esc gives it up; `n` and `N` go from one match to the next, Esc ends it.
///
/// A screen that takes it up keeps one in its state, adds `Binding.search` to its bindings and
/// `BindingContext.typingSearch` to its contexts, and asks `finds` about its rows: to narrow the list to them, or to step
/// among them with `next`. The words that are typed may stand anywhere in a row and in any order; case does not count.
struct ListSearch: Sendable, Equatable {
  /// What is searched for; empty for nothing.
  private(set) var text = "" { didSet { search = TextSearch(text) } }
  private var search = TextSearch("")
  /// The line while it is typed.
  private(set) var field: TextField?
  /// What was searched for before this line was begun.
  private var before = ""

  /// Something is searched for.
  var isOn: Bool { !text.isEmpty }

  /// Begins to type, with what was searched for last.
  mutating func begin() {
    before = text
    field = TextField(text)
  }

  /// Takes a key of the line.
  mutating func type(_ key: Key) {
    guard field?.handle(key) == true else { return }
    text = field?.text ?? ""
  }

  /// Keeps what was typed.
  mutating func keep() { field = nil }

  /// Gives the line up: what was searched for before counts again.
  mutating func cancel() {
    field = nil
    text = before
  }

  /// Ends the search.
  mutating func end() {
    field = nil
    text = ""
  }

  /// Whether every word of the search stands in one of the texts of a row; true for all rows while nothing is searched for.
  func finds(_ row: [String]) -> Bool {
    isOn ? search.finds(row) : true
  }

  /// The row of the next match after `start`, or before it where `direction` is negative; goes round at the ends. Nil where
  /// there is none.
  func next(after start: Int, _ direction: Int, of count: Int, _ isMatch: (Int) -> Bool) -> Int? {
    guard isOn, count > 0 else { return nil }
    for distance in 1...count {
      let index = ((start + direction * distance) % count + count) % count
      if isMatch(index) { return index }
    }
    return nil
  }

  /// Marks what is found on a row of a grid, between two columns.
  func mark(on grid: inout Grid, y: Int, from first: Int = 0, to end: Int? = nil) {
    guard isOn else { return }
    let end = min(grid.width, end ?? grid.width)
    guard first < end else { return }
    // Cells rather than characters: after a wide one comes an empty cell.
    let cells = (first..<end).map { grid[$0, y].glyph.lowercased() }
    for word in words.map({ $0.flatMap { columnWidth(of: $0) == 2 ? [String($0), ""] : [String($0)] } }) {
      var start = 0
      while start + word.count <= cells.count {
        if cells[start..<start + word.count].elementsEqual(word) {
          grid.restyle(Rect(x: first + start, y: y, width: word.count, height: 1), style: .mark)
          start += word.count
        } else {
          start += 1
        }
      }
    }
  }

  private var words: [String] { search.words.map(\.text) }
}

/// Where a screen keeps its search.
typealias SearchPath = WritableKeyPath<AppModel, ListSearch> & Sendable

extension Binding {
  /// The keys of a search that a screen is to have: `/` begins to type and Esc ends the search.
  ///
  /// - Parameter changed: what the screen does once something else is searched for.
  static func search(
    _ path: any SearchPath, _ description: String,
    changed: @escaping @Sendable (inout AppModel) -> Void = { _ in }
  ) -> [Binding] {
    [
      .move([.character("/")], hint: "search", description) { $0[keyPath: path].begin() },
      .move([.escape], hint: "end search", "end the search", when: { $0[keyPath: path].isOn }) {
        $0[keyPath: path].end()
        changed(&$0)
      },
    ]
  }

  /// The keys that go from match to match; `step` gets 1 for the next one and -1 for the one before.
  static func matches(
    _ path: any SearchPath, _ step: @escaping @Sendable (inout AppModel, Int) -> Void
  ) -> [Binding] {
    [
      .move([.character("n")], hint: "next", "next match", when: { $0[keyPath: path].isOn }) { step(&$0, 1) },
      .move([.character("N")], "match before", when: { $0[keyPath: path].isOn }) { step(&$0, -1) },
    ]
  }
}

extension BindingContext {
  /// What holds while a search is typed.
  ///
  /// - Parameter changed: what the screen does after each letter.
  static func typingSearch(
    _ title: String, _ path: any SearchPath, changed: @escaping @Sendable (inout AppModel) -> Void = { _ in }
  ) -> BindingContext {
    BindingContext(
      title, isModal: true, line: { $0[keyPath: path].field.map { TypedLine(mark: "/", field: $0) } },
      typing: { model, key in
        model[keyPath: path].type(key)
        changed(&model)
      },
      [
        .move([.enter], hint: "keep", "keep the search and go back to the list") { $0[keyPath: path].keep() },
        .move([.escape], hint: "cancel", "leave the search as it was") {
          $0[keyPath: path].cancel()
          changed(&$0)
        },
      ])
  }
}
