import DequeModule

/// What the log remembers: the latest lines, the oldest first, however many there were.
struct EventsState: FeatureState {
  /// What is listed.
  enum Filter: String, Sendable, CaseIterable {
    case all
    case alarms = "alerts and errors"
    case decisions
    case alpha

    var next: Filter {
      let all = Self.allCases
      return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    func takes(_ entry: LogEntry) -> Bool {
      switch self {
      case .all: true
      case .alarms: entry.isAlarming && !entry.isDismissed
      case .decisions: entry.kind == .decision
      case .alpha: entry.kind == .alpha
      }
    }
  }

  /// Lines kept.
  static let limit = 4_000
  /// So far back a line is looked for that says the same.
  static let mergeReach = 24

  private(set) var entries = Deque<LogEntry>()
  /// Records there are: those that are stored, and those that came since.
  private(set) var total = 0
  /// What the clock on the wall said last.
  var clock = ""
  private(set) var filter = Filter.all
  var search = ListSearch()
  /// The first row in view of the selected line's text, while that fills the screen.
  var reading: Int?
  /// The selected line; nil follows the latest.
  private(set) var selectedID: Int?
  private var lastID = 0

  /// What is listed.
  var visible: [LogEntry] { filter == .all ? Array(entries) : entries.filter(filter.takes) }

  /// Alerts and errors that nobody has dismissed.
  var openAlarms: Int { entries.count { $0.isAlarming && !$0.isDismissed } }

  /// The place of the selected line among `listed`: the latest where what was selected is gone.
  func index(in listed: [LogEntry]) -> Int? {
    guard !listed.isEmpty else { return nil }
    guard let selectedID else { return listed.count - 1 }
    return listed.firstIndex { $0.id == selectedID } ?? (selectedID < listed[0].id ? 0 : listed.count - 1)
  }

  /// Adds a line. What says the same as one of the latest is counted there, and moves to the end with its time and step.
  ///
  /// - Complexity: O(1): a few lines are looked at, whatever the length of the log.
  mutating func append(_ entry: LogEntry) {
    total += 1
    var entry = entry
    entry.time = clock
    let reach = max(0, entries.count - Self.mergeReach)
    if let same = (reach..<entries.count).last(where: { entries[$0].isSame(as: entry) }) {
      let before = entries.remove(at: same)
      entry.id = before.id
      entry.count = before.count + 1
    } else {
      lastID += 1
      entry.id = lastID
    }
    entries.append(entry)
    if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit) }
  }

  /// Takes how many records are stored in all.
  mutating func take(total: Int) { self.total = max(total, entries.reduce(0) { $0 + $1.count }) }

  mutating func move(_ amount: Int) {
    let listed = visible
    guard let now = index(in: listed) else { return }
    select(min(listed.count - 1, max(0, now + amount)), in: listed)
  }

  /// Goes to the next line that the search finds, or to the one before; false where there is none.
  mutating func step(_ direction: Int) -> Bool {
    let listed = visible
    guard let now = index(in: listed),
      let next = search.next(after: now, direction, of: listed.count, { search.finds(listed[$0].texts) })
    else { return false }
    select(next, in: listed)
    return true
  }

  /// Goes to the latest line that the search finds, at the selected one or before it.
  mutating func settle() {
    let listed = visible
    guard search.isOn, let now = index(in: listed), !search.finds(listed[now].texts) else { return }
    _ = step(-1)
  }

  /// The last line is followed.
  private mutating func select(_ index: Int, in listed: [LogEntry]) {
    selectedID = index == listed.count - 1 ? nil : listed[index].id
  }

  mutating func turnFilter() {
    filter = filter.next
    selectedID = nil
  }

  /// Dismisses the selected alert or error, or else the latest one; gives it.
  mutating func dismiss() -> LogEntry? {
    let listed = visible
    let selected = index(in: listed).map { listed[$0] }
    let wanted =
      selected.flatMap { $0.isAlarming && !$0.isDismissed ? $0 : nil }
      ?? entries.last { $0.isAlarming && !$0.isDismissed }
    guard let wanted, let index = entries.firstIndex(where: { $0.id == wanted.id }) else { return nil }
    entries[index].isDismissed = true
    return wanted
  }

  /// Dismisses every alert and error of a run that begins with a text.
  mutating func dismiss(run: String, beginning text: String) {
    for index in entries.indices where entries[index].isAlarming && entries[index].run == run {
      if entries[index].text.hasPrefix(text) { entries[index].isDismissed = true }
    }
  }
}

extension AppModel {
  var events: EventsState {
    get { self[EventsState.self] }
    _modify { yield &self[EventsState.self] }
  }
}
