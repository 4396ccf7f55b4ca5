import Foundation
import RLCore
import TestSupport
import Testing

@testable import TextEnvironments

/// InterCode-SQL as a task: what a search may know, and how plans are judged.
@Suite struct InterCodeSQLTaskTests {
  private static let nowhere = TaskFolder("intercode/sql", in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))

  private func own(_ settings: [(key: String, value: String)] = []) throws -> [InterCodeSQL] {
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    let set = try entry.tasks(TextTaskSelection(.sets(["own"]), settings: settings), folder: Self.nowhere)
    return set.members.compactMap { $0.task as? InterCodeSQL }
  }

  @Test func aSearchReadsNothingOfTheGoldQuery() throws {
    for var world in try own() {
      let gold = world.subject.task.gold
      #expect(!world.document.contains(gold) && !world.task.contains(gold))
      #expect(try world.step(gold) == PlanningOutcome(reward: 0))
      #expect(!world.isSolved && world.goalShare < 1)
      #expect(try world.step("submit") == PlanningOutcome(reward: 0))
      #expect(!world.isSolved && world.goalShare < 1 && world.actions.isEmpty)
      // Who judges sees it.
      #expect(try world.verdict(on: [gold, "submit"]) == .valid(steps: 2) && world.reward(ofPlan: [gold]) == 1)
    }
  }

  @Test func aSearchThatReadsTheRewardIsLabelled() throws {
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    func notes(_ settings: [(key: String, value: String)]) throws -> [String] {
      try entry.tasks(TextTaskSelection(.sets(["own"]), settings: settings), folder: Self.nowhere).notes
    }
    #expect(try notes([("oracleReward", "true")]) == [TextTaskSet.oracleNote])
    #expect(try notes([("oracleReward", "false")]).isEmpty)
  }

  @Test func aSearchThatMayReadItSeesTheReward() throws {
    for var world in try own([("oracleReward", "true")]) {
      let gold = world.subject.task.gold
      #expect(try world.step("SHOW TABLES").reward == 0 && !world.isSolved)
      #expect(try world.step(gold).reward == 1 && world.isSolved && world.goalShare == 1)
      #expect(try world.step("SELECT 'no'").reward == 0 && !world.isSolved)
    }
  }

  @Test func theAnswerOfMostProposalsCountsMost() throws {
    for world in try own() {
      func share(_ statement: String) throws -> Double {
        var copy = world
        _ = try copy.step(statement)
        return copy.goalShare
      }
      let gold = try share(world.subject.task.gold)
      for statement in world.subject.statements { #expect(try share(statement) <= gold, "\(world.id): \(statement)") }
      #expect(gold > 0)
      #expect(try share("SELECT 'nobody proposed this'") == 0 && share("SELECT nothing") == 0)
    }
  }

  @Test func whoLooksAroundHasNoVote() throws {
    let looks = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'elsewhere'"
    let task = InterCodeTask(query: "?", gold: "SELECT COUNT(*) FROM sale", db: "bookshop")
    let proposals = [(looks, 5), (task.gold, 1), ("SELECT 1", 1)].map {
      InterCodeProposal(statement: $0.0, count: $0.1)
    }
    let subject = InterCodeSubject(id: "x", task, proposals: proposals, settings: .init())
    var world = InterCodeSQL(subject, horizon: 3, engine: try Bookshop().engine)
    _ = try world.step(task.gold)
    #expect(world.goalShare == 0.5 * 0.9 && world.endWorth == world.goalShare)
    _ = try world.step(looks)
    #expect(world.goalShare == 0)
  }

  @Test func theLastAnswerOrTheBestOneIsJudged() throws {
    for (judge, verdict) in [("last", PlanVerdict.goalMissed), ("best", .valid(steps: 2))] {
      let world = try #require(try own([("judge", judge)]).first)
      #expect(try world.verdict(on: [world.subject.task.gold, "SHOW TABLES"]) == verdict)
    }
  }

  @Test func statesAreToldApartByWhatTheyAreAndTakenUpAgain() throws {
    var world = try #require(try own().first)
    let start = world.state
    _ = try world.step("INSERT INTO sale VALUES (50, 1, 1, '2024-05-01')")
    let changed = world.state
    // The same words, and another database behind them.
    let identity = world.identity
    #expect(changed != start && world.observation == "None" && identity.count == 16)
    _ = try world.step("INSERT INTO sale VALUES (51, 1, 1, '2024-05-01')")
    #expect(world.observation == "None" && world.state != changed && world.identity != identity)
    world.restore(changed)
    _ = try world.step("SELECT COUNT(*) FROM sale")
    #expect(world.observation == "[(11,)]")
    let counted = world.state
    world.restore(changed)
    _ = try world.step("SELECT COUNT(*) FROM sale")
    #expect(world.state == counted && world.state.hashValue == counted.hashValue)
    world.restore(changed)
    #expect(world.identity == identity)
    world.restore(start)
    #expect(world.identity == world.observation, "at the start the words are enough")
    _ = try world.step("SELECT COUNT(*) FROM sale")
    #expect(world.observation == "[(10,)]")
  }

  @Test func answersOfRowsComeAsTables() throws {
    var world = try #require(try own().first)
    #expect(world.response == nil)
    func table(_ statement: String) throws -> TextResponse.Table {
      _ = try world.step(statement)
      return try #require(world.response?.table, "\(statement): \(world.observation)")
    }
    let book = try table("SELECT Title AS t, Price, 1 + 1, 'it''s' FROM book LIMIT 2")
    #expect(book.columns == ["t", "Price", "1 + 1", "4"] && book.rows.count == 2 && book.count == 2, "\(book)")
    #expect(book.rows.allSatisfy { $0.count == 4 && $0[2] == "2" && $0[3] == "it's" })
    #expect(try table("SELECT * FROM book").columns.contains("Title"))
    #expect(try table("SELECT Title FROM book WHERE 1 = 0").columns == ["Title"])
    #expect(try table("SHOW TABLES").columns == ["Table"])
    #expect(try table("DESCRIBE book").columns.first == "Field")
    #expect(try table("SELECT a.*, b.Title FROM book a, book b").columns.first == "1", "the names are not known")
    let many = try table("SELECT a.Title, b.Title FROM book a, book b, sale")
    #expect(many.count == 1_000 && many.rows.count == TextResponse.Table.mostRows)
    _ = try world.step("SELECT nothing")
    #expect(world.response?.isFailure == true && world.response?.text.contains("Unknown column") == true)
    _ = try world.step("submit")
    #expect(world.response?.table == nil)
  }

  @Test(arguments: [
    ("(1,)", ["1"]), ("('a', \"it's\", '(x, y)')", ["a", "it's", "(x, y)"]), ("()", []), ("('', None)", ["", "NULL"]),
    ("(Decimal('1.50'), datetime.date(2024, 5, 1), 'None')", ["1.50", "2024-05-01", "None"]),
    ("(datetime.datetime(2024, 5, 1, 3, 4),)", ["2024-05-01 03:04:00"]),
  ])
  func tuplesAreTakenApart(_ text: String, _ cells: [String]) {
    #expect(PythonTuple(text).cells == cells)
  }

  @Test func statementsAreReadOutOfWhatIsAroundThem() throws {
    let world = try #require(try own().first)
    #expect(world.action(named: "execute[SELECT 1;]") == "SELECT 1")
    #expect(world.action(named: "  Submit ") == "submit")
    #expect(world.action(named: "(SELECT 1) UNION (SELECT 2)") == "(SELECT 1) UNION (SELECT 2)")
    #expect(world.action(named: "I think the answer is 4") == nil)
    var copy = world
    #expect(try !copy.step("submit").isLegal, "there is nothing to hand in yet")
    #expect(try copy.step("SELECT nothing").isLegal && copy.observation.hasPrefix("Error executing query: "))
  }

  @Test func noStatementIsListedWhereAnyMayBeWritten() throws {
    var world = try #require(try own([("actions", "open")]).first)
    #expect(world.actions.isEmpty)
    #expect(try world.step("SELECT 1").isLegal && world.actions.isEmpty)
  }

  @Test func longAnswersAreCut() throws {
    var world = try #require(try own().first)
    _ = try world.step("SELECT a.Title, b.Title FROM book a, book b, sale")
    #expect(world.observation.count < InterCodeSQL.longest + 50 && world.observation.hasSuffix("(1000 rows)"))
  }

  @Test func aGoldQueryThatIsRefusedIsAnEmptyList() throws {
    let task = InterCodeTask(query: "?", gold: "SELECT Title, MAX(Price) FROM book", db: "bookshop")
    let subject = InterCodeSubject(id: "x", task, proposals: [], settings: .init())
    let world = InterCodeSQL(subject, horizon: 3, engine: try Bookshop().engine)
    #expect(world.hasCorruptGold)
    #expect(try world.reward(ofPlan: ["SELECT 1 FROM book WHERE 1 = 0"]) == 1)
    #expect(try world.reward(ofPlan: ["SELECT 1"]) == 0)
    #expect(try own().allSatisfy { !$0.hasCorruptGold })
  }

  @Test func filesThatDoNotFitAreRefusedWithWhatToDo() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("intercode-\(UUID().uuidString)")
    let folder = TaskFolder("sql", in: DataFolder(environment: ["SIDECOACH_DATA": place.path]))
    try FileManager.default.createDirectory(atPath: folder.path + "/recorded", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
    }
    func complaint(_ source: TextTaskSelection.Source, _ settings: [(String, String)] = []) -> String {
      do {
        _ = try entry.tasks(TextTaskSelection(source, settings: settings), folder: folder)
        return ""
      } catch { return "\(error)" }
    }
    try write("tasks.json", "{\"no\": \"list\"}")
    #expect(complaint(.sets(["tasks"])).contains("not a task list of InterCode-SQL"))
    try write(
      "tasks.json", "[{\"query\": \"How many?\", \"gold\": \"SELECT COUNT(*) FROM book\", \"db\": \"bookshop\"}]")
    #expect(complaint(.sets(["tasks"])).contains("there is no dump"))
    #expect(complaint(.sets(["tasks"]), [("dump", "/nowhere.sql")]).contains("no such dump"))
    try write(InterCodeSQLLibrary.dumpName, "USE a;\nblurb;\n")
    #expect(complaint(.sets(["tasks"])).contains("line 2"))
    try write(InterCodeSQLLibrary.dumpName, "CREATE DATABASE `other`;\nUSE `other`;\n")
    #expect(complaint(.sets(["tasks"])).contains("bookshop"))
    try write("shop.sql", InterCodeSQLOwn.dump)
    #expect(complaint(.problem("7"), [("dump", folder.path + "/shop.sql")]).contains("no task '7'"))
    try write("recorded/me.json", "[]")
    #expect(complaint(.sets(["tasks"]), [("dump", folder.path + "/shop.sql")]).contains("not a recording"))
    try write(
      "recorded/me.json",
      "{\"0\": {\"turn_history\": {\"actions\": [\"SELECT COUNT(*) FROM book\", \"hm\"], \"observations\": [\"[(10,)]\", "
        + "\"No SQL code\"], \"rewards\": [1, 0]}}}")
    #expect(complaint(.sets(["tasks"]), [("dump", folder.path + "/shop.sql"), ("leaveOut", "you")]).contains("me"))
    let set = try entry.tasks(
      TextTaskSelection(.sets(["tasks"]), settings: [("dump", folder.path + "/shop.sql")]), folder: folder)
    let world = try #require(set.members.first?.task as? InterCodeSQL)
    // A list without indexes names its tasks by their places.
    #expect(world.id == "sql-0" && world.actions == ["SELECT COUNT(*) FROM book"])
    let without = try entry.tasks(
      TextTaskSelection(.sets(["tasks"]), settings: [("dump", folder.path + "/shop.sql"), ("leaveOut", "me")]),
      folder: folder)
    #expect(without.members.first?.task.actions == [])
    #expect(entry.isProblem("sql-0", folder: folder) && !entry.isProblem("tasks", folder: folder))
  }

  @Test func ownQuestionsAreNamedInEitherSpelling() throws {
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    for name in ["own-1", "own/1"] {
      let set = try entry.tasks(TextTaskSelection(.problem(name)), folder: Self.nowhere)
      #expect(set.members.map(\.task.id) == ["own-1"] && set.groups.map(\.name) == ["own-1"])
    }
    #expect(entry.isProblem("own-1", folder: Self.nowhere) && !entry.isProblem("own/1", folder: Self.nowhere))
    for name in ["own-0", "own-99", "own--9223372036854775808", "own-", "own"] {
      let error = try #require(throws: TextTaskError.self) {
        try entry.tasks(TextTaskSelection(.problem(name)), folder: Self.nowhere)
      }
      #expect("\(error)".contains("no task '\(name)'") && "\(error)".contains("own-1 to own-"), "\(error)")
    }
  }

  @Test func goldQueriesThatGiveNothingAreNamed() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("gold-\(UUID().uuidString)")
    let folder = TaskFolder("sql", in: DataFolder(environment: ["SIDECOACH_DATA": place.path]))
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    let golds = ["SELECT COUNT(*) FROM book", "SELECT nothing FROM book", "SELECT Title FROM book"]
    let tasks = golds.map { "{\"query\": \"?\", \"gold\": \"\($0)\", \"db\": \"bookshop\"}" }.joined(separator: ", ")
    try Data("[\(tasks)]".utf8).write(to: URL(fileURLWithPath: folder.path + "/tasks.json"))
    try Data(InterCodeSQLOwn.dump.utf8).write(to: URL(fileURLWithPath: folder.path + "/shop.sql"))
    let settings = [(key: "dump", value: folder.path + "/shop.sql"), (key: "rows", value: "2")]
    let set = try entry.tasks(TextTaskSelection(.sets(["tasks"]), settings: settings), folder: folder)
    // A limit of ours is no refusal of MySQL's: nothing is known of the right answer.
    #expect(set.members.map(\.task.id) == ["sql-0", "sql-1"])
    #expect(set.notes.contains { $0.contains("the gold query of sql-1 is refused") }, "\(set.notes)")
    #expect(set.notes.contains { $0.contains("sql-2 (Query gives more than 2 rows") }, "\(set.notes)")
    let one = try entry.tasks(TextTaskSelection(.problem("sql-1"), settings: settings), folder: folder)
    #expect(one.notes.contains { $0.contains("is refused") })
    let error = try #require(throws: TextTaskError.self) {
      try entry.tasks(TextTaskSelection(.problem("sql-2"), settings: settings), folder: folder)
    }
    #expect("\(error)".contains("rows=N"), "\(error)")
  }

  @Test func itsSpeedsAreTimed() throws {
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-SQL")
    let time = try #require(entry.speeds)
    let speeds = try time(try own())
    #expect(!speeds.isEmpty && speeds.allSatisfy { $0.work() > 0 })
  }
}
