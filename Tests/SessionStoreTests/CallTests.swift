import RLCore
import Testing

@testable import SessionStore

@Suite struct CallTests {
  private func call(_ prompt: String, _ reply: String = "[]", _ service: ModelCall.Service? = nil) -> ModelCall {
    ModelCall(
      advisor: "openai:tiny", kind: .identify, episode: 2, prompt: prompt, promptVersion: "identify-2", reply: reply,
      outcome: "1 suggestions", seconds: 1.5, time: 7, service: service)
  }

  static let bare = ModelCall.Service(
    endpoint: "localhost:8080", model: "m",
    parameters: ModelCall.Parameters(
      temperature: nil, maximumTokens: 16, seed: nil, isStreaming: false, answerForm: "prompt"), promptDigest: "0")

  static let full = {
    var service = ModelCall.Service(
      endpoint: "api.example.com:443", model: "tiny",
      parameters: ModelCall.Parameters(
        temperature: 0.2, maximumTokens: 800, seed: 7, isStreaming: true, answerForm: "json_schema"),
      promptDigest: "9f86d081", retries: 2, isRepair: true)
    service.servedModel = "tiny-0718"
    service.finishReason = "stop"
    service.promptTokens = 1200
    service.replyTokens = 310
    service.cachedTokens = 1024
    service.isEstimated = true
    service.cost = 0.0125
    service.secondsToFirstToken = 0.4
    service.suggestions = 4
    service.rejected = 1
    service.clamped = 3
    return service
  }()

  @Test func whatAProviderToldComesBack() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let given = call("which?", "[1]", Self.full)
    let bare = call("which?", "", Self.bare)
    #expect(try store.addCall(given) == 1)
    #expect(try store.addCall(bare) == 2)
    #expect(try store.addCall(call("which?")) == 3)
    var expected = given
    expected.id = 1
    #expect(try store.call(1) == expected)
    #expect(try store.call(2)?.service == bare.service)
    #expect(try store.call(3)?.service == nil)
    #expect(try store.call(4) == nil)
    #expect(try store.calls().map(\.id) == [1, 2, 3])
    #expect(try store.calls().first == expected)
  }

  @Test func parametersAreKeptAsJSON() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addCall(call("which?", "[1]", Self.full))
    #expect(
      try store.dump().contains(
        #"{\"answerForm\":\"json_schema\",\"isStreaming\":true,\"maximumTokens\":800,\"seed\":7,\"temperature\":0.2}"#
      ))
  }

  @Test func theNewestComeFirstAndListsReadLittle() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for index in 1...9 { _ = try store.addCall(call("prompt \(index)", "reply \(index)", Self.full)) }
    #expect(try store.calls(matching: "", limit: 4).map(\.id) == [9, 8, 7, 6])
    #expect(try store.calls(matching: "", limit: 0).isEmpty)
    let short = try store.calls(matching: "", limit: 1, preview: 3)
    #expect(short.map(\.prompt) == ["pro"] && short.map(\.reply) == ["rep"])
    #expect(short.first?.service == Self.full)
    // The whole texts are searched, whatever of them is read.
    #expect(try store.calls(matching: "reply 7", preview: 1).map(\.id) == [7])
    let whole = try store.calls(matching: "reply 7", preview: .max)
    #expect(try whole == store.calls(matching: "reply 7") && whole.first?.reply.isEmpty == false)
    #expect(try store.calls(matching: "reply 7", preview: .min).first?.reply == "")
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
      _ = try store.addCall(call(prompt, reply))
    }
    #expect(try store.calls(matching: text).map(\.id) == ids)
    #expect(try store.callCount(matching: text) == ids.count)
  }

  @Test func spendingIsSummedOverWhatWasSent() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.callSpending() == CallSpending())
    _ = try store.addCall(call("a stand-in's"))
    #expect(try store.callSpending() == CallSpending())
    var reused = Self.full
    reused.isReused = true
    var unpriced = Self.full
    unpriced.cost = nil
    var failed = Self.bare
    failed.retries = 3
    for service in [Self.full, reused, unpriced, failed] { _ = try store.addCall(call("p", "r", service)) }
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
    for change: (inout ModelCall.Service) -> Void in [
      { $0.promptTokens = -1 }, { $0.replyTokens = -5 }, { $0.cost = -0.5 }, { $0.retries = -1 },
    ] {
      var service = Self.full
      change(&service)
      #expect(throws: SessionStoreError.self) { try store.addCall(call("p", "r", service)) }
    }
    #expect(try store.callCount() == 0)
    var huge = Self.full
    huge.promptTokens = .max
    for _ in 0..<3 { _ = try store.addCall(call("p", "r", huge)) }
    #expect(try store.callSpending().promptTokens == 1_000_000_000_000_000)
  }

  @Test func detailsAreAppendOnly() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addCall(call("p", "r", Self.full))
    store.close()
    for sql in [
      "UPDATE callDetail SET cost = 0", "DELETE FROM callDetail",
      "INSERT OR REPLACE INTO callDetail SELECT * FROM callDetail",
    ] {
      #expect(throws: (any Error).self) { try runSQL(sql, session: scratch.session()) }
    }
  }
}
