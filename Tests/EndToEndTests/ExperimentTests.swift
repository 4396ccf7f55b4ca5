import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// `sidecoach experiment` on a grid of a few thousand steps.
  @Suite struct Experiments {
    /// Two seeds, three methods, one of them twice.
    private static let text = """
      name = "tiny"
      seeds = "1-2"
      games = 4
      primary = "ultra-ra"
      [[environment]]
      id = "Pong"
      bases = ["steps:8192"]
      budget = 16384
      set = ["environments=8", "stepsPerUpdate=64", "epochs=2", "minibatches=2", "hidden=16", "environment.points=1", \
      "environment.stepLimit=120"]
      refine = ["environments=8", "stepsPerUpdate=64", "epochs=2", "minibatches=2"]
      [[guidance]]
      identifier = "random"
      advisor = "offline"
      accept = "all"
      episodes = 2
      rollouts = 2
      horizon = 10
      [[refiner]]
      method = "ppo"
      replicates = 2
      [[refiner]]
      method = "ultra-ra"
      """

    private func write(_ text: String, in scratch: Scratch) throws -> String {
      let file = scratch.path + "/tiny.toml"
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      return file
    }

    private func words(_ file: String, _ out: String, jobs: Int = 2, _ more: String...) -> [String] {
      ["experiment", file, "--out", out, "--jobs", "\(jobs)"] + more
    }

    /// Rows as text, in order; they hold nothing that depends on when they were made.
    private func rows(_ words: [String], in scratch: Scratch) throws -> [String] {
      let result = try scratch.start(words + ["--json"]).end(timeout: .seconds(300))
      let rows = try #require(try Scratch.object(result)["rows"] as? [[String: Any]])
      return try rows.map { row in
        String(decoding: try JSONSerialization.data(withJSONObject: row, options: .sortedKeys), as: UTF8.self)
      }
    }

    /// Lines of the ledger: one for each cell that ended.
    private func records(_ out: String) -> Int {
      (try? String(contentsOfFile: out + "/ledger.jsonl", encoding: .utf8))?.split(separator: "\n").count ?? 0
    }

    @Test func whatIsKilledComesToTheSameRows() throws {
      let scratch = try Scratch()
      let file = try write(Self.text, in: scratch)
      let whole = try rows(words(file, scratch.path + "/whole"), in: scratch)
      // Two seeds: a base, ppo twice, and ultra-ra.
      #expect(whole.count == 8)
      let out = scratch.path + "/parts"
      for cells in [1, 4, 6] {
        let program = try scratch.start(words(file, out))
        let deadline = ContinuousClock.now + .seconds(120)
        while records(out) < cells, ContinuousClock.now < deadline, try !program.hasEnded(within: .milliseconds(2)) {}
        program.send(SIGKILL)
        _ = try program.end()
      }
      let before = records(out)
      #expect(try rows(words(file, out), in: scratch) == whole)
      // Two bases, two advices, six refinements: none of them twice.
      #expect(records(out) == 10 && before >= 6, "\(before) before the last run")
      try expectAReport(words(file, out), in: scratch)
      try expectAScreen(of: out, in: scratch)
    }

    /// The workbench compares the same methods, and goes back to the session's.
    private func expectAScreen(of out: String, in scratch: Scratch) throws {
      let desk = try Desk(["open", "example"], in: scratch, width: 120, height: 40)
      defer { desk.end() }
      try desk.terminal.wait(for: "coach-ra")
      try desk.press(("4", "over ppo"), (":", ":"))
      try desk.terminal.type("experiment \(out)")
      try desk.press(("Enter", "parts: Pong, steps:8192"), ("G", "seeds alone may give"))
      let screen = try desk.terminal.screen()
      #expect(screen.contains("interquartile mean over seeds") && screen.contains("noise floor"), "\(screen)")
      try desk.press(("e", "this session"), ("g", "this session"), ("Enter", "Environment return, guidance off"))
      #expect(try desk.leave() == 0)
    }

    /// The same cells as a page with its figures and data.
    private func expectAReport(_ words: [String], in scratch: Scratch) throws {
      let pages = scratch.path + "/report"
      let result = try scratch.start(words + ["--report", pages]).end(timeout: .seconds(300))
      #expect(result.status == 0 && result.errors.contains("report.md"), "\(result.summary)")
      func text(_ name: String) throws -> String { try String(contentsOfFile: pages + "/" + name, encoding: .utf8) }
      let page = try text("report.md")
      #expect(page.contains("ultra-ra") && page.contains("ppo, again") && page.contains("noise floor"), "\(page)")
      let figures = try FileManager.default.contentsOfDirectory(atPath: pages).filter { $0.hasSuffix(".svg") }
      #expect(!figures.isEmpty && figures.allSatisfy { page.contains($0) }, "\(figures)")
      #expect(try text("cells.csv").split(separator: "\n").count == 9, "eight cells below their keys")
      let data = try JSONSerialization.jsonObject(with: Data(try text("report.json").utf8)) as? [String: Any]
      #expect((data?["rows"] as? [Any])?.count == 8)
    }

    @Test func twoRunnersShareOneFolder() throws {
      let scratch = try Scratch()
      let file = try write(Self.text, in: scratch)
      let out = scratch.path + "/shared"
      let first = try scratch.start(words(file, out, jobs: 1, "--json"))
      let second = try scratch.start(words(file, out, jobs: 1, "--json"))
      let results = [try first.end(timeout: .seconds(300)), try second.end(timeout: .seconds(300))]
      for result in results { #expect(try (Scratch.object(result)["rows"] as? [Any])?.count == 8) }
      #expect(records(out) == 10, "no cell was done twice")
    }

    @Test func aCellIsDoneAlone() throws {
      let scratch = try Scratch()
      let file = try write(Self.text, in: scratch)
      let out = scratch.path + "/one"
      let preview = try Scratch.object(try scratch.start(words(file, out, "--dry-run", "--json")).end())
      #expect(!FileManager.default.fileExists(atPath: out), "a dry run makes nothing")
      let cells = try #require(preview["cells"] as? [[String: Any]])
      #expect(cells.count == 10 && preview["environmentSteps"] as? Int == 2 * 8_192 + 6 * 16_384)
      let keys = cells.compactMap { $0["key"] as? String }
      let late = try scratch.start(words(file, out, "--cell", keys[9])).end()
      #expect(late.status == 1 && late.errors.contains("builds on what is not finished"), "\(late.summary)")
      let done = try scratch.start(words(file, out, "--cell", keys[0], "--json")).end()
      #expect(try (Scratch.object(done)["rows"] as? [Any])?.count == 1)
      let text = try scratch.start(words(file, out, "--dry-run")).end()
      #expect(text.output.contains("bases: 2 cells, 16384 steps, 1 finished"), "\(text.summary)")
      let wrong = try scratch.start(words(file, out, "--cell", "nothing")).end()
      #expect(wrong.status == 2 && wrong.errors.contains("unknown cell"), "\(wrong.summary)")
    }

    @Test func whatFailsIsSaidAndTheRestIsKept() throws {
      let scratch = try Scratch()
      // A method that has no rounds is asked for some, which only its run can tell.
      let text = Self.text.replacing(
        "method = \"ultra-ra\"", with: "method = \"ultra-ra\"\nsettings = [{ set = [\"guidance.rounds=2\"] }]")
      #expect(text != Self.text)
      let file = try write(text, in: scratch)
      let result = try scratch.start(words(file, scratch.path + "/out")).end(timeout: .seconds(300))
      #expect(
        result.status == 1 && result.errors.contains("failed: ultra-ra guidance.rounds=2 on Pong"), "\(result.summary)")
      #expect(result.output.contains("only coach-a, coach-r and coach-ra ask anew"), "\(result.summary)")
      #expect(result.output.contains("noise floor: ppo"), "\(result.summary)")
      #expect(!result.hasEscape)
    }

    @Test func anotherFileInTheSameFolderIsRefused() throws {
      let scratch = try Scratch()
      let out = scratch.path + "/out"
      let file = try write(Self.text, in: scratch)
      let keys = try Scratch.object(try scratch.start(words(file, out, "--dry-run", "--json")).end())
      let key = try #require((keys["cells"] as? [[String: Any]])?.first?["key"] as? String)
      _ = try Scratch.object(try scratch.start(words(file, out, "--cell", key, "--json")).end())
      _ = try write(Self.text.replacing("budget = 16384", with: "budget = 32768"), in: scratch)
      let result = try scratch.start(words(file, out)).end()
      #expect(result.status == 1 && result.errors.contains("6 of its 10 cells are no more"), "\(result.summary)")
    }
  }
}
