import GRDB

/// What can go wrong with a session, with what to do next.
public enum SessionStoreError: Error, Equatable, CustomStringConvertible, Sendable {
  /// There is no session at the path.
  case notFound(path: String)
  /// There is a session at the path already.
  case alreadyExists(path: String)
  /// Another handle is using the path, so that nothing can be created there.
  case inUse(path: String, holder: String)
  /// The session was opened read-only.
  case readOnly(path: String, reason: String)
  /// A newer Sidecoach wrote the session.
  case newerVersion(path: String, found: String, known: String)
  /// An older Sidecoach wrote the session, and it cannot be brought up to date read-only.
  case olderVersion(path: String)
  /// The database is none of ours.
  case notASession(path: String)
  /// The database file is damaged.
  case corrupt(path: String, reason: String)
  /// The database could not be opened.
  case cannotOpen(path: String, reason: String)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)
  /// Something that is no plain file lies where one is to be written.
  case notAFile(path: String, kind: String)
  /// Another process kept the database busy for too long.
  case busy(path: String)
  /// The session was closed.
  case closed(path: String)
  /// No run has the name or number.
  case unknownRun(String)
  /// No suggestion has the number.
  case unknownSuggestion(Int)
  /// No advisor call has the number.
  case unknownCall(Int)
  /// A value cannot be stored.
  case invalid(what: String, reason: String)
  /// Anything else that SQLite reports.
  case database(path: String, reason: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .notFound(let path):
      "there is no session at \(path); create one with 'sidecoach train ENV --session \(path)' or check the path"
    case .alreadyExists(let path):
      "there is a session at \(path) already; open it, or choose another name"
    case .inUse(let path, let holder):
      "\(path) is in use by \(holder); close it there, or choose another name"
    case .readOnly(let path, let reason):
      "\(path) is open read-only because \(reason); nothing was changed"
    case .newerVersion(let path, let found, let known):
      "\(path) was written by a newer Sidecoach (it has \(found), this version knows \(known)); upgrade Sidecoach to "
        + "open it; nothing was changed"
    case .olderVersion(let path):
      "\(path) was written by an older Sidecoach; open it once for writing to bring it up to date"
    case .notASession(let path):
      "\(path) is not a Sidecoach session; check the path"
    case .corrupt(let path, let reason):
      "\(path) is damaged (\(reason)); keep a copy of it, then restore it from a backup or rescue what is left with "
        + "'sqlite3 \(path) .recover'; the checkpoints beside it are separate files"
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason); check its permissions, or copy the session to a directory that you can write"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason); free some space or check the permissions, then try again; what was there "
        + "before is unchanged"
    case .notAFile(let path, let kind):
      "\(path) is \(kind) and not a plain file, so nothing is written there; give the name of a file"
    case .busy(let path):
      "\(path) is kept busy by another process; close that one, then try again"
    case .closed(let path):
      "the session \(path) was closed; open it again"
    case .unknownRun(let name):
      "there is no run '\(name)' in this session; list its runs first"
    case .unknownSuggestion(let id):
      "there is no suggestion \(id) in this session; nothing was stored"
    case .unknownCall(let id):
      "there is no advisor call \(id) in this session; store the call first"
    case .invalid(let what, let reason):
      "\(what) cannot be stored: \(reason)"
    case .database(let path, let reason):
      "the database \(path) reports: \(reason); try again, and report it if it stays"
    }
  }
}

extension SessionStoreError {
  /// Puts an error of the database library into our words; errors that are ours pass unchanged.
  static func translated(_ error: any Error, path: String) -> any Error {
    if error is RowDecodingError || error is DecodingError {
      return Self.corrupt(path: path, reason: "a row cannot be read: " + "\(error)".prefix(200))
    }
    guard let error = error as? DatabaseError else { return error }
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    if isOfSchema(error) { return Self.corrupt(path: path, reason: reason) }
    switch error.resultCode {
    // A row that says it is longer than any can be is damaged: nothing of that size was ever stored.
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_TOOBIG:
      return Self.corrupt(path: path, reason: reason)
    case .SQLITE_FULL:
      return Self.cannotWrite(path: path, reason: reason)
    case .SQLITE_IOERR where ![.SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ].contains(error.extendedResultCode):
      return Self.cannotWrite(path: path, reason: reason)
    case .SQLITE_READONLY:
      return Self.readOnly(path: path, reason: reason)
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      return Self.cannotOpen(path: path, reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return Self.busy(path: path)
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
      return Self.invalid(what: "the record", reason: reason)
    default:
      return Self.database(path: path, reason: reason)
    }
  }

  /// Whether a table or column is not there that every session has, or is where none can be yet: the schema is stored in
  /// the file.
  static func isOfSchema(_ error: DatabaseError) -> Bool {
    guard error.resultCode == .SQLITE_ERROR, let message = error.message else { return false }
    return message.hasPrefix("no such ") || message.hasSuffix(" already exists")
  }
}
