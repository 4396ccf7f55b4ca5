public import RLCore

/// What models did in tasks of InterCode-SQL, out of a data set's `recorded/`.
public enum InterCodeSQLRecords {
  /// What carries out statements.
  public enum Engine: String, Sendable, CaseIterable {
    /// SQLite, which is always there.
    case sqlite
    /// A MariaDB server of our own.
    case mariadb

    /// It is installed.
    public var isThere: Bool { self == .sqlite || MariaDBServer.programs != nil }
  }

  private static func library(_ folder: TaskFolder, _ engine: Engine = .sqlite) -> InterCodeSQLLibrary {
    var settings = InterCodeSQLSettings()
    settings.engine = engine == .sqlite ? .sqlite : .mariadb
    return InterCodeSQLLibrary(folder: folder, settings: settings)
  }

  /// The names of the recordings.
  public static func names(in folder: TaskFolder) -> [String] { library(folder).recordings }

  /// The runs of a recording as plans, for priors that propose what was done; `prompt` is the recording's name.
  ///
  /// - Throws: `UnknownNameError`, `TextTaskError`.
  public static func plans(of name: String, in folder: TaskFolder) throws -> [RecordedPlan] {
    try library(folder).runs(name).map { run in
      var actions = run.turns.filter(\.wasCarriedOut).map(\.statement).compactMap { statement in
        InterCodeRun.isSubmission(statement)
          ? InterCodeSQL.submission : InterCodeProposal(statement: statement, count: 1).isStatement ? statement : nil
      }
      // What a run ended with is its answer, whether or not its agent had to say so.
      if let last = actions.last, last != InterCodeSQL.submission { actions.append(InterCodeSQL.submission) }
      return RecordedPlan(task: "sql-\(run.task)", prompt: name, actions: actions, isCorrect: run.bestReward == 1)
    }
  }

  /// Plays all recordings of a data set again, once on each engine.
  ///
  /// - Throws: `TextTaskError`, and what keeps an engine from working.
  /// - Complexity: a statement for each recorded action; half a minute for six thousand.
  public static func replays(in folder: TaskFolder, engines: [Engine]) throws -> [RewardReplay] {
    let all = library(folder)
    let tasks = try folder.lists.flatMap { try all.tasks($0).tasks }
    let recordings = try all.recordings.map { ($0, try all.runs($0)) }
    return try engines.map { try RewardReplay(recordings, tasks: tasks, on: library(folder, $0).engine()) }
  }
}
