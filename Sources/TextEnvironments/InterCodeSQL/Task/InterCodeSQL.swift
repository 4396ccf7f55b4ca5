public import RLCore
import Synchronization

/// What a task of InterCode-SQL is at: the session with the server, the last answer, and whether it was handed in.
public struct InterCodeSQLState: Hashable, Sendable {
  var session: SQLSession
  /// What the last statement gave; nil before the first.
  var answer: SQLAnswer?
  /// The task is over.
  var isSubmitted = false

  /// A digest of all of it, for those who know states in other processes too.
  var digest: String {
    var parts = [session.database, isSubmitted ? "submitted" : "open", answer?.text ?? ""]
    for (name, database) in session.changed.sorted(by: { $0.key < $1.key }) {
      parts += [name, database.value.image.digest]
    }
    return String(sha256Hex(Array(parts.joined(separator: "\0").utf8)).prefix(16))
  }
}

/// A question about a database, answered by queries: InterCode-SQL.
///
/// Actions are statements of MySQL, and `submit` hands in the last answer. Statements are not to be listed: `actions` are
/// those that were proposed for the task, and others are taken too. Nothing that a search can read comes from the gold
/// query, unless `readsGold` says so: then rewards, `goalShare` and `isSolved` do, as in the released code of SLINVIT.
/// Without it `goalShare` says how many of the proposals lead to the present answer, and `isSolved` stays false; whether
/// a plan is right is for `verdict` to say.
public struct InterCodeSQL: PlanningProblem, TextTask {
  /// Which answer of a plan is judged.
  public enum Judgement: String, Sendable, CaseIterable {
    /// The last one.
    case last
    /// The best one, as InterCode's tables count: every answer is compared with the gold one.
    case best
  }

  /// The question, its database and the proposals for it.
  let subject: InterCodeSubject
  /// Statements that may be carried out.
  public let horizon: Int
  private let engine: any SQLBackEnd
  /// Where the task is.
  public private(set) var state: InterCodeSQLState
  /// The statement that was just carried out.
  private var statement: String?

  init(_ subject: InterCodeSubject, horizon: Int, engine: any SQLBackEnd) {
    self.subject = subject
    self.horizon = horizon
    self.engine = engine
    state = Self.start(subject)
  }

  private static func start(_ subject: InterCodeSubject) -> InterCodeSQLState {
    InterCodeSQLState(session: SQLSession(database: subject.task.db))
  }

  /// What the task is called.
  public var id: String { subject.id }

  /// The question, with its database.
  public var task: String {
    "Answer this question with a query on the database \(subject.task.db): \(subject.task.query)"
  }

  /// The last answer as InterCode prints it, cut where it is long.
  public var observation: String {
    guard let answer = state.answer else { return "The database \(subject.task.db) is open." }
    let text = answer.text
    let shown =
      text.utf8.count <= Self.longest
      ? text : String(text.prefix(Self.longest)) + "... (\(answer.rows?.count ?? 0) rows)"
    return state.isSubmitted ? "Submitted: \(shown)" : shown
  }

  /// A digest of session and answer; none before the first answer, where the database is the one that the task opens.
  public var ownIdentity: String? { state == Self.start(subject) ? nil : state.digest }

  /// The answer as a table where it is rows, else what the server says.
  public var response: TextResponse? {
    guard let answer = state.answer else { return nil }
    if state.isSubmitted { return TextResponse(printed: "The last answer was handed in.") }
    guard let rows = answer.rows else { return TextResponse(printed: answer.text, isFailure: !answer.isExecuted) }
    let first = rows.prefix(TextResponse.Table.mostRows).map { PythonTuple($0).cells }
    let width = first.first?.count ?? 0
    let heads = SQLHeads(statement ?? "", width: width) { [state, engine] name in
      state.session.database(state.session.database, in: engine.databases)?.schema.table(name)?.columns.map(\.name)
    }
    return TextResponse(TextResponse.Table(columns: heads.names, rows: first, count: rows.count))
  }

  /// Characters of an answer that are shown.
  static let longest = 2_000
  /// Hands in the last answer.
  static let submission = "submit"

  /// The statements that were proposed, and `submit` where there is an answer; none where any statement may be written.
  public var actions: [String] {
    guard !state.isSubmitted, !subject.settings.isOpen else { return [] }
    return subject.statements + (state.answer == nil ? [] : [Self.submission])
  }

  /// How good the answer is, as far as a search may know: see the type.
  public var goalShare: Double {
    guard let answer = state.answer else { return 0 }
    if subject.settings.readsGold { return min(1, max(0, reward(of: answer))) }
    // Never 1, which would say that the goal is reached.
    return subject.agreement(answer, engine) * (state.isSubmitted ? 0.99 : 0.9)
  }

  /// How many of the proposals lead to the present answer, where no reward says more.
  public var endWorth: Double { subject.settings.readsGold ? 0 : goalShare }

  /// The answer is right; only ever true where the search may read the gold answer.
  public var isSolved: Bool { subject.settings.readsGold && state.answer.map { reward(of: $0) == 1 } ?? false }

  /// InterCode's reward of an answer; 0 where the gold query itself cannot be asked for.
  private func reward(of answer: SQLAnswer) -> Double {
    InterCodeReward.reward(answer.rows, gold: subject.gold(engine).rows)
  }

  /// Goes back to a state of the same task.
  public mutating func restore(_ state: InterCodeSQLState) {
    self.state = state
    statement = nil
  }

  /// Goes back to the start.
  public mutating func reset() { restore(Self.start(subject)) }

  /// A copy with an engine of its own.
  public func fork() throws -> InterCodeSQL {
    var copy = InterCodeSQL(subject, horizon: horizon, engine: try engine.fork())
    copy.state = state
    copy.statement = statement
    return copy
  }

  /// Carries out a statement, or hands in the last answer.
  ///
  /// A statement that the server refuses is an action like any other: what it says is the observation. What is no
  /// statement is not legal.
  public mutating func step(_ action: String) throws -> PlanningOutcome {
    guard !state.isSubmitted, let statement = self.action(named: action) else {
      return PlanningOutcome(reward: 0, isLegal: false)
    }
    if statement == Self.submission {
      guard state.answer != nil else { return PlanningOutcome(reward: 0, isLegal: false) }
      state.isSubmitted = true
    } else {
      state.answer = try engine.answer(statement, &state.session)
    }
    self.statement = statement
    guard subject.settings.readsGold, let answer = state.answer else { return PlanningOutcome(reward: 0) }
    return PlanningOutcome(reward: reward(of: answer))
  }

  /// The task without its gold query, as JSON.
  public var document: String { subject.document }

  /// The rules, the state and the question.
  public func question(_ context: PlanningContext) -> String {
    "\(Self.rules)\n\nNow \(context.observation)\n\(context.task)"
  }

  private static let rules = """
    You answer questions about a MySQL database by writing queries. Each action is one SQL statement; SHOW TABLES and \
    DESCRIBE show what there is. The answer is the result of the last query: its columns and the order of its rows count. \
    When it is right, the action is submit.
    """

  /// A statement, without what is around it, or `submit`.
  public func action(named text: String) -> String? {
    let statement = InterCodeRun.Turn.statement(in: text)
    if InterCodeRun.isSubmission(statement) { return Self.submission }
    let opening = statement.drop { $0 == "(" || $0.isWhitespace }.prefix { $0.isASCII && $0.isLetter }.uppercased()
    return SQLWords.openings.contains(opening) ? statement : nil
  }

  /// What becomes of a plan: its last answer, or its best one, is compared with that of the gold query.
  public func verdict(on plan: [String]) throws -> PlanVerdict {
    var world = try fork()
    world.reset()
    var best: Double?
    for (step, action) in plan.enumerated() {
      guard try world.step(action).isLegal else {
        return .illegal(step: step, reason: "\(action) is no statement that can be carried out there")
      }
      guard let answer = world.state.answer else { continue }
      let reward = world.reward(of: answer)
      best = subject.settings.judgement == .last ? reward : max(best ?? reward, reward)
    }
    return best == 1 ? .valid(steps: plan.count) : .goalMissed
  }

  /// InterCode's reward for the last answer of a plan, or for its best one; for those who judge, in [-1, 1].
  public func reward(ofPlan plan: [String]) throws -> Double {
    var world = try fork()
    world.reset()
    var result = 0.0
    for (step, action) in plan.enumerated() {
      guard try world.step(action).isLegal, let answer = world.state.answer else { continue }
      let reward = world.reward(of: answer)
      result = subject.settings.judgement == .last || step == 0 ? reward : max(result, reward)
    }
    return result
  }

  /// The gold query is refused by the server: the answer that is taken for right is then an empty list, as in InterCode.
  public var hasCorruptGold: Bool { subject.gold(engine).isCorrupt }

  /// Why the gold query gives no answer here.
  enum GoldFault {
    /// The server refuses it.
    case refused
    /// A limit of ours stops it: nothing is known of the right answer.
    case cut(String)
  }

  /// Why the gold query gives no answer here; nil where it gives one.
  ///
  /// - Throws: what keeps the engine from working.
  func goldFault() throws -> GoldFault? {
    guard hasCorruptGold else { return nil }
    var session = SQLSession(database: subject.task.db)
    let answer = try engine.answer(subject.task.gold, &session)
    guard case .failure(let reason) = answer.kind else { return nil }
    return answer.isCut ? .cut(reason) : .refused
  }
}
