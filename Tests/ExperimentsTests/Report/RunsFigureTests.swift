import Experiments
import Foundation
import FoundationXML
import RLCore
import Testing

@Suite struct RunsFigureTests {
  private func figure(_ runs: [(String, [Double])]) -> RunsFigure {
    RunsFigure(
      task: "Pong", horizontal: "steps", baseline: "ppo",
      runs: runs.map { name, values in
        RunsFigure.Run(name, points: values.enumerated().map { CurvePoint(step: Double($0) * 100, value: $1) })
      })
  }

  @Test func everyRunIsALineOfItsOwn() throws {
    let found = figure([("base", [0, 1, 2]), ("ppo", [2, 3, 4]), ("ultra-ra", [2, 5, 9]), ("later", [])])
    let svg = try #require(found.svg)
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    for text in ["base", "ppo (baseline)", "ultra-ra", "steps", "episodic return"] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
    #expect(!svg.contains(">later</text>"), "what has no point has no line")
    #expect(svg.components(separatedBy: "<polygon").count == 1, "a single run has no band")
    #expect(found.svg == svg)
    // Not by colour alone: each line has dashes of its own.
    let lines = svg.split(separator: "\n").filter { $0.hasPrefix("<polyline") && !$0.contains("stroke-width=\"1\"") }
    let dashes = lines.map { line in
      line.firstRange(of: "stroke-dasharray=").map { String(line[$0.lowerBound...]) } ?? ""
    }
    #expect(lines.count == 6, "three in the legend and three in the plot")
    #expect(Set(dashes).count == 3, "\(dashes)")
  }

  @Test func longRunsAreThinnedOut() throws {
    let long = try #require(figure([("ppo", (0..<5_000).map { sin(Double($0) / 400) })]).svg)
    let points = try #require(
      long.split(separator: "\n").filter { $0.hasPrefix("<polyline") }.map { $0.split(separator: " ").count }.max())
    #expect(points < 180 && points > 100)
  }

  @Test func nothingIsNoFigure() {
    #expect(figure([]).svg == nil)
    #expect(figure([("ppo", [])]).svg == nil)
    #expect(figure([("ppo", [.nan, .infinity])]).svg == nil)
    #expect(figure([("ppo", [3])]).svg != nil)
  }

  @Test func theMainFigureIsThatOfThePrimaryComparison() throws {
    let report = ReportSample.report
    #expect(report.mainFigure?.name == "curves-hopper-v5-100k.svg")
    // Without curves it is the differences; without anything it is none.
    let rows = ReportSample.rows("ppo", [1, 2, 3]) + ReportSample.rows("b", [2, 3, 5])
    let other = rows.map { row in
      var row = row
      row.place.environment = "Ant-v5"
      return row
    }
    let primary = PrimaryComparison("b", environment: "Hopper-v5")
    let two = ExperimentReport(
      other + rows, baseline: "ppo", primary: primary, bootstrap: ReportSample.bootstrap)
    #expect(two.mainFigure?.name == "differences-hopper-v5-100k.svg")
    #expect(
      ExperimentReport([ExperimentRow](), baseline: "ppo", bootstrap: ReportSample.bootstrap).mainFigure == nil)
  }
}
