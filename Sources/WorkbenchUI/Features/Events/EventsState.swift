import DequeModule

/// One line of the log.
struct LogEntry: Sendable, Equatable {
  /// What sort of line it is.
  enum Kind: String, Sendable {
    case event, alert, error, notice
  }
  var kind: Kind
  var run: String
  var step: Int?
  var text: String
}

/// What the log remembers: the latest lines, the oldest first.
struct EventsState: FeatureState {
  static let limit = 500
  private(set) var entries = Deque<LogEntry>()
  var showsAlertsOnly = false
  /// Lines between the selection and the latest line; 0 follows the latest.
  var back = 0

  var visible: Deque<LogEntry> {
    showsAlertsOnly ? entries.filter { $0.kind == .alert || $0.kind == .error } : entries
  }

  var selected: Int? {
    let count = visible.count
    return count == 0 ? nil : max(0, count - 1 - back)
  }

  mutating func append(_ entry: LogEntry) {
    entries.append(entry)
    if back > 0, !showsAlertsOnly || entry.kind == .alert || entry.kind == .error { back += 1 }
    if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit) }
    back = min(back, max(0, visible.count - 1))
  }

  mutating func move(_ amount: Int) {
    back = min(max(0, back - amount), max(0, visible.count - 1))
  }
}

extension AppModel {
  var events: EventsState {
    get { self[EventsState.self] }
    _modify { yield &self[EventsState.self] }
  }
}
