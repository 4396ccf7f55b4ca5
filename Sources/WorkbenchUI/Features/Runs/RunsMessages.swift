/// What the list of sessions is told.
enum RunsMessage: FeatureMessage {
  case sessions(SessionList)
}

extension AppMessage {
  /// The sessions of the directory; replaces what was there and keeps the selection.
  public static func sessions(_ list: SessionList) -> AppMessage { .feature(RunsMessage.sessions(list)) }
}

/// What the list of sessions asks for.
public enum RunsEffect: FeatureEffect {
  /// Read the sessions of the directory.
  case load
  /// Leave the session that is open and open the one in that directory.
  case openSession(path: String)
  /// Store a note on a session, or on one of its runs.
  case setNote(path: String, run: String?, text: String)
  /// Delete a session with everything in it.
  case delete(path: String)

  /// Reading and leaving store nothing.
  public var needsWrite: Bool {
    switch self {
    case .load, .openSession: false
    case .setNote, .delete: true
    }
  }
}
