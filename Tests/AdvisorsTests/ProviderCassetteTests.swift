import Foundation
import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// What was answered once can be played without a network, and is not asked for again.
@Suite final class ProviderCassetteTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cassette-\(UUID().uuidString)")
  private var path: String { folder.appendingPathComponent("calls.jsonl").path }
  private let good = ProviderBench.states(ProviderBench.item(143))

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  private func advisor(_ transport: any Transport, streaming: Bool = false, key: String? = nil) throws
    -> LanguageModelAdvisor
  {
    var settings = try EndpointConfiguration(
      baseURL: "https://example.org/v1", key: key.flatMap(APIKey.init), model: "m")
    settings.isStreaming = streaming
    settings.reusesReplies = false
    return LanguageModelAdvisor(
      ChatEndpoint(settings, transport: transport, clock: ScriptedTime().clock), library: try PromptLibrary())
  }

  @Test func playsWhatItRecorded() async throws {
    let stream =
      "data: {\"choices\":[{\"delta\":{\"content\":\(ScriptedTransport.quoted(good))},\"finish_reason\":\"stop\"}]}\n\n"
    let behind = ScriptedTransport([
      .stream([stream, "data: [DO", "NE]\n\n"], error: .interrupted("after the end"))
    ])
    let recording = try Cassette(path: path, through: behind)
    let first = try await advisor(recording, streaming: true, key: ProviderBench.secret).reply(to: ProviderBench.prompt)
    #expect(first.text == good)
    let replaying = try Cassette(path: path)
    #expect(replaying.count == 1)
    // Another key makes no difference: it is not part of what was asked.
    let second = try await advisor(replaying, streaming: true).reply(to: ProviderBench.prompt)
    #expect(second.text == good)
    #expect(behind.requests.count == 1)
  }

  @Test func namesTheFileWhenARequestIsMissing() async throws {
    let behind = ScriptedTransport([.chat(good)])
    _ = try await advisor(try Cassette(path: path, through: behind)).reply(to: ProviderBench.prompt)
    let replaying = try Cassette(path: path)
    let advisor = try advisor(replaying)
    var other = ProviderBench.prompt
    other.text = "Something else?"
    let error = await #expect(throws: CassetteError.self) { try await advisor.reply(to: other) }
    guard case .missing(path, "POST https://example.org/v1/chat/completions", _, 0) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(error?.description.contains(path) == true && error?.pausesAdvising == true)
    _ = try await advisor.reply(to: ProviderBench.prompt)
    let again = await #expect(throws: CassetteError.self) { try await advisor.reply(to: ProviderBench.prompt) }
    #expect(again?.description.contains("has 1 answers") == true)
  }

  @Test func playsRepeatedRequestsInTheirOrderAndRecordsMore() async throws {
    let behind = ScriptedTransport([.chat(good), .chat("{\"critical_states\":[]}"), .chat(good)])
    let recording = try advisor(try Cassette(path: path, through: behind))
    for _ in 0..<2 { _ = try await recording.reply(to: ProviderBench.prompt) }
    let extending = try advisor(try Cassette(path: path, through: behind))
    var texts: [String] = []
    for _ in 0..<3 { texts.append(try await extending.reply(to: ProviderBench.prompt).text) }
    #expect(texts == [good, "{\"critical_states\":[]}", good])
    #expect(behind.requests.count == 3)
    #expect(try Cassette(path: path).count == 3)
  }

  @Test func recordsNoKeyAndNothingThatWouldPass() async throws {
    let behind = ScriptedTransport([
      .fault(429, "slow"), .chat("{\"critical_states\":[]} \(ProviderBench.secret)"),
    ])
    let recording = try advisor(try Cassette(path: path, through: behind), key: ProviderBench.secret)
    _ = try await recording.reply(to: ProviderBench.prompt)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(!text.contains("0123456789") && !text.contains("slow") && text.contains("What decided it?"))
    #expect(text.split(separator: "\n").count == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
  }

  @Test func saysWhatIsWrongWithTheFile() throws {
    #expect(throws: CassetteError.noFile(path: path)) { try Cassette(path: path) }
    try "{\"request\":1}\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: CassetteError.unreadable(path: path, line: 1)) { try Cassette(path: path) }
  }

  @Test func tellsRequestsApartByWhatIsAskedOnly() throws {
    func digest(_ body: String, url: String = "https://a/v1", key: String = "k") -> String {
      Cassette.digest(
        HTTPRequest(
          method: "POST", url: url, headers: [HTTPHeader("Authorization", "Bearer " + key)], body: Array(body.utf8)))
    }
    let first = digest("{\"a\":1,\"b\":[1,2]}")
    #expect(first == digest(" {\"b\": [1, 2], \"a\": 1.0}", key: "other"))
    #expect(first != digest("{\"a\":1,\"b\":[2,1]}"))
    #expect(first != digest("{\"a\":1,\"b\":[1,2]}", url: "https://b/v1"))
  }

  @Test func keepsRepliesOverTheEndOfAProcess() async throws {
    let first = try ProviderBench([.chat(good)], cache: try ReplyCache(path: path))
    _ = try await first.advisor.reply(to: ProviderBench.prompt)
    // A crash in the middle of a line costs that line only.
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"request\":\"cut".utf8))
    try handle.close()
    let cache = try ReplyCache(path: path)
    #expect(cache.count == 1)
    let second = try ProviderBench([.chat("{\"critical_states\":[]}")], cache: cache) { $0.isStreaming = true }
    #expect(try await second.advisor.reply(to: ProviderBench.prompt).text == good)
    #expect(second.transport.requests.isEmpty, "how a reply is carried makes no difference")
    var other = ProviderBench.prompt
    other.text += "!"
    _ = try await second.advisor.reply(to: other)
    #expect(try ReplyCache(path: path).count == 2)
  }
}
