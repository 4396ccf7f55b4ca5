import RLCore
import Testing

@testable import SessionStore

@Suite struct MemoryTests {
  @Test func whatIsRememberedComesBackByItsType() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.recall(.reviewFinished) == nil)
    try store.remember(true, as: .reviewFinished)
    #expect(try store.recall(.reviewFinished) == true)
    // As version 1 wrote it.
    #expect(try store.dump().contains("key=reviewFinished json=true"))
    try store.remember(false, as: .reviewFinished)
    #expect(try store.recall(.reviewFinished) == false)
  }

  @Test func whatCannotBeReadCountsAsNothing() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.setValue("reviewFinished", "perhaps")
    #expect(try store.recall(.reviewFinished) == nil)
  }

  @Test func marksAreKeptApart() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let mark = AskedMark(identifier: "value-drop", advisor: "offline", prompts: "aa")
    try store.addAsked([3, 1], mark)
    try store.addAsked([1, 4], mark)
    #expect(try store.asked(mark) == [1, 3, 4])
    for other in [
      AskedMark(identifier: "offline", advisor: "offline", prompts: "aa"),
      AskedMark(identifier: "value-drop", advisor: "planner", prompts: "aa"),
      AskedMark(identifier: "value-drop", advisor: "offline", prompts: "bb"),
    ] {
      #expect(try store.asked(other).isEmpty)
    }
  }

  @Test func sessionsWithoutMarksTakeThemFromTheirSuggestions() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions([.sample(step: 1), .sample(step: 2)], now: 1)
    store.close()
    // As if the oldest version had written it: no table of marks and nothing in the memory.
    try runSQL(
      "DROP TABLE asked; DROP TABLE resource; PRAGMA user_version = 6; "
        + "DELETE FROM grdb_migrations WHERE identifier IN ('0007-asked', '0008-resources'); "
        + "INSERT INTO memory VALUES ('asked:planner', '[7, 9, \"x\"]'), ('asked:odd', 'no JSON')",
      session: scratch.session())
    let again = try SessionStore.open(path: scratch.session())
    func asked(_ name: String) throws -> Set<Int> {
      try again.asked(AskedMark(identifier: name, advisor: name, prompts: "ab"))
    }
    #expect(try asked("offline") == [1])
    #expect(try asked("planner") == [7, 9])
    #expect(try asked("odd").isEmpty)
  }
}
