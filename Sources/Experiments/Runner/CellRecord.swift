/// What became of one cell at one time: a line of the ledger.
public struct CellRecord<Outcome: Codable & Sendable>: Codable, Sendable {
  /// The cell's key.
  public let key: String
  /// What came of it; nil where it failed.
  public let outcome: Outcome?
  /// Why it failed; nil where it did not.
  public let error: String?
  /// Seconds that it took, those before it was last taken up left out.
  public let seconds: Double
  /// When it ended, in seconds since 1970.
  public let time: Double

  /// A cell that came to its end.
  public init(_ key: String, outcome: Outcome, seconds: Double, time: Double) {
    self.key = key
    self.outcome = outcome
    self.seconds = seconds
    self.time = time
    error = nil
  }

  /// A cell that did not.
  public init(_ key: String, error: String, seconds: Double, time: Double) {
    self.key = key
    self.error = error
    self.seconds = seconds
    self.time = time
    outcome = nil
  }
}

/// What stands in the way of running cells, with what to do next.
public enum CellError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The ledger has a line that this version cannot read: the file, the line's number.
  case otherVersion(String, Int)
  /// A cell needs others that are not finished: its label, their keys.
  case missing(String, [String])
  /// Claims cannot be made in a folder: the reason.
  case cannotClaim(String)
  /// A file cannot be read: its path, the reason.
  case unreadable(String, String)
  /// The work was stopped on request.
  case stopped

  /// A sentence.
  public var description: String {
    switch self {
    case .otherVersion(let path, let line):
      "\(path):\(line): written by another version of sidecoach; use that one, or begin in another folder with --out"
    case .missing(let label, let keys):
      "\(label) builds on what is not finished: \(keys.joined(separator: ", ")); run it first"
    case .cannotClaim(let reason): "cells cannot be claimed, so that two runners would do the same ones: \(reason)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .stopped: "stopped; finished cells are kept, and the same command goes on from there"
    }
  }
}
