import Experiments
import Foundation
import Testing

@Suite struct NoiseFloorTests {
  /// PPO on one base of Hopper with three refinement seeds. numpy 2.4.6: the mean of the three differences is 876, their
  /// percentile(…, 95) is 1256.8.
  @Test func theFloorIsTheSpreadOfPairs() {
    let found = NoiseFloor(method: "ppo", replicates: RunMatrix([[2390, 1076, 1818]]))
    #expect(found.bases == 1 && found.runs == 3 && found.pairs == 3)
    #expect(found.meanDifference.isNear(876) && found.quantile95.isNear(1256.8, 1e-9))
  }

  /// Bases differ by a thousand, runs on one by 2 or by 4.
  @Test func pairsAreFormedWithinABase() {
    let found = NoiseFloor(method: "ppo", replicates: RunMatrix([[0, 2], [1000, 1004], [5000], []]))
    #expect(found.bases == 2 && found.runs == 4 && found.pairs == 2 && found.meanDifference == 3)
  }

  /// Two normal numbers differ by 2 / √π on average, and in 95 % of cases by less than 1.96 √2.
  @Test func normalRunsHaveTheNormalFloor() {
    let found = NoiseFloor(method: "ppo", replicates: RunMatrix([ReferenceScores.normal(1_500, seed: 8)]))
    #expect(found.meanDifference.isNear(2 / Double.pi.squareRoot(), 0.05))
    #expect(found.quantile95.isNear(1.959964 * 2.0.squareRoot(), 0.12))
  }

  @Test func theTableHoldsMethodsWithReplicates() {
    let scores = ReferenceScores.scores(["ppo": [1, 2, 4], "ultra": [5], "none": [.nan]])
    let table = NoiseFloor.table(of: scores)
    #expect(
      table.lines == [
        "method  bases  runs  two runs differ by  95 % within", "ppo         1     3                2.00         2.90",
      ])
  }

  @Test func withoutReplicatesThereIsNone() throws {
    let found = NoiseFloor(method: "ppo", replicates: RunMatrix([[1], []]))
    #expect(found.pairs == 0 && found.meanDifference == nil && found.quantile95 == nil)
    #expect(String(decoding: try JSONEncoder().encode(found), as: UTF8.self).contains("\"quantile95\":null"))
    #expect(NoiseFloor(method: "ppo", replicates: RunMatrix([[3, 3]])).meanDifference == 0)
  }
}
