import RLCore
import Testing

@testable import SessionStore

@Suite struct DecisionTests {
  private func decision(_ suggestion: Int, _ verdict: Verdict?) -> Decision {
    Decision(suggestion: suggestion, verdict: verdict, actor: "person")
  }

  @Test func everyVerdictComesBack() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions((1...5).map { .sample(step: $0) }, now: 1)
    let verdicts: [Int: Verdict] = [
      1: .accepted, 2: .rejected, 3: .skipped, 4: .edited(action: .discrete(3), reward: -1),
      5: .edited(action: .continuous([0.5, -0.1]), reward: 0.1 + 0.2),
    ]
    let given = (1...5).map { decision($0, verdicts[$0]) }
    try store.decide(given, now: 7)
    #expect(try store.currentVerdicts() == verdicts)
    let records = try store.decisions()
    #expect(records.map(\.decision) == given)
    #expect(records.map(\.seq) == Array(1...5))
    #expect(records.allSatisfy { $0.time == 7 })
  }

  @Test func theLastDecisionCountsAndUndoMakesItPending() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions([.sample(step: 1), .sample(step: 2)], now: 1)
    try store.decide([decision(1, .accepted), decision(2, .rejected)], now: 1)
    try store.decide([decision(1, .rejected)], now: 2)
    #expect(try store.currentVerdicts() == [1: .rejected, 2: .rejected])
    try store.decide([decision(1, nil)], now: 3)
    #expect(try store.currentVerdicts() == [2: .rejected])
    #expect(try store.decisions().map(\.decision.verdict) == [.accepted, .rejected, .rejected, nil])
    try store.decide([decision(1, .skipped)], now: 4)
    #expect(try store.currentVerdicts() == [1: .skipped, 2: .rejected])
  }

  @Test func theTrailKnowsWhatWasUndoneAndOutlivesTheSessionBeingClosed() throws {
    let scratch = try Scratch()
    var store = try scratch.store()
    _ = try store.addSuggestions((1...4).map { .sample(step: $0) }, now: 1)
    let edit = Verdict.edited(action: .discrete(1), reward: 0.5)
    try store.decide([decision(1, .accepted)], now: 1)
    try store.decide([decision(2, .accepted), decision(3, .accepted)], now: 1)
    try store.decide([decision(1, edit)], now: 1)
    // The edit is taken back, then the batch, and the batch is decided again.
    try store.decide([decision(1, .accepted)], sense: .undo, now: 2)
    try store.decide([decision(3, nil), decision(2, nil)], sense: .undo, now: 2)
    try store.decide([decision(2, .accepted), decision(3, .accepted)], sense: .redo, now: 2)
    store.close()
    store = try SessionStore.open(path: scratch.session())
    let records = try store.decisions()
    #expect(records.map(\.step) == [1, 2, 2, 4, 5, 6, 6, 8, 8])
    #expect(records.map(\.undoes) == [nil, nil, nil, nil, 4, 2, 2, nil, nil])
    #expect(records.map(\.redoes) == [nil, nil, nil, nil, nil, nil, nil, 2, 2])
    let trail = try store.decisionTrail()
    #expect(trail.undoable.map(\.number) == [1, 2] && trail.redoable.map(\.number) == [4])
    #expect(trail.redoable[0].changes == [VerdictChange(suggestion: 1, before: .accepted, after: edit)])
    // What is decided anew ends the chance to repeat.
    try store.decide([decision(4, .rejected)], now: 3)
    #expect(try store.decisionTrail().undoable.map(\.number) == [1, 2, 10])
    #expect(try store.decisionTrail().redoable.isEmpty)
  }

  @Test func reasonsAreStoredBesideTheirDecisionsAndOutliveUndo() throws {
    let scratch = try Scratch()
    var store = try scratch.store()
    _ = try store.addSuggestions([.sample(step: 1), .sample(step: 2)], now: 1)
    let unsafe = Decision(suggestion: 1, verdict: .rejected, actor: "person", reason: "unsafe\u{1B}\n here")
    try store.decide([unsafe, decision(2, .accepted)], now: 1)
    try store.decide([decision(1, .accepted)], now: 2)
    store.close()
    store = try SessionStore.open(path: scratch.session())
    let undone = try #require(try store.decisionTrail().undoable.last?.changes.first)
    #expect(undone.reasonBefore == "unsafe\u{FFFD} here" && undone.before == .rejected)
    let again = Decision(suggestion: 1, verdict: undone.before, actor: "person", reason: undone.reasonBefore)
    try store.decide([again], sense: .undo, now: 3)
    #expect(try store.decisions().map(\.decision.reason) == [undone.reasonBefore, nil, nil, undone.reasonBefore])
    #expect(try store.dump().contains("[decisionReason]\ndecision=1 reason=\"unsafe\u{FFFD} here\"\ndecision=4 "))
    let lines = try store.suggestionsJSONL().split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains(#""reason":"unsafe"#) && !lines[1].contains("reason"))
  }

  @Test func decisionsOfEarlierVersionsAreStepsByTheirTime() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions((1...3).map { .sample(step: $0) }, now: 1)
    store.close()
    // As earlier versions stored them: a batch of a policy, then one of a person, then that taken back.
    for (suggestion, verdict, actor, time) in [
      (1, "'accepted'", "verified", 5), (2, "'rejected'", "verified", 5), (3, "'accepted'", "person", 6),
      (3, "NULL", "person", 7),
    ] {
      try runSQL(
        "INSERT INTO decision (suggestion, verdict, actor, time) VALUES (\(suggestion), \(verdict), '\(actor)', \(time))",
        session: scratch.session())
    }
    let trail = try SessionStore.open(path: scratch.session()).decisionTrail()
    #expect(trail.undoable.map(\.changes.count) == [2, 1, 1] && trail.undoable.map(\.number) == [1, 3, 4])
    #expect(trail.undoable.last?.changes == [VerdictChange(suggestion: 3, before: .accepted, after: nil)])
  }

  @Test func aBatchIsStoredWholeOrNotAtAll() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions([.sample(step: 1)], now: 1)
    let error = #expect(throws: SessionStoreError.self) {
      try store.decide([decision(1, .accepted), decision(2, .accepted)], now: 1)
    }
    #expect(error == .unknownSuggestion(2))
    #expect(throws: SessionStoreError.self) {
      try store.decide([decision(1, .accepted), decision(1, .edited(action: .discrete(1), reward: 2))], now: 1)
    }
    #expect(try store.decisions().isEmpty)
    try store.decide([], now: 1)
  }

  @Test(arguments: ["suggestion", "decision", "decisionReason", "evidence", "advisorCall", "replyIssue"])
  func recordsCannotBeChangedEvenFromOutside(table: String) throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let call = ModelCall(
      advisor: "offline", kind: .identify, prompt: "", promptVersion: "1", outcome: "ok", seconds: 0)
    try store.addIssues([ReplyIssue(kind: .clamped, item: 1, reason: "")], call: store.addCall(call))
    _ = try store.addSuggestions([.sample(step: 1)], now: 1)
    let evidence = Evidence(
      difference: 1, low: 0, high: 2, rollouts: 1, horizon: 1, hold: 1, environmentSteps: 1)
    try store.setEvidence(evidence, suggestion: 1, now: 1)
    try store.decide([Decision(suggestion: 1, verdict: .rejected, actor: "person", reason: "unsafe")], now: 1)
    let before = try store.dump(times: true)
    store.close()
    let keys = ["suggestion": "id", "advisorCall": "id", "decisionReason": "decision"]
    let key = keys[table] ?? "seq"
    for sql in [
      "UPDATE \(table) SET \(key) = 9", "DELETE FROM \(table)",
      "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)", "UPDATE OR IGNORE \(table) SET \(key) = \(key)",
    ] {
      let error = #expect(throws: (any Error).self) { try runSQL(sql, session: scratch.session()) }
      #expect("\(String(describing: error))".contains("append-only"))
    }
    #expect(try SessionStore.open(path: scratch.session()).dump(times: true) == before)
  }
}
