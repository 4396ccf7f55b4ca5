import RLCore

/// How far a runner is.
public struct RunnerProgress: Sendable, Equatable {
  /// The phase under way.
  public var phase: String
  /// Cells of all phases that are finished.
  public var finished: Int
  /// Cells that failed.
  public var failed: Int
  /// Cells that are left out because what they build on failed.
  public var leftOut = 0
  /// Cells of all phases.
  public var total: Int
  /// Cells that this runner is at work on.
  public var running: Int
  /// Seconds to the end by what finished cells took; nil before there is one.
  public var secondsLeft: Double?
  /// What is waited for where nothing is at work.
  public var waits = "waiting for another runner"

  /// One line: `refinements  12 of 60 cells, 1 failed  2 at work  14:03 left`.
  public var line: String {
    let lost = (failed > 0 ? ", \(failed) failed" : "") + (leftOut > 0 ? ", \(leftOut) left out" : "")
    var parts = ["\(phase)", "\(finished) of \(total) cells" + lost]
    parts.append(running > 0 ? "\(running) at work" : waits)
    if let secondsLeft { parts.append("\(Numerals.duration(secondsLeft)) left") }
    return parts.joined(separator: "  ")
  }
}

/// What a runner's work came to.
public struct RunnerSummary: Sendable, Equatable {
  /// Cells that are finished, those from before included.
  public var finished = 0
  /// Cells that failed, with why.
  public var failures: [Failure] = []
  /// Cells that build on one that failed.
  public var leftOut: [PlannedCell] = []

  /// A cell that failed.
  public struct Failure: Sendable, Equatable {
    /// The cell.
    public var cell: PlannedCell
    /// Why.
    public var reason: String
  }
}
