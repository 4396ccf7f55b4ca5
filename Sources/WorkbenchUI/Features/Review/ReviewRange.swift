/// Suggestions that stand together in the list, on all of which one key acts.
struct ReviewRange: Sendable, Equatable {
  /// Where it began.
  let anchor: Int
  /// Everything in it, in the order that the list had when it was stretched last; what moves in the list later does not
  /// come into it.
  var ids: [Int]

  /// How many there are, as screens say it.
  var words: String { "range of \(ids.count)" }
}

extension ReviewState {
  /// What a decision is about: the range, where there is one, else the selection.
  var chosen: [Int] { range?.ids ?? selected.map { [$0.id] } ?? [] }

  /// Begins a range at the selection, or leaves the one that there is.
  mutating func toggleRange() {
    range = range == nil ? selected.map { ReviewRange(anchor: $0.id, ids: [$0.id]) } : nil
  }

  /// Stretches the range, where there is one, from where it began to the selection.
  mutating func stretchRange() {
    guard let anchor = range?.anchor else { return }
    guard let first = index.row(of: anchor), let last = selectedIndex else {
      range = nil
      return
    }
    range?.ids = index.listed[min(first, last)...max(first, last)].map { items[$0].id }
  }
}
