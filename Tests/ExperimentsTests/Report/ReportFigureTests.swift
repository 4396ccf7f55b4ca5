import Experiments
import Foundation
import FoundationXML
import Testing

@Suite struct ReportFigureTests {
  /// Whether a file is well-formed XML.
  private func isXML(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

  @Test func everyFigureIsThere() {
    let figures = ReportSample.report.figures
    #expect(
      figures.map(\.name)
        == ["curves", "hits", "differences", "intervals", "profile", "sweep"].map {
          "\($0)-hopper-v5-100k.svg"
        })
    for figure in figures {
      #expect(isXML(figure.svg), "\(figure.name)")
      #expect(figure.svg.contains("<title>\(figure.title)</title>") && figure.svg.contains("<desc>"))
      #expect(!figure.svg.contains("nan") && !figure.svg.contains("inf\""))
    }
    #expect(figures == ReportSample.report.figures)
  }

  @Test func axesAndLegendSayWhatIsDrawn() {
    let curves = ReportSample.report.figures[0].svg
    for text in ["environment steps", "episodic return", "ppo (baseline)", "ultra-r, α 0.1 (primary)", "jsrl"] {
      #expect(curves.contains(">\(text)</text>"), "\(text)")
    }
    // A band for each of five methods.
    #expect(curves.components(separatedBy: "<polygon").count == 6)
    #expect(ReportSample.report.figures[5].svg.contains(">α (logarithmic)</text>"))
  }

  @Test func namesFromOutsideStayText() {
    let rows =
      ReportSample.rows("<a & \"b\">]]>", [1, 2, 3], environment: "x/../é", base: "<&>")
      + ReportSample.rows("ppo", [1, 2, 4], environment: "x/../é", base: "<&>")
    let figures = ExperimentReport(rows, baseline: "ppo", bootstrap: ReportSample.bootstrap).figures
    #expect(figures.map(\.name).first == "differences-x.svg" && figures.allSatisfy { isXML($0.svg) })
  }

  @Test func tasksHaveFilesOfTheirOwn() {
    let rows = ["A/b", "a-b", "é"].flatMap { ReportSample.rows("ppo", [1, 2], environment: $0, base: "") }
    let figures = ExperimentReport(rows, baseline: "ppo", bootstrap: ReportSample.bootstrap).figures
    #expect(Set(figures.map(\.name)).count == figures.count && figures.contains { $0.name == "intervals-3.svg" })
  }
}
