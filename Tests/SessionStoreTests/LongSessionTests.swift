import GRDB
import RLCore
import Testing

@testable import SessionStore

/// What keeps a session of many records as fast to open as a short one gives what reading all of it gives.
@Suite struct LongSessionTests {
  private func record(_ updates: ClosedRange<Int>, in store: SessionStore, now: Double) throws {
    let events = updates.map { update in
      EngineEvent.metrics(
        run: "base", step: update * 128,
        values: [
          "charts/episodic_return": Double(update % 91), "losses/entropy": 1 / Double(update), "charts/SPS": 1_000,
          "something/else": 1,
        ])
    }
    try store.append(events: events, now: now)
  }

  private func gathered(_ store: SessionStore) throws -> RunRecorder {
    var recorder = RunRecorder()
    let byStep = Dictionary(grouping: try store.metrics(run: "base"), by: \.step)
    for step in byStep.keys.sorted() {
      let records = (byStep[step] ?? []).filter { MetricName(rawValue: $0.name) != nil }
      let values = records.compactMap { record in MetricName(rawValue: record.name).map { ($0, record.value) } }
      recorder.append(
        step: Double(step), time: records.last?.time ?? 0, values: Dictionary(values, uniquingKeysWith: { $1 }))
    }
    return recorder
  }

  @Test func curvesAreGatheredOnAndNeverFromWhatWasRecordedAnew() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try record(1...700, in: store, now: 1)
    #expect(try store.gatheredCurves(of: "base") == gathered(store))
    #expect(try store.gatheredCurves(of: "none").points.isEmpty)
    func kept() throws -> Int {
      try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM runCurves") ?? 0 }
    }
    #expect(try kept() == 0, "little is gathered again each time")
    try record(701...7_200, in: store, now: 2)
    #expect(try store.gatheredCurves(of: "base") == gathered(store))
    #expect(try kept() == 1)
    try record(7_201...7_400, in: store, now: 3)
    #expect(try store.gatheredCurves(of: "base") == gathered(store), "what came since is added")
    // The run is taken up before what was kept, and measures something else there.
    let anew = (7_000...7_400).map { update in
      EngineEvent.metrics(
        run: "base", step: update * 128, values: ["charts/episodic_return": -5, "charts/SPS": 900, "losses/entropy": 2])
    }
    try store.append(events: anew, now: 90_000)
    #expect(try store.gatheredCurves(of: "base") == gathered(store))
  }

  @Test func oneMetricIsReadByItself() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for update in 1...5 { try record(update...update, in: store, now: Double(update)) }
    try store.append(events: [.metrics(run: "base", step: 900, values: ["losses/entropy": .nan])], now: 6)
    let series = try store.series("charts/episodic_return", of: "base", after: 128)
    #expect(series.steps == [256, 384, 512, 640] && series.values == [2, 3, 4, 5] && series.times == [2, 3, 4, 5])
    #expect(try store.series("losses/entropy", of: "base").values.last?.isNaN == true)
    let ends = try store.ends(of: .entropy, in: "base")
    #expect(ends?.first == 1 && ends?.last == 0.2, "what is no number is none")
    #expect(try store.mean(of: .episodicReturn, in: "base") == 3)
    #expect(try store.mean(of: .hitRate, in: "base") == nil && store.ends(of: .hitRate, in: "base") == nil)
  }

  @Test func recordedActionsAreKeptAndFoundWhereTheyWereNot() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let steps = (0..<4).map { EpisodeStep(action: .discrete($0), reward: 0, value: 0, probabilities: []) }
    let episode = Episode(
      id: 0, environment: "Pong", seed: 1, steps: steps, stateBytes: 1, states: [0, 0, 0, 0, 0], terminated: true)
    let number = try store.addEpisodes([episode], checkpoint: "x", now: 0)[0]
    var suggestions = (0..<6).map { Suggestion.sample(step: $0) }
    for index in suggestions.indices { suggestions[index].episode = number }
    let stored = try store.addSuggestions(suggestions, now: 0)
    #expect(try store.recordedActions(after: 0).count == 4, "two steps there are not")
    #expect(try ReviewQueue(store).refresh().items.map(\.recorded) == (0..<4).map { .discrete($0) })
    // As a session of an earlier version has none.
    try store.write { database in
      try database.execute(sql: "DROP TRIGGER suggestionRecordedNeverDeleted; DELETE FROM suggestionRecorded")
    }
    #expect(try ReviewQueue(store).refresh().items.map(\.suggestion.id) == stored.prefix(4).map(\.id))
    #expect(try store.recordedActions(after: stored[1].id) == [stored[2].id: .discrete(2), stored[3].id: .discrete(3)])
  }

  @Test func countsAreThoseOfWhatIsRead() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let stored = try store.addSuggestions((0..<5).map { .sample(step: $0) }, now: 0)
    let evidence = Evidence(
      difference: 1, low: 0.5, high: 1.5, rollouts: 4, horizon: 10, hold: 1, environmentSteps: 80)
    try store.setEvidence(evidence, suggestion: stored[0].id, now: 0)
    try store.setEvidence(evidence, suggestion: stored[0].id, now: 0)
    try store.setEvidence(evidence, suggestion: stored[1].id, action: .discrete(0), now: 0)
    for id in stored.prefix(3).map(\.id) {
      try store.decide([Decision(suggestion: id, verdict: .accepted, actor: "person")], now: 0)
    }
    try store.decide([Decision(suggestion: stored[0].id, verdict: nil, actor: "person")], now: 0)
    let counts = try store.counts()
    #expect(counts == CoachingCounts(episodes: 0, suggestions: 5, measured: 1, decided: 2))
    #expect(try counts.measured == store.evidence().count && counts.decided == store.currentVerdicts().count)
    #expect(try store.decisions(about: stored[0].id).map(\.decision.verdict) == [.accepted, nil])
    let latest = try store.latestAdvice()
    #expect(try store.latestAdvice() == latest)
    try store.decide([Decision(suggestion: stored[4].id, verdict: .skipped, actor: "person")], now: 0)
    #expect(try store.latestAdvice() != latest)
  }

  @Test(arguments: [("2", Action.discrete(2)), ("0", .discrete(0)), ("[0.25,-1]", .continuous([0.25, -1]))])
  func actionsAreReadAsTheyAreWritten(text: String, action: Action) throws {
    #expect(StoredAction.action(text) == action)
    #expect(try ActionText.text(action) == text)
  }

  @Test(arguments: ["", "up", "02", "1.5", "[", "99999999999999999999"])
  func whatIsNoActionIsNone(text: String) { #expect(StoredAction.action(text) == nil) }
}
