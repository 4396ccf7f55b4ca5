import Experiments
import Testing

@Suite struct SeedSummaryTests {
  @Test func methodsAreComparedSeedBySeed() {
    let values: [(String, UInt64, Double)] = [
      ("base", 1, -20), ("ultra", 1, -19), ("base", 2, -10), ("ultra", 2, -8), ("base", 3, 0), ("ultra", 3, .nan),
    ]
    let summary = SeedSummary(
      values.map { SeedSummary.Result(method: $0.0, seed: $0.1, value: $0.2) }, reference: "base")
    #expect(summary.rows.map(\.method) == ["base", "ultra"])
    #expect(summary.rows.map(\.seeds) == [3, 2])
    #expect(summary.rows[0].interquartileMean.value == -10)
    #expect(summary.rows[0].difference == Estimate(value: 0, low: 0, high: 0, count: 3))
    // 1 and 2: mean 1.5, standard error 0.5, t of 1 degree 12.706.
    let difference = summary.rows[1].difference
    #expect(difference.value == 1.5 && difference.count == 2)
    #expect(
      abs((difference.low ?? 0) + 4.853) < 1e-3
        && abs((difference.high ?? 0) - 7.853) < 1e-3)
    #expect(summary.table.lines[0] == "method  seeds  interquartile mean      over base, paired")
  }
}
