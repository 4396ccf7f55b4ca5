import RLCore

/// What another program's logs hold by now.
package struct WatchReport: Printable {
  /// A run of it.
  package struct Run: Encodable {
    var name: String
    var source: String
    var records: Int
    var damaged: Int
    var step: Int
    /// The latest value of each name; one that is no number is left out.
    var latest: [String: Double]
  }

  /// The keys of its JSON, for help.
  package static let keys = "path, runs (name, source, records, damaged, step, latest)"

  let path: String
  let runs: [Run]

  /// What `logs` hold, once everything that is there was read.
  package init(_ logs: inout WatchedLogs) {
    while logs.look().hasMore {}
    path = logs.path
    runs = logs.runs.map {
      Run(
        name: $0.name.plainLine, source: $0.source, records: $0.records, damaged: $0.damaged, step: $0.step,
        latest: $0.latest.filter { $1.isFinite })
    }
  }

  package var lines: [String] {
    guard !runs.isEmpty else { return ["no log in \(path.plainLine)"] }
    return runs.map { run in
      let values = run.latest.sorted { $0.key < $1.key }.map { "\($0.key.plainLine)=\($0.value)" }
      let damaged = run.damaged > 0 ? ", \(run.damaged) damaged" : ""
      return (["\(run.name) (\(run.source), \(run.records) records\(damaged)) step=\(run.step)"] + values)
        .joined(separator: " ")
    }
  }
}

extension WatchedLogs.News {
  /// The new records as plain lines: the run, the step, and the numbers by their names.
  package var lines: [String] {
    records.map { run, record in
      let values = record.values.map { "\($0.tag.plainLine)=\($0.value)" }
      return ([run.plainLine, "step=\(record.step)"] + values).joined(separator: " ")
    }
  }
}
