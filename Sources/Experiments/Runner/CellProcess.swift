/// How a process that did a cell ended.
public enum CellEnd: Sendable, Equatable {
  /// The cell is done; its outcome is in the ledger.
  case finished
  /// Another process was at work on it.
  case held
  /// It was stopped on request.
  case stopped
  /// An error, a crash or a signal, in words.
  case failed(String)

  /// The exit status that says `held`: the one that `sysexits.h` has for trying again later.
  public static let heldStatus: Int32 = 75
  /// The exit status that says `stopped`.
  public static let stoppedStatus: Int32 = 130
}

/// A process at work on a cell.
public protocol CellProcess: AnyObject {
  /// How it ended; nil while it is at work. Never waits.
  func end() -> CellEnd?
  /// Asks it to stop; it keeps what it has and ends soon.
  func stop()
}
