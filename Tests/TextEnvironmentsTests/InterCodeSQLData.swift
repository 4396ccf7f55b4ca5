import Foundation
import RLCore

@testable import TextEnvironments

/// InterCode's data set for SQL, wherever it lies on this machine.
enum InterCodeSQLData {
  /// `$SIDECOACH_DATA/intercode/sql`, else `../shared/data/intercode/sql` from the package's root or one of its worktrees'.
  static let folder: TaskFolder = {
    let environment = ProcessInfo.processInfo.environment
    var bases: [String] = []
    if let path = environment["SIDECOACH_DATA"], !path.isEmpty { bases = [path] }
    var place = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<6 where bases.isEmpty || environment["SIDECOACH_DATA"] == nil {
      place = place.deletingLastPathComponent()
      bases.append(place.appendingPathComponent("shared/data").path)
    }
    let found = bases.first { FileManager.default.fileExists(atPath: $0 + "/intercode/sql") } ?? bases.first ?? "."
    return TaskFolder("intercode/sql", in: .init(environment: ["SIDECOACH_DATA": found]))
  }()

  /// There is a dump, and a list of tasks.
  static var isThere: Bool {
    FileManager.default.fileExists(atPath: dump) && !folder.lists.isEmpty
  }

  static let skipped: String =
    "skipped: no dump and task list in \(folder.path); set SIDECOACH_DATA to the data's folder"

  static var dump: String { folder.path + "/" + InterCodeSQLLibrary.dumpName }

  static let library = InterCodeSQLLibrary(folder: folder, settings: InterCodeSQLSettings())

  /// The tasks of every list.
  static func tasks() throws -> [InterCodeTask] { try folder.lists.flatMap { try library.tasks($0).tasks } }

  /// The recorded runs.
  static func recordings() throws -> [(name: String, runs: [InterCodeRun])] {
    try library.recordings.map { ($0, try library.runs($0)) }
  }
}

/// The bookshop that comes with the program, asked by SQLite.
struct Bookshop {
  let engine: SQLiteBackEnd
  var session = SQLSession(database: "bookshop")

  init(limits: SQLLimits = SQLLimits(), more: String = "") throws {
    engine = try SQLiteBackEnd(
      SpiderDatabases(dump: Array((InterCodeSQLOwn.dump + more).utf8)), limits: limits)
  }

  mutating func ask(_ sql: String) throws -> String { try engine.answer(sql, &session).text }
}
