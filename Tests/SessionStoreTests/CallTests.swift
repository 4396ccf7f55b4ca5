import RLCore
import Testing

@testable import SessionStore

@Suite struct CallTests {
  private func call(_ prompt: String, _ reply: String = "[]", _ detail: CallDetail? = nil) -> AdvisorCall {
    AdvisorCall(
      advisor: "openai:tiny", kind: .identify, episode: 2, prompt: prompt, reply: reply, outcome: "1 suggestions",
      seconds: 1.5, promptVersion: "identify-2", detail: detail)
  }

  static let full = CallDetail(
    endpoint: "api.example.com:443", model: "tiny", servedModel: "tiny-0718", parameters: #"{"temperature":0.2}"#,
    promptDigest: "9f86d081", finishReason: "stop", promptTokens: 1200, replyTokens: 310, cachedTokens: 1024,
    isEstimated: true, cost: 0.0125, secondsToFirstToken: 0.4, retries: 2, isReused: false, isRepair: true,
    suggestions: 4, rejected: 1, clamped: 3)

  @Test func whatAProviderToldComesBack() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let given = call("which?", "[1]", Self.full)
    let bare = call("which?", "", CallDetail(endpoint: "localhost:8080", model: "m", promptDigest: "0"))
    #expect(try store.addCall(given, now: 7) == 1)
    #expect(try store.addCall(bare, now: 8) == 2)
    #expect(try store.addCall(call("which?"), now: 9) == 3)
    var expected = given
    expected.id = 1
    expected.time = 7
    #expect(try store.call(1) == expected)
    #expect(try store.call(2)?.detail == bare.detail)
    #expect(try store.call(3)?.detail == nil)
    #expect(try store.call(4) == nil)
    #expect(try store.calls().map(\.id) == [1, 2, 3])
    #expect(try store.calls().first == expected)
  }

  @Test func theNewestComeFirstAndListsReadLittle() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for index in 1...9 { _ = try store.addCall(call("prompt \(index)", "reply \(index)", Self.full), now: 1) }
    #expect(try store.calls(matching: "", limit: 4).map(\.id) == [9, 8, 7, 6])
    #expect(try store.calls(matching: "", limit: 0).isEmpty)
    let short = try store.calls(matching: "", limit: 1, preview: 3)
    #expect(short.map(\.prompt) == ["pro"] && short.map(\.reply) == ["rep"])
    #expect(short.first?.detail == Self.full)
    // The whole texts are searched, whatever of them is read.
    #expect(try store.calls(matching: "reply 7", preview: 1).map(\.id) == [7])
    #expect(try store.callCount() == 9)
    #expect(try store.callCount(matching: "prompt 3") == 1)
  }

  @Test(arguments: [
    ("PADDLE", [3, 1]), ("100%", [2]), ("a_b", [4]), (#"c:\d"#, [5]), ("it's \"so\"", [6]), ("nowhere", []), ("%", [2]),
    ("Überall", [7]),
  ])
  func textsAreSearchedLiterally(_ text: String, _ ids: [Int]) throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for (prompt, reply) in [
      ("the paddle", ""), ("at 100%", "x"), ("ball", "move the Paddle"), ("a_b", "aXb"), (#"c:\d"#, ""),
      ("it's \"so\"", ""), ("", "Überall"), ("aXb", "a\nb"),
    ] {
      _ = try store.addCall(call(prompt, reply), now: 1)
    }
    #expect(try store.calls(matching: text).map(\.id) == ids)
    #expect(try store.callCount(matching: text) == ids.count)
  }

  @Test func spendingIsSummedOverWhatWasSent() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.callSpending() == CallSpending())
    _ = try store.addCall(call("a stand-in's"), now: 1)
    #expect(try store.callSpending() == CallSpending())
    var reused = Self.full
    reused.isReused = true
    var unpriced = Self.full
    unpriced.cost = nil
    let failed = CallDetail(endpoint: "e", model: "m", promptDigest: "0", retries: 3)
    for detail in [Self.full, reused, unpriced, failed] { _ = try store.addCall(call("p", "r", detail), now: 1) }
    var expected = CallSpending()
    expected.calls = 3
    expected.promptTokens = 2400
    expected.cachedTokens = 2048
    expected.replyTokens = 620
    expected.isEstimated = true
    expected.cost = 0.0125
    expected.unpricedCalls = 1
    #expect(try store.callSpending() == expected)
    #expect(expected.tokens == 3020)
  }

  @Test func numbersThatCannotBeAreRefusedAndNothingIsHalfStored() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for change: (inout CallDetail) -> Void in [
      { $0.promptTokens = -1 }, { $0.replyTokens = -5 }, { $0.cost = -0.5 }, { $0.retries = -1 },
    ] {
      var detail = Self.full
      change(&detail)
      #expect(throws: SessionStoreError.self) { try store.addCall(call("p", "r", detail), now: 1) }
    }
    #expect(try store.callCount() == 0)
    var huge = Self.full
    huge.promptTokens = .max
    for _ in 0..<3 { _ = try store.addCall(call("p", "r", huge), now: 1) }
    #expect(try store.callSpending().promptTokens == 1_000_000_000_000_000)
  }

  @Test func detailsAreAppendOnly() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addCall(call("p", "r", Self.full), now: 1)
    store.close()
    for sql in [
      "UPDATE callDetail SET cost = 0", "DELETE FROM callDetail",
      "INSERT OR REPLACE INTO callDetail SELECT * FROM callDetail",
    ] {
      #expect(throws: (any Error).self) { try runSQL(sql, session: scratch.session()) }
    }
  }
}
