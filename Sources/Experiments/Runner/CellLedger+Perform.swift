import Foundation

extension CellLedger {
  /// Does one cell in this process and records what came of it: what a runner's children and the tasks of a job array do.
  ///
  /// - Parameters:
  ///   - isStop: whether an error is somebody's wish to stop, which is no failure of the cell.
  ///   - work: the work.
  /// - Returns: `held` where another process is at work on it, else `finished`, also where it was before.
  /// - Throws: what `work` throws, once that is recorded; `CellError.missing` where it builds on what is not there.
  public func perform(
    _ cell: PlannedCell, isStop: (any Error) -> Bool = { $0 as? CellError == .stopped }, work: () throws -> Outcome
  ) throws -> CellEnd {
    guard let claim = try claim(cell.key) else { return .held }
    defer { claim.release() }
    let finished = try outcomes()
    // Another process may have done it between somebody's look and this claim.
    guard finished[cell.key] == nil else { return .finished }
    let missing = cell.needs.filter { finished[$0] == nil }
    guard missing.isEmpty else { throw CellError.missing(cell.label, missing) }
    let begun = Date()
    do {
      let outcome = try work()
      let now = Date()
      try add(
        CellRecord(
          cell.key, outcome: outcome, seconds: now.timeIntervalSince(begun), time: now.timeIntervalSince1970))
      return .finished
    } catch {
      if !isStop(error) {
        let now = Date()
        // Where it cannot be recorded, why it failed is said all the same.
        try? add(
          CellRecord(
            cell.key, error: "\(error)", seconds: now.timeIntervalSince(begun), time: now.timeIntervalSince1970))
      }
      throw error
    }
  }
}
