import RLCore
import Testing

@testable import SessionStore

/// Short sessions made long.
@Suite struct LengtheningTests {
  /// A session with two runs, two episodes and two suggestions about each, one of them measured.
  private func short(_ scratch: Scratch) throws -> SessionStore {
    let store = try scratch.store()
    for (name, steps) in [("base", 3), ("ppo", 5)] {
      let run = try store.beginRun(
        name: RunName(name), method: "ppo", seed: 1, configuration: "{}", totalSteps: steps * 10, now: 1)
      for step in 1...steps {
        let values = ["charts/episodic_return": Double(step), "losses/value_loss": 1 / Double(step)]
        try store.append(events: [.metrics(run: name, step: step * 10, values: values)], now: Double(step))
      }
      try store.updateRun(run.id, state: .finished, step: steps * 10, now: 9)
    }
    let step = EpisodeStep(action: .discrete(1), reward: 1, value: 0.5, probabilities: [0.5, 0.5])
    let episodes = [UInt8(1), 2].map {
      Episode(
        id: 0, environment: "Pong", seed: UInt64($0), steps: [step, step], stateBytes: 2,
        states: [UInt8](repeating: $0, count: 6), terminated: true)
    }
    _ = try store.addEpisodes(episodes, checkpoint: "base@30", now: 1)
    let suggestions = [(1, 0), (1, 1), (2, 0), (2, 1)].map { episode, step in
      var suggestion = Suggestion.sample(step: step)
      suggestion.episode = episode
      suggestion.blame = -0.5
      return suggestion
    }
    _ = try store.addSuggestions(suggestions, now: 1)
    try store.setEvidence(
      Evidence(
        difference: 1, low: 0.5, high: 1.5, rollouts: 4, horizon: 20, hold: 2, environmentSteps: 80, overPolicy: 0.75),
      suggestion: 1, now: 1)
    return store
  }

  private let wanted = SessionExtent(points: 101, episodes: 9, suggestions: 50)

  @Test func itHasWhatWasAskedFor() throws {
    let scratch = try Scratch()
    let store = try short(scratch)
    var said: [String] = []
    try store.lengthen(to: wanted, now: 50) { said.append($0) }
    #expect(try store.extent() == wanted)
    #expect(said == ["101 metric points", "9 episodes", "50 suggestions"])
    // What is long enough stays as it is.
    try store.lengthen(to: SessionExtent(points: 1, episodes: 1, suggestions: 1), now: 60)
    #expect(try store.extent() == wanted)
  }

  @Test func curvesGoOnAsTheyBegan() throws {
    let scratch = try Scratch()
    let store = try short(scratch)
    try store.lengthen(to: wanted, now: 50)
    let curve = try store.metrics(run: "base", name: .episodicReturn)
    #expect(curve.count > 6)
    #expect(curve.map(\.step) == (1...curve.count).map { $0 * 10 })
    #expect(curve.map(\.value) == curve.indices.map { Double($0 % 3 + 1) })
    #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.time < $1.time })
    let run = try #require(try store.run(named: "base"))
    let last = try store.metrics(run: "base").map(\.step).max()
    #expect(run.step == last && run.totalSteps == last && run.state == .finished)
  }

  @Test func copiesOfEpisodesCanBePlayed() throws {
    let scratch = try Scratch()
    let store = try short(scratch)
    let originals = try [1, 2].map { try #require(try store.episode($0)) }
    try store.lengthen(to: wanted, now: 50)
    for number in 3...9 {
      // Reading compares the digest as well.
      var copy = try #require(try store.episode(number))
      copy.id = originals[(number - 1) % 2].id
      #expect(copy == originals[(number - 1) % 2])
    }
  }

  @Test func suggestionsAreSpreadAndKeepWhatBelongsToThem() throws {
    let scratch = try Scratch()
    let store = try short(scratch)
    try store.lengthen(to: wanted, now: 50)
    let suggestions = try store.suggestions()
    #expect(Set(suggestions.map(\.episode)) == Set(1...9))
    #expect(suggestions.allSatisfy { $0.blame == -0.5 && $0.call == nil })
    let evidence = try store.evidence()
    #expect(evidence.values.allSatisfy { $0 == evidence[1] && $0.overPolicy == 0.75 })
    // One in four was measured.
    #expect(evidence.count == 1 + suggestions.dropFirst(4).enumerated().filter { $0.offset % 4 == 0 }.count)
    let verdicts = try store.currentVerdicts()
    #expect(!verdicts.isEmpty && verdicts.keys.allSatisfy { $0 % 3 == 0 })
    for (suggestion, verdict) in verdicts {
      #expect(verdict == (evidence[suggestion] == nil ? .rejected : .accepted))
    }
    // The review reads all of it.
    #expect(try ReviewQueue(store).refresh().items.count == wanted.suggestions)
  }

  @Test func nothingCannotBeRepeated() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(throws: SessionStoreError.self) {
      try store.lengthen(to: SessionExtent(points: 10, episodes: 0, suggestions: 0), now: 1)
    }
    #expect(throws: SessionStoreError.self) {
      try store.lengthen(to: SessionExtent(points: 0, episodes: 1, suggestions: 0), now: 1)
    }
  }
}
