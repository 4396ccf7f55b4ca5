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
  /// What the list shows of them, and how many there are of what.
  private(set) var index = ReviewIndex()
  private(set) var selectedID: Int?
  private(set) var filter = ReviewFilter.all
  private(set) var order = ReviewOrder.episode
  /// What is searched for; empty for nothing.
  private(set) var search = ""
  /// Whether the search finds an item, by its place; empty while nothing is searched for.
  private var found: [Bool] = []
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
  var visible: [ReviewItem] { index.listed.map { items[$0] } }

  /// How many the list shows.
  var visibleCount: Int { index.listed.count }

  /// What stands on a row of the list.
  func item(at row: Int) -> ReviewItem { items[index.listed[row]] }

  var selectedIndex: Int? { index.row(of: selectedID) }

  var selected: ReviewItem? { index.row(of: selectedID).map(item) }

  /// The suggestion of that number; nil where there is none.
  func item(_ id: Int) -> ReviewItem? { index.places[id].map { items[$0] } }

  private func shows(_ place: Int) -> Bool {
    let fact = index.facts[place]
    let isShown =
      switch filter {
      case .all: true
      case .pending: fact.isPending
      case .decided: !fact.isPending
      case .verified: fact.isVerified
      case .unproven: fact.isMeasured && !fact.isVerified
      case .unmeasured: !fact.isMeasured
      case .flagged: flagged.contains(items[place].id)
      }
    return isShown && (found.isEmpty || found[place])
  }

  /// Brings the list up to date.
  private mutating func relist() {
    let shown = items.indices.map(shows)
    index.list(items, by: order) { shown[$0] }
  }

  /// Looks for the search in every item.
  private mutating func seek() {
    guard !search.isEmpty else {
      found = []
      return
    }
    let words = TextSearch(search)
    found = items.map { $0.isFound(by: words) }
  }

  /// Whether evidence and confidence of an item may be shown.
  func reveals(_ item: ReviewItem) -> Bool { !isBlind || item.verdict != nil }

  var detail: ReviewDetail? { selectedID.flatMap { details[$0] } }

  /// How many suggestions have a verdict of that name, stored or not; `pending` counts those without one.
  func count(_ name: String) -> Int { ReviewFact.names.firstIndex(of: name).map { index.counts[$0] } ?? 0 }

  /// As `count`, of what is stored.
  func storedCount(_ name: String) -> Int {
    var count = count(name)
    for (suggestion, stored) in unstored {
      if (item(suggestion)?.verdict?.name ?? "pending") == name { count -= 1 }
      if (stored?.name ?? "pending") == name { count += 1 }
    }
    return count
  }

  /// The verdicts in the store of suggestions that have another one here.
  private var unstored: [Int: Verdict?] {
    var verdicts: [Int: Verdict?] = [:]
    // What was in force before the oldest of them is stored.
    for change in waiting.flatMap(\.changes) where verdicts[change.suggestion] == nil && item(change.suggestion) != nil
    {
      verdicts.updateValue(change.before, forKey: change.suggestion)
    }
    return verdicts
  }

  /// How many suggestions have a verdict that is not stored.
  var unstoredCount: Int { unstored.count }

  /// Whether the store has what was decided last about a suggestion.
  func isStored(_ id: Int) -> Bool { !waiting.contains { $0.changes.contains { $0.suggestion == id } } }

  /// Takes the queue as the store has it; what is on its way there holds all the same.
  mutating func replace(_ next: [ReviewItem]) {
    items = next
    index.take(items, order: order)
    for change in waiting.flatMap(\.changes) { set(change.after, for: change.reasonAfter, on: change.suggestion) }
    if !waiting.isEmpty { index.count() }
    seek()
    relist()
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
    renew()
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
    guard visibleCount > 0 else { return }
    let row = min(visibleCount - 1, max(0, (selectedIndex ?? 0) + amount))
    let kept = range
    select(item(at: row).id)
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
    relist()
    keepSelection(near: nil)
  }

  mutating func cycleOrder() {
    order = order.next(among: isBlind ? ReviewOrder.blind : ReviewOrder.allCases)
    range = nil
    relist()
  }

  /// Hides or shows what could sway a person; an order or a filter that tells it goes.
  mutating func toggleBlind() {
    isBlind.toggle()
    range = nil
    guard isBlind else { return }
    if !ReviewOrder.blind.contains(order) { order = .episode }
    if !ReviewFilter.blind.contains(filter) { filter = .all }
    relist()
    keepSelection(near: nil)
  }

  /// Searches; nothing typed shows everything again.
  mutating func find(_ text: String) {
    let isOther = text != search
    search = text
    searchField = nil
    range = nil
    if isOther {
      seek()
      relist()
    }
    keepSelection(near: nil)
  }

  /// Flags what is chosen, or takes its flags off where all of it has one.
  mutating func toggleFlag() {
    let ids = chosen
    if ids.allSatisfy(flagged.contains) { flagged.subtract(ids) } else { flagged.formUnion(ids) }
    range = nil
    relist()
    keepSelection(near: nil)
  }

  /// Takes what was flagged at other times.
  mutating func take(flags: Set<Int>) {
    flagged.formUnion(flags)
    relist()
  }

  /// Gives a verdict, remembers what was in force, and goes on to the next pending suggestion; gives what changed. One
  /// that is given again keeps its reason unless there is another.
  mutating func decide(_ verdict: Verdict?, on ids: [Int], for reason: String? = nil) -> [VerdictChange] {
    let changed = ids.compactMap { index.places[$0] }.sorted().map { items[$0] }.filter { item in
      item.verdict != verdict || reason != nil && item.reason != reason
    }
    let changes = changed.map {
      VerdictChange(
        suggestion: $0.id, before: $0.verdict, after: verdict, reasonBefore: $0.reason, reasonAfter: reason)
    }
    range = nil
    let place = selectedID.flatMap { index.places[$0] } ?? 0
    let (shown, row) = (index.listed, selectedIndex ?? 0)
    if !changes.isEmpty {
      undoStack.append(DecisionStep(actor: Self.actor, changes: changes))
      redoStack = []
      for change in changes { set(change.after, for: change.reasonAfter, on: change.suggestion) }
      renew()
    }
    if verdict != nil { selectNextPending(of: shown, after: row) }
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
      let item = item(wanted.id)
      return VerdictChange(
        suggestion: wanted.id, before: item?.verdict, after: wanted.verdict, reasonBefore: item?.reason,
        reasonAfter: wanted.reason)
    }
    range = nil
    for change in changes { set(change.after, for: change.reasonAfter, on: change.suggestion) }
    renew()
    if let first = verdicts.last?.id {
      if index.row(of: first) == nil {
        (filter, search, found) = (.all, "", [])
        relist()
      }
      select(first)
    }
    return changes
  }

  private mutating func set(_ verdict: Verdict?, for reason: String?, on id: Int) {
    guard let place = index.places[id] else { return }
    (items[place].verdict, items[place].reason) = (verdict, reason)
    index.take(items[place], at: place)
    if !found.isEmpty { found[place] = items[place].isFound(by: TextSearch(search)) }
  }

  /// Brings counts and list up to date, after verdicts changed.
  private mutating func renew() {
    index.count()
    relist()
  }

  /// Goes on in the order of the list as it was.
  private mutating func selectNextPending(of shown: [Int], after row: Int) {
    func isWanted(_ place: Int) -> Bool { index.facts[place].isPending && index.row(of: items[place].id) != nil }
    let later = shown[min(shown.count, row + 1)...].first(where: isWanted)
    guard let next = later ?? shown[..<min(shown.count, row)].first(where: isWanted) else { return }
    select(items[next].id)
  }

  /// Keeps the selection on something that is shown.
  private mutating func keepSelection(near place: Int?) {
    guard selected == nil else { return }
    let start = min(items.count, place ?? selectedID.flatMap { index.places[$0] } ?? 0)
    let after = (start..<items.count).first(where: shows)
    select((after ?? (0..<start).last(where: shows)).map { items[$0].id })
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
