import Foundation
import GRDB
public import RLCore

/// The values of one metric of a run, in the order of their steps.
public struct MetricSeries: Sendable, Equatable {
  /// Environment steps done.
  public var steps: [Int] = []
  /// The values; NaN where none was measured.
  public var values: [Double] = []
  /// When each was recorded, in seconds since 1970.
  public var times: [Double] = []
}

extension SessionStore {
  /// So many values are gathered again each time; what took longer is kept.
  private static let keptFrom = 20_000

  /// The values of one metric of a run after a step.
  ///
  /// - Complexity: O(values given), whatever else the session has.
  public func series(_ name: String, of run: RunName, after step: Int = -1) throws -> MetricSeries {
    try read { try Self.series(name, of: run, after: step, $0) }
  }

  /// The mean of a metric over a run; nil where it was never measured.
  public func mean(of name: MetricName, in run: RunName) throws -> Double? {
    let values = try series(name.rawValue, of: run).values
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// What a metric was at the beginning and at the end of a run; nil where it was never measured.
  public func ends(of name: MetricName, in run: RunName) throws -> (first: Double, last: Double)? {
    try read { database in
      func value(_ order: String) throws -> Double? {
        try Double.fetchOne(
          database,
          sql:
            "SELECT value FROM metric WHERE run = ? AND name = ? AND value IS NOT NULL ORDER BY step \(order) LIMIT 1",
          arguments: [run.rawValue, name.rawValue])
      }
      guard let first = try value("ASC"), let last = try value("DESC") else { return nil }
      return (first, last)
    }
  }

  /// What charts show of a run's metrics, at a bounded number of points. What a long run had up to some step is kept, so that
  /// the next time only what came since is read.
  ///
  /// - Complexity: O(values since it was gathered last).
  public func gatheredCurves(of run: RunName) throws -> RunRecorder {
    let (recorder, mark, count) = try read { database in
      var recorder = try Self.keptCurves(of: run, database) ?? RunRecorder()
      let (mark, count) = try Self.gather(run, into: &recorder, database)
      return (recorder, mark, count)
    }
    if count >= Self.keptFrom, let mark, !isReadOnly, host == nil {
      try write { database in
        let row = CurvesRow(
          run: run, name: mark.name, step: mark.step, time: mark.time, bytes: Data(recorder.bytes))
        try Stored(row).insert(database, onConflict: .replace)
      }
    }
    return recorder
  }

  /// A value by which what was kept is known to be of the run as it is.
  private typealias Mark = (name: String, step: Int, time: Double)

  private static func keptCurves(of run: RunName, _ database: Database) throws -> RunRecorder? {
    let found = try Stored<CurvesRow>.fetchOne(
      database, sql: "SELECT * FROM runCurves WHERE run = ?", arguments: [run.rawValue])
    guard let kept = found?.value else { return nil }
    let isOfNow = try Row.fetchOne(
      database, sql: "SELECT 1 FROM metric WHERE run = ? AND name = ? AND step = ? AND time = ?",
      arguments: [run.rawValue, kept.name, kept.step, kept.time])
    return isOfNow == nil ? nil : RunRecorder(bytes: [UInt8](kept.bytes))
  }

  /// Adds what a run recorded after the recorder's moment; gives its last value, and how many were read.
  private static func gather(
    _ run: RunName, into recorder: inout RunRecorder, _ database: Database
  ) throws -> (mark: Mark?, count: Int) {
    let after = recorder.points.isEmpty ? -1 : Int(max(-1, min(recorder.moment.step, 1e15)))
    // Each metric lies in the order of its steps; all of them at once would have to be sorted.
    let curves = try names(of: run, database).compactMap { name in
      try MetricName(rawValue: name).map { (metric: $0, series: try series(name, of: run, after: after, database)) }
    }
    var places = [Int](repeating: 0, count: curves.count)
    var mark: Mark?
    while true {
      var step = Int.max
      for (place, curve) in zip(places, curves) where place < curve.series.steps.count {
        step = min(step, curve.series.steps[place])
      }
      guard step < Int.max else { break }
      var values: [MetricName: Double] = [:]
      for (index, curve) in curves.enumerated() {
        let place = places[index]
        guard place < curve.series.steps.count, curve.series.steps[place] == step else { continue }
        values[curve.metric] = curve.series.values[place]
        mark = (curve.metric.rawValue, step, curve.series.times[place])
        places[index] += 1
      }
      recorder.append(step: Double(step), time: mark?.time ?? 0, values: values)
    }
    return (mark, curves.reduce(0) { $0 + $1.series.steps.count })
  }

  /// The names of a run's metrics: each is looked for behind the one before, instead of among all values.
  private static func names(of run: RunName, _ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        WITH RECURSIVE known (name) AS (
          SELECT (SELECT min(name) FROM metric WHERE run = ?1)
          UNION ALL
          SELECT (SELECT min(name) FROM metric WHERE run = ?1 AND name > known.name) FROM known WHERE name IS NOT NULL)
        SELECT name FROM known WHERE name IS NOT NULL
        """,
      arguments: [run.rawValue])
  }

  private static func series(
    _ name: String, of run: RunName, after step: Int, _ database: Database
  ) throws -> MetricSeries {
    var series = MetricSeries()
    let rows = try Row.fetchCursor(
      database, sql: "SELECT step, value, time FROM metric WHERE run = ? AND name = ? AND step > ? ORDER BY step",
      arguments: [run.rawValue, name, step])
    while let row = try rows.next() {
      series.steps.append(try row.decode(Int.self, atIndex: 0))
      series.values.append(try row.decode(Double?.self, atIndex: 1) ?? .nan)
      series.times.append(try row.decode(Double.self, atIndex: 2))
    }
    return series
  }
}

/// What was gathered of a run.
private struct CurvesRow: Tabled {
  static var table: String { "runCurves" }
  var run: RunName
  var name: String
  var step: Int
  var time: Double
  var bytes: Data
}
