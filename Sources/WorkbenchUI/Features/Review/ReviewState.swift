import RLCore

/// One verdict replaced by another.
struct VerdictChange: Sendable, Equatable {
  var suggestion: Int
  var before: Verdict?
  var after: Verdict?
}

/// Which suggestions the list shows.
enum ReviewFilter: String, Sendable, CaseIterable {
  case all, pending, verified

  func shows(_ item: ReviewItem) -> Bool {
    switch self {
    case .all: true
    case .pending: item.verdict == nil
    case .verified: item.isVerified
    }
  }
}

/// The review queue, what is selected in it and what can be taken back.
struct ReviewState: FeatureState {
  private(set) var items: [ReviewItem] = []
  private(set) var selectedID: Int?
  private(set) var filter = ReviewFilter.all
  /// Details that arrived, by their suggestions; a few are kept.
  private var details = Latest<Int, ReviewDetail>(12)
  private(set) var requested: Int?
  /// Frames from the critical one to the one in view.
  var playhead = 0
  var form: EditForm?
  /// The detail fills the screen.
  var isZoomed = false
  /// The workbench has gone to the review by itself, which it does once.
  var isAnnounced = false
  private(set) var undoStack: [[VerdictChange]] = []
  private(set) var redoStack: [[VerdictChange]] = []

  var visible: [ReviewItem] { items.filter(filter.shows) }

  var selectedIndex: Int? { visible.firstIndex { $0.id == selectedID } }

  var selected: ReviewItem? { visible.first { $0.id == selectedID } }

  var detail: ReviewDetail? { selectedID.flatMap { details[$0] } }

  /// How many suggestions have a verdict of that name; `pending` counts those without one.
  func count(_ name: String) -> Int {
    items.count { ($0.verdict?.name ?? "pending") == name }
  }

  var verifiedPending: [Int] { items.filter { $0.isVerified && $0.verdict == nil }.map(\.id) }

  mutating func replace(_ next: [ReviewItem]) {
    items = next
    keepSelection(near: nil)
  }

  mutating func take(_ detail: ReviewDetail) {
    details[detail.suggestion] = detail
    if requested == detail.suggestion { requested = nil }
  }

  mutating func select(_ id: Int?) {
    guard id != selectedID else { return }
    selectedID = id
    playhead = 0
  }

  mutating func move(_ amount: Int) {
    let shown = visible
    guard !shown.isEmpty else { return }
    let index = selectedIndex ?? 0
    select(shown[min(shown.count - 1, max(0, index + amount))].id)
  }

  mutating func stepFrame(_ amount: Int) {
    guard let detail, !detail.frames.isEmpty else { return }
    let index = min(detail.frames.count - 1, max(0, detail.criticalIndex + playhead + amount))
    playhead = index - detail.criticalIndex
  }

  mutating func cycleFilter() {
    let all = ReviewFilter.allCases
    filter = all[((all.firstIndex(of: filter) ?? 0) + 1) % all.count]
    keepSelection(near: nil)
  }

  /// Gives verdicts, remembers what they were, and goes on to the next pending suggestion.
  mutating func decide(_ verdict: Verdict?, on ids: [Int]) -> [Effect] {
    let changes = items.filter { ids.contains($0.id) && $0.verdict != verdict }
      .map { VerdictChange(suggestion: $0.id, before: $0.verdict, after: verdict) }
    let place = items.firstIndex { $0.id == selectedID } ?? 0
    if !changes.isEmpty {
      undoStack.append(changes)
      redoStack = []
      for change in changes { set(change.after, on: change.suggestion) }
    }
    if verdict != nil { selectNextPending(after: place) }
    keepSelection(near: place)
    guard !changes.isEmpty else { return [] }
    return store(changes.map { ($0.suggestion, verdict) })
  }

  /// Takes the last step back by appending decisions; nil where there is nothing to take back.
  mutating func undo() -> [Effect]? {
    guard let changes = undoStack.popLast() else { return nil }
    redoStack.append(changes)
    return revisit(changes.reversed().map { ($0.suggestion, $0.before) })
  }

  /// Does again what was taken back.
  mutating func redo() -> [Effect]? {
    guard let changes = redoStack.popLast() else { return nil }
    undoStack.append(changes)
    return revisit(changes.map { ($0.suggestion, $0.after) })
  }

  /// Asks for the detail of the selection, unless it is there or on its way.
  mutating func requestDetail() -> [Effect] {
    guard let id = selected?.id, detail == nil, requested != id else { return [] }
    requested = id
    return [.feature(ReviewEffect.loadDetail(suggestion: id))]
  }

  private mutating func revisit(_ verdicts: [(Int, Verdict?)]) -> [Effect] {
    for (id, verdict) in verdicts { set(verdict, on: id) }
    if let first = verdicts.last?.0 {
      if !visible.contains(where: { $0.id == first }) { filter = .all }
      select(first)
    }
    return store(verdicts)
  }

  private func store(_ verdicts: [(Int, Verdict?)]) -> [Effect] {
    [.feature(ReviewEffect.decide(verdicts.map { Decision(suggestion: $0.0, verdict: $0.1, actor: "person") }))]
  }

  private mutating func set(_ verdict: Verdict?, on id: Int) {
    guard let index = items.firstIndex(where: { $0.id == id }) else { return }
    items[index].verdict = verdict
  }

  private mutating func selectNextPending(after place: Int) {
    let order = items[min(items.count, place + 1)...] + items[..<min(items.count, place)]
    guard let next = order.first(where: { $0.verdict == nil && filter.shows($0) }) else { return }
    select(next.id)
  }

  /// Keeps the selection on something that is shown.
  private mutating func keepSelection(near place: Int?) {
    guard selected == nil else { return }
    let start = place ?? items.firstIndex { $0.id == selectedID } ?? 0
    let after = items.dropFirst(start).first(where: filter.shows)
    select((after ?? items.prefix(start).last(where: filter.shows))?.id)
  }
}

extension AppModel {
  var review: ReviewState {
    get { self[ReviewState.self] }
    _modify { yield &self[ReviewState.self] }
  }

  /// A stage waits for the person's review.
  var isReviewAwaited: Bool { engine.stages.contains { $0.stage == .review && $0.state == .needsReview } }
}
