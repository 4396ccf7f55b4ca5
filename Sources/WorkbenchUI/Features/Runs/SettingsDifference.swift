import Canvas
import RLCore

/// What differs between the settings of some sessions or runs.
///
/// - Complexity: O(keys × columns).
struct SettingsDifference: Sendable, Equatable {
  /// One setting that is not the same everywhere; nil where a column does not have it.
  struct Row: Sendable, Equatable {
    var key: String
    var values: [String?]
  }

  /// What is compared, a column each.
  let names: [String]
  /// The mean return of each, as text.
  let returns: [String]
  /// The return of each over its steps.
  let curves: [[CurvePoint]]
  /// What differs, by key.
  let rows: [Row]
  /// Settings that there are in any of them.
  let count: Int

  init(_ compared: [RunRow]) {
    // Settings of a session and those of a run have other keys: beside runs a session stands for its first one.
    let hasRuns = compared.contains { $0.run != nil }
    let columns = compared.map { row in
      row.run == nil && hasRuns ? RunRow(session: row.session, run: row.session.runs.first) : row
    }
    // Where all are of one session, nobody needs its name.
    let isOneSession = Set(columns.map(\.session.path)).count == 1
    names = columns.map { isOneSession ? $0.run?.name ?? $0.name : $0.name }.map(sanitised)
    curves = columns.map { ($0.run ?? $0.session.best)?.curve ?? [] }
    returns = columns.map { row in
      (row.run ?? row.session.best)?.evaluation.map { fixed($0.mean, 2) } ?? "-"
    }
    let settings = columns.map { row -> [String: String] in
      var settings = row.configuration
      settings["environment"] = row.session.environment
      settings["seed"] = row.run?.seed ?? row.session.seed
      if let run = row.run { settings["method"] = run.method }
      if let branch = row.run?.branch { settings["forked from"] = sanitised("\(branch.from)") }
      return settings
    }
    let keys = Set(settings.flatMap(\.keys)).sorted()
    count = keys.count
    rows = keys.compactMap { key in
      let values = settings.map { $0[key] }
      return Set(values).count > 1 ? Row(key: key, values: values) : nil
    }
  }
}

/// The difference while it fills the screen.
struct DifferenceState: Sendable, Equatable {
  /// The selected setting.
  var selected = 0
  /// The first column in view.
  var column = 0
}
