import RLCore
import Testing

@testable import TextEnvironments

/// Why a replayed reward is another one than the recorded one, by differences made by hand.
@Suite struct RewardReplayTests {
  /// A recorded turn beside what comes now.
  struct Case: Sendable, CustomTestStringConvertible {
    var recorded: String
    var reward: Double
    var answer: SQLAnswer
    var gold: [String]
    var difference: RewardReplay.Difference
    var testDescription: String { "\(difference)" }

    /// - Parameter rows: what the query gives now.
    init(
      _ difference: RewardReplay.Difference, recorded: String, reward: Double, rows: [String], gold: [String]
    ) {
      self.init(difference, recorded: recorded, reward: reward, answer: SQLAnswer(.rows(rows)), gold: gold)
    }

    init(
      _ difference: RewardReplay.Difference, recorded: String, reward: Double, answer: SQLAnswer, gold: [String]
    ) {
      (self.difference, self.recorded, self.reward) = (difference, recorded, reward)
      (self.answer, self.gold) = (answer, gold)
    }
  }

  static let cases = [
    // Two of two rows in the opposite order are worth -1 with tau and 1 without.
    Case(
      .withoutTau, recorded: "[(1,), (2,)]", reward: 1, rows: ["(1,)", "(2,)"], gold: ["(2,)", "(1,)"]),
    Case(
      .otherTables, recorded: "[(1,)]", reward: 1,
      answer: SQLAnswer(.failure("1146 (42S02): Table 'world_1.tmp' doesn't exist")), gold: ["(1,)", "(2,)"]),
    Case(
      .fullGroupBy,
      recorded: "Error executing query: 1055 (42000): ... incompatible with sql_mode=only_full_group_by", reward: 0,
      rows: ["(1,)"], gold: ["(1,)"]),
    Case(
      .refusal, recorded: "Error executing query: 1064 (42000): You have an error in your SQL syntax", reward: 0,
      rows: ["(1,)"], gold: ["(1,)"]),
    // Recorded backwards, so tau was -1; here two of three pairs are in order, so it is 1/3.
    Case(
      .order, recorded: "[('c',), ('b',), ('a',)]", reward: -1, rows: ["('b',)", "('a',)", "('c',)"],
      gold: ["('a',)", "('b',)", "('c',)"]),
    Case(
      .numbers, recorded: "[(Decimal('2.5000'),)]", reward: 1, rows: ["(2.5,)"], gold: ["(Decimal('2.5000'),)"]),
    Case(
      .collation, recorded: "[('Cadiz',)]", reward: 1, rows: ["('CÁDIZ',)"], gold: ["('Cadiz',)"]),
    Case(
      .gold, recorded: "[(1,)]", reward: 0.25, rows: ["(1,)"], gold: ["(1,)", "(2,)"]),
    Case(
      .other, recorded: "[(1,)]", reward: 1, rows: ["(7,)"], gold: ["(1,)"]),
  ]

  @Test(arguments: cases)
  func theFirstCauseThatShowsCounts(_ wanted: Case) {
    let turn = InterCodeRun.Turn(action: "SELECT 1", observation: wanted.recorded, reward: wanted.reward)
    #expect(
      RewardReplay.difference(turn, wanted.answer, gold: SQLAnswer(.rows(wanted.gold))) == wanted.difference)
  }

  @Test func everyCauseHasACase() {
    #expect(Set(Self.cases.map(\.difference)) == Set(RewardReplay.Difference.allCases))
  }

  @Test func aGoldThatIsRefusedIsFullGroupByToo() {
    let turn = InterCodeRun.Turn(action: "SELECT 1", observation: "[(1,)]", reward: 0.5)
    let gold = SQLAnswer(.failure("1055 (42000): ... this is incompatible with sql_mode=only_full_group_by"))
    #expect(RewardReplay.difference(turn, SQLAnswer(.rows(["(1,)"])), gold: gold) == .fullGroupBy)
  }

  /// The bookshop's first task, played by a record whose rewards are known beforehand.
  @Test func sharesCountWhatComesAgainAndWhatDoesNot() throws {
    let shop = try Bookshop()
    var task = InterCodeSQLOwn.tasks[0].task
    task.index = 7
    var session = SQLSession(database: task.db)
    let right = try shop.engine.answer(task.gold, &session)
    let rows = try #require(right.rows)
    #expect(!rows.isEmpty)
    let turns = [
      InterCodeRun.Turn(action: task.gold, observation: right.text, reward: 1),
      // The same text, another reward than was paid: the gold must have been another.
      InterCodeRun.Turn(action: task.gold, observation: right.text, reward: 0.125),
      InterCodeRun.Turn(action: "SELECT * FROM nowhere", observation: "[(1,)]", reward: 0.125),
      // Not carried out, so it is no query.
      InterCodeRun.Turn(
        action: "I do not know", observation: "Error executing query: did not contain sql code", reward: 0),
    ]
    let run = InterCodeRun(task: 7, turns: turns)
    let other = InterCodeRun(task: 8, turns: turns)
    let replay = try RewardReplay([("one", [run, other]), ("two", [run])], tasks: [task], on: shop.engine)
    let account = replay.account
    #expect(account.limit == 0.96 && account.engine == "SQLite" && account.runs.map(\.run) == ["one", "two"])
    let share = account.runs[0]
    #expect(share.answers == 3 && share.sameAnswers == 2 && share.rewards == 3 && share.sameRewards == 1)
    #expect(share.verdicts == 1 && share.sameVerdicts == 1)
    let counts = Dictionary(uniqueKeysWithValues: zip(account.causes, share.differences))
    #expect(counts["gold's answer"] == 1 && counts["table of other runs"] == 1)
    #expect(share.differences.reduce(0, +) == 2 && account.pooled.differences.reduce(0, +) == 4)
    #expect(account.pooled.rewards == 6 && account.pooled.share == 1.0 / 3)
    #expect(account.table.rows.last?.prefix(5) == ["pooled", "6", "66.67 %", "6", "33.33 %"])
  }

  @Test func namesThatAreNotThereSayWhatIs() throws {
    let nowhere = TaskFolder("intercode/sql", in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))
    let none = try #require(throws: TextTaskError.self) {
      try InterCodeSQLRecords.replays(ReplayOrder(), nowhere)
    }
    #expect("\(none)".contains("SIDECOACH_DATA"))
    var order = ReplayOrder()
    order.engines = ["oracle"]
    let engine = try #require(throws: UnknownNameError.self) { try InterCodeSQLRecords.replays(order, nowhere) }
    #expect(engine.valid == ["sqlite", "mariadb"])
    let bash = try #require(throws: UnknownNameError.self) { try BashRecordings.replay(order, nowhere) }
    #expect(bash.valid == ["sandbox"])
  }
}

/// Why a Bash reward is another one, by outputs made by hand.
@Suite struct BashEvidenceTests {
  private func cause(
    _ recorded: String, _ own: String, _ commands: [String] = ["cat f"], gold: String = "cat f", goldOutput: String = ""
  ) -> BashReplay.Cause {
    BashEvidence(recorded: recorded, own: own, commands: commands, gold: gold, goldOutput: goldOutput).cause
  }

  @Test func theFirstCauseThatShowsCounts() {
    #expect(cause("a tree", "bash: line 1: tree: command not found") == .missingTool)
    #expect(cause("", "", goldOutput: "bash: line 1: dig: command not found") == .missingTool)
    #expect(cause("Command timed out", "x") == .time)
    #expect(cause("b\na", "a\nb") == .order)
    #expect(cause("f Jan 3 12:00", "f Feb 9 08:30") == .time)
    #expect(cause("root", "nobody", ["whoami"]) == .environment)
    #expect(cause("x", "y", ["find f -mtime 1"]) == .time)
    #expect(cause("x", "y") == .other)
  }
}
