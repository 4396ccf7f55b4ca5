/// What the comparison remembers.
struct CompareState: FeatureState {
  /// Which pane has the room of both, if one does.
  enum Zoom: String, Sendable, CaseIterable {
    case none, chart, table
  }

  private(set) var rows: [ComparisonRow] = []
  /// What a person may do next.
  private(set) var advice = ""
  private(set) var selected = 0
  var zoom = Zoom.none
  private var isChosen = false

  /// Takes new rows. What a person has selected stays so, by its name; before that it is what the comparison is about.
  mutating func replace(_ next: [ComparisonRow], advice: String) {
    let chosen = isChosen && rows.indices.contains(selected) ? rows[selected].method : nil
    rows = next
    self.advice = advice
    let place = next.firstIndex { isChosen ? $0.method == chosen : $0.isForemost }
    select(place ?? (isChosen ? selected : 0))
  }

  mutating func move(_ amount: Int) {
    isChosen = true
    select(selected + amount)
  }

  mutating func turnZoom() {
    let all = Zoom.allCases
    zoom = all[((all.firstIndex(of: zoom) ?? 0) + 1) % all.count]
  }

  private mutating func select(_ place: Int) { selected = min(max(0, rows.count - 1), max(0, place)) }
}

extension AppModel {
  var compare: CompareState {
    get { self[CompareState.self] }
    _modify { yield &self[CompareState.self] }
  }
}
