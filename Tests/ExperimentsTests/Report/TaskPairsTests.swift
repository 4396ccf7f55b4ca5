import Foundation
import RLCore
import TestSupport
import Testing

@testable import Experiments

/// Planners that are compared task by task, against numbers worked out by hand.
@Suite struct TaskPairsTests {
  private func row(_ planner: String, _ solved: String, seed: UInt64 = 1, tasks: String = "ten") -> PlanningRow {
    var row = PlanningRow(
      PlanningPlace(environment: "ALFWorld", taskSet: "valid_seen", prior: "learnt", planner: planner, seed: seed))
    let outcomes = solved.map { $0 == "1" }
    row.success = Double(outcomes.count { $0 }) / Double(outcomes.count)
    row.outcomes = TaskOutcomes(tasks: tasks, solved: outcomes)
    return row
  }

  private func report(_ rows: [PlanningRow]) -> ReportSection {
    ExperimentReport(rows, baseline: "prior", bootstrap: StratifiedBootstrap(resamples: 50)).sections[0]
  }

  @Test(
    arguments: [
      // 2 (1 + 5) / 2^5 is 0.375 for one against four, 2 / 2^8 for none against eight; and at most 1.
      (1, 4, 0.375), (4, 1, 0.375), (0, 8, 2.0 / 256), (0, 0, 1), (3, 3, 1), (0, 1, 1),
      // 2 (1 + 12 + 66) / 2^12.
      (2, 10, 2 * 79.0 / 4096),
    ] as [(Int, Int, Double)])
  func mcNemarsTestIsExact(won: Int, lost: Int, pValue: Double) {
    #expect(PairedShares(won: won, lost: lost, count: 20).pValue.isNear(pValue, 1e-12))
  }

  @Test func manyTasksDoNotOverflow() {
    let found = PairedShares(won: 2_500, lost: 2_500, count: 10_000)
    #expect(found.pValue == 1 && PairedShares(won: 5_000, lost: 0, count: 10_000).pValue == 0)
  }

  @Test func theIntervalIsAgrestisAndMins() {
    // b = 6, c = 1, n = 10: 5/12 ± 1.96 sqrt(8 - 25/12) / 12 = 0.4166667 ± 0.3972880.
    let found = PairedShares(won: 6, lost: 1, count: 10).difference
    #expect(found.value == 0.5 && found.low.isNear(0.0193787, 1e-6) && found.high.isNear(0.8139546, 1e-6))
    // Two tasks won of two are too few to say anything.
    let few = PairedShares(won: 2, lost: 0, count: 2).difference
    #expect(few.value == 1 && few.low ?? 1 < 0 && few.high == 1)
    let alike = PairedShares(won: 0, lost: 0, count: 140).difference
    #expect(alike.value == 0 && alike.high.isNear(1.959964 / 142, 1e-6) && alike.low.isNear(-1.959964 / 142, 1e-6))
  }

  @Test func oneSeedIsComparedOverItsTasks() {
    // Six tasks won, one lost, three alike.
    let found = report([row("prior", "0000001110"), row("slinvit", "1111110110")])
    let judged = found.rows[1]
    #expect(judged.method == "slinvit" && judged.difference.value == 0.5 && judged.difference.count == 10)
    #expect(judged.difference.low.isNear(0.0193787, 1e-6))
    // 2 (1 + 7) / 2^7, the only comparison of its family: the test is not sure, so nobody is ahead.
    #expect(judged.correctedPValue.isNear(0.125, 1e-12))
    #expect(judged.sentence.contains("over 10 paired tasks (p = 0.12") || judged.sentence.contains("(p = 0.13"))
    #expect(judged.verdict == .notWorse)
    #expect(judged.probabilityOfImprovement.count == 0 && judged.seedsForEffect == nil)
    #expect(found.remarks.contains { $0.hasPrefix("Differences are paired over the tasks") && $0.contains("one seed") })
    #expect(!found.remarks.contains { $0.contains("nothing is resolved") })
    // Eight won, one lost: 2 (1 + 9) / 2^9 is below 0.05; and the other way round.
    let (less, more) = (row("prior", "0000000010"), row("slinvit", "1111111100"))
    #expect(report([less, more]).rows[1].verdict == .ahead)
    let swapped = report([row("prior", "1111111100"), row("slinvit", "0000000010")])
    #expect(swapped.rows[1].verdict == .worse && swapped.rows[1].correctedPValue.isNear(20.0 / 512, 1e-12))
  }

  @Test func severalSeedsAreMeansOfEachTask() throws {
    // Means 1/2, 1, 0 and 0 against 0, 0, 0 and 1/2: differences 1/2, 1, 0 and -1/2.
    let rows = [
      row("prior", "0000", seed: 1), row("prior", "0001", seed: 2), row("prior", "1111", seed: 3),
      row("slinvit", "1100", seed: 1), row("slinvit", "0100", seed: 2),
    ]
    let pairs = try #require(TaskPairs(Array(rows[3...]), Array(rows[..<3])))
    #expect(pairs.own == [0.5, 1, 0, 0] && pairs.theirs == [0, 0, 0, 0.5] && !pairs.isSingle)
    let judged = report(rows).rows[1]
    #expect(judged.difference.value == 0.25 && judged.difference.count == 4)
    // The deviation of the four is sqrt(5/12), so that t is 0.25 / (sqrt(5/12) / 2) = 0.7746 with three degrees of freedom.
    #expect(judged.correctedPValue.isNear(pairedTest([0.5, 1, 0, -0.5]) ?? .nan, 1e-12))
    #expect(judged.verdict == .notResolved)
  }

  @Test func otherwiseSeedsArePaired() {
    // One seed's tasks are others for the two.
    #expect(TaskPairs([row("a", "11", tasks: "one")], [row("b", "10", tasks: "two")]) == nil)
    #expect(TaskPairs([row("a", "11")], [row("b", "100")]) == nil)
    #expect(TaskPairs([row("a", "11", seed: 1)], [row("b", "10", seed: 2)]) == nil)
    // One cell of an earlier version does not say which tasks it solved.
    var old = row("prior", "10", seed: 2)
    old.outcomes = nil
    let found = report([row("prior", "10"), old, row("slinvit", "11"), row("slinvit", "11", seed: 2)])
    #expect(found.rows[1].difference.count == 2 && found.rows[1].sentence.contains("2 paired seeds"))
    // A task that each seed draws anew is paired by seeds that are tasks.
    let drawn = TaskPairs(
      [row("a", "1", seed: 1, tasks: "x"), row("a", "0", seed: 2, tasks: "y")],
      [row("b", "0", seed: 1, tasks: "x"), row("b", "0", seed: 2, tasks: "y")])
    #expect(drawn?.own == [1, 0] && drawn?.theirs == [0, 0] && drawn?.isSingle == true)
  }

  @Test func outcomesAreKeptAndNotListed() throws {
    let one = row("slinvit", "0110")
    let data = try JSONEncoder().encode(one)
    #expect(String(decoding: data, as: UTF8.self).contains(#""solved":"0110""#))
    #expect(try JSONDecoder().decode(PlanningRow.self, from: data) == one)
    #expect(one.listed.outcomes == nil && one.listed.success == 0.5)
    let damaged = Data(#"{"tasks":"x","solved":"01?"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TaskOutcomes.self, from: damaged) }
  }
}
