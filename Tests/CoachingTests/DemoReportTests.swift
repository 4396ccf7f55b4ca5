import Algorithms
import Coaching
import Experiments
import Foundation
import RLCore
import Testing

@Suite struct DemoReportTests {
  @Test func oneSeedIsItsComparison() throws {
    let comparison = try comparison(seed: 1)
    let report = DemoReport([comparison])
    #expect(report.lines == comparison.table.lines)
    #expect(report.environment == "Pong" && report.rows.count == comparison.rows.count)
    #expect(report.checkpointDigest == comparison.rows.last?.digest)
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    #expect(Set(object.keys) == ["environment", "rows", "checkpointDigest"])
    let row = try #require((object["rows"] as? [[String: Any]])?.first)
    #expect(
      Set(row.keys) == [
        "method", "seed", "mean", "low", "high", "environmentSteps", "hitRate", "checkpointDigest",
      ])
    #expect(row["hitRate"] is NSNull, "the base policy matched nothing")
  }

  @Test func severalSeedsAreSummedUp() throws {
    let report = DemoReport([try comparison(seed: 1), try comparison(seed: 2)])
    #expect(report.rows.map(\.seed) == [1, 1, 2, 2])
    #expect(report.lines.filter { $0.hasPrefix("seed ") } == ["seed 1", "seed 2"])
    #expect(report.lines.contains("over 2 seeds"))
    #expect(report.summary.rows.map(\.method) == ["base", "ppo"] && report.summary.reference == "base")
    #expect(report.summary.rows.allSatisfy { $0.seeds == 2 })
  }

  private func comparison(seed: UInt64) throws -> Comparison {
    var settings = try Desk.pong(seed: seed)
    settings.methods = ["ppo"]
    let desk = try Desk(settings)
    _ = try desk.coach.train()
    _ = try desk.coach.refine(try MethodCatalog.methods.entry("ppo"))
    for run in [RunName.base, "ppo"] { _ = try desk.coach.evaluate(run, games: 2) }
    return try Comparison(store: desk.store, settings: settings)
  }
}
