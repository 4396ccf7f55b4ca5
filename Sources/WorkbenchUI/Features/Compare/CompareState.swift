/// What the comparison remembers.
struct CompareState: FeatureState {
  private(set) var rows: [ComparisonRow] = []
  private(set) var selected = 0

  mutating func replace(_ next: [ComparisonRow]) {
    rows = next
    move(0)
  }

  mutating func move(_ amount: Int) {
    selected = min(max(0, rows.count - 1), max(0, selected + amount))
  }
}

extension AppModel {
  var compare: CompareState {
    get { self[CompareState.self] }
    _modify { yield &self[CompareState.self] }
  }
}
