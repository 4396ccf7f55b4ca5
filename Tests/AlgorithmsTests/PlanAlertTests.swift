import RLCore
import Testing

@testable import Algorithms

/// Signs that planning does not work as it should.
@Suite struct PlanAlertTests {
  private func report(_ probabilities: [Double], isSolved: Bool) -> PlanReport {
    var tree = SearchTree()
    for (place, probability) in ([1] + probabilities).enumerated() {
      tree.append(
        SearchTree.Node(
          parent: place == 0 ? nil : place - 1, action: "a", probability: probability, reward: 0, value: nil, score: 0,
          visits: 1, depth: place, fate: .open, isChosen: true, isExecuted: true, subGoal: 0, observation: ""))
    }
    return PlanReport(
      method: "slinvit", source: "test", task: "t", plan: probabilities.map { _ in "a" }, isSolved: isSolved,
      stop: .horizon, goalShare: 0, account: PlanAccount(), tree: tree)
  }

  private func row(_ probabilities: [Double], solved: Int, of tasks: Int) -> PlanComparison.Row {
    let reports = (0..<tasks).map { report(probabilities, isSolved: $0 < solved) }
    return PlanComparison.Row(
      group: "all", method: "slinvit", reports: reports[...], distances: reports.map(\.priorDistance)[...])
  }

  @Test func aFarPriorIsSaidWhereLittleIsSolved() throws {
    // Two actions of 0.1 and 0.4: the geometric mean is 0.2; nothing is one in a thousand.
    #expect(abs(try #require(report([0.1, 0.4], isSolved: true).priorDistance) - 1.6094379) < 1e-6)
    #expect(abs(try #require(report([0], isSolved: true).priorDistance) - 6.9077553) < 1e-6)
    #expect(report([], isSolved: false).priorDistance == nil)
    let alert = try #require(PlanAlert.prior(row([0.1, 0.1], solved: 2, of: 10)))
    #expect(
      alert.detail.contains("2 of 10") && alert.detail.contains("10 % each") && alert.line.hasPrefix("alert: low"))
    #expect(PlanAlert.prior(row([0.1, 0.1], solved: 5, of: 10)) == nil, "half is not low")
    #expect(PlanAlert.prior(row([0.5, 0.5], solved: 2, of: 10)) == nil, "the prior is near")
    #expect(PlanAlert.prior(row([0.1, 0.1], solved: 0, of: 4)) == nil, "four tasks say nothing")
  }

  private func study(
    _ gaps: [Double], bounds: Double?, method: String = "linvit", weight: Double = 1, readsWeight: Bool = true
  ) -> TabularStudyRow {
    TabularStudyRow(
      prior: "p", method: method, divergence: 1, weight: weight, isRule: true, accuracy: 0.1, bias: nil,
      gaps: [gaps.last ?? 0], samples: [nil], boundsGap: bounds,
      curve: gaps.enumerated().map { ($0 * 100, $1) }, episodes: 100 * (gaps.count - 1), readsWeight: readsWeight)
  }

  @Test func boundsAndPlateausAreSaid() throws {
    let open = try #require(PlanAlert.bounds([study([1, 0], bounds: 2.5), study([1, 0], bounds: 3)], optimum: 2))
    #expect(open.detail.contains("those of linvit (lambda 1.00) are 2.50 to 3.00 apart"))
    #expect(PlanAlert.bounds([study([1, 0], bounds: 1.9)], optimum: 2) == nil)
    #expect(PlanAlert.bounds([study([1, 0], bounds: nil)], optimum: 2) == nil)
    let stuck = PlanAlert.plateaus([study([1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.492], bounds: nil)])
    #expect(stuck.count == 1)
    let detail = try #require(stuck.first?.detail)
    #expect(detail.contains("after episode 100 of 600") && detail.contains("0.49 short"))
    #expect(PlanAlert.plateaus([study([1, 0.5, 0.5, 0.4, 0.4, 0.3, 0.3], bounds: nil)]).isEmpty, "it gets better late")
    #expect(PlanAlert.plateaus([study([1, 0.05, 0.05, 0.05], bounds: nil)]).isEmpty, "it is within epsilon")
    #expect(PlanAlert.alerts([study([0.5], bounds: 9)], optimum: 1).isEmpty, "a method that does not learn")
  }

  @Test func alertsThatAreAlikeAreOneAndNameTheirWeights() throws {
    let stuck = [1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    let rows = [
      study(stuck, bounds: 11.01, weight: 0), study(stuck, bounds: 11.04, weight: 0.25),
      study(stuck, bounds: nil, weight: 4), study(stuck, bounds: 11.02, method: "ucbvi", weight: 4, readsWeight: false),
    ]
    let open = try #require(PlanAlert.bounds(rows, optimum: 2))
    #expect(open.detail.contains("those of linvit (lambda 0, 0.25), ucbvi are 11.0 apart"), "\(open.detail)")
    let plateaus = PlanAlert.plateaus(rows)
    #expect(plateaus.count == 2)
    let trusting = try #require(plateaus.first), rest = try #require(plateaus.last)
    #expect(trusting.detail.hasPrefix("linvit (lambda 0.25, 4.00) got no better"), "\(trusting.detail)")
    #expect(
      trusting.detail.contains("after episode 100 of 600, 0.50 short") && trusting.detail.contains("smaller lambda"))
    #expect(rest.detail.hasPrefix("linvit (lambda 0), ucbvi got no better"), "\(rest.detail)")
    #expect(!rest.detail.contains("smaller lambda"), "there is none below 0")
  }
}
