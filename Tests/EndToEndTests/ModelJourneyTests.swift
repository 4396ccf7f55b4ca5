import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Asking a language model from the command line: several questions at a time, caps, prompts of one's own.
  @Suite struct ModelJourneys {
    private static let key = "sk-journey-0815-abcdefghijklmnop"

    /// A session with eight episodes about which nobody was asked yet.
    private func scratch() throws -> Scratch {
      let scratch = try Scratch()
      try scratch.copySample()
      let result = try scratch.run("collect", "one", "--episodes", "12")
      #expect(result.status == 0, "\(result.summary)")
      return scratch
    }

    /// A model that answers every question about critical states with the first step it was shown.
    private static func answer(_ request: LoopbackServer.Request) -> String {
      let value = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
      let messages = value?["messages"] as? [[String: Any]]
      let prompt = messages?.first?["content"] as? String ?? ""
      func number(_ label: String) -> Int {
        let line = prompt.split(separator: "\n").first { $0.hasPrefix(label) }
        return line.flatMap { Int($0.dropFirst(label.count).prefix { $0.isNumber }) } ?? -1
      }
      let listed = prompt.split(separator: "\n").first { $0.hasPrefix("state: episode=") }
      let step = listed.flatMap { $0.split(separator: "step=").last?.prefix { $0.isNumber } }.flatMap { Int($0) }
      let text =
        prompt.contains("Task: case")
        ? "It comes too late."
        : "{\"critical_states\":[{\"episode\":\(number("Episode: ")),\"step\":\(step ?? number("Steps: ")),"
          + "\"rationale\":\"early\",\"action\":\"up\",\"reward\":0.5,\"confidence\":0.9}]}"
      let content = (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
      return "{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\(content)},\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":900,\"completion_tokens\":60}}"
    }

    private func environment(_ server: LoopbackServer) -> [String: String?] {
      [
        "OPENAI_API_KEY": Self.key, "OPENAI_BASE_URL": server.url + "/v1", "http_proxy": nil, "all_proxy": nil,
        "ALL_PROXY": nil,
      ]
    }

    /// The configuration file with one endpoint.
    private func configure(_ scratch: Scratch, _ text: String) throws {
      let directory = scratch.path + "/config/sidecoach"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/config.toml"))
    }

    private func holdsKey(_ directory: String) throws -> Bool {
      let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
      return names.contains { name in
        FileManager.default.contents(atPath: directory + "/" + name)?.range(of: Data(Self.key.utf8)) != nil
      }
    }

    @Test func fourQuestionsAreUnderWayAtOnce() async throws {
      let scratch = try scratch()
      let gate = LoopbackReply.Gate()
      let server = try LoopbackServer { request in
        LoopbackReply([.wait(gate)] + LoopbackReply.answer(body: Self.answer(request)).steps)
      }
      defer { server.stop() }
      let program = try Program(
        ["identify", "one", "--advisor", "openai:m", "--json", "--sessions", scratch.sessions], in: scratch,
        environment: environment(server))
      #expect(await server.shows { $0.active == 4 })
      gate.open()
      let result = try program.end(timeout: .seconds(120))
      let object = try Scratch.object(result)
      // One suggestion a window; each window is asked about twice, and once there is a question about all of them.
      let windows = try #require(object["suggestions"] as? Int)
      #expect(windows >= 8 && server.ledger.requests.count == 2 * windows + 1, "\(result.summary)")
      #expect(server.ledger.mostActive == 4)
      // Nothing that is left, on the screen or on disk, holds the key.
      #expect(!result.output.contains(Self.key) && !result.errors.contains(Self.key))
      #expect(try !holdsKey(scratch.path))
    }

    @Test func aCapPausesAndNothingIsAskedTwice() throws {
      let scratch = try scratch()
      let server = try LoopbackServer { .answer(body: Self.answer($0)) }
      defer { server.stop() }
      let endpoint = "[advisors.mock]\nbaseURL = \"\(server.url)/v1\"\nmodel = \"m\"\n"
      try configure(scratch, endpoint + "parallel = 3\n[advisors.mock.caps]\ncalls = 5\n")
      func identify() throws -> Program.Result {
        try scratch.run("identify", "one", "--advisor", "mock", "--json", environment: environment(server))
      }
      let paused = try identify()
      #expect(paused.status == 1 && paused.errors.contains("cap of 5 advisor calls is reached"), "\(paused.summary)")
      #expect(paused.errors.contains("advising is paused") && server.ledger.requests.count == 5)
      try configure(scratch, endpoint)
      let windows = try #require(try Scratch.object(identify())["suggestions"] as? Int)
      #expect(windows >= 8 && server.ledger.requests.count == 2 * windows + 1, "what was answered is used again")
      #expect(Set(server.ledger.requests.map(\.body)).count == 2 * windows + 1)
    }

    @Test func whatTheDoctorFindsOutIsKeptTo() throws {
      let scratch = try scratch()
      let server = try LoopbackServer { request in
        let list = "{\"data\":[{\"id\":\"m\",\"max_model_len\":6000},{\"id\":\"n\",\"max_model_len\":9}]}"
        return .answer(body: request.method == "GET" ? list : Self.answer(request))
      }
      defer { server.stop() }
      var variables = environment(server)
      variables["XDG_STATE_HOME"] = scratch.path + "/state"
      let doctor = try Scratch.object(
        try scratch.run("doctor", "--advisor", "openai:m", "--json", environment: variables))
      #expect((doctor["endpoint"] as? [String: Any])?["contextTokens"] as? Int == 6_000)
      let asked = server.ledger.requests.count
      let result = try scratch.run("identify", "one", "--advisor", "openai:m", environment: variables)
      #expect(result.status == 0, "\(result.summary)")
      let limits = server.ledger.requests.dropFirst(asked).map { request in
        (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])?["max_tokens"] as? Int
      }
      // Half of what it reads and writes together, since the usual longest reply is more than that.
      #expect(!limits.isEmpty && limits.allSatisfy { $0 == 3_000 })
    }

    @Test func promptsOfOnesOwnAreSentAndNamed() throws {
      let scratch = try scratch()
      let server = try LoopbackServer { .answer(body: Self.answer($0)) }
      defer { server.stop() }
      let mine = scratch.path + "/config/sidecoach/prompts"
      let written = try scratch.run("identify", "--write-prompts", mine)
      #expect(written.status == 0 && written.output.contains(mine + "/identify.txt"), "\(written.summary)")
      for (place, words) in [(mine, "Words of mine."), (scratch.session("one") + "/prompts", "Words of the session.")] {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let text = try String(contentsOfFile: mine + "/identify.txt", encoding: .utf8)
        try Data((text + "\(words)\n").utf8).write(to: URL(fileURLWithPath: place + "/identify.txt"))
      }
      let doctor = try Scratch.object(
        try scratch.run("doctor", "--session", "one", "--json", environment: environment(server)))
      let sources = try #require(doctor["prompts"] as? [[String: Any]])
      #expect(sources.map { $0["kind"] as? String } == ["identify", "action", "case", "reward"])
      #expect((sources[0]["path"] as? String)?.hasSuffix("one/prompts/identify.txt") == true)
      #expect((sources[1]["path"] as? String) == mine + "/action.txt" && sources[1]["version"] as? String == "action-2")
      let version = try #require(sources[0]["version"] as? String)
      #expect(version.hasPrefix("identify-2+"))
      let result = try scratch.run(
        "identify", "one", "--advisor", "openai:m", "--json", environment: environment(server))
      let quality = try #require(try Scratch.object(result)["quality"] as? [[String: Any]])
      #expect(quality.contains { $0["advisor"] as? String == "openai:m" && $0["promptVersion"] as? String == version })
      let bodies = server.ledger.requests.map { String(decoding: $0.body, as: UTF8.self) }
      #expect(bodies.contains { $0.contains("Words of the session.") })
      // The same command again writes over nobody's work.
      let again = try scratch.run("identify", "--write-prompts", mine)
      #expect(again.status == 1 && again.errors.contains("differs from the built-in template"), "\(again.summary)")
      try Data("version: 1\n\n{{nothing}}".utf8).write(to: URL(fileURLWithPath: mine + "/case.txt"))
      let broken = try scratch.run("identify", "one", "--advisor", "openai:m", environment: environment(server))
      // What counts as asked depends on the templates, so that they are read first.
      #expect(
        broken.status == 1 && broken.errors.contains("case.txt, line 3: {{nothing}} is unknown"), "\(broken.summary)")
      let told = try scratch.run("doctor")
      #expect(told.status == 1 && told.output.contains("case.txt, line 3: {{nothing}} is unknown"), "\(told.summary)")
    }
  }
}
