import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The real program against endpoints as people meet them.
  @Suite struct EndpointJourneys {
    static let key = "sk-journey-4711-ABCDefghIJKLmnop"

    /// A session with two short episodes about which nobody was asked yet, and an endpoint `x` in the configuration.
    static func scratch(_ url: String, model: String = "m", limits: String = "") throws -> Scratch {
      let scratch = try Scratch()
      try scratch.copySample()
      let text =
        "[advisors.x]\nbaseURL = \"\(url)\"\nmodel = \"\(model)\"\nparallel = 2\nkeyVariable = \"ENDPOINT_KEY\"\n"
        + limits
      let directory = scratch.path + "/config/sidecoach"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/config.toml"))
      return scratch
    }

    static let environment: [String: String?] = [
      "ENDPOINT_KEY": key, "http_proxy": nil, "https_proxy": nil, "all_proxy": nil, "ALL_PROXY": nil,
    ]

    /// Everything that a reader may come to see: output, export, and the files of the session and the state.
    static func everything(_ scratch: Scratch, _ results: [Program.Result]) throws -> String {
      let export = try scratch.run("export", "one", "--format", "jsonl")
      let names = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).filter { !$0.hasPrefix("config") }
      let files = names.compactMap { FileManager.default.contents(atPath: scratch.path + "/" + $0) }
      return (results + [export]).map { $0.output + $0.errors }.joined()
        + files.map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    /// Whether a text holds the key in a spelling that a reader would recognise.
    static func holdsKey(_ text: String) -> Bool {
      let letters = text.utf8.filter { 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }
      let plain = String(decoding: letters, as: UTF8.self)
      let own = key.filter { $0.isLetter || $0.isNumber }
      let coded = Data(key.utf8).base64EncodedString().dropLast(4)
      let escaped = key.unicodeScalars.map { "u00" + String($0.value, radix: 16) }.joined()
      return plain.lowercased().contains(own.lowercased()) || plain.contains(coded)
        || plain.lowercased().contains(escaped.lowercased())
    }

    @Test func aStageThatGotNothingFailsSaysWhyAndAsksAgain() throws {
      let server = try LoopbackServer { _ in
        EndpointQuestion.whole("{\"content\":null,\"refusal\":\"I can't help with that.\"}")
      }
      defer { server.stop() }
      let scratch = try Self.scratch(server.url + "/v1")
      let first = try scratch.run("identify", "one", "--advisor", "x", environment: Self.environment)
      #expect(first.status == 1, "\(first.summary)")
      let words = "the model declined to answer: I can't help with that."
      #expect(first.output.split(separator: "\n").last?.contains(words) == true, "\(first.summary)")
      #expect(first.errors.split(separator: "\n").last?.contains(words) == true, "\(first.summary)")
      let asked = server.ledger.requests.count
      let again = try scratch.run("identify", "one", "--advisor", "x", "--json", environment: Self.environment)
      #expect(again.status == 1 && server.ledger.requests.count > asked, "\(again.summary)")
      let object = try #require(try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
      #expect((object["reason"] as? String)?.contains(words) == true && object["suggestions"] as? Int == 0)
    }

    @Test func thoughtsAreNoCaseAnalysisEither() throws {
      let server = try LoopbackServer { request in
        let question = EndpointQuestion(request, number: 0)
        return EndpointQuestion.saying(
          question.form == nil ? "<think>SECRETLY it rose" : "<think>SECRETLY down</think>" + question.good)
      }
      defer { server.stop() }
      let scratch = try Self.scratch(server.url + "/v1")
      let result = try scratch.run("identify", "one", "--advisor", "x", environment: Self.environment)
      #expect(result.status == 0, "\(result.summary)")
      let bodies = server.ledger.requests.map { String(decoding: $0.body, as: UTF8.self) }
      #expect(bodies.count > 2 && !bodies.contains { $0.contains("SECRETLY") }, "no thought is sent on")
    }

    @Test func whatAnEndpointRefusedIsKnownToTheNextRun() throws {
      let kind = try #require(EndpointKind.all.first { $0.name == "temperature above 0" })
      let server = try LoopbackServer(kind)
      defer { server.stop() }
      let scratch = try Self.scratch(server.url + "/v1")
      let first = try scratch.run("identify", "one", "--advisor", "x", environment: Self.environment)
      #expect(first.status == 0, "\(first.summary)")
      let asked = server.ledger.requests.count
      let again = try scratch.run("identify", "one", "--advisor", "x", "--again", environment: Self.environment)
      #expect(again.status == 0, "\(again.summary)")
      let bodies = server.ledger.requests.dropFirst(asked).map { String(decoding: $0.body, as: UTF8.self) }
      #expect(!bodies.isEmpty && !bodies.contains { $0.contains("\"temperature\"") })
    }

    @Test func aKeyGoesNowhereInNoSpelling() throws {
      let server = try LoopbackServer { request in
        let question = EndpointQuestion(request, number: 0)
        let key = question.key
        let spellings = [
          key, key.uppercased(), "\(key.prefix(9))\u{200B}\(key.dropFirst(9))",
          "\(key.prefix(9))\u{0}\u{1}\(key.dropFirst(9))", Data(key.utf8).base64EncodedString(),
        ]
        let escaped = key.unicodeScalars.map { "\\u00" + String($0.value, radix: 16) }.joined()
        let quoted = spellings.map { String(EndpointQuestion.quoted($0).dropFirst().dropLast()) }
        let words = ([escaped] + quoted).joined(separator: " ")
        let text = question.good.replacing("it passes", with: words)
        return EndpointQuestion.whole(
          "{\"content\":\(EndpointQuestion.quoted(text))}", beside: ",\"model\":\"\(key)\",\"id\":\"\(key)\"")
      }
      defer { server.stop() }
      let scratch = try Self.scratch(server.url + "/v1")
      let result = try scratch.run("identify", "one", "--advisor", "x", "--json", environment: Self.environment)
      #expect(result.status == 0, "\(result.summary)")
      #expect(Self.holdsKey("a \(Self.key.uppercased())"), "or nothing would be found here")
      #expect(try !Self.holdsKey(Self.everything(scratch, [result])))
    }
  }
}
