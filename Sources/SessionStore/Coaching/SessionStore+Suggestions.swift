import GRDB
public import RLCore

extension SessionStore {
  /// Stores suggestions in one transaction and numbers them; they never change afterwards.
  ///
  /// - Returns: the same suggestions with their numbers.
  /// - Throws: `invalid` for a reward outside [-1, 1] or a confidence outside [0, 1], `unknownCall`.
  public func addSuggestions(_ suggestions: [Suggestion], now: Double) throws -> [Suggestion] {
    try addAdvice(suggestions, now: now)
  }

  /// Stores in one transaction what an advisor answered: suggestions, which are numbered and never change afterwards, the
  /// episodes whose answers could be read, and the environment steps that were spent on it all.
  ///
  /// - Returns: the same suggestions with their numbers.
  /// - Throws: `invalid` for a reward outside [-1, 1] or a confidence outside [0, 1], `unknownCall`.
  public func addAdvice(
    _ suggestions: [Suggestion], asked: (episodes: Set<Int>, mark: AskedMark)? = nil, spending: LedgerEntry? = nil,
    now: Double
  ) throws -> [Suggestion] {
    try addAdvice(suggestions, asked: asked, spending: spending, keepsRecorded: true, now: now)
  }

  /// The same; `keepsRecorded` where what the policy did in their states is to be kept beside them.
  func addAdvice(
    _ suggestions: [Suggestion], asked: (episodes: Set<Int>, mark: AskedMark)? = nil, spending: LedgerEntry? = nil,
    keepsRecorded: Bool, now: Double
  ) throws -> [Suggestion] {
    for suggestion in suggestions {
      guard suggestion.isWithinBounds else {
        throw SessionStoreError.invalid(
          what: "the suggestion for step \(suggestion.step) of episode \(suggestion.episode)",
          reason:
            "one of its numbers is out of bounds (reward \(suggestion.reward), confidence \(suggestion.confidence), "
            + "\((suggestion.following?.count ?? 0) + 1) actions); bound them when the reply is read")
      }
    }
    return try write { database in
      try Self.spend(spending, database)
      if let asked { try Self.insert(asked.episodes.sorted(), asked.mark, database) }
      var recorded = RecordedActions(database)
      return try suggestions.map { suggestion in
        if let call = suggestion.call { try Self.requireCall(call, database) }
        let stored = try Self.insert(suggestion, now: now, database)
        if keepsRecorded { try recorded.keep(at: stored) }
        return stored
      }
    }
  }

  /// Adds a suggestion in the transaction of something else; gives it with its number.
  static func insert(_ suggestion: Suggestion, now: Double, _ database: Database) throws -> Suggestion {
    try Stored(SuggestionRow(suggestion, time: now)).insert(database)
    var stored = suggestion
    stored.id = Int(database.lastInsertedRowID)
    if let judgement = JudgementRow(stored) { try Stored(judgement).insert(database) }
    if let following = stored.following {
      try Stored(SequenceRow(suggestion: stored.id, following: following)).insert(database)
    }
    return stored
  }

  /// Every suggestion, by number.
  public func suggestions() throws -> [Suggestion] {
    try read { try Self.suggestions($0) }
  }

  /// The suggestions with a number above `id`, by number.
  public func suggestions(after id: Int) throws -> [Suggestion] {
    try read { try Self.suggestions($0, where: "id > ?", [id]) }
  }

  /// The suggestions about one episode, by number.
  public func suggestions(episode: Int) throws -> [Suggestion] {
    try read { try Self.suggestions($0, where: "episode = ?", [episode]) }
  }

  /// The suggestion with that number, or nil.
  public func suggestion(_ id: Int) throws -> Suggestion? {
    try read { try Self.suggestions($0, where: "id = ?", [id]).first }
  }

  static func suggestions(
    _ database: Database, where condition: String = "1", _ arguments: StatementArguments = [],
    leavingOut leaveOut: LeaveOut? = nil
  ) throws -> [Suggestion] {
    // By place: a long session has a hundred thousand of them, and names would be looked up for each.
    let sql = """
      SELECT id, episode, step, action, reward, rationale, confidence, advisor, call, blame, stateValue, hold, following
      FROM suggestion LEFT JOIN suggestionJudgement ON suggestionJudgement.suggestion = suggestion.id
      LEFT JOIN suggestionSequence ON suggestionSequence.suggestion = suggestion.id
      WHERE \(condition) ORDER BY id
      """
    var suggestions: [Suggestion] = []
    try eachRow(database, sql: sql, arguments, in: SuggestionRow.table, leavingOut: leaveOut) { row in
      var suggestion = Suggestion(
        id: try row.decode(Int.self, atIndex: 0), episode: try row.decode(Int.self, atIndex: 1),
        step: try row.decode(Int.self, atIndex: 2), action: try row.action(atIndex: 3),
        reward: try row.decode(Double.self, atIndex: 4), rationale: try row.decode(String.self, atIndex: 5),
        confidence: try row.decode(Double.self, atIndex: 6), advisor: try row.decode(String.self, atIndex: 7),
        call: try row.decode(Int?.self, atIndex: 8))
      suggestion.blame = try row.decode(Double?.self, atIndex: 9)
      suggestion.stateValue = try row.decode(Double?.self, atIndex: 10)
      suggestion.hold = try row.decode(Int?.self, atIndex: 11)
      suggestion.following = try row.actions(atIndex: 12)
      suggestions.append(suggestion)
    }
    return suggestions
  }

  /// Adds a measurement of an action at a suggestion's state and the steps that it took, in one transaction; the latest one
  /// counts and the earlier ones stay.
  ///
  /// - Parameters:
  ///   - action: what was measured; nil for what the suggestion proposes.
  ///   - confirms: it shares no rollouts with what was measured before, and was played wherever guidance would act.
  /// - Throws: `unknownSuggestion`.
  public func setEvidence(
    _ evidence: Evidence, suggestion: Int, action: Action? = nil, confirms: Bool = false,
    spending: LedgerEntry? = nil, now: Double
  ) throws {
    try write { database in
      guard let found = try Self.suggestions(database, where: "id = ?", [suggestion]).first else {
        throw SessionStoreError.unknownSuggestion(suggestion)
      }
      try Self.spend(spending, database)
      let seq = try Self.insertEvidence(evidence, suggestion: suggestion, now: now, database)
      if let action, action != found.action { try Stored(ActionRow(evidence: seq, action: action)).insert(database) }
      if confirms { try Stored(ConfirmationRow(evidence: seq)).insert(database) }
    }
  }

  /// Adds a measurement of what a suggestion proposes in the transaction of something else; gives its number.
  static func insertEvidence(
    _ evidence: Evidence, suggestion: Int, now: Double, _ database: Database
  ) throws -> Int {
    try Stored(EvidenceRow(evidence, suggestion: suggestion, time: now)).insert(database)
    let seq = Int(database.lastInsertedRowID)
    if let worth = evidence.overPolicy, worth.isFinite {
      try Stored(PolicyRow(evidence: seq, overPolicy: worth)).insert(database)
    }
    return seq
  }

  /// The latest measurement of what each suggestion proposes. It says nothing about what an edit put in its place.
  ///
  /// - Parameter ofDecidedOnly: leave out what nobody ever decided on.
  public func evidence(ofDecidedOnly: Bool = false) throws -> [Int: Evidence] {
    let decided = ofDecidedOnly ? " AND suggestion IN (SELECT suggestion FROM decision)" : ""
    return try read { database in
      Dictionary(
        try Self.evidence(database, where: "action IS NULL" + decided).map { ($0.suggestion, $0.evidence) },
        uniquingKeysWith: { $1 })
    }
  }

  /// The measurements of one action at a suggestion's state, oldest first.
  ///
  /// - Throws: `unknownSuggestion`.
  public func measurements(of suggestion: Int, action: Action) throws -> [Evidence] {
    try read { database in
      guard let found = try Self.suggestions(database, where: "id = ?", [suggestion]).first else {
        throw SessionStoreError.unknownSuggestion(suggestion)
      }
      return try Self.evidence(database, where: "suggestion = ?", [suggestion])
        .filter { ($0.action ?? found.action) == action }.map(\.evidence)
    }
  }

  /// How often what each suggestion proposes was measured; nothing for those that never were.
  public func timesMeasured() throws -> [Int: Int] {
    try read { database in
      try Self.evidence(database, where: "action IS NULL").reduce(into: [:]) { $0[$1.suggestion, default: 0] += 1 }
    }
  }

  /// The suggestions whose proposal was measured again to confirm what was measured before, whatever came of it.
  public func confirmedSuggestions() throws -> Set<Int> {
    try read { database in
      try Set(
        Int.fetchAll(
          database,
          sql: """
            SELECT suggestion FROM evidence JOIN evidenceConfirmation ON evidenceConfirmation.evidence = evidence.seq
            WHERE seq NOT IN (SELECT evidence FROM evidenceAction)
            """))
    }
  }

  /// The latest measurement of every action that was measured, by suggestion and action.
  public func measuredActions() throws -> [Int: [Action: Evidence]] {
    try read { try Self.measuredActions($0) }
  }

  /// The measurements that were stored after number `seq`, oldest first; no action for what the suggestion proposes.
  func evidence(after seq: Int) throws -> [MeasuredAction] {
    try read { try Self.evidence($0, where: "seq > ?", [seq]) }
  }

  static func measuredActions(
    _ database: Database, leavingOut leaveOut: LeaveOut? = nil
  ) throws -> [Int: [Action: Evidence]] {
    let known = try suggestions(database, leavingOut: leaveOut == nil ? nil : { _ in })
    let proposed = Dictionary(known.map { ($0.id, $0.action) }, uniquingKeysWith: { $1 })
    var measured: [Int: [Action: Evidence]] = [:]
    for record in try evidence(database, leavingOut: leaveOut) {
      guard let action = record.action ?? proposed[record.suggestion] else { continue }
      measured[record.suggestion, default: [:]][action] = record.evidence
    }
    return measured
  }

  /// Measurements, oldest first.
  static func evidence(
    _ database: Database, where condition: String = "1", _ arguments: StatementArguments = [],
    leavingOut leaveOut: LeaveOut? = nil
  ) throws -> [MeasuredAction] {
    let sql = """
      SELECT seq, suggestion, difference, low, high, rollouts, horizon, hold, environmentSteps, action, overPolicy
      FROM evidence LEFT JOIN evidenceAction ON evidenceAction.evidence = evidence.seq
      LEFT JOIN evidencePolicy ON evidencePolicy.evidence = evidence.seq WHERE \(condition) ORDER BY seq
      """
    var measured: [MeasuredAction] = []
    try eachRow(database, sql: sql, arguments, in: EvidenceRow.table, leavingOut: leaveOut) { row in
      var evidence = Evidence(
        difference: try row.decode(Double?.self, atIndex: 2) ?? .nan,
        low: try row.decode(Double?.self, atIndex: 3) ?? .nan, high: try row.decode(Double?.self, atIndex: 4) ?? .nan,
        rollouts: try row.decode(Int.self, atIndex: 5), horizon: try row.decode(Int.self, atIndex: 6),
        hold: try row.decode(Int.self, atIndex: 7), environmentSteps: try row.decode(Int.self, atIndex: 8))
      evidence.overPolicy = try row.decode(Double?.self, atIndex: 10)
      let isOther = try row.decode(String?.self, atIndex: 9) != nil
      measured.append(
        MeasuredAction(
          seq: try row.decode(Int.self, atIndex: 0), suggestion: try row.decode(Int.self, atIndex: 1),
          action: isOther ? try row.action(atIndex: 9) : nil, evidence: evidence))
    }
    return measured
  }

  /// Throws unless the suggestion is stored.
  static func requireSuggestion(_ id: Int, _ database: Database) throws {
    guard try Row.fetchOne(database, sql: "SELECT 1 FROM suggestion WHERE id = ?", arguments: [id]) != nil else {
      throw SessionStoreError.unknownSuggestion(id)
    }
  }
}

/// One measurement; no action stands for the one that the suggestion proposes.
struct MeasuredAction: Sendable, Equatable {
  var seq: Int
  var suggestion: Int
  var action: Action?
  var evidence: Evidence
}

/// A suggestion as it is stored.
struct SuggestionRow: Tabled {
  static var table: String { "suggestion" }

  var id: Int?
  var episode: Int
  var step: Int
  @StoredAction var action: Action
  var reward: Double
  var rationale: String
  var confidence: Double
  var advisor: String
  var call: Int?
  var time: Double

  init(_ suggestion: Suggestion, time: Double) {
    episode = suggestion.episode
    step = suggestion.step
    action = suggestion.action
    reward = suggestion.reward
    rationale = suggestion.rationale
    confidence = suggestion.confidence
    advisor = suggestion.advisor
    call = suggestion.call
    self.time = time
  }

}

/// What an advisor thinks of the recorded action and of the state, and for how long its action should be held, where it said
/// any of that.
private struct JudgementRow: Tabled {
  static var table: String { "suggestionJudgement" }
  var suggestion: Int
  var blame: Double?
  var stateValue: Double?
  var hold: Int?

  init?(_ suggestion: Suggestion) {
    guard suggestion.blame != nil || suggestion.stateValue != nil || suggestion.hold != nil else { return nil }
    self.suggestion = suggestion.id
    blame = suggestion.blame
    stateValue = suggestion.stateValue
    hold = suggestion.hold
  }
}

/// What a suggestion proposes for the steps after its own action.
private struct SequenceRow: Tabled {
  static var table: String { "suggestionSequence" }
  var suggestion: Int
  @StoredActions var following: [Action]
}

/// A measurement as it is stored.
struct EvidenceRow: Tabled {
  static var table: String { "evidence" }

  var seq: Int?
  var suggestion: Int
  @StoredNumber var difference: Double
  @StoredNumber var low: Double
  @StoredNumber var high: Double
  var rollouts: Int
  var horizon: Int
  var hold: Int
  var environmentSteps: Int
  var time: Double

  init(_ evidence: Evidence, suggestion: Int, time: Double) {
    self.suggestion = suggestion
    difference = evidence.difference
    low = evidence.low
    high = evidence.high
    rollouts = evidence.rollouts
    horizon = evidence.horizon
    hold = evidence.hold
    environmentSteps = evidence.environmentSteps
    self.time = time
  }
}

/// What was measured, where that is not what the suggestion proposes.
private struct ActionRow: Tabled {
  static var table: String { "evidenceAction" }
  var evidence: Int
  @StoredAction var action: Action
}

/// A measurement that confirms one of before.
private struct ConfirmationRow: Tabled {
  static var table: String { "evidenceConfirmation" }
  var evidence: Int
}

/// What the action is worth over the policy left alone, where that was played.
private struct PolicyRow: Tabled {
  static var table: String { "evidencePolicy" }
  var evidence: Int
  var overPolicy: Double
}

extension Suggestion {
  /// Whether every number of it is one that may be stored.
  var isWithinBounds: Bool {
    (-1...1).contains(reward) && (0...1).contains(confidence) && (-1...0).contains(blame ?? 0)
      && (-1...1).contains(stateValue ?? 0) && (hold ?? 1) >= 1 && (following?.count ?? 0) < Self.longestHold
  }
}
