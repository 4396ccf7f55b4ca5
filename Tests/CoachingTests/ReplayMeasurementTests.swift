import Coaching
import Foundation
import RLCore
import Testing

@testable import TextEnvironments

/// What the bench of recorded rewards prints.
@Suite struct ReplayMeasurementTests {
  private let measurement = ReplayMeasurement(
    "InterCode-SQL",
    [
      ReplayAccount(
        engine: "SQLite", limit: 0.96, causes: ["order", "other"],
        runs: [
          .init(
            run: "one", answers: 50, sameAnswers: 40, rewards: 50, sameRewards: 49, verdicts: 9, sameVerdicts: 9,
            differences: [1, 0]),
          .init(
            run: "two", answers: 50, sameAnswers: 50, rewards: 50, sameRewards: 47, verdicts: 9, sameVerdicts: 8,
            differences: [1, 2]),
        ]),
      ReplayAccount(engine: "MariaDB", causes: ["order", "other"], runs: [], notes: ["nothing was played"]),
    ])

  @Test func pooledSharesStandBesideTheirLimit() throws {
    #expect(measurement.rows.map(\.limit) == [96, nil])
    #expect(measurement.rows[0].value == 96 && measurement.rows[1].value?.isFinite != true)
    #expect(measurement.runs.map(\.run) == ["one", "two", "pooled", "pooled"])
    let pooled = measurement.runs[2]
    #expect(pooled.rewards == 100 && pooled.share == 0.96 && pooled.differences.map(\.count) == [2, 2])
    #expect(measurement.runs[3].share == nil && measurement.notes == ["nothing was played"])
    let text = measurement.lines.joined(separator: "\n")
    #expect(text.contains("recorded rewards that come again, SQLite") && text.contains("96.00 %"))
  }

  @Test func keysAreThoseThatHelpLists() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(measurement)) as? [String: Any])
    let runs = try #require(object["runs"] as? [[String: Any]])
    for key in Set(object.keys).union(runs.flatMap(\.keys)) { #expect(ReplayMeasurement.keys.contains(key), "\(key)") }
    #expect(runs[0].count == 10 && runs[3]["share"] is NSNull)
  }

  @Test func environmentsWithoutRecordedRewardsAreNamed() {
    #expect(throws: UnknownNameError.self) { try ReplayMeasurement("BlocksWorld", ReplayOrder()) }
  }
}
