import Foundation
import RLCore
import Testing

@testable import TextEnvironments

/// The public data set, where it is at hand: gold queries, and recorded queries played again.
@Suite(.serialized) struct InterCodeSQLDataTests {
  @Test(.enabled(if: InterCodeSQLData.isThere, Comment(rawValue: InterCodeSQLData.skipped)))
  func goldQueriesRunOrAreRefusedByMySQLsRules() throws {
    let engine = try InterCodeSQLData.library.engine()
    let tasks = try InterCodeSQLData.tasks()
    #expect(!tasks.isEmpty)
    for task in tasks {
      var session = SQLSession(database: task.db)
      let answer = try engine.answer(task.gold, &session)
      guard !answer.isExecuted else { continue }
      // What MySQL 8 itself refuses: groups that are not full, a table without its alias, a reserved word as a name, and a
      // blank before the bracket of a count.
      let gold = task.gold.uppercased()
      let isMySQLs =
        answer.text.contains("only_full_group_by") || answer.text.contains("must have its own alias")
        || answer.text.contains("error in your SQL syntax")
          && (gold.contains("FROM SHOW") || gold.contains("COUNT (*)"))
      #expect(isMySQLs, "\(task.index ?? -1) \(task.gold): \(answer.text)")
    }
  }

  @Test(.enabled(if: InterCodeSQLData.isThere, Comment(rawValue: InterCodeSQLData.skipped)))
  func tablesAreAsTheListSaysThem() throws {
    let engine = try InterCodeSQLData.library.engine()
    for task in try InterCodeSQLData.tasks() {
      let schema = try #require(engine.databases[task.db]?.schema, "\(task.db)")
      // The list was made from SQLite files, whose own tables it names too.
      for (table, columns) in task.db_tables ?? [:] where !table.hasPrefix("sqlite_") {
        #expect(schema.table(table)?.columns.map { $0.name.lowercased() } == columns.map { $0.lowercased() })
      }
    }
  }

  @Test(.enabled(if: InterCodeSQLData.isThere, Comment(rawValue: InterCodeSQLData.skipped)))
  func recordedQueriesEarnTheRecordedRewards() throws {
    report(try InterCodeSQLRecords.replays(in: InterCodeSQLData.folder, engines: [.sqlite]))
  }

  @Test(.enabled(if: InterCodeSQLData.isThere && MariaDBServer.programs != nil, "skipped: no data or no MariaDB"))
  func mariaDBEarnsThemToo() throws {
    report(try InterCodeSQLRecords.replays(in: InterCodeSQLData.folder, engines: [.mariadb]))
  }

  @Test(.enabled(if: InterCodeSQLData.isThere, Comment(rawValue: InterCodeSQLData.skipped)))
  func recordedRunsArePlansOfTheirTasks() throws {
    let folder = InterCodeSQLData.folder
    for name in InterCodeSQLRecords.names(in: folder) {
      let plans = try InterCodeSQLRecords.plans(of: name, in: folder)
      #expect(!plans.isEmpty && plans.allSatisfy { $0.prompt == name && $0.task.hasPrefix("sql-") })
      #expect(plans.contains { $0.isCorrect == true } && plans.contains { $0.isCorrect == false })
      // What a run ended with is handed in, once.
      for plan in plans where !plan.actions.isEmpty {
        #expect(plan.actions.last == InterCodeSQL.submission && !plan.actions.dropLast().suffix(1).contains("submit"))
      }
    }
  }

  private func report(_ replays: [RewardReplay]) {
    for replay in replays { print(replay.account.table.text) }
    for replay in replays where replay.pooled.rewards > 0 {
      let share = Double(replay.pooled.equalRewards) / Double(replay.pooled.rewards)
      #expect(share >= 0.96, "\(replay.backEnd): \(share)")
      // Every reward that differs has its reason, and few are left over.
      #expect(replay.cases.count == replay.pooled.rewards - replay.pooled.equalRewards)
      #expect(Double(replay.cases.count { $0.difference == .other }) < 0.01 * Double(replay.pooled.rewards))
    }
  }

  @Test(.enabled(if: InterCodeSQLData.isThere, Comment(rawValue: InterCodeSQLData.skipped)))
  func itsTasksAreFoundByTheirIndex() throws {
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    let task = try #require(try InterCodeSQLData.tasks().first { $0.hardness != nil })
    let name = "sql-\(task.index ?? 0)"
    let world = try #require(try entry.task(named: name, folder: InterCodeSQLData.folder))
    #expect(world.id == name && world.task.contains(task.query))
    #expect(entry.isProblem(name, folder: InterCodeSQLData.folder))
    let list = try #require(InterCodeSQLData.folder.lists.first)
    let set = try entry.tasks(TextTaskSelection(.sets([list])), folder: InterCodeSQLData.folder)
    #expect(!set.members.isEmpty && set.members.allSatisfy { !$0.task.isSolved })
  }
}

/// A MariaDB server of our own, where it is installed.
@Suite struct MariaDBTests {
  @Test(.enabled(if: MariaDBServer.programs != nil, Comment(rawValue: "skipped: \(MariaDBServer.missing)")))
  func itAnswersAsSQLiteDoesAndChangesNothing() throws {
    let dump = Array(InterCodeSQLOwn.dump.utf8)
    let databases = try SpiderDatabases(dump: dump)
    var limits = SQLLimits()
    limits.rows = 50
    let maria = try MariaDBBackEnd(databases, dump: dump, limits: limits)
    let lite = try SQLiteBackEnd(databases, limits: limits)
    let queries = InterCodeSQLOwn.tasks.flatMap { [$0.task.gold] + $0.proposals.map(\.statement) }
    for sql in queries + ["SELECT Price, Year, Title FROM book", "SELECT Day FROM sale", "SELECT * FROM nowhere"] {
      var (one, other) = (SQLSession(database: "bookshop"), SQLSession(database: "bookshop"))
      let answers = try (maria.answer(sql, &one), lite.answer(sql, &other))
      // It orders groups and words its refusals in its own way.
      #expect(answers.0.rows?.sorted() == answers.1.rows?.sorted(), "\(sql)")
    }
    var session = SQLSession(database: "bookshop")
    #expect(try !maria.answer("DELETE FROM sale", &session).isExecuted)
    #expect(try !maria.answer("CREATE TABLE t (a INT)", &session).isExecuted)
    #expect(try maria.answer("SELECT COUNT(*) FROM sale", &session).text == "[(10,)]")
    #expect(try maria.answer("SELECT 1 FROM book, sale", &session).text.contains("more than 50 rows"))
    #expect(try maria.answer("SELECT COUNT(*) FROM sale", &session).text == "[(10,)]", "it goes on after that")
    #expect(try maria.fork().answer("SELECT COUNT(*) FROM book", &session).text == "[(10,)]")
  }
}
