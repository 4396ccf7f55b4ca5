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

  private static func library(
    _ folder: TaskFolder, _ engine: Engine = .sqlite, dump: String = ""
  ) -> InterCodeSQLLibrary {
    var settings = InterCodeSQLSettings()
    settings.dump = dump
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
    var order = ReplayOrder()
    order.engines = engines.map(\.rawValue)
    return try replays(order, folder)
  }

  /// Plays recordings again, once on each engine of the order.
  ///
  /// - Throws: `UnknownNameError`, `TextTaskError`, and what keeps an engine from working.
  static func replays(_ order: ReplayOrder, _ folder: TaskFolder) throws -> [RewardReplay] {
    let engines = try (order.engines.isEmpty ? [Engine.sqlite.rawValue] : order.engines).map { name in
      guard let engine = Engine(rawValue: name) else {
        throw UnknownNameError(kind: "engine", name: name, valid: Engine.allCases.map(\.rawValue))
      }
      // Said before the others take their time.
      guard engine.isThere else { throw MariaDBError(MariaDBServer.missing) }
      return engine
    }
    let all = library(folder)
    let lists = order.tasks.isEmpty ? folder.lists : order.tasks
    let names = order.records.isEmpty ? all.recordings : order.records
    guard !lists.isEmpty, !names.isEmpty else { throw TextTaskError.noRecords(folder) }
    let tasks = try lists.flatMap { try all.tasks($0).tasks }
    let indices = Set(tasks.compactMap(\.index))
    let recordings = try names.map { name -> (name: String, runs: [InterCodeRun]) in
      let (name, runs) = try all.recording(name)
      let own = runs.filter { indices.contains($0.task) }
      return (name, order.most.map { Array(own.prefix($0)) } ?? own)
    }
    guard recordings.contains(where: { !$0.runs.isEmpty }) else {
      throw TextTaskError.unreadable(
        "\(names.joined(separator: ", ")): no run is about a task of \(lists.joined(separator: ", ")); runs are keyed by the "
          + "tasks' index")
    }
    return try engines.map { engine in
      try RewardReplay(
        recordings, tasks: tasks, on: library(folder, engine, dump: order.dump).engine(), onProgress: order.onProgress)
    }
  }
}
