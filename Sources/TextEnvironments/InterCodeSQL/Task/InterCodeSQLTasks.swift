import Foundation
import RLCore
import Synchronization

/// Settings of InterCode-SQL.
struct InterCodeSQLSettings: Sendable {
  /// What carries out the statements.
  enum Engine: String, Sendable, CaseIterable { case sqlite, mariadb }
  /// What `actions` lists.
  enum Actions: String, Sendable, CaseIterable { case listed, open }

  var oracleReward = false
  var judge = InterCodeSQL.Judgement.last
  var engine = Engine.sqlite
  var actions = Actions.listed
  var dump = ""
  var proposals = ""
  var leaveOut = ""
  var seconds = 2.0
  var rows = 100_000

  static let fields: [ConfigField<InterCodeSQLSettings>] = [
    .flag(
      "oracleReward", \.oracleReward, "a search may read the gold answer's reward, as SLINVIT's released code does"),
    .choice("judge", \.judge, "which answer of a plan is judged: the last, or the best as in InterCode's tables"),
    .choice("engine", \.engine, "sqlite, or mariadb for the exact dialect (Debian's mariadb-server)"),
    .choice("actions", \.actions, "listed: the statements on record; open: none is listed, any may be written"),
    .custom(
      "dump", "the MySQL dump of the databases; empty: ic_spider_dbs.sql in the data set", valid: "a file",
      read: { $0.dump },
      write: {
        $0.dump = $1
        return true
      }),
    .custom(
      "proposals", "recordings whose statements are listed, joined by +; all, or of a recorded prior its own",
      valid: "all, or names of recordings",
      read: { $0.proposals },
      write: {
        $0.proposals = $1
        return true
      }),
    .custom(
      "leaveOut", "a recording whose statements are not listed, for a comparison with it",
      valid: "a name of a recording",
      read: { $0.leaveOut },
      write: {
        $0.leaveOut = $1
        return true
      }),
    .number("seconds", \.seconds, 0.01...60, "seconds that a statement may run"),
    .integer("rows", \.rows, 1...1_000_000, "rows that a statement may give"),
  ]

  var limits: SQLLimits {
    var limits = SQLLimits()
    (limits.seconds, limits.rows) = (seconds, rows)
    return limits
  }

  var subject: InterCodeSubject.Settings {
    InterCodeSubject.Settings(readsGold: oracleReward, judgement: judge, isOpen: actions == .open)
  }
}

/// Reads the data set of InterCode-SQL; files are read once as long as they do not change.
struct InterCodeSQLLibrary {
  let folder: TaskFolder
  let settings: InterCodeSQLSettings

  /// The name of the public dump.
  static let dumpName = "ic_spider_dbs.sql"
  /// How a recording's file ends.
  static let endings = [".json.gz", ".json"]

  private static let dumps = Mutex<[String: (stamp: Date?, databases: SpiderDatabases)]>([:])

  /// The bookshop's databases.
  static func own() throws -> SpiderDatabases { try databases("own", nil) { Array(InterCodeSQLOwn.dump.utf8) } }

  private static func databases(
    _ name: String, _ stamp: Date?, _ bytes: () throws -> [UInt8]
  ) throws -> SpiderDatabases {
    try dumps.withLock { dumps in
      if let known = dumps[name], known.stamp == stamp { return known.databases }
      let databases = try SpiderDatabases(dump: bytes())
      dumps[name] = (stamp, databases)
      return databases
    }
  }

  /// The engine over the databases of the dump.
  func engine() throws -> any SQLBackEnd {
    let file = settings.dump.isEmpty ? folder.path + "/" + Self.dumpName : settings.dump
    guard FileManager.default.fileExists(atPath: file) else {
      throw settings.dump.isEmpty
        ? TextTaskError.unreadable(
          "\(file): there is no dump; put InterCode's data/sql/spider/\(Self.dumpName) there, or set dump=FILE")
        : TextTaskError.unreadable("\(file): there is no such dump")
    }
    let stamp = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    let databases: SpiderDatabases
    do {
      databases = try Self.databases(file, stamp) { try TaskFolder.unpacked(file) }
    } catch let error as MySQLDumpError {
      throw TextTaskError.unreadable("\(file): \(error)")
    }
    return try engine(databases) { try TaskFolder.unpacked(file) }
  }

  /// The engine over some databases.
  func engine(_ databases: SpiderDatabases, dump: () throws -> [UInt8]) throws -> any SQLBackEnd {
    switch settings.engine {
    case .sqlite: try SQLiteBackEnd(databases, limits: settings.limits)
    case .mariadb: try MariaDBBackEnd(databases, dump: dump(), limits: settings.limits)
    }
  }

  /// The names of the recordings.
  var recordings: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/recorded")) ?? []
    return files.compactMap { file in
      Self.endings.first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) }
    }.sorted()
  }

  /// The runs of a recording.
  func runs(_ name: String) throws -> [InterCodeRun] {
    let places = Self.endings.map { folder.path + "/recorded/" + name + $0 }
    guard let file = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw UnknownNameError(kind: "recording", name: name, valid: recordings)
    }
    return try InterCodeRun.list(try TaskFolder.bytes(file), file: file)
  }

  /// The runs of a recording: one of the folder, or a file, which is called by its name without its ending.
  func recording(_ name: String) throws -> (name: String, runs: [InterCodeRun]) {
    guard !recordings.contains(name), let file = folder.file(name, in: "recorded", suffix: "") else {
      return (name, try runs(name))
    }
    let last = (file as NSString).lastPathComponent
    let ending = Self.endings.first { last.hasSuffix($0) } ?? ""
    return (String(last.dropLast(ending.count)), try InterCodeRun.list(try TaskFolder.bytes(file), file: file))
  }

  /// The statements that are listed for each task, by the task's place.
  func proposals() throws -> [Int: [InterCodeProposal]] {
    let all = recordings
    var names = settings.proposals.split(separator: "+").map(String.init)
    if names.isEmpty || names == ["all"] { names = all }
    if !settings.leaveOut.isEmpty, !all.contains(settings.leaveOut) {
      throw UnknownNameError(kind: "recording", name: settings.leaveOut, valid: all)
    }
    var runs: [Int: [InterCodeRun]] = [:]
    for name in names where name != settings.leaveOut {
      for run in try self.runs(name) { runs[run.task, default: []].append(run) }
    }
    return runs.mapValues(InterCodeProposal.list)
  }

  /// The tasks of a list: a file, or the name of one in the folder.
  func tasks(_ name: String) throws -> (file: String, tasks: [InterCodeTask]) {
    guard let file = folder.file(name, in: "", suffix: ".json") else {
      throw TextTaskError.unknownSet(name, folder: folder, own: [TextTaskSet.ownQuestions])
    }
    let tasks = try InterCodeTask.list(try TaskFolder.unpacked(file), file: file)
    guard !tasks.isEmpty else { throw TextTaskError.emptySet(file) }
    return (file, tasks)
  }
}

extension TextTaskSet {
  /// The set of questions that come with the program.
  static let ownQuestions = "own"
  /// Turns that InterCode gives an agent.
  private static let turns = 10

  /// The tasks of a selection of InterCode-SQL.
  static func interCodeSQL(
    _ settings: InterCodeSQLSettings, _ selection: TextTaskSelection, _ folder: TaskFolder
  ) throws -> TextTaskSet {
    let library = InterCodeSQLLibrary(folder: folder, settings: settings)
    let horizon = selection.horizon ?? turns
    switch selection.source {
    case .drawn:
      let drawn = InterCodeSQLOwn.drawn(seed: selection.seed)
      return try TextTaskSet([Group("drawn", [own(drawn, "drawn-\(selection.seed)", library, horizon, nil)])])
    case .sets(let names):
      var set = TextTaskSet([])
      for name in names {
        if name == ownQuestions {
          let engine = try library.engine(InterCodeSQLLibrary.own()) { Array(InterCodeSQLOwn.dump.utf8) }
          let members = try InterCodeSQLOwn.tasks.enumerated().map {
            try own($0.element, "own-\($0.offset + 1)", library, horizon, engine)
          }
          set.groups.append(Group("own", members))
        } else {
          set.groups += try groups(library, library.tasks(name), horizon, &set.notes)
        }
      }
      return set
    case .problem(let name):
      if let place = ownPlace(name) {
        let id = "own-\(place + 1)"
        return try TextTaskSet([Group(id, [own(InterCodeSQLOwn.tasks[place], id, library, horizon, nil)])])
      }
      let listed = try library.problem(name)
      let world = try library.task(listed, horizon: horizon)
      var set = TextTaskSet([Group(listed.id, [Member(world, shortest: nil)])])
      switch try world.goldFault() {
      case .cut(let reason)?: throw TextTaskError.unreadable("\(listed.id): \(cutWords([reason]))")
      case .refused?: set.notes.append("\(listed.id): \(refusedWords([listed.id]))")
      case nil: break
      }
      return set
    }
  }

  /// The place of a question that comes with the program, such as own-1 or own/1; nil for other names.
  static func ownPlace(_ name: String) -> Int? {
    guard name.hasPrefix(ownQuestions), let mark = name.dropFirst(ownQuestions.count).first, mark == "-" || mark == "/",
      let number = Int(name.dropFirst(ownQuestions.count + 1)), (1...InterCodeSQLOwn.tasks.count).contains(number)
    else { return nil }
    return number - 1
  }

  private static func own(
    _ own: (task: InterCodeTask, proposals: [InterCodeProposal]), _ id: String, _ library: InterCodeSQLLibrary,
    _ horizon: Int, _ engine: (any SQLBackEnd)?
  ) throws -> Member {
    let engine = try engine ?? library.engine(InterCodeSQLLibrary.own()) { Array(InterCodeSQLOwn.dump.utf8) }
    let subject = InterCodeSubject(id: id, own.task, proposals: own.proposals, settings: library.settings.subject)
    return Member(InterCodeSQL(subject, horizon: horizon, engine: engine), shortest: nil)
  }

  /// The tasks of a list, in a group for each hardness; those whose database is not there are left out and counted.
  private static func groups(
    _ library: InterCodeSQLLibrary, _ list: (file: String, tasks: [InterCodeTask]), _ horizon: Int,
    _ notes: inout [String]
  ) throws -> [Group] {
    let engine = try library.engine()
    let proposals = try library.proposals()
    let name = ((list.file as NSString).lastPathComponent as NSString).deletingPathExtension
    var (members, order): ([String: [Member]], [String]) = ([:], [])
    var (missing, bare) = (Set<String>(), 0)
    var (refused, cut): ([String], [String]) = ([], [])
    for task in list.tasks {
      guard engine.databases[task.db] != nil else {
        missing.insert(task.db)
        continue
      }
      let listed = InterCodeListed(task)
      let world = library.world(listed, proposals: proposals, horizon: horizon, engine)
      switch try world.goldFault() {
      case .cut(let reason)?:
        cut.append("\(listed.id) (\(reason))")
        continue
      case .refused?: refused.append(listed.id)
      case nil: break
      }
      if world.subject.statements.isEmpty { bare += 1 }
      let group = task.hardness ?? name
      if members[group] == nil { order.append(group) }
      members[group, default: []].append(Member(world, shortest: nil))
    }
    guard !order.isEmpty || missing.isEmpty else {
      throw TextTaskError.unreadable(
        "\(list.file): the dump has none of its databases (\(missing.sorted().joined(separator: ", "))); name the dump "
          + "that belongs to the list with dump=FILE")
    }
    guard !order.isEmpty else { throw TextTaskError.unreadable("\(list.file): no task is left: \(cutWords(cut))") }
    if !missing.isEmpty {
      notes.append(
        "\(name): tasks about \(missing.sorted().joined(separator: ", ")) are left out, since the dump has no such database."
      )
    }
    if !cut.isEmpty { notes.append("\(name): left out, \(cutWords(cut))") }
    if !refused.isEmpty { notes.append("\(name): \(refusedWords(refused))") }
    if bare > 0, library.settings.actions == .listed {
      notes.append("\(name): for \(bare) tasks no statement is on record; there any may be written.")
    }
    return order.sorted { rank($0) < rank($1) }.map { Group($0, members[$0] ?? []) }
  }

  private static func cutWords(_ reasons: [String]) -> String {
    "a limit of this program cuts the answer of the gold query: \(few(reasons)); rows=N and seconds=S raise it."
  }

  private static func refusedWords(_ names: [String]) -> String {
    "the gold query of \(few(names)) is refused; as in InterCode an empty answer is taken for right there."
  }

  private static func rank(_ hardness: String) -> Int {
    ["easy", "medium", "hard", "extra"].firstIndex(of: hardness) ?? 4
  }
}

/// A task of a list with its name.
struct InterCodeListed {
  let task: InterCodeTask
  var id: String { "sql-\(task.index ?? 0)" }

  init(_ task: InterCodeTask) { self.task = task }
}

extension InterCodeSQLLibrary {
  /// The task that is called `name` (`sql-12` or `12`) in the folder's lists.
  ///
  /// - Throws: `TextTaskError` that says what there is.
  func problem(_ name: String) throws -> InterCodeListed {
    let provided = "own-1 to own-\(InterCodeSQLOwn.tasks.count) come with the program"
    guard folder.isThere else {
      throw TextTaskError.unreadable("no task '\(name)': \(provided); there is \(TextTaskError.noData(folder))")
    }
    for list in folder.lists {
      let found = try tasks(list).tasks.map(InterCodeListed.init).first {
        $0.id == name || "\($0.task.index ?? -1)" == name
      }
      if let found { return found }
    }
    throw TextTaskError.unreadable(
      "no task '\(name)' in the lists of \(folder.path); a task is named by its index, such as sql-12 or 12, and "
        + provided)
  }

  /// A task of the data set, ready to be played.
  func task(_ listed: InterCodeListed, horizon: Int) throws -> InterCodeSQL {
    let engine = try engine()
    guard engine.databases[listed.task.db] != nil else {
      throw TextTaskError.unreadable("\(listed.id) is about \(listed.task.db), and the dump has no such database")
    }
    return world(listed, proposals: try proposals(), horizon: horizon, engine)
  }

  func world(
    _ listed: InterCodeListed, proposals: [Int: [InterCodeProposal]], horizon: Int, _ engine: any SQLBackEnd
  ) -> InterCodeSQL {
    let statements = listed.task.index.flatMap { proposals[$0] } ?? []
    var settings = settings.subject
    // Where nothing is on record nothing can be listed.
    if statements.isEmpty { settings.isOpen = true }
    return InterCodeSQL(
      InterCodeSubject(id: listed.id, listed.task, proposals: statements, settings: settings), horizon: horizon,
      engine: engine)
  }
}
