import RLCore
import Testing

@testable import SessionStore

@Suite struct ResourceTests {
  private let task = SessionResource(.task, name: "cart.toml", content: Array("id = \"Mine\"".utf8))
  private let model = SessionResource(.model, name: "cart.xml", content: [1, 2, 3])
  private let prompt = SessionResource(.prompt, name: "identify", digest: "ab12")

  @Test func resourcesComeBackByKind() throws {
    let scratch = try Scratch()
    let store = try SessionStore.create(
      path: scratch.session(), environment: "cart.toml", seed: 1, configuration: "{}", resources: [task, prompt], now: 1
    )
    try store.addResources([model], now: 2)
    #expect(try store.resources(.task) == [task])
    #expect(try store.resources(.model) == [model])
    #expect(try store.resources(.prompt) == [prompt])
    #expect(task.digest == sha256Hex(Array("id = \"Mine\"".utf8)))
  }

  @Test func aResourceIsStoredOnceAndNeverChanges() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.addResources([task], now: 1)
    let other = SessionResource(.task, name: "cart.toml", content: [9])
    #expect(throws: SessionStoreError.self) { try store.addResources([model, other], now: 2) }
    #expect(try store.resources(.task) == [task])
    #expect(try store.resources(.model).isEmpty, "all or nothing")
    store.close()
    for sql in ["UPDATE resource SET digest = ''", "DELETE FROM resource"] {
      #expect(throws: (any Error).self) { try runSQL(sql, session: scratch.session()) }
    }
  }

  @Test func aDamagedCopyIsNamed() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.addResources([task], now: 1)
    store.close()
    try runSQL(
      "DROP TRIGGER resourceNeverUpdated; UPDATE resource SET content = x'00'", session: scratch.session())
    let error = #expect(throws: SessionStoreError.self) {
      try SessionStore.open(path: scratch.session()).resources(.task)
    }
    #expect(error?.description.contains("cart.toml") == true)
  }
}
