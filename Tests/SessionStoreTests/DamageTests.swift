import Foundation
import GRDB
import Glibc
import RLCore
import Testing

@testable import SessionStore

/// One damaged record costs itself only: the rest comes out, what is damaged is named, and a repair sets it aside.
@Suite struct DamageTests {
  /// Two episodes, a suggestion about each, with evidence and a decision; a run with a checkpoint.
  private func filled(_ scratch: Scratch) throws -> SessionStore {
    let store = try scratch.store()
    let steps = (0..<3).map { EpisodeStep(action: .discrete($0), reward: 1, value: 0.5, probabilities: [0.5, 0.5]) }
    let episode = Episode(
      id: 0, environment: "Pong", seed: 1, steps: steps, stateBytes: 2, states: [UInt8](repeating: 7, count: 8),
      terminated: true)
    _ = try store.addEpisodes([episode, episode], checkpoint: "base@1", now: 1)
    var second = Suggestion.sample(step: 1)
    second.episode = 2
    _ = try store.addSuggestions([.sample(step: 0), second], now: 1)
    let evidence = Evidence(
      difference: 1, low: 0, high: 2, rollouts: 2, horizon: 3, hold: 1, environmentSteps: 12, overPolicy: 0.5)
    for id in 1...2 { try store.setEvidence(evidence, suggestion: id, now: 1) }
    let decisions = (1...2).map { Decision(suggestion: $0, verdict: .accepted, actor: "person", reason: "it is clear") }
    try store.decide(decisions, now: 1)
    _ = try store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 9, now: 1)
    try AtomicFile.write([1, 2, 3], to: store.checkpointDirectory + "/base-9.safetensors")
    try store.advanceRun(
      .base, to: 9, state: .finished, checkpoint: ("base-9.safetensors", sha256Hex([1, 2, 3])), now: 1)
    try store.append(events: [.metrics(run: "base", step: 9, values: ["losses/entropy": 1])], now: 1)
    return store
  }

  /// The session after an outside hand was at it.
  private func damaged(_ scratch: Scratch, by sql: String) throws -> SessionStore {
    try filled(scratch).close()
    try runSQL(sql, session: scratch.session())
    return try SessionStore.open(path: scratch.session())
  }

  /// Flips the lowest bit of the byte at `place` of a blob.
  private static func flip(_ column: String, of episode: Int, at place: Int, in blob: [UInt8]) -> String {
    var bytes = blob
    bytes[place] ^= 1
    return set(column, of: episode, to: bytes)
  }

  private static func set(_ column: String, of episode: Int, to blob: [UInt8]) -> String {
    let hex = blob.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "UPDATE episode SET \(column) = x'\(hex)' WHERE id = \(episode)"
  }

  private static let unlocked = "DROP TRIGGER suggestionNeverUpdated; DROP TRIGGER decisionNeverUpdated;"

  @Test func aWholeSessionHasNoDamage() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    #expect(try store.damage().isEmpty)
    #expect(try store.repair(now: 2) == nil)
    #expect(try names(in: scratch.session()).allSatisfy { !$0.hasPrefix("before-repair") })
  }

  @Test func everyFlippedBitOfAnEpisodeIsNoticed() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    let episode = try #require(try store.episode(1))
    store.close()
    let blobs = [("steps", EpisodeCodec.encode(episode.steps)), ("states", episode.states)]
    for (column, blob) in blobs {
      for place in stride(from: 0, to: blob.count, by: 5) {
        try runSQL(Self.flip(column, of: 1, at: place, in: blob), session: scratch.session())
        let again = try SessionStore.open(path: scratch.session())
        #expect(throws: SessionStoreError.self, "byte \(place) of \(column)") { try again.episode(1) }
        #expect(try again.damage().map(\.what) == ["episode 1"])
        #expect(try again.episode(2) != nil)
        again.close()
      }
      try runSQL(Self.set(column, of: 1, to: blob), session: scratch.session())
    }
  }

  @Test func theRestOfAnExportComesOut() throws {
    let scratch = try Scratch()
    let store = try damaged(
      scratch,
      by: Self.unlocked + "UPDATE suggestion SET action = '{' WHERE id = 1; UPDATE decision SET verdict = 'maybe' "
        + "WHERE seq = 2; UPDATE episode SET steps = x'00'")
    var leftOut: [String] = []
    func text(_ format: String) throws -> String {
      leftOut = []
      return try ExportCatalog.formats.entry(format).text(of: store) { leftOut.append($0) }
    }
    let lines = try text("jsonl").split(separator: "\n")
    #expect(lines.count == 1 && lines[0].contains("\"id\":2") && lines[0].contains("\"pending\""))
    #expect(leftOut.count == 2 && leftOut.contains { $0.hasPrefix("suggestion 1: ") })
    #expect(leftOut.contains { $0.hasPrefix("decision 2: ") && $0.contains("maybe") })
    #expect(try text("csv").split(separator: "\n").count == 2 && leftOut.isEmpty)
    #expect(try text("text").contains("[suggestion]") && leftOut.isEmpty)
    // Who does not ask for what is left out gets an error, and never less without a word.
    #expect(throws: SessionStoreError.self) { try store.suggestionsJSONL() }
  }

  @Test func whatIsDamagedIsNamed() throws {
    let scratch = try Scratch()
    let store = try damaged(
      scratch,
      by: Self.unlocked + "UPDATE suggestion SET action = '{' WHERE id = 2; UPDATE run SET state = 'dancing';"
        + "INSERT INTO memory VALUES ('reviewFinished', 'tru'); UPDATE decision SET verdict = 'perhaps' WHERE seq = 1")
    let found = try store.damage()
    let triggers = ["trigger suggestionNeverUpdated", "trigger decisionNeverUpdated"]
    #expect(found.map(\.what) == triggers + ["memory \"reviewFinished\"", "run 1", "suggestion 2", "decision 1"])
    #expect(found.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\n") })
  }

  @Test func aRepairCopiesFirstAndSetsAsideWhatIsDamaged() throws {
    let scratch = try Scratch()
    let whole = try filled(scratch)
    let states = [UInt8](repeating: 7, count: 8)
    whole.close()
    try runSQL(Self.flip("states", of: 1, at: 3, in: states), session: scratch.session())
    try put(Data([1, 2, 4]), at: scratch.session() + "/checkpoints/base-9.safetensors")
    let store = try SessionStore.open(path: scratch.session())
    // What a killed process listened at cannot be copied, and must not keep the rest from being.
    #expect(mkfifo(scratch.session() + "/live.sock", 0o600) == 0)
    let repair = try #require(try store.repair(now: 2))
    #expect(
      repair.setAside.map(\.what) == [
        "episode 1", "evidence 1", "decision 1", "suggestion 1", "checkpoint base-9.safetensors of run base",
      ])
    #expect(repair.left.isEmpty)
    #expect(try store.damage().isEmpty)
    #expect(try store.episodeSummaries().map(\.id) == [2] && store.suggestions().map(\.id) == [2])
    #expect(try store.currentVerdicts() == [2: .accepted])
    let run = try #require(try store.run(named: .base))
    #expect(run.checkpoint == nil && run.digest == nil && run.state == .running && run.step == 0)
    // Records are append-only again.
    #expect(throws: SessionStoreError.self) { try store.write { try $0.execute(sql: "DELETE FROM decision") } }
    store.close()
    // The copy is the session as it was.
    #expect(repair.copy == scratch.session() + "/before-repair-1")
    let copy = try SessionStore.open(path: repair.copy)
    #expect(try copy.suggestions().count == 2 && copy.decisions().count == 2)
    #expect(try copy.damage().map(\.what) == ["episode 1", "checkpoint base-9.safetensors of run base"])
    #expect(
      FileManager.default.contents(atPath: repair.copy + "/checkpoints/base-9.safetensors") == Data([1, 2, 4]))
  }

  @Test func aMissingCheckpointIsNamed() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    try FileManager.default.removeItem(atPath: store.checkpointDirectory + "/base-9.safetensors")
    #expect(
      try store.damage().map(\.description) == [
        "checkpoint base-9.safetensors of run base: the file is gone or cannot be read"
      ])
  }

  @Test func onlyTheWriterRepairs() throws {
    let scratch = try Scratch()
    let writer = try filled(scratch)
    try FileManager.default.removeItem(atPath: writer.checkpointDirectory + "/base-9.safetensors")
    let reader = try SessionStore.open(path: scratch.session())
    #expect(throws: SessionStoreError.self) { try reader.repair(now: 1) }
    #expect(try names(in: scratch.session()).allSatisfy { !$0.hasPrefix("before-repair") })
  }
}
