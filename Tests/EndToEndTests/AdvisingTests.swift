import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A language model's advice over HTTP, beside training and beside another process.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct Advising {
    /// A workbench on a copy of the sample whose refinement goes on for longer than any test.
    private func refining(_ scratch: Scratch, environment: [String: String?]) throws -> Desk {
      try scratch.copySample()
      let desk = try Desk(["--session", "one"], in: scratch, environment: environment)
      try desk.runStages()
      try desk.terminal.wait(for: "the review waits for you", timeout: .seconds(60))
      return desk
    }

    private func suggestions(_ scratch: Scratch, of advisor: String) throws -> Int {
      let lines = try scratch.run("export", "one", "--format", "jsonl").output.split(separator: "\n")
      return lines.count { $0.contains("\"advisor\":\"\(advisor)\"") }
    }

    @Test func aModelChosenFromTheMenuFillsTheQueue() throws {
      let server = try ChatServer()
      defer { server.stop() }
      let scratch = try Scratch()
      let desk = try refining(scratch, environment: ["OPENAI_BASE_URL": server.url])
      defer { desk.end() }
      try desk.press(
        ("i", "Ask an advisor"), ("j", "openai"), ("Enter", "Models of openai"))
      try desk.terminal.wait(for: "2 of 2")
      try desk.terminal.type("tin")
      try desk.press(("l", "narrow to"))
      try desk.terminal.press("BSpace")
      try desk.terminal.wait(for: "1 of 2")
      try desk.press(("Enter", "asking openai:tiny"))
      try desk.terminal.wait(for: "is measured", timeout: .seconds(120))
      #expect(server.repeated == 0)
      #expect(try desk.leave() == 0)
      #expect(try suggestions(scratch, of: "openai:tiny") > 0)
    }

    @Test func aSecondProcessFillsTheQueueWhileTrainingGoesOn() throws {
      let scratch = try Scratch()
      let desk = try Desk(
        Tiny.demo(refine: 1_000_000_000) + ["--session", "one"], in: scratch, environment: ["OPENAI_API_KEY": nil])
      defer { desk.end() }
      try desk.terminal.wait(for: "the review waits for you", timeout: .seconds(60))
      try desk.goOn()
      try desk.press(("1", "[1 Dashboard]"))
      try desk.terminal.wait(until: "a method trains") { $0.contains("of 1B") }
      try desk.press(("3", "[3 Review"))
      let before = try desk.terminal.screen()

      let first = try ChatServer(limit: 2)
      let environment = ["OPENAI_BASE_URL": first.url]
      let broken = try scratch.run("identify", "one", "--advisor", "openai:tiny", environment: environment)
      #expect(broken.status == 1 && broken.errors.contains("openai:tiny"), "\(broken.summary)")
      #expect(broken.errors.contains("has the session open"), "\(broken.summary)")
      first.stop()

      let second = try ChatServer()
      defer { second.stop() }
      let whole = try scratch.run(
        "identify", "one", "--advisor", "openai:tiny", environment: ["OPENAI_BASE_URL": second.url])
      #expect(whole.status == 0, "\(whole.summary)")
      try desk.terminal.wait(until: "the queue has grown") { $0 != before && Self.listed($0) > Self.listed(before) }
      let asked = second.count
      let again = try scratch.run(
        "identify", "one", "--advisor", "openai:tiny", environment: ["OPENAI_BASE_URL": second.url])
      #expect(again.status == 0 && second.count == asked, "asked \(second.count - asked) times more")
      try desk.press(("1", "[1 Dashboard]"))
      try desk.terminal.wait(until: "training goes on") { $0.contains("▸ ") && !$0.contains("failed") }
      #expect(try desk.leave() == 0)
    }

    /// The number of suggestions on the list's lower edge.
    private static func listed(_ screen: String) -> Int {
      let place = screen.firstMatch(of: /by episode, \d+ of (\d+)/)
      return place.flatMap { Int($0.1) } ?? 0
    }

    @Test func aCapPausesAdvisingAndNotTraining() throws {
      let server = try ChatServer()
      defer { server.stop() }
      let scratch = try Scratch()
      let directory = scratch.path + "/config/sidecoach"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let text = "[advisors.local]\nbaseURL = \"\(server.url)\"\nmodel = \"tiny\"\n[advisors.local.caps]\ncalls = 2\n"
      try text.write(toFile: directory + "/config.toml", atomically: true, encoding: .utf8)
      let desk = try Desk(Tiny.demo(refine: 1_000_000_000) + ["--session", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "the review waits for you", timeout: .seconds(60))
      try desk.goOn()
      try desk.press((":", ":"))
      try desk.terminal.type("ask local")
      try desk.terminal.press("Enter")
      try desk.terminal.wait(for: "advising paused", timeout: .seconds(60))
      #expect(server.count == 2)
      try desk.press(("1", "[1 Dashboard]"))
      try desk.terminal.wait(until: "training goes on") { $0.contains("▸ ") && $0.contains("refine") }
      #expect(try desk.leave() == 0)
    }

    @Test func withoutAServerThePersonDecidesHowItGoesOn() throws {
      let scratch = try Scratch()
      let desk = try Desk(
        Tiny.demo() + ["--session", "one", "--advisor", "openai:tiny"], in: scratch,
        environment: ["OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": nil])
      defer { desk.end() }
      try desk.terminal.wait(for: "the review waits for you", timeout: .seconds(120))
      try desk.press(("5", "[5 Events]"))
      try desk.terminal.wait(for: "no answer from 127.0.0.1:9")
      try desk.press(("3", "[3 Review"))
      try desk.goOn()
      try desk.terminal.wait(for: "all stages done", timeout: .seconds(60))
      #expect(try desk.leave() == 0)
    }
  }
}
