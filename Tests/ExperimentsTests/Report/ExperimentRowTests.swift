import Experiments
import Foundation
import RLCore
import Testing

@Suite struct ExperimentRowTests {
  private func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test func everyKeyIsThere() throws {
    let row = ExperimentRow(ExperimentPlace(environment: "Pong", method: "ppo", seed: 18_446_744_073_709_551_615))
    #expect(
      try encoded(row)
        == #"{"accepted":null,"advisor":"","base":"","checkpointDigest":"","environment":"Pong","environmentSteps":0,"#
        + #""error":null,"guidanceSteps":0,"high":null,"hitRate":null,"identifier":"","low":null,"mean":null,"#
        + #""method":"ppo","seconds":null,"seed":18446744073709551615,"setting":"","shapedShare":null}"#)
  }

  @Test func rowsComeBack() throws {
    for row in ReportSample.rows {
      #expect(try JSONDecoder().decode(ExperimentRow.self, from: JSONEncoder().encode(row)) == row)
    }
    var plan = PlanningRow(
      PlanningPlace(environment: "BlocksWorld", taskSet: "4 blocks", prior: "uniform", planner: "slinvit", seed: 3))
    (plan.success, plan.transitions, plan.calls, plan.error) = (0.75, 900, 40, "stopped")
    #expect(try JSONDecoder().decode(PlanningRow.self, from: JSONEncoder().encode(plan)) == plan)
  }

  @Test func whatIsNoNumberIsNull() throws {
    var row = ExperimentRow(ExperimentPlace(environment: "Pong", method: "ppo", seed: 1))
    (row.mean, row.low, row.high, row.hitRate, row.shapedShare) = (.nan, -.infinity, .infinity, .nan, .infinity)
    row.seconds = .nan
    row.accepted = AcceptedEvidence(count: 1, meanDifference: .nan, verified: .infinity)
    row.returns = [CurvePoint(step: 1, value: .nan), CurvePoint(step: 2, value: 3)]
    let text = try encoded(row)
    #expect(text.contains(#""mean":null"#) && text.contains(#""returns":[{"step":2,"value":3}]"#))
    #expect(text.contains(#""accepted":{"count":1,"meanDifference":null,"verified":null}"#))
  }

  @Test func shareOfTheBudget() {
    var row = ExperimentRow(ExperimentPlace(environment: "Pong", method: "ppo", seed: 1))
    #expect(row.guidanceShare == nil)
    (row.environmentSteps, row.guidanceSteps) = (1_000, 125)
    #expect(row.guidanceShare == 0.125)
  }
}
