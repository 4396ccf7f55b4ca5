import RLCore

/// A row of the list: a session, or one of its runs.
struct RunRow: Sendable, Equatable {
  /// What a row is known by, so that the selection and marks outlive a new list.
  struct ID: Sendable, Hashable {
    var path: String
    /// The run's name; nil for the session itself.
    var run: String?
  }

  var session: SessionItem
  /// Nil for the session's own row.
  var run: RunItem?

  var id: ID { ID(path: session.path, run: run?.name) }

  /// Its name where both words are needed.
  var name: String { run.map { "\(session.name) \($0.name)" } ?? session.name }

  var note: String { run?.note ?? session.note }

  /// Its settings by their keys; a session stands for what it was made with.
  var configuration: [String: String] { run?.configuration ?? session.configuration }

  /// What a search looks through.
  var texts: [String] {
    guard let run else { return [session.name, session.environment, session.note] }
    return [session.name, run.name, run.method, run.note, session.environment]
  }
}

/// The order of the sessions.
enum SessionOrder: String, Sendable, CaseIterable {
  case newest
  case name
  case environment
  case result = "return"
  case size

  var next: SessionOrder {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  /// Whether `one` comes before `other`; those that are alike in it come by name.
  func isBefore(_ one: SessionItem, _ other: SessionItem) -> Bool {
    switch self {
    case .newest where one.changedAt != other.changedAt: one.changedAt > other.changedAt
    case .environment where one.environment != other.environment: one.environment < other.environment
    case .result where one.best?.evaluation?.mean != other.best?.evaluation?.mean:
      (one.best?.evaluation?.mean ?? -.infinity) > (other.best?.evaluation?.mean ?? -.infinity)
    case .size where one.bytes != other.bytes: one.bytes > other.bytes
    default: one.name < other.name
    }
  }
}
