import RLCore

extension TextEnvironmentEntry {
  /// Questions about databases, answered by queries.
  static let interCodeSQL = TextEnvironmentEntry(
    "InterCode-SQL", "questions about databases, answered by queries in MySQL's dialect",
    usage:
      "A problem is the index of a task, such as sql-12, or own-1 and so on; a set is a JSON list with query, gold and "
      + "db, such as tasks or InterCode's ic_spider_dev.json, or own for questions that come with the program. dump=FILE "
      + "names the MySQL dump.",
    folderName: "intercode/sql", settings: InterCodeSQLSettings(), fields: InterCodeSQLSettings.fields,
    speeds: { InterCodeSQLSpeeds($0.compactMap { $0 as? InterCodeSQL }).all },
    recordings: Recordings(
      names: InterCodeSQLRecords.names(in:), plans: { try InterCodeSQLRecords.plans(of: $0, in: $1) },
      replay: { try InterCodeSQLRecords.replays($0, $1).map(\.account) }),
    usualPrior: "uniform",
    usualPreset: "intercode",
    owns: { name, folder in
      if name.hasPrefix("own-"), TextTaskSet.ownPlace(name) != nil { return true }
      let digits = name.hasPrefix("sql-") ? name.dropFirst(4) : name[...]
      return folder.isThere && !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
    },
    named: { name, folder in
      let library = InterCodeSQLLibrary(folder: folder, settings: InterCodeSQLSettings())
      guard folder.isThere, let listed = try? library.problem(name) else { return nil }
      return try library.task(listed, horizon: 1_000)
    },
    tasks: { settings, selection, folder in
      try TextTaskSet.interCodeSQL(settings, selection, folder).labelled(readsGold: settings.oracleReward)
    })
}

/// The engine without a planner, on one core.
final class InterCodeSQLSpeeds {
  private var worlds: [InterCodeSQL]

  init(_ worlds: [InterCodeSQL]) { self.worlds = worlds }

  /// Every figure.
  var all: [TextSpeed] {
    [
      TextSpeed("statements carried out, listed ones", per: "K/s", scale: 1e3, against: "as planners step", work: step),
      TextSpeed("snapshots taken up again", per: "M/s", scale: 1e6, against: "as planners restore", work: restore),
    ]
  }

  private func step() -> Int {
    var count = 0
    for index in worlds.indices {
      for statement in worlds[index].subject.statements.prefix(8) {
        worlds[index].reset()
        if (try? worlds[index].step(statement))?.isLegal == true { count += 1 }
      }
    }
    return count
  }

  private func restore() -> Int {
    var count = 0
    for index in worlds.indices {
      let start = worlds[index].state
      for _ in 0..<1_000 {
        worlds[index].restore(start)
        count += 1
      }
    }
    return count
  }
}
