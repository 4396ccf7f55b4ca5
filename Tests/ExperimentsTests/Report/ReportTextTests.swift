import Experiments
import Foundation
import Testing

@Suite struct ReportTextTests {
  private let report = ReportSample.report

  @Test func aTerminalShowsTheSentenceFirst() {
    let lines = report.lines
    #expect(lines[0] == "Experiment" && lines[2] == report.sentence && lines[3] == report.remarks[0])
    #expect(lines.contains { $0.hasPrefix("noise floor: ppo, other seeds") })
    #expect(lines.contains { $0.hasPrefix("ultra-r, α 0.1 (primary)") && $0.contains("12.5 %") })
    #expect(lines.suffix(2) == ["Failed:", "  Hopper-v5, 100k, ppo, seed 1: the environment failed"])
    #expect(lines.allSatisfy { $0.last != " " })
  }

  @Test func aPageLinksItsFigures() throws {
    var pages: [String: String] = [:]
    var order: [String] = []
    try report.write { name, bytes in
      pages[name] = String(decoding: bytes, as: UTF8.self)
      order.append(name)
    }
    let page = try #require(pages["report.md"])
    #expect(order.last == "report.md" && order.filter { $0.hasSuffix(".svg") }.count == 6)
    for name in order where name.hasSuffix(".svg") { #expect(page.contains("](\(name))"), "\(name)") }
    #expect(page.contains("| noise floor: ppo, other seeds | 9 |") && page.contains("## Failed"))
    #expect(pages["cells.csv"]?.split(separator: "\n").count == 51)
  }

  @Test func wordsFromOutsideAreNoMarkup() {
    var rows = ReportSample.rows("a|b <c>\n# d", [1, 2]) + ReportSample.rows("ppo", [1, 2])
    rows[0].error = "[x](y)\u{1B}[31m\nsecond line"
    let found = ExperimentReport(rows, baseline: "ppo", bootstrap: ReportSample.bootstrap)
    #expect(found.markdown.contains("| a\\|b \\<c\\> \\# d |"))
    #expect(found.markdown.contains("\\[x\\](y) \\[31m second line"))
    #expect(found.lines.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }

  @Test func aFileThatCannotBeWrittenEndsIt() {
    struct Full: Error {}
    #expect(throws: Full.self) { try report.write { name, _ in if name == "cells.csv" { throw Full() } } }
  }

  @Test func dataHaveTheKeysOfTheCommand() throws {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any])
    #expect(object["environment"] as? String == "Hopper-v5" && object["sentence"] as? String == report.sentence)
    let rows = try #require(object["rows"] as? [[String: Any]])
    let keys: Set = [
      "environment", "base", "identifier", "advisor", "method", "setting", "seed", "mean", "low", "high",
      "environmentSteps", "guidanceSteps", "hitRate", "shapedShare", "accepted", "checkpointDigest", "seconds", "error",
    ]
    #expect(rows.count == 50 && rows.allSatisfy { Set($0.keys) == keys })
    let sections = try #require(object["sections"] as? [[String: Any]])
    #expect((sections[0]["rows"] as? [[String: Any]])?.last?["role"] as? String == "noiseFloor")
  }
}
