import Foundation
import GRDB
import RLCore
import Testing

@testable import SessionStore

/// Whatever bit of a session's file flips: nothing traps, what can be read comes out, the damage is named, and a repair
/// makes a session of it.
@Suite struct DamagedFileTests {
  private static let pageBytes = 4096

  /// A session with rows in most tables; its metrics fill pages.
  private func filled(_ scratch: Scratch) throws -> [UInt8] {
    let store = try scratch.store()
    let steps = (0..<3).map { EpisodeStep(action: .discrete($0), reward: 1, value: 0.5, probabilities: [0.5, 0.5]) }
    let episode = Episode(
      id: 0, environment: "Pong", seed: 1, steps: steps, stateBytes: 2, states: [UInt8](repeating: 7, count: 8),
      terminated: true)
    _ = try store.addEpisodes(
      [episode], checkpoint: "base@1", spending: LedgerEntry(stage: .collect, steps: 3, time: 1), now: 1)
    _ = try store.addSuggestions((0..<40).map { Suggestion.sample(step: $0 % 3) }, now: 1)
    let evidence = Evidence(difference: 1, low: 0, high: 2, rollouts: 2, horizon: 3, hold: 1, environmentSteps: 12)
    for id in 1...3 { try store.setEvidence(evidence, suggestion: id, now: 1) }
    try store.decide((1...3).map { Decision(suggestion: $0, verdict: .accepted, actor: "person") }, now: 1)
    _ = try store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 9, now: 1)
    try store.append(
      events: (0..<300).map { .metrics(run: "base", step: $0, values: ["losses/entropy": 1]) }, now: 1)
    store.close()
    return [UInt8](try Data(contentsOf: file(scratch)))
  }

  private func file(_ scratch: Scratch) -> URL { URL(fileURLWithPath: scratch.session() + "/session.sqlite") }

  /// Puts `bytes` back as the session's file, with one bit flipped.
  private func flip(_ place: Int, _ bit: Int, in bytes: [UInt8], _ scratch: Scratch) throws {
    for name in try names(in: scratch.session())
    where name.hasPrefix("before-repair") || name.hasPrefix("session.sqlite-") {
      try FileManager.default.removeItem(atPath: scratch.session() + "/" + name)
    }
    var damaged = bytes
    damaged[place] ^= 1 << UInt8(bit)
    try Data(damaged).write(to: file(scratch))
  }

  /// The exports as the command makes them, and what they leave out.
  private func exports(_ scratch: Scratch) throws -> (lines: [Int], leftOut: [String]) {
    var leftOut: [String] = []
    let store: SessionStore
    do { store = try SessionStore.open(path: scratch.session()) } catch {
      leftOut.append("\(error)")
      store = try SessionStore.openDamaged(path: scratch.session())
    }
    defer { store.close() }
    let lines = try ["csv", "jsonl", "text"].map { format in
      try ExportCatalog.formats.entry(format).text(of: store) { leftOut.append($0) }.split(separator: "\n").count
    }
    return (lines, leftOut)
  }

  private func damage(_ scratch: Scratch) throws -> [SessionDamage] {
    let store: SessionStore
    do { store = try SessionStore.open(path: scratch.session(), readOnly: true) } catch {
      store = try SessionStore.openDamaged(path: scratch.session())
    }
    defer { store.close() }
    return try store.damage()
  }

  /// The page on which a table begins.
  private func page(of table: String, _ scratch: Scratch) throws -> Int {
    let store = try SessionStore.open(path: scratch.session(), readOnly: true)
    defer { store.close() }
    let sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    return try store.read { try Int.fetchOne($0, sql: sql, arguments: [table]) ?? 0 }
  }

  @Test func damagedPageHeadersKeepNothingElseIn() throws {
    let scratch = try Scratch()
    let bytes = try filled(scratch)
    let whole = try exports(scratch).lines
    let description = try page(of: "session", scratch)
    for page in stride(from: 2, through: bytes.count / Self.pageBytes, by: 3) where page != description {
      let header = (page - 1) * Self.pageBytes
      // The kind of page, where its content begins, and how many cells it has.
      guard [2, 5, 10, 13].contains(bytes[header]) else { continue }
      // Without the pages of the schema SQLite finds no table.
      let content = Data(bytes[header..<header + Self.pageBytes])
      guard content.range(of: Data("CREATE T".utf8)) == nil else { continue }
      let (place, bit) = [(header, 2), (header + 4, 0), (header + 5, 3)][page / 3 % 3]
      try flip(place, bit, in: bytes, scratch)
      let found = try exports(scratch)
      #expect(try !damage(scratch).isEmpty && !found.leftOut.isEmpty, "byte \(place)")
      // The other tables are there.
      #expect(found.lines[2] * 20 > whole[2], "byte \(place): \(found.lines) of \(whole)")
      let repair = try #require(try SessionStore.repair(path: scratch.session(), now: 2), "byte \(place)")
      #expect(repair.isRebuilt && repair.left.isEmpty && !repair.setAside.isEmpty, "byte \(place)")
      #expect(try damage(scratch).isEmpty && exports(scratch).leftOut.isEmpty, "byte \(place)")
    }
  }

  /// A table that has no rows seems to have one, with nothing in it.
  @Test func rowsOfNothingAreNamed() throws {
    let scratch = try Scratch()
    let bytes = try filled(scratch)
    let text = try exports(scratch).lines
    for table in ["memory", "asked", "event", "advisorCall", "resource", "evaluation", "runCharge"] {
      try flip((try page(of: table, scratch) - 1) * Self.pageBytes + 4, 0, in: bytes, scratch)
      #expect(try !damage(scratch).isEmpty && !exports(scratch).leftOut.isEmpty, "\(table)")
      #expect(try SessionStore.repair(path: scratch.session(), now: 2)?.left.isEmpty == true, "\(table)")
      #expect(try exports(scratch).lines == text, "\(table)")
      try flip(0, 0, in: [bytes[0] ^ 1] + bytes.dropFirst(), scratch)
    }
  }

  @Test(arguments: ["(promptTokens >= 0)", "CREATE TABLE callDetail", "STRICT"])
  func aDamagedDefinitionIsNamedAndMended(word: String) throws {
    let scratch = try Scratch()
    let bytes = try filled(scratch)
    let whole = try exports(scratch).lines
    let definition = try #require(Data(bytes).range(of: Data("CREATE TABLE callDetail".utf8)))
    let place = try #require(Data(bytes).range(of: Data(word.utf8), in: definition.lowerBound..<bytes.count))
    try flip(place.lowerBound + 2, 1, in: bytes, scratch)
    #expect(throws: SessionStoreError.self) { try SessionStore.open(path: scratch.session()) }
    #expect(try damage(scratch).map(\.what).contains("table callDetail"))
    let found = try exports(scratch)
    #expect(found.lines == whole && !found.leftOut.isEmpty)
    let repair = try #require(try SessionStore.repair(path: scratch.session(), now: 2))
    #expect(repair.isRebuilt && repair.left.isEmpty)
    #expect(try exports(scratch) == (whole, []) && damage(scratch).isEmpty)
  }

  @Test func aSessionWithoutADescriptionIsReadAndNotRebuilt() throws {
    let scratch = try Scratch()
    let bytes = try filled(scratch)
    try flip((try page(of: "session", scratch) - 1) * Self.pageBytes + 4, 0, in: bytes, scratch)
    let damaged = try Data(contentsOf: file(scratch))
    #expect(try exports(scratch).lines.allSatisfy { $0 > 1 })
    let error = #expect(throws: SessionStoreError.self) { try SessionStore.repair(path: scratch.session(), now: 2) }
    #expect(error.map { "\($0)".contains("description") } == true)
    #expect(try Data(contentsOf: file(scratch)) == damaged)
    #expect(try names(in: scratch.session()).allSatisfy { !$0.hasPrefix("before-repair") && !$0.contains(".new") })
  }

  @Test func countsThatCannotBeAreDamage() throws {
    let scratch = try Scratch()
    _ = try filled(scratch)
    try runSQL("UPDATE stepsSpent SET steps = 9223372036854775807 WHERE seq = 1", session: scratch.session())
    let store = try SessionStore.open(path: scratch.session())
    #expect(throws: SessionStoreError.self) { try store.stepsSpent() }
    #expect(try store.damage().map(\.what) == ["stepsSpent 1"])
  }

  @Test func aCheckpointThatCannotBeReadIsDamage() throws {
    let scratch = try Scratch()
    _ = try filled(scratch)
    let store = try SessionStore.open(path: scratch.session())
    try AtomicFile.write([1, 2, 3], to: store.checkpointDirectory + "/base-9.safetensors")
    try store.advanceRun(.base, to: 9, checkpoint: ("base-9.safetensors", sha256Hex([1, 2, 3])), now: 1)
    let refusing: SessionStore.CheckpointReading = { _ in throw SessionStoreError.closed(path: "weights") }
    #expect(try store.damage().isEmpty)
    #expect(try store.damage(reading: refusing).map(\.what) == ["checkpoint base-9.safetensors of run base"])
    #expect(try store.repair(now: 2, reading: refusing)?.setAside.count == 1)
    #expect(try store.run(named: .base)?.checkpoint == nil)
  }
}
