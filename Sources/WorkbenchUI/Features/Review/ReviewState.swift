import RLCore

/// Verdicts on their way to the store.
struct WaitingStep: Sendable, Equatable {
  var ticket: Int
  var sense: DecisionSense
  var changes: [VerdictChange]
}

/// The review queue, what is selected in it and what can be taken back.
struct ReviewState: FeatureState {
  private(set) var items: [ReviewItem] = []
  private(set) var selectedID: Int?
  private(set) var filter = ReviewFilter.all
  private(set) var order = ReviewOrder.episode
  /// What is searched for; empty for nothing.
  private(set) var search = ""
  /// The search while it is typed.
  var searchField: TextField?
  /// Suggestions of the list on which a decision acts, while there are more than the selection.
  var range: ReviewRange?
  /// Suggestions that a person wants to find again.
  private(set) var flagged: Set<Int> = []
  /// Evidence and confidence are hidden until a suggestion is decided.
  private(set) var isBlind = false
  /// Lines of the card that are scrolled past.
  var scroll = 0
  /// The two rollouts in view.
  var rehearsal: Rehearsal?
  /// The suggestion whose rollouts are being played.
  var rehearsing: Int?
  /// Details that arrived, by their suggestions; a few are kept.
  private var details = Latest<Int, ReviewDetail>(12)
  private(set) var requested: Int?
  /// Frames from the critical one to the one in view.
  var playhead = 0
  var form: EditForm?
  /// The choice of a reason for rejecting.
  var reasonChoice: ReasonChoice?
  /// The detail fills the screen.
  var isZoomed = false
  /// The workbench has gone to the review by itself, which it does once.
  var isAnnounced = false
  /// Steps that can be taken back, those of earlier times included, the latest last.
  private(set) var undoStack: [DecisionStep] = []
  /// Steps that were taken back and can be repeated.
  private(set) var redoStack: [DecisionStep] = []
  /// Verdicts that the store does not have yet, oldest first; `items` has them already.
  private(set) var waiting: [WaitingStep] = []
  /// What came since a person last looked.
  var arrivals = ReviewArrivals()
  /// What is being measured.
  var measuring: Set<MeasuredPlace> = []

  /// What the list shows, in its order.
  var visible: [ReviewItem] { order.arrange(items.filter(shows)) }

  var selectedIndex: Int? { visible.firstIndex { $0.id == selectedID } }

  var selected: ReviewItem? { items.first { $0.id == selectedID }.flatMap { shows($0) ? $0 : nil } }

  private func shows(_ item: ReviewItem) -> Bool {
    filter.shows(item, isFlagged: flagged.contains(item.id)) && matches(item)
  }

  /// Whether every word that is searched for is somewhere in the suggestion.
  private func matches(_ item: ReviewItem) -> Bool {
    guard !search.isEmpty else { return true }
    let suggestion = item.suggestion
    let text = [
      suggestion.rationale, item.actionName, item.recordedName, suggestion.advisor,
      "\(suggestion.episode):\(suggestion.step)", VerdictMark.of(item).name, item.reason ?? "",
    ].joined(separator: " ").lowercased()
    return search.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
  }

  /// Whether evidence and confidence of an item may be shown.
  func reveals(_ item: ReviewItem) -> Bool { !isBlind || item.verdict != nil }

  var detail: ReviewDetail? { selectedID.flatMap { details[$0] } }

  /// How many suggestions have a verdict of that name, stored or not; `pending` counts those without one.
  func count(_ name: String) -> Int {
    items.count { ($0.verdict?.name ?? "pending") == name }
  }

  /// As `count`, of what is stored.
  func storedCount(_ name: String) -> Int {
    guard !waiting.isEmpty else { return count(name) }
    return items.count { (storedVerdict(of: $0)?.name ?? "pending") == name }
  }

  /// Whether the store has what was decided last about a suggestion.
  func isStored(_ id: Int) -> Bool { !waiting.contains { $0.changes.contains { $0.suggestion == id } } }

  private func storedVerdict(of item: ReviewItem) -> Verdict? {
    for step in waiting {
      if let change = step.changes.first(where: { $0.suggestion == item.id }) { return change.before }
    }
    return item.verdict
  }

  /// Takes the queue as the store has it; what is on its way there holds all the same.
  mutating func replace(_ next: [ReviewItem]) {
    items = next
    for change in waiting.flatMap(\.changes) { set(change.after, for: change.reasonAfter, on: change.suggestion) }
    keepSelection(near: nil)
  }

  /// Takes what was decided at other times.
  mutating func take(_ trail: DecisionTrail) {
    undoStack = trail.undoable + undoStack
    if redoStack.isEmpty, undoStack.count == trail.undoable.count { redoStack = trail.redoable }
  }

  /// A step is stored: what was told of who decided what is out of date.
  mutating func settle(_ ticket: Int) {
    for step in waiting where step.ticket == ticket {
      for change in step.changes where details[change.suggestion] != nil {
        details[change.suggestion]?.history.append(
          DecisionLine(
            verdict: change.after?.name ?? "pending", actor: Self.actor, time: "now", reason: change.reasonAfter))
      }
    }
    waiting.removeAll { $0.ticket == ticket }
  }

  /// A step can never be stored: it did not happen.
  mutating func revoke(_ ticket: Int) {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    let step = waiting.remove(at: index)
    let later = Set(waiting[index...].flatMap(\.changes).map(\.suggestion))
    for change in step.changes.reversed() where !later.contains(change.suggestion) {
      set(change.before, for: change.reasonBefore, on: change.suggestion)
    }
    switch step.sense {
    case .new:
      if let place = undoStack.lastIndex(where: { $0.number == 0 && $0.changes == step.changes }) {
        undoStack.remove(at: place)
      }
    case .undo: if let back = redoStack.popLast() { undoStack.append(back) }
    case .redo: if let back = undoStack.popLast() { redoStack.append(back) }
    }
    keepSelection(near: nil)
  }

  /// Notes that a step is on its way to the store.
  mutating func wait(_ step: WaitingStep) { waiting.append(step) }

  mutating func take(_ detail: ReviewDetail) {
    details[detail.suggestion] = detail
    if requested == detail.suggestion { requested = nil }
  }

  mutating func select(_ id: Int?) {
    guard id != selectedID else { return }
    selectedID = id
    range = nil
    playhead = 0
    scroll = 0
    rehearsal = nil
  }

  mutating func move(_ amount: Int) {
    let shown = visible
    guard !shown.isEmpty else { return }
    let index = selectedIndex ?? 0
    let kept = range
    select(shown[min(shown.count - 1, max(0, index + amount))].id)
    range = kept
    stretchRange()
  }

  mutating func stepFrame(_ amount: Int) {
    guard let detail, !detail.frames.isEmpty else { return }
    let index = min(detail.frames.count - 1, max(0, detail.criticalIndex + playhead + amount))
    playhead = index - detail.criticalIndex
  }

  mutating func cycleFilter() {
    filter = filter.next(among: isBlind ? ReviewFilter.blind : ReviewFilter.allCases)
    range = nil
    keepSelection(near: nil)
  }

  mutating func cycleOrder() {
    order = order.next(among: isBlind ? ReviewOrder.blind : ReviewOrder.allCases)
    range = nil
  }

  /// Hides or shows what could sway a person; an order or a filter that tells it goes.
  mutating func toggleBlind() {
    isBlind.toggle()
    range = nil
    guard isBlind else { return }
    if !ReviewOrder.blind.contains(order) { order = .episode }
    if !ReviewFilter.blind.contains(filter) { filter = .all }
    keepSelection(near: nil)
  }

  /// Searches; nothing typed shows everything again.
  mutating func find(_ text: String) {
    search = text
    searchField = nil
    range = nil
    keepSelection(near: nil)
  }

  /// Flags what is chosen, or takes its flags off where all of it has one.
  mutating func toggleFlag() {
    let ids = chosen
    if ids.allSatisfy(flagged.contains) { flagged.subtract(ids) } else { flagged.formUnion(ids) }
    range = nil
    keepSelection(near: nil)
  }

  /// Takes what was flagged at other times.
  mutating func take(flags: Set<Int>) { flagged.formUnion(flags) }

  /// Gives a verdict, remembers what was in force, and goes on to the next pending suggestion; gives what changed. One
  /// that is given again keeps its reason unless there is another.
  mutating func decide(_ verdict: Verdict?, on ids: [Int], for reason: String? = nil) -> [VerdictChange] {
    let changes = items.filter { item in
      ids.contains(item.id) && (item.verdict != verdict || reason != nil && item.reason != reason)
    }
    .map {
      VerdictChange(
        suggestion: $0.id, before: $0.verdict, after: verdict, reasonBefore: $0.reason, reasonAfter: reason)
    }
    range = nil
    let place = items.firstIndex { $0.id == selectedID } ?? 0
    let (shown, index) = (visible.map(\.id), selectedIndex ?? 0)
    if !changes.isEmpty {
      undoStack.append(DecisionStep(actor: Self.actor, changes: changes))
      redoStack = []
      for change in changes { set(change.after, for: change.reasonAfter, on: change.suggestion) }
    }
    if verdict != nil { selectNextPending(of: shown, after: index) }
    keepSelection(near: place)
    return changes
  }

  /// Takes the last step back; nil where there is nothing to take back.
  mutating func undo() -> (step: DecisionStep, changes: [VerdictChange])? {
    guard let step = undoStack.popLast() else { return nil }
    redoStack.append(step)
    let earlier = step.changes.reversed().map { (id: $0.suggestion, verdict: $0.before, reason: $0.reasonBefore) }
    return (step, revisit(earlier))
  }

  /// Does again what was taken back.
  mutating func redo() -> (step: DecisionStep, changes: [VerdictChange])? {
    guard let step = redoStack.popLast() else { return nil }
    undoStack.append(step)
    return (step, revisit(step.changes.map { (id: $0.suggestion, verdict: $0.after, reason: $0.reasonAfter) }))
  }

  /// Who decides here.
  static let actor = "person"

  /// Asks for the detail of the selection, unless it is there or on its way.
  mutating func requestDetail() -> [Effect] {
    guard let id = selected?.id, detail == nil, requested != id else { return [] }
    requested = id
    return [.feature(ReviewEffect.loadDetail(suggestion: id))]
  }

  private mutating func revisit(_ verdicts: [(id: Int, verdict: Verdict?, reason: String?)]) -> [VerdictChange] {
    let changes = verdicts.map { wanted in
      let item = items.first { $0.id == wanted.id }
      return VerdictChange(
        suggestion: wanted.id, before: item?.verdict, after: wanted.verdict, reasonBefore: item?.reason,
        reasonAfter: wanted.reason)
    }
    range = nil
    for change in changes { set(change.after, for: change.reasonAfter, on: change.suggestion) }
    if let first = verdicts.last?.id {
      if !visible.contains(where: { $0.id == first }) { (filter, search) = (.all, "") }
      select(first)
    }
    return changes
  }

  private mutating func set(_ verdict: Verdict?, for reason: String?, on id: Int) {
    guard let index = items.firstIndex(where: { $0.id == id }) else { return }
    (items[index].verdict, items[index].reason) = (verdict, reason)
  }

  /// Goes on in the order of the list as it was.
  private mutating func selectNextPending(of shown: [Int], after place: Int) {
    let order = shown[min(shown.count, place + 1)...] + shown[..<min(shown.count, place)]
    let pending = Set(items.filter { $0.verdict == nil && shows($0) }.map(\.id))
    guard let next = order.first(where: pending.contains) else { return }
    select(next)
  }

  /// Keeps the selection on something that is shown.
  private mutating func keepSelection(near place: Int?) {
    guard selected == nil else { return }
    let start = place ?? items.firstIndex { $0.id == selectedID } ?? 0
    let after = items.dropFirst(start).first(where: shows)
    select((after ?? items.prefix(start).last(where: shows))?.id)
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
