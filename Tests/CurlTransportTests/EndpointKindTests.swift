import Foundation
import CurlTransport
import LanguageModels
import RLCore
import TestSupport
import Testing

/// Every kind of endpoint that people meet, over real HTTP.
@Suite(.timeLimit(.minutes(20))) struct EndpointKindTests {
  @Test(arguments: EndpointKind.all)
  func comesOutAsItShould(_ kind: EndpointKind) async throws {
    let server = try LoopbackServer(kind)
    defer { server.stop() }
    let bench = try ModelBench(server.url, streams: true, patience: 120)
    do {
      let asked = try await bench.advise()
      let rejected = asked.reading.issues.filter { $0.kind == .rejected }
      let said = (asked.reply.notes + asked.reading.issues.map(\.reason)).joined(separator: "\n")
      switch kind.outcome {
      case .advice:
        #expect(asked.reading.value.map(\.action) == [.discrete(1)], "\(said)")
        #expect(asked.reading.value.map(\.reward) == [0.7] && asked.reading.value.map(\.step) == [143], "\(said)")
        #expect(rejected.isEmpty && asked.ending == .answered, "\(said)")
      case .nothing(let words):
        #expect(asked.reading.value.isEmpty && said.contains(words), "\(said)")
        #expect(asked.ending != .answered)
      case .failure(let words): Issue.record("it failed in no way, where '\(words)' was expected")
      }
    } catch {
      guard case .failure(let words) = kind.outcome else { throw error }
      #expect("\(error)".contains(words))
    }
  }

  @Test func whatWasRefusedIsNotSentAgain() async throws {
    let kind = try #require(EndpointKind.all.first { $0.name == "temperature above 0" })
    let server = try LoopbackServer(kind)
    defer { server.stop() }
    let bench = try ModelBench(server.url)
    _ = try await bench.advise()
    _ = try await bench.advise("And then?")
    #expect(server.ledger.requests.count == 3, "one refusal, and two answers")
    #expect(!bench.endpoint.lessons.isEmpty)
    let kept = try JSONDecoder().decode(EndpointLessons.self, from: JSONEncoder().encode(bench.endpoint.lessons))
    #expect(kept == bench.endpoint.lessons)
    let later = ChatEndpoint(bench.endpoint.settings, transport: bench.transport, lessons: kept)
    let conversation = Conversation("Why?", purpose: .init(kind: .identify, version: "1", digest: ""))
    _ = try await later.reply(to: conversation)
    #expect(server.ledger.requests.count == 4, "the next run knows it")
  }

  @Test func proseIsNeitherDoubledNorThought() async throws {
    let server = try LoopbackServer { request in
      let question = EndpointQuestion(request, number: 0)
      let text = question.prompt.contains("think") ? "<think>It rose.</think>It moves too late." : "It moves too late."
      var whole = ""
      let pieces = EndpointQuestion.parts(text).map { part in
        whole += part
        return EndpointQuestion.piece(part, beside: ",\"message\":{\"content\":\(EndpointQuestion.quoted(whole))}")
      }
      return EndpointQuestion.raw(
        (pieces + [EndpointQuestion.piece("", finish: "stop")]).map { "data: \($0)\n\n" }.joined())
    }
    defer { server.stop() }
    let bench = try ModelBench(server.url, streams: true)
    for words in ["Why?", "Why? think"] {
      let conversation = Conversation(words, purpose: .init(kind: .case, version: "1", digest: ""))
      #expect(try await bench.endpoint.reply(to: conversation).text == "It moves too late.")
    }
    // What it thought stays on record, for whoever wants to know.
    #expect(bench.log.calls.last?.reply == "<think>It rose.</think>It moves too late.")
  }

  @Test func aPromptThatTheServerCutIsToldOnce() async throws {
    let server = try LoopbackServer { request in
      EndpointQuestion.whole(
        "{\"content\":\(EndpointQuestion.quoted(EndpointQuestion(request, number: 0).good))}",
        usage: "{\"prompt_tokens\":2048,\"completion_tokens\":50}")
    }
    defer { server.stop() }
    let bench = try ModelBench(server.url)
    let long = String(repeating: "The ball is above the paddle. ", count: 800)
    _ = try await bench.advise(long)
    _ = try await bench.advise(long + "!")
    #expect(bench.said.text.ranges(of: "counted 2048 tokens of a prompt").count == 1, "\(bench.said.text)")
    let other = try ModelBench(server.url)
    _ = try await other.advise(String(repeating: "x ", count: 2_000))
    #expect(!other.said.text.contains("counted 2048"), "a prompt that was read as a whole")
  }

  @Test func keysGoInEverySpelling() async throws {
    let key = ModelBench.key
    let escaped = key.unicodeScalars.map { "\\u00" + String($0.value, radix: 16) }.joined()
    let spellings: [String: String] = [
      "plain": key, "capitals": key.uppercased(), "split": "\(key.prefix(8))\u{200B}\(key.dropFirst(8))",
      "controls": "\(key.prefix(8))\\u0000\\u0001\(key.dropFirst(8))", "escapes": escaped,
      "base64": Data(key.utf8).base64EncodedString(),
      "in a header's base64": Data(("x:" + key).utf8).base64EncodedString(),
      "hexadecimal": key.utf8.map { String($0, radix: 16) }.joined(),
      "spaced": key.map(String.init).joined(separator: " "),
      "percent": key.utf8.map { "%" + String($0, radix: 16) }.joined(),
    ]
    for (name, spelling) in spellings {
      let server = try LoopbackServer { request in
        // Written as it is, so that escapes stand in the text that the content holds.
        let text = EndpointQuestion(request, number: 0).good.replacing("it passes", with: "your key is \(spelling)!")
        return EndpointQuestion.whole(
          "{\"content\":\(EndpointQuestion.quoted(text))}", beside: ",\"model\":\"\(name)\"")
      }
      defer { server.stop() }
      let bench = try ModelBench(server.url)
      let asked = try await bench.advise()
      #expect(asked.reading.value.map(\.rationale).first?.hasPrefix("your key is ") == true, "\(name): it is advice")
      let all = bench.everything((asked.reply, nil)) + "\(asked.reading.value)"
      for spelling in [spelling, key, key.uppercased()] {
        #expect(!all.contains(spelling.dropFirst(4).dropLast(4)), "\(name)")
      }
      let folded = all.filter { $0.isLetter || $0.isNumber }.lowercased()
      #expect(!folded.contains(key.filter { $0.isLetter || $0.isNumber }.lowercased()), "\(name)")
    }
  }

  @Test func membersOfOnesOwnAreSentAlong() async throws {
    let server = try LoopbackServer { request in EndpointQuestion.saying(EndpointQuestion(request, number: 0).good) }
    defer { server.stop() }
    let settings = try EndpointConfiguration(
      "mine",
      [
        "baseURL": .text(server.url + "/v1"), "model": .text("m"), "answerForm": .text("json_object"),
        "extra": .object([
          "reasoning_effort": .text("low"), "chat_template_kwargs": .object(["thinking": .bool(false)]),
        ]),
      ], environment: [:])
    let endpoint = ChatEndpoint(settings, transport: try CurlTransport.forTests())
    let conversation = Conversation("Why?", form: .object, purpose: .init(kind: .identify, version: "1", digest: ""))
    _ = try await endpoint.reply(to: conversation)
    let body = try #require(server.ledger.requests.first?.body)
    let sent = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    #expect(sent["reasoning_effort"] as? String == "low")
    #expect((sent["chat_template_kwargs"] as? [String: Any])?["thinking"] as? Bool == false)
    #expect((sent["response_format"] as? [String: Any])?["type"] as? String == "json_object")
    #expect(sent["model"] as? String == "m")
  }
}
