@testable import Coaching
import Foundation
import FoundationXML
import RLCore
import SessionStore
import Testing

/// What `export` gives of a session.
@Suite struct SessionExportTests {
  private func text(_ session: ComparedSession, _ format: String) throws -> String {
    try Exported("one", in: session.desk.directory, as: format) { Issue.record("\($0)") }.text
  }

  /// The laws of every format: lines of plain text that depend on the records alone.
  @Test(arguments: SessionFormats.all.names)
  func everyFormatKeepsTheLaws(_ name: String) throws {
    let format = try SessionFormats.all.entry(name)
    #expect(format.summary.contains(" ") && !format.summary.hasSuffix("."))
    #expect(Exported.help.contains("\(name): \(format.summary)") && Exported.formats.contains(name))
    let (one, other) = (try ComparedSession.full(), try ComparedSession.full())
    for session in [one, other] {
      _ = try session.store.addCall(
        ModelCall(
          advisor: "odd\u{1B}[31m", kind: .identify, episode: 1, prompt: "a", promptVersion: "1", reply: "[]",
          outcome: "ok", seconds: 1, time: 1))
    }
    let found = try text(one, name)
    #expect(found.hasSuffix("\n") && !found.contains("\u{1B}"))
    #expect(try text(one, name) == found)
    #expect(try text(other, name) == found, "equal records, equal bytes")
  }

  @Test func thePageSaysWhatWasDoneAndWhatCameOfIt() throws {
    let page = try text(try .full(), "markdown")
    for line in [
      "# one: Pong", "**ultra-ra is 7.50 points above ppo (95 % 6.58 to 8.42, 4 paired games).**",
      "One seed says little: 'sidecoach experiment' tells with more.", "- Environment Pong, seed 1",
      #"- Base policy: 1000 steps of ppo, mean return -12.00 \[-14.60, -9.40\] over 4 games"#,
      #"- Collected: 1 episode, 2 steps, mean return 1.00 \[1.00, 1.00\]"#,
      "- Advised: 3 suggestions (offline 3) in 0 calls; 2 measured, 1 of them positive with 95 % confidence",
      "- Decided: 1 accepted, 0 edited, 1 rejected, 0 skipped, 1 pending; by person 1, verified 1",
      "- Steps for guidance: collect 60, identify 0, verify 40",
      #"| ppo (baseline) | -6.00 | \[-8.25, -3.75\] | - | 400 | - | - | - | - | - | - |  |"#,
      #"| ultra-ra | 1.50 | \[-0.55, 3.55\] | 7.50 \[6.58, 8.42\] | 400 | 25.0 % | 50.00 % | 0.250 | 1 | 0.50 | 100 % | α 0.50 to 0.10, 1 accepted |"#,
    ] {
      #expect(page.split(separator: "\n").contains(Substring(line)), "\(line)\n\(page)")
    }
    #expect(page.contains(#"\|α r\_LLM\| / \|r\_env\|"#) && page.contains("games in pairs"))
  }

  @Test func anEmptySessionIsAPageAndNoFigure() throws {
    let session = try ComparedSession()
    let page = try text(session, "markdown")
    for words in ["**Nothing was evaluated yet.**", "Base policy: none yet", "Collected: nothing", "Advised: nothing"] {
      #expect(page.contains(words), "\(page)")
    }
    #expect(!page.contains("## Methods"))
    let error = try #require(throws: ExportError.self) { try text(session, "svg") }
    #expect("\(error)".contains("sidecoach train"))
  }

  @Test func theFigureHasEveryRun() throws {
    let svg = try text(try .full(), "svg")
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    for words in ["base", "ppo (baseline)", "ultra-ra"] { #expect(svg.contains(">\(words)</text>"), "\(words)") }
  }

  @Test func aFileIsWrittenWhole() throws {
    let session = try ComparedSession.full()
    let exported = try Exported("one", in: session.desk.directory, as: "markdown") { Issue.record("\($0)") }
    #expect(exported.remark == nil)
    let path = session.desk.directory + "/page.md"
    try exported.write(to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == exported.text)
    #expect(throws: SessionStoreError.self) { try exported.write(to: session.desk.directory + "/gone/page.md") }
  }

  @Test func whatIsNotThereIsNamed() throws {
    let session = try ComparedSession()
    let gone = try #require(throws: CoachError.self) {
      try Exported("gone", in: session.desk.directory, as: "markdown") { _ in }
    }
    #expect("\(gone)".contains("/gone"))
    #expect(throws: UnknownNameError.self) { try Exported("one", in: session.desk.directory, as: "xml") { _ in } }
  }
}
