import RLCore

/// What the dashboard remembers.
struct DashboardState: Sendable, Equatable {
  /// Which pane fills the screen, if one does.
  enum Zoom: String, Sendable, CaseIterable {
    case none, chart, game, metrics
  }
  var zoom = Zoom.none
  /// The weight of the moving average; 0 shows the points as they are.
  var smoothing = 0.6

  static let smoothingSteps = [0, 0.6, 0.9, 0.97]
}

/// What the log remembers: the latest lines, the oldest first.
struct EventsState: Sendable, Equatable {
  static let limit = 500
  private(set) var entries: [LogEntry] = []
  var showsAlertsOnly = false
  /// Lines between the selection and the latest line; 0 follows the latest.
  var back = 0

  var visible: [LogEntry] {
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
