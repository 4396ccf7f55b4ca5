import Experiments
import RLCore
import Testing

@Suite struct DegenerateReportTests {
  private typealias Report = ExperimentReport<ExperimentRow>

  private func report(_ rows: [ExperimentRow], planned: [ExperimentPlace] = []) -> Report {
    ExperimentReport(
      rows, planned: planned, baseline: "ppo", primary: PrimaryComparison("ultra-r"), bootstrap: ReportSample.bootstrap)
  }

  /// The names of the files, all of which were written.
  private func files(_ report: Report) throws -> [String] {
    var names: [String] = []
    try report.write { name, bytes in
      #expect(!bytes.isEmpty)
      names.append(name)
    }
    return names
  }

  @Test func nothingIsReportedAsNothing() throws {
    let found = report([])
    #expect(found.remarks == ["There is no cell: nothing was planned and nothing was run."])
    #expect(found.sections.isEmpty && found.sentence.contains("names no task"))
    #expect(try files(found) == ["cells.csv", "report.json", "report.md"])
  }

  @Test func aPlanAloneIsMissing() throws {
    let found = report([], planned: ReportSample.rows.map(\.place))
    #expect(found.remarks == ["0 of 50 cells finished, 0 failed, 50 missing.", "No cell finished: nothing is known."])
    #expect(found.sections[0].rows[0].missing == 10 && found.sections[0].remarks.contains("No cell finished here."))
    #expect(try files(found) == ["cells.csv", "report.json", "report.md"])
  }

  @Test func numbersThatAreNoneAreFailures() throws {
    let found = report(ReportSample.rows("ppo", [.nan, .infinity]) + ReportSample.rows("ultra-r", [.nan]))
    #expect(found.failed.count == 3 && found.failed[0].error == "its mean return is not a number")
    #expect(found.sections[0].rows.allSatisfy { $0.seeds == 0 && $0.mean.value == nil })
    #expect(found.sections[0].remarks[0] == "The baseline ppo has no finished cell here: no difference is known.")
    #expect(try files(found).count == 3)
  }

  @Test func oneSeedResolvesNothing() throws {
    let found = report(ReportSample.rows("ppo", [3]) + ReportSample.rows("ultra-r", [5]))
    #expect(found.sections[0].rows[1].verdict == .notResolved && found.sections[0].rows[1].difference.value == 2)
    #expect(
      found.sections[0].remarks == [
        "No method has more than one seed: no interval has a width and nothing is resolved.",
        "The noise floor is unknown: ppo has fewer than two seeds.",
      ])
    #expect(found.sentence.contains("on the only seed that both have"))
    #expect(try files(found).contains("differences-hopper-v5-100k.svg"))
  }

  @Test func oneMethodIsNotCompared() throws {
    let found = report(ReportSample.rows("ppo", [3, 4, 5]))
    #expect(found.remarks.last == "There is one method alone: nothing is compared.")
    #expect(found.sections[0].rows.map(\.role) == [.baseline, .noiseFloor])
    #expect(try !files(found).contains("differences-hopper-v5-100k.svg"))
  }

  @Test func hugeNumbersAreWritten() throws {
    var rows =
      ReportSample.rows("ppo", [1e308, -1e308, 1e308]) + ReportSample.rows("ultra-r", [-1e308, 1e308, 1e-300])
    rows[0].returns = [CurvePoint(step: 1e308, value: -1e308), CurvePoint(step: -1e308, value: 1e308)]
    rows[1].hits = [CurvePoint(step: 5, value: .greatestFiniteMagnitude)]
    rows[2].environmentSteps = .max
    #expect(try files(report(rows)).count >= 3)
  }
}
