import GRDB
import RLCore

extension SessionStore {
  /// Every metric of every run with the run's seed, in the order of the runs, steps and names; memory does not grow with the
  /// session. The seed is nil for a run that was never begun here.
  ///
  /// - Parameter leaveOut: told of what cannot be read; where nobody is, that is an error. What can be read around a damaged
  ///   page comes last.
  public func eachMetric(
    leavingOut leaveOut: LeaveOut? = nil, _ body: (MetricRecord, _ seed: UInt64?) throws -> Void
  ) throws {
    try read { database in
      let sql = """
        SELECT metric.*, run.seed AS seed FROM metric LEFT JOIN run ON run.name = metric.run
        ORDER BY run.id, metric.run, metric.step, metric.name
        """
      try Self.eachRow(database, sql: sql, in: "metric", readsAlone: true, leavingOut: leaveOut) { row in
        let seeded = try Stored<SeededMetric>(row: row).value
        try body(seeded.metric, seeded.seed?.wrappedValue)
      }
    }
  }
}

/// A metric with the seed of its run, where that was begun here.
private struct SeededMetric: Tabled {
  static var table: String { MetricRecord.table }
  private enum Key: CodingKey { case seed }
  let metric: MetricRecord
  let seed: StoredSeed?

  init(from decoder: any Decoder) throws {
    metric = try MetricRecord(from: decoder)
    seed = try decoder.container(keyedBy: Key.self).decodeIfPresent(StoredSeed.self, forKey: .seed)
  }

  func encode(to encoder: any Encoder) throws { try metric.encode(to: encoder) }
}
