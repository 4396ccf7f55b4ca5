import RLCore

/// Plays recorded queries again, and says how far the rewards that come of it are those that were recorded.
public struct RewardReplay: Sendable {
  /// Why a reward is another one.
  public enum Difference: String, Sendable, CaseIterable {
    /// The record was paid by a version of InterCode that leaves the order of rows out.
    case withoutTau = "paid without tau"
    /// The query asks for a table that the dump does not have: other runs had made it on the server.
    case otherTables = "table of other runs"
    /// MySQL's rule for groups lets only one of the two answer.
    case fullGroupBy = "full group by"
    /// One of the two refuses the query for another reason.
    case refusal = "refused by one"
    /// The same rows in another order.
    case order = "order"
    /// The same rows but for how numbers are written or rounded.
    case numbers = "number format"
    /// The same rows but for the case of letters and accents.
    case collation = "collation"
    /// The rows are the recorded ones: what differs is the gold answer, or its order.
    case gold = "gold's answer"
    /// Anything else.
    case other = "other"
  }

  /// How a reward differs.
  public struct Case: Sendable {
    /// The recording.
    public var run: String
    /// The task's place in the public list.
    public var task: Int
    /// The query.
    public var query: String
    /// Why.
    public var difference: Difference
    /// The rewards.
    public var recorded: Double
    /// The reward here.
    public var replayed: Double
    /// What was recorded and what came now.
    public var observations: (recorded: String, replayed: String)
  }

  /// The counts of one recording.
  public struct Share: Sendable {
    /// The recording.
    public var run: String
    /// Queries that were played again.
    public var steps = 0
    /// Queries that were paid for: all, or those that were submitted.
    public var rewards = 0
    /// Those with the recorded reward.
    public var equalRewards = 0
    /// Those with the recorded observation, to the character.
    public var equalObservations = 0
    /// Tasks, and those that are solved or not as they were.
    public var tasks = 0
    /// Tasks whose largest reward says the same about success.
    public var equalVerdicts = 0
  }

  /// The engine.
  public let backEnd: String
  /// One for each recording.
  public private(set) var shares: [Share] = []
  /// Every reward that differs.
  public private(set) var cases: [Case] = []

  /// Plays the queries of `recordings` on an engine.
  ///
  /// - Complexity: a statement for each recorded action, and one for each task.
  init(
    _ recordings: [(name: String, runs: [InterCodeRun])], tasks: [InterCodeTask], on backEnd: any SQLBackEnd,
    onProgress: (String) -> Void = { _ in }
  ) throws {
    self.backEnd = backEnd.name
    let byIndex = Dictionary(tasks.compactMap { task in task.index.map { ($0, task) } }) { first, _ in first }
    var golds: [Int: SQLAnswer] = [:]
    for (name, runs) in recordings {
      var share = Share(run: name)
      for run in runs {
        guard let task = byIndex[run.task] else { continue }
        var fresh = SQLSession(database: task.db)
        let gold = try golds[run.task] ?? backEnd.answer(task.gold, &fresh)
        golds[run.task] = gold
        try play(run, task, gold, backEnd, &share)
      }
      shares.append(share)
      onProgress("\(name) on \(backEnd.name): \(share.equalRewards) of \(share.rewards) rewards")
    }
  }

  private mutating func play(
    _ run: InterCodeRun, _ task: InterCodeTask, _ gold: SQLAnswer, _ backEnd: any SQLBackEnd, _ share: inout Share
  ) throws {
    var session = SQLSession(database: task.db)
    var best = 0.0
    // Some agents are paid after each query, others when they submit: then for the last query before that.
    let submits = run.turns.contains { InterCodeRun.isSubmission($0.statement) }
    var last: (statement: String, answer: SQLAnswer)?
    for turn in run.turns where turn.wasCarriedOut {
      let isSubmission = InterCodeRun.isSubmission(turn.statement)
      if !isSubmission {
        let opening = turn.statement.prefix { !$0.isWhitespace }.uppercased()
        guard SQLWords.openings.contains(opening) else {
          last = nil
          continue
        }
        last = (turn.statement, try backEnd.answer(turn.statement, &session))
        guard opening == "SELECT" || opening == "WITH" else {
          last = nil
          continue
        }
        share.steps += 1
        if last?.answer.text == turn.observation { share.equalObservations += 1 }
      }
      guard isSubmission == submits, let (statement, answer) = last else { continue }
      let reward = InterCodeReward.reward(answer.rows, gold: gold.rows ?? [])
      best = max(best, reward)
      share.rewards += 1
      if abs(reward - turn.reward) < 1e-6 {
        share.equalRewards += 1
      } else {
        cases.append(
          Case(
            run: share.run, task: run.task, query: statement,
            difference: Self.difference(turn, answer, gold: gold), recorded: turn.reward, replayed: reward,
            observations: (turn.observation, answer.text)))
      }
    }
    share.tasks += 1
    if (best == 1) == (run.bestReward == 1) { share.equalVerdicts += 1 }
  }

  /// Why a reward is not the recorded one: the first cause that the answers show.
  static func difference(
    _ turn: InterCodeRun.Turn, _ answer: SQLAnswer, gold: SQLAnswer
  ) -> Difference {
    if abs(InterCodeReward.share(answer.rows, gold: gold.rows ?? []) - turn.reward) < 1e-6 { return .withoutTau }
    if answer.text.contains("doesn't exist"), PythonRows.split(turn.observation) != nil { return .otherTables }
    if [turn.observation, answer.text, gold.text].contains(where: { $0.contains("only_full_group_by") }) {
      return .fullGroupBy
    }
    guard let rows = answer.rows, let recorded = PythonRows.split(turn.observation) else { return .refusal }
    if rows == recorded { return .gold }
    if rows.sorted() == recorded.sorted() { return .order }
    if rows.map(PythonRows.roughly).sorted() == recorded.map(PythonRows.roughly).sorted() { return .numbers }
    let (one, other) = (rows.map(MySQLCollation.general.key), recorded.map(MySQLCollation.general.key))
    return one.sorted() == other.sorted() ? .collation : .other
  }

  /// All recordings together.
  public var pooled: Share {
    shares.reduce(into: Share(run: "pooled")) { sum, share in
      sum.steps += share.steps
      sum.rewards += share.rewards
      sum.equalRewards += share.equalRewards
      sum.equalObservations += share.equalObservations
      sum.tasks += share.tasks
      sum.equalVerdicts += share.equalVerdicts
    }
  }

  /// The counts, as every environment gives them; on SQLite 96 % of the rewards shall come again.
  public var account: ReplayAccount {
    ReplayAccount(
      engine: backEnd, limit: backEnd == SQLiteBackEnd.title ? 0.96 : nil, causes: Difference.allCases.map(\.rawValue),
      runs: shares.map { share in
        let own = cases.filter { $0.run == share.run }
        return ReplayAccount.Share(
          run: share.run, answers: share.steps, sameAnswers: share.equalObservations, rewards: share.rewards,
          sameRewards: share.equalRewards, verdicts: share.tasks, sameVerdicts: share.equalVerdicts,
          differences: Difference.allCases.map { difference in own.count { $0.difference == difference } })
      })
  }
}

/// Rows out of the text of a list as Python writes it.
enum PythonRows {
  /// The rows of a list; nil for what is none.
  static func split(_ text: String) -> [String]? {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    var rows: [String] = []
    var row: [UInt8] = []
    var (depth, quote): (Int, UInt8?) = (0, nil)
    var isEscaped = false
    for byte in text.utf8.dropFirst().dropLast() {
      if depth > 0 { row.append(byte) }
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if byte == Ascii.backslash {
          isEscaped = true
        } else if byte == open {
          quote = nil
        }
        continue
      }
      switch byte {
      case Ascii.quote, Ascii.doubleQuote: quote = byte
      case UInt8(ascii: "("):
        if depth == 0 { row = [byte] }
        depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { rows.append(String(decoding: row, as: UTF8.self)) }
      default: break
      }
    }
    return rows
  }

  /// A row whose numbers are rounded and have lost their kind.
  static func roughly(_ row: String) -> String {
    row.replacing("Decimal('", with: "").replacing("b'", with: "'").split(separator: ", ").map { part in
      let bare = part.trimmingPrefix("(").replacing(",)", with: "").replacing(")", with: "").replacing("'", with: "")
      guard let number = Double(bare) else { return String(part) }
      return Numerals.fixed(number, 2)
    }.joined(separator: ", ")
  }
}
