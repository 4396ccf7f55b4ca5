import Foundation
import GRDB
import RLCore
import TestSupport
import Testing

@testable import SessionStore

/// What earlier versions stored is read as it was meant then.
@Suite struct FixtureTests {
  private func opened(_ name: String, _ scratch: Scratch) throws -> SessionStore {
    try SessionStore.open(path: SessionFixtures.copy(name, to: scratch.path))
  }

  /// The text of a session by its tables.
  private func tables(_ dump: String) -> [String: String] {
    let parts = dump.split(separator: "\n\n").map { part in
      (String(part.prefix { $0 != "\n" }.dropFirst().dropLast()), String(part))
    }
    return Dictionary(parts, uniquingKeysWith: { first, _ in first })
  }

  @Test(arguments: SessionFixtures.names)
  func everyTableOfThenIsExportedAsThen(_ name: String) throws {
    let scratch = try Scratch()
    let expected = try #require(try SessionFixtures.expected(name))
    let store = try opened(name, scratch)
    #expect(try sha256Hex(Array(store.metricsCSV().utf8)) == expected.csv)
    #expect(try sha256Hex(Array(store.suggestionsJSONL().utf8)) == expected.jsonl)
    let found = tables(try store.dump())
    for (table, digest) in expected.tables {
      let text = try #require(found[table], "table \(table) is gone")
      #expect(sha256Hex(Array(text.utf8)) == digest, "table \(table): \(text.prefix(400))")
    }
  }

  @Test func aReaderLeavesAnOlderSessionAsItIs() throws {
    let scratch = try Scratch()
    let path = try SessionFixtures.copy("prompts", to: scratch.path)
    let before = FileManager.default.contents(atPath: path + "/session.sqlite")
    #expect(throws: SessionStoreError.olderVersion(path: path)) { try SessionStore.open(path: path, readOnly: true) }
    #expect(try SessionStore.list(directory: scratch.path).map(\.environment) == ["Pong"])
    #expect(FileManager.default.contents(atPath: path + "/session.sqlite") == before)
    let store = try SessionStore.open(path: path)
    #expect(try store.pragma("user_version") == "\(Migrations.version)")
    store.close()
    #expect(try SessionStore.open(path: path, readOnly: true).calls().count == 11)
  }

  @Test(arguments: SessionFixtures.names)
  func everyStoredEventIsKnownAndWrittenAsItWas(_ name: String) throws {
    let scratch = try Scratch()
    let records = try opened(name, scratch).events()
    #expect(!records.isEmpty)
    for record in records {
      let event = try #require(record.event, "\(record.json)")
      #expect(try JSONText.encode(event, what: "an event") == record.json)
      #expect(record.json.hasPrefix("{\"\(record.kind)\":"))
    }
  }

  @Test func theKindsOfEventsThatTheFixturesHave() throws {
    let scratch = try Scratch()
    let kinds = try SessionFixtures.names.reduce(into: Set<String>()) { kinds, name in
      kinds.formUnion(try opened(name, scratch).events().map(\.kind))
    }
    #expect(kinds == ["started", "alphaChanged", "paused", "checkpointed", "alert", "finished"])
    // No run of theirs failed; this is how version 1 writes one that did.
    let failed = #"{"failed":{"message":"reward stopped being finite","run":"ultra-ra","step":5}}"#
    #expect(
      EventRecord(seq: 1, run: "ultra-ra", kind: "failed", json: failed, time: 0).event
        == .failed(run: "ultra-ra", step: 5, message: "reward stopped being finite"))
  }

  @Test(arguments: SessionFixtures.names)
  func everyEpisodeIsReadAndWrittenAsItWas(_ name: String) throws {
    let scratch = try Scratch()
    let store = try opened(name, scratch)
    let summaries = try store.episodeSummaries()
    #expect(!summaries.isEmpty)
    for summary in summaries {
      let episode = try #require(try store.episode(summary.id))
      #expect(episode.steps.count == summary.length && episode.seed == summary.seed)
      #expect(episode.environmentReturn == summary.environmentReturn)
      let bytes = try store.read { database in
        try Data.fetchOne(database, sql: "SELECT steps FROM episode WHERE id = ?", arguments: [summary.id])
      }
      #expect(Data(EpisodeCodec.encode(episode.steps)) == bytes)
    }
  }

  @Test func whatAPersonDidWithPongIsThere() throws {
    let scratch = try Scratch()
    let store = try opened("pong", scratch)
    #expect(try store.suggestions().count == 43)
    #expect(try store.evidence().count == 43)
    #expect(
      try store.currentVerdicts() == [
        1: .accepted, 2: .accepted, 3: .skipped, 4: .edited(action: .discrete(2), reward: 0.76), 5: .rejected,
        11: .accepted, 36: .accepted, 38: .accepted,
      ])
    #expect(try store.decisions().count == 10)
    #expect(Set(try store.decisions().map(\.decision.actor)) == ["person"])
    #expect(try store.recall(.reviewFinished) == true)
    let alphas = try store.events().compactMap { record -> [Double]? in
      guard case .alphaChanged(_, let step, let old, let new, nil) = record.event else { return nil }
      return [Double(step), old, new]
    }
    #expect(alphas == [[2048, 0.5, 0.55], [2048, 0.55, 0.6], [2048, 0.6, 0.55], [10_240, 0.55, 0.6]])
    #expect(try store.runs().map(\.name) == ["base", "ppo", "ultra-a", "ultra-r", "ultra-ra"])
    #expect(try store.run(named: "ultra-ra")?.state == .running)
    #expect(try store.run(named: "ultra-ra")?.step == 10_240)
  }

  @Test func hoppersRunsAndLedgerAreThere() throws {
    let scratch = try Scratch()
    let store = try opened("hopper", scratch)
    #expect(try store.runs().map(\.name) == [.base, RunName("ultra-ra").superseded(1), "ultra-ra"])
    #expect(try store.runs().map(\.state) == [.finished, .finished, .running])
    #expect(try store.evaluations().map(\.returns.count) == [5])
    let spent = try store.stepsSpent()
    #expect(Set(spent.keys) == [.train, .collect, .identify, .verify, .refine])
    #expect(try store.stepsSpent(run: .base) == [.train: 4096])
    #expect(try store.currentVerdicts().values.allSatisfy { $0 == .accepted || $0 == .rejected })
    #expect(Set(try store.decisions().map(\.decision.actor)) == ["verified"])
    guard case .continuous(let torques) = try store.suggestions().first?.action else {
      Issue.record("Hopper's actions are torques")
      return
    }
    #expect(torques.count == 3)
  }

  @Test func callsToModelsAreThere() throws {
    let scratch = try Scratch()
    let store = try opened("prompts", scratch)
    let calls = try store.calls()
    #expect(calls.map(\.advisor).filter { $0 == "openai:tiny" }.count == 5)
    #expect(calls.map(\.kind).filter { $0 == .case }.count == 2)
    let first = try #require(calls.first?.service)
    #expect(first.endpoint == "127.0.0.1:18765" && first.servedModel == "tiny-0718")
    #expect(first.promptTokens == 1200 && first.replyTokens == 80 && first.cachedTokens == 1024)
    #expect(!first.parameters.answerForm.isEmpty && first.parameters.maximumTokens > 0)
    #expect(calls.compactMap(\.service?.retries).reduce(0, +) == 1)
    #expect(calls.filter { $0.service?.isRepair == true }.count == 2)
    #expect(try store.issues(call: 1).map(\.kind).contains(.rejected))
    #expect(try store.callSpending().calls == 11)
    #expect(calls.allSatisfy { $0.time > 1e9 && $0.seconds > 0 })
  }

  @Test(arguments: [
    ("hopper", "planner", [1, 2]), ("pong", "offline", Array(1...8)), ("prompts", "openai:large", [1, 2]),
  ])
  func marksOfThenCountForEveryPrompt(_ name: String, _ advisor: String, _ episodes: [Int]) throws {
    let scratch = try Scratch()
    let store = try opened(name, scratch)
    for prompts in ["", "abc"] {
      let mark = AskedMark(identifier: advisor, advisor: advisor, prompts: prompts)
      #expect(try store.asked(mark) == Set(episodes))
    }
    #expect(try store.asked(AskedMark(identifier: "somebody", advisor: advisor, prompts: "")).isEmpty)
  }
}
