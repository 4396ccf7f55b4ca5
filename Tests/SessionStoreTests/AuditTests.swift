import Foundation
import RLCore
import Testing

@testable import SessionStore

/// The audit of another person, who had a copy of the session.
@Suite struct AuditTests {
  private struct Pair {
    let scratch: Scratch
    let mine: SessionStore
    let theirs: SessionStore
  }

  private static let step = EpisodeStep(action: .discrete(2), reward: 1, value: 0.5, probabilities: [])

  private static func episode(seed: UInt64) -> Episode {
    Episode(
      id: 0, environment: "Pong", seed: seed, steps: [step, step, step], stateBytes: 1, states: [1, 2, 3, UInt8(seed)],
      terminated: false)
  }

  /// Two copies of a session with an episode and three suggestions.
  private func pair() throws -> Pair {
    let scratch = try Scratch()
    let stores = try ["mine", "theirs"].map { name in
      let store = try scratch.store(name)
      _ = try store.addEpisodes([Self.episode(seed: 5)], checkpoint: "base", now: 1)
      _ = try store.addSuggestions((0...2).map { .sample(step: $0) }, now: 1)
      return store
    }
    return Pair(scratch: scratch, mine: stores[0], theirs: stores[1])
  }

  private func decide(_ id: Int, _ verdict: Verdict?, _ actor: String, in store: SessionStore, at time: Double) throws {
    try store.decide([Decision(suggestion: id, verdict: verdict, actor: actor, reason: "so it is")], now: time)
  }

  @Test func pendingOnesAreDecidedAndConflictsStay() throws {
    let pair = try pair()
    try decide(1, .accepted, "ana", in: pair.theirs, at: 10)
    try decide(2, .edited(action: .discrete(1), reward: 0.25), "ana", in: pair.theirs, at: 11)
    try decide(3, .accepted, "ana", in: pair.theirs, at: 12)
    try decide(2, .rejected, "person", in: pair.mine, at: 5)
    try decide(3, .accepted, "person", in: pair.mine, at: 6)
    let before = try pair.mine.decisions()
    let outcome = try pair.mine.merge(audit: try pair.theirs.suggestionsJSONL(), now: 20)
    #expect(outcome.decided == [1] && outcome.agreed == 1 && outcome.added.isEmpty)
    #expect(
      outcome.conflicts == [
        AuditOutcome.Conflict(
          suggestion: 2,
          reason: "here rejected by person (so it is), there edited by ana, action 1 reward 0.25 (so it is)")
      ])
    #expect(try pair.mine.currentVerdicts() == [1: .accepted, 2: .rejected, 3: .accepted])
    let after = try pair.mine.decisions()
    #expect(Array(after.prefix(before.count)) == before, "what was decided here is as it was")
    let merged = try #require(after.last)
    #expect(merged.decision.actor == "ana" && merged.time == 10 && merged.decision.reason == "so it is")
  }

  @Test func mergingAgainChangesNothingAndUndoHolds() throws {
    let pair = try pair()
    for id in 1...2 { try decide(id, .accepted, "ana", in: pair.theirs, at: Double(id)) }
    let audit = try pair.theirs.suggestionsJSONL()
    #expect(try pair.mine.merge(audit: audit, now: 20).decided == [1, 2])
    let trail = try pair.mine.decisionTrail()
    #expect(trail.undoable.count == 1, "one step, which one undo takes back")
    let dump = try pair.mine.dump(times: true)
    let again = try pair.mine.merge(audit: audit, now: 30)
    #expect(again.agreed == 2 && again.decided.isEmpty && again.conflicts.isEmpty)
    #expect(try pair.mine.dump(times: true) == dump)
    try decide(1, nil, "person", in: pair.mine, at: 40)
    #expect(try pair.mine.merge(audit: audit, now: 50).agreed == 2)
    #expect(try pair.mine.currentVerdicts() == [2: .accepted], "what was taken back here is not decided again")
  }

  /// A state that the other person marked by hand has a number that another one has here.
  @Test func whatIsNotHereIsAddedUnderANumberOfItsOwn() throws {
    let pair = try pair()
    var marked = Suggestion.sample(step: 1, action: .discrete(0))
    (marked.advisor, marked.hold) = ("person", 3)
    _ = try pair.theirs.addSuggestions([marked], now: 2)
    try decide(4, .accepted, "ana", in: pair.theirs, at: 3)
    _ = try pair.mine.addSuggestions([.sample(step: 2, action: .discrete(1))], now: 2)
    let audit = try pair.theirs.suggestionsJSONL()
    let outcome = try pair.mine.merge(audit: audit, now: 20)
    #expect(outcome.added == [4: 5] && outcome.decided == [5] && outcome.conflicts.isEmpty)
    marked.id = 5
    #expect(try pair.mine.suggestion(5) == marked)
    #expect(try pair.mine.suggestion(4)?.action == .discrete(1))
    #expect(try pair.mine.merge(audit: audit, now: 30).added.isEmpty, "it is known by what it says")
    #expect(try pair.mine.suggestions().count == 5)
  }

  @Test func whatIsAboutSomethingElseIsAConflict() throws {
    let pair = try pair()
    let other = try pair.scratch.store("other")
    _ = try other.addEpisodes([Self.episode(seed: 6)], checkpoint: "base", now: 1)
    _ = try other.addSuggestions([.sample(step: 0)], now: 1)
    try decide(1, .rejected, "ana", in: other, at: 3)
    let dump = try pair.mine.dump(times: true)
    let outcome = try pair.mine.merge(audit: try other.suggestionsJSONL(), now: 20)
    #expect(outcome.conflicts.map(\.reason) == ["its episode 1 is another one here"] && outcome.decided.isEmpty)
    // An export of an earlier version says nothing of the episode.
    let line =
      #"{"id":1,"episode":1,"step":2,"action":1,"reward":0.5,"rationale":"","confidence":1,"advisor":"x","verdict":"pending","decisions":[]}"#
    let unknown = try pair.mine.merge(audit: line, now: 20)
    #expect(unknown.conflicts.map(\.reason) == ["suggestion 1 is about something else here"])
    #expect(try pair.mine.dump(times: true) == dump)
  }

  @Test func actionsOfAnotherKindAreConflicts() throws {
    let pair = try pair()
    _ = try pair.theirs.addSuggestions([.sample(step: 1, action: .discrete(7)), .sample(step: 9)], now: 2)
    try decide(1, .edited(action: .discrete(8), reward: 0), "ana", in: pair.theirs, at: 3)
    let dump = try pair.mine.dump(times: true)
    let outcome = try pair.mine.merge(audit: try pair.theirs.suggestionsJSONL(), now: 20) { action in
      if case .discrete(0...2) = action { nil } else { "from 0 to 2" }
    }
    #expect(
      outcome.conflicts.map(\.reason) == [
        "its edit is no action of this environment: from 0 to 2", "episode 1 has no step 1, or no such action",
        "episode 1 has no step 9, or no such action",
      ])
    #expect(try pair.mine.dump(times: true) == dump)
  }

  @Test func aLineThatCannotBeReadStopsItAll() throws {
    let pair = try pair()
    try decide(1, .accepted, "ana", in: pair.theirs, at: 10)
    let dump = try pair.mine.dump(times: true)
    for bad in ["no JSON", #"{"id":1}"#, #"{"id":"1","episode":1}"#] {
      let audit = try pair.theirs.suggestionsJSONL() + bad + "\n"
      let error = try #require(throws: SessionStoreError.self) { try pair.mine.merge(audit: audit, now: 20) }
      #expect("\(error)".contains("line 4 of the audit"), "\(error)")
    }
    #expect(try pair.mine.dump(times: true) == dump)
  }
}
