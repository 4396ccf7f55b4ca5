import Experiments
import RLCore
import Testing

@Suite struct ExperimentReportTests {
  private typealias Report = ExperimentReport<ExperimentRow>

  /// One pair's p-value: ten differences of 312 ± 300 (see the comparison table's tests).
  private let pValue = 0.0123186

  /// A flat baseline and two methods on two bases.
  private var twoBases: [ExperimentRow] {
    ["100k", "plateau"].flatMap { base in
      ReportSample.rows("ppo", [Double](repeating: 1_900, count: 10), base: base)
        + ReportSample.rows("ultra-r", ReportSample.means(2_212), base: base)
        + ReportSample.rows("ultra-a", ReportSample.means(2_212), base: base)
    }
  }

  private func report(
    _ rows: [ExperimentRow], primary: PrimaryComparison? = nil, floor: RepeatedMethod? = nil,
    aims: ReportAims = ReportAims()
  ) -> Report {
    ExperimentReport(
      rows, baseline: "ppo", primary: primary, floor: floor, aims: aims, bootstrap: ReportSample.bootstrap)
  }

  @Test func allTablesAreOneFamily() {
    let found = report(twoBases, primary: PrimaryComparison("ultra-r", base: "plateau"))
    #expect(found.sections.map(\.task.base) == ["100k", "plateau"])
    let rows = found.sections.flatMap(\.rows)
    #expect(rows.map(\.method).prefix(4) == ["ppo", "ultra-a", "ultra-r", "ppo, other seeds"])
    #expect(rows.map(\.role) == [.baseline, .other, .other, .noiseFloor, .baseline, .other, .primary, .noiseFloor])
    // The primary one stands by itself, the three others are corrected together.
    #expect(rows[6].correctedPValue.isNear(pValue, 1e-6) && rows[6].verdict == .ahead)
    for row in [rows[1], rows[2], rows[5]] { #expect(row.correctedPValue.isNear(3 * pValue, 3e-6)) }
    #expect(
      found.sentence.hasPrefix("Primary comparison on Hopper-v5, plateau: ultra-r is ahead of ppo by 312 [86, 538]"))
  }

  @Test func aPrimaryComparisonIsOne() {
    let none = report(twoBases)
    #expect(none.sentence == "No primary comparison was fixed: the 4 comparisons are corrected as one family.")
    #expect(none.sections[0].rows[1].correctedPValue.isNear(4 * pValue, 4e-6))
    let both = report(twoBases, primary: PrimaryComparison("ultra-r"))
    #expect(both.sentence.hasSuffix("cannot be made: it names 2 tasks instead of one."))
    #expect(both.sections[0].rows[1].role == .other)
    let elsewhere = report(twoBases, primary: PrimaryComparison("ultra-r", environment: "Pong"))
    #expect(elsewhere.sentence.hasSuffix("cannot be made: it names no task of the experiment."))
    let other = report(twoBases, primary: PrimaryComparison("rice", base: "100k"))
    #expect(other.sentence.hasSuffix("cannot be made: the experiment has no such method."))
    let itself = report(twoBases, primary: PrimaryComparison("ppo", base: "100k"))
    #expect(itself.sentence.hasSuffix("cannot be made: it is the baseline itself."))
  }

  /// numpy 2.4.6 and scipy 1.17.1: the deviation of 1, 3, 5, 7 is 2.581989; t(0.975, 3) √2 / √4 times it is 5.8101.
  @Test func theFloorIsTheLastRowOfEveryTable() {
    let found = report(
      ReportSample.rows("ppo", [1, 3, 5, 7]) + ReportSample.rows("ppo", [1, 3, 5, 7], base: "plateau"))
    for section in found.sections {
      let row = section.rows.last
      #expect(row?.role == .noiseFloor && row?.seeds == 4 && row?.difference.value == 0)
      #expect(row?.difference.high.isNear(5.8101, 1e-3) == true && row?.difference.low.isNear(-5.8101, 1e-3) == true)
      #expect(section.floor.meanDifference.isNear(20.0 / 6))
    }
  }

  @Test func aBaselineRunAgainIsTheFloor() {
    let found = report(
      twoBases + ReportSample.rows("ppo", ReportSample.means(1_910), setting: "again"),
      floor: RepeatedMethod("ppo", again: ["ppo, again"]))
    let row = found.sections[0].rows.last
    #expect(row?.method == "ppo, again" && row?.role == .noiseFloor && row?.seeds == 10)
    #expect(row?.difference.value == 10)
    // It is no comparison of the family.
    #expect(found.sections[0].rows[1].correctedPValue.isNear(4 * pValue, 4e-6))
    #expect(found.sections[1].rows.last?.method == "ppo, other seeds")
    // Two runs on one base are 310 and 290 apart, whatever lies between the bases.
    let floor = found.sections[0].floor
    #expect(floor.bases == 10 && floor.runs == 20 && floor.pairs == 10)
    #expect(floor.meanDifference.isNear(300) && floor.quantile95.isNear(310))
    #expect(
      found.sections[0].remarks.contains {
        $0.hasPrefix(
          "Two runs of ppo on one base differ by 300 on average, 95 % of the pairs by at most 310 (20 runs).")
      })
    #expect(
      found.sections[1].remarks.contains { $0.hasPrefix("Two runs of ppo, on whatever base each has, differ by 0") })
  }

  @Test func theFloorMayBeAnotherMethodsThanTheBaselines() {
    let found = report(
      twoBases + ReportSample.rows("ultra-r", ReportSample.means(2_222), setting: "again"),
      floor: RepeatedMethod("ultra-r", again: ["ultra-r, again"]))
    let rows = found.sections[0].rows
    #expect(rows.map(\.role) == [.baseline, .other, .other, .noiseFloor] && rows[3].method == "ultra-r, again")
    #expect(rows[3].difference.value == 10 && found.baseline == "ppo")
    #expect(found.sections[0].floor.method == "ultra-r" && found.sections[0].floor.meanDifference.isNear(10))
    #expect(rows[1].correctedPValue.isNear(4 * pValue, 4e-6), "a method beside itself is no comparison of methods")
  }

  /// Curves that rise to the run's mean within a thousand steps; by hand.
  @Test func aTargetSaysHowSoonAndHowFar() {
    func risen(_ method: String, _ means: [Double]) -> [ExperimentRow] {
      ReportSample.rows(method, means).map { row in
        var row = row
        row.returns = [CurvePoint(step: 0, value: 0), CurvePoint(step: 1_000, value: row.mean ?? 0)]
        return row
      }
    }
    let rows = risen("ppo", [400, 800, 800]) + risen("ultra-r", [200, 100, 800])
    let found = report(rows, aims: ReportAims(targets: ["Hopper-v5": 400], effect: 100)).sections[0]
    func measures(_ place: Int) -> [String: Double] { found.rows[place].measures.compactMapValues(\.self) }
    #expect(measures(0)["areaUnderCurve"].isNear(1000.0 / 3) && measures(1)["areaUnderCurve"].isNear(1100.0 / 6))
    #expect(measures(0)["reachedTarget"] == 1 && measures(0)["stepsToTarget"].isNear(500))
    #expect(measures(1)["reachedTarget"].isNear(1.0 / 3) && measures(1)["stepsToTarget"] == nil)
    #expect(measures(0)["optimalityGap"] == 0 && measures(1)["optimalityGap"].isNear(500.0 / 3))
    // Differences of -200, -700 and 0 deviate by 360.6: a difference of 100 takes as many pairs.
    #expect(found.rows[1].seedsForEffect == PairedPower(effect: 100, deviation: 360.5551275).seeds())
    let plain = report(rows).sections[0]
    #expect(plain.rows[0].measures.keys.contains("areaUnderCurve"))
    #expect((plain.rows[0].measures["reachedTarget"] ?? nil) == nil)
    #expect(plain.rows[1].seedsForEffect == PairedPower(effect: 200.0 / 3, deviation: 360.5551275).seeds())
  }

  /// Planners are compared by what they make of one prior, and are called the same with each.
  @Test func plansOfEachPriorAreATableOfTheirOwn() {
    let rows = ["gpt", "uniform"].flatMap { prior in
      ["slinvit", "bfs"].flatMap { planner in
        (UInt64(1)...3).map { seed in
          var row = PlanningRow(
            PlanningPlace(
              environment: "BlocksWorld", taskSet: "step_4", prior: prior, planner: planner, setting: "", seed: seed))
          row.success = planner == "bfs" ? 0.5 : prior == "gpt" ? 0.9 : 0.6
          return row
        }
      }
    }
    let found = ExperimentReport(rows, baseline: "bfs", bootstrap: ReportSample.bootstrap)
    #expect(found.sections.map(\.task.base) == ["step_4, prior gpt", "step_4, prior uniform"])
    for (section, difference) in zip(found.sections, [0.4, 0.1]) {
      #expect(section.rows[0].seeds == 3 && section.rows[0].role == .baseline)
      #expect(section.rows[1].method == "slinvit" && section.rows[1].difference.value.isNear(difference, 1e-9))
    }
  }

  @Test func whatDidNotComeOutIsListed() {
    let rows = ReportSample.rows
    let absent = ExperimentPlace(environment: "Hopper-v5", base: "100k", method: "rice", seed: 1)
    let found = ExperimentReport(
      rows, planned: rows.map(\.place) + [absent, absent], baseline: "ppo", bootstrap: ReportSample.bootstrap)
    #expect(found.failed.map(\.cell) == ["Hopper-v5, 100k, ppo, seed 1"])
    #expect(found.failed.map(\.error) == ["the environment failed"])
    #expect(found.missing == [absent])
    #expect(found.remarks == ["49 of 51 cells finished, 1 failed, 1 missing."])
    let (baseline, rice) = (found.sections[0].rows[0], found.sections[0].rows[5])
    #expect(baseline.seeds == 9 && baseline.failed == 1 && rice.method == "rice" && rice.missing == 1)
    #expect(found.sections[0].remarks.first?.hasSuffix("ultra-r, α 1 (1), jsrl (1).") == true)
  }

  @Test func aCellThatWasDoneAgainCountsOnce() {
    var failed = ReportSample.rows("ppo", [5])[0]
    failed.error = "killed"
    let done = ReportSample.rows("ppo", [5])
    #expect(report([failed] + done).rows == done && report(done + [failed]).rows == done)
    // Of one that failed with a number the number is not taken.
    #expect(report([failed]).sections[0].rows[0].seeds == 0)
  }

  @Test func measuresAreMeansOverFinishedCells() {
    let row = ReportSample.report.sections[0].rows[3]
    #expect(row.role == .primary && row.measures["guidanceShare"] == 0.125)
    #expect(row.measures["accepted"] == 18 && row.measures["acceptedDifference"] == 7.5)
    #expect(ReportSample.report.sections[0].rows[0].measures["hitRate"] == .some(nil))
  }

  @Test func theOrderOfTheRowsPlaysNoPart() throws {
    let rows = twoBases + ReportSample.rows("rice", [.nan, 3], environment: "Pong", base: "")
    func files(_ rows: [ExperimentRow]) throws -> [String: [UInt8]] {
      var files: [String: [UInt8]] = [:]
      try report(rows).write { files[$0] = $1 }
      return files
    }
    #expect(try files(rows) == files(rows.reversed()))
  }

  @Test func settingsAreInTheOrderOfTheirNumbers() {
    let rows = ["α 10", "α 2", "α 0.5", "α 1z"].flatMap { ReportSample.rows("ultra-r", [1], setting: $0) }
    let names = report(rows).sections[0].rows.map(\.method)
    #expect(names == ["ppo", "ultra-r, α 0.5", "ultra-r, α 2", "ultra-r, α 10", "ultra-r, α 1z", "ppo, other seeds"])
    let planned = ExperimentReport(rows, planned: rows.map(\.place), baseline: "ppo", bootstrap: ReportSample.bootstrap)
    #expect(planned.sections[0].rows[1].method == "ultra-r, α 10")
  }

  @Test func plansAreReportedAlike() {
    let rows = [("mcts", 0.25), ("slinvit", 0.75)].flatMap { planner, success in
      (1...4 as ClosedRange<UInt64>).map { seed in
        var row = PlanningRow(
          PlanningPlace(environment: "BlocksWorld", taskSet: "4 blocks", prior: "uniform", planner: planner, seed: seed)
        )
        (row.success, row.transitions, row.calls) = (success + Double(seed) / 100, 900, 40)
        (row.low, row.high, row.actions) = (success - 0.1, success + 0.1, 6)
        return row
      }
    }
    let found = ExperimentReport(
      rows, baseline: "mcts", primary: PrimaryComparison("slinvit"), bootstrap: ReportSample.bootstrap)
    #expect(
      found.sections[0].task.base == "4 blocks, prior uniform" && found.sections[0].rows[1].difference.value.isNear(0.5)
    )
    let measures = found.sections[0].rows[1].measures.compactMapValues(\.self)
    #expect(Set(measures.keys) == ["successOfTasks", "low", "high", "actions", "transitions", "calls"])
    #expect(measures["low"].isNear(0.65) && measures["high"].isNear(0.85) && measures["successOfTasks"].isNear(0.775))
    #expect(measures["transitions"] == 900 && measures["calls"] == 40 && measures["actions"] == 6)
    #expect(
      found.csv.hasPrefix(
        "environment,taskSet,prior,planner,setting,seed,success,low,high,actions,transitions,calls,priorDistance,seconds,"
          + "peakMemoryMegabytes,error\n"))
    #expect(
      found.figures.map(\.name) == [
        "differences-blocksworld-4-blocks-prior-uniform.svg", "intervals-blocksworld-4-blocks-prior-uniform.svg",
        "profile-blocksworld-4-blocks-prior-uniform.svg",
      ])
  }

  @Test func oraclesAreSaidToBeBounds() {
    let rows = ReportSample.rows("ppo", [1, 2, 3]) + ReportSample.rows("oracle-actions", [4, 5, 6])
    let found = ExperimentReport(
      rows, baseline: "ppo", remarks: ["Their teacher\nis good."], bootstrap: ReportSample.bootstrap)
    #expect(
      found.sections[0].remarks.last
        == "Upper bounds, and no methods, as they ask a policy whose training is not charged: oracle-actions.")
    #expect(found.remarks.last == "Their teacher is good.", "on one line")
    #expect(report(ReportSample.rows("ppo", [1, 2])).sections[0].remarks.allSatisfy { !$0.contains("Upper bounds") })
  }

  @Test func aScreenHasTheSameNumbersAndSaysWhatTheyMean() throws {
    let report = ReportSample.report
    let task = try #require(report.comparedTasks.first)
    let section = try #require(report.sections.first)
    #expect(report.comparedTasks.count == 1 && task.title == "Hopper-v5, 100k")
    #expect(task.scoreName == "interquartile mean of the mean return" && task.remarks.first == report.sentence)
    #expect(task.methods.map(\.name) == section.rows.dropLast().map(\.method) + ["noise floor"])
    #expect(task.methods.map(\.score) == section.rows.map(\.interquartileMean))
    #expect(task.methods.filter(\.isBaseline).map(\.name) == ["ppo"])
    let primary = try #require(task.methods.first { $0.isPrimary })
    #expect(primary.name == "ultra-r, α 0.1" && primary.steps == 1_000 && primary.guidanceShare == 0.125)
    #expect(primary.meaning.hasPrefix("ultra-r, α 0.1 is ahead of ppo by "))
    #expect(primary.meaning.hasSuffix("; the comparison that was fixed beforehand."))
    let other = try #require(task.methods.first { $0.name == "jsrl" })
    #expect(
      other.meaning.hasPrefix("worse: jsrl is behind ppo by ") && other.meaning.hasSuffix(" by Holm's correction."))
    #expect(task.methods[0].note == "9 (1 failed) seeds")
    #expect(task.methods[0].difference == nil && task.methods.last?.curve.isEmpty == true)
    // Ten runs rise evenly to 300 above and below 2,212: in the middle the interquartile mean is half of that.
    try #require(primary.curve.count == 61)
    let middle = primary.curve[30]
    #expect(abs(middle.value - 2_212 * middle.step / 1_000) < 12)
  }
}
