import Algorithms
@testable import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// Measuring fidelity on a session's base policy.
@Suite struct FidelityStageTests {
  /// Eight steps of which the second pays for its right action.
  private struct OnePayment: Restorable {
    private var steps = 0

    init() {}

    var spec: RLCore.EnvironmentSpec {
      RLCore.EnvironmentSpec(
        id: "OnePayment", observation: .dense(dimension: 1), action: .discrete(names: ["right", "wrong"]), stepLimit: 8)
    }

    mutating func reset(seed: UInt64?) { steps = 0 }

    mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
      let pays = steps == 1 && action[0] == 0
      steps += 1
      return StepOutcome(reward: pays ? 1 : 0, terminated: steps == 8, truncated: false)
    }

    func observe(into row: UnsafeMutableRawPointer) { row.storeBytes(of: Float(steps), as: Float.self) }

    mutating func reseed(_ seed: UInt64) {}

    func capture() -> [UInt8] { [UInt8(steps)] }

    mutating func restore(_ state: some Collection<UInt8>) throws { steps = Int(state.first ?? 0) }
  }

  /// Scores one step above all others.
  private struct Marking: ScoringIdentifier {
    let name: String
    let step: Int
    var summary: String { "Names step \(step)." }

    func scores(of episode: Episode) -> [Double] { episode.steps.indices.map { $0 == step ? 1 : 0 } }
    func reason(for score: Double) -> String { "it is marked" }
  }

  private var catalogs: Catalogs {
    var catalogs = Catalogs.standard
    catalogs.environments = catalogs.environments.adding([
      EnvironmentMaker("OnePayment", "one step pays") { _ in { OnePayment() } }
    ])
    catalogs.identifiers = Catalog(
      "identifier",
      [
        IdentifierEntry("random", RandomIdentifier.catalogSummary) { RandomIdentifier(seed: $0.seed) },
        IdentifierEntry("seer", "Names the step that pays.") { _ in Marking(name: "seer", step: 1) },
        IdentifierEntry("blind", "Names a step that does not.") { _ in Marking(name: "blind", step: 6) },
      ])
    return catalogs
  }

  private func desk() throws -> Desk {
    var settings = try SessionSettings(environment: "OnePayment", seed: 1, catalogs: catalogs)
    settings.training.environments = 8
    settings.training.stepsPerUpdate = 64
    settings.training.minibatches = 2
    settings.training.hidden = [16]
    settings.training.totalSteps = 1_024
    let desk = try Desk(settings, catalogs: catalogs)
    _ = try desk.coach.train()
    return desk
  }

  private func order(_ desk: Desk, episodes: Int, _ identifiers: [String] = []) throws -> FidelityOrder {
    var order = FidelityOrder(desk.coach.settings)
    order.identifiers = identifiers
    try order.apply(["episodes=\(episodes)"])
    return order
  }

  @Test func whoNamesWhatHangsOnItScoresHigher() throws {
    let desk = try desk()
    let report = try desk.coach.fidelity(try order(desk, episodes: 40))
    #expect(report.environment == "OnePayment" && report.episodes == 40 && report.floor == 1e-3)
    #expect(report.range == 1, "whatever the policy does there, chance now and then does the other")
    #expect(report.rows.map(\.identifier) == ["random", "seer", "blind"].flatMap { Array(repeating: $0, count: 4) })
    #expect(report.rows.prefix(4).map(\.share) == [0.1, 0.2, 0.3, 0.4])
    let (seer, blind) = (report.rows[4], report.rows[8])
    // One step of eight is the window of each; a random action there is wrong once in two.
    #expect(seer.length == 0.125 && blind.length == 0.125)
    #expect((0.2...0.8).contains(seer.change) && blind.change == 0)
    #expect(abs(seer.score - (log(seer.change) - log(0.125))) < 1e-12)
    #expect(seer.low < seer.score && seer.score < seer.high)
    #expect(abs(blind.score - (log(1e-3) - log(0.125))) < 1e-12 && blind.low == blind.high)
    // Each of 40 episodes of 8 steps once and again for every K, by three identifiers that take none of their own.
    #expect(report.environmentSteps == 3 * 40 * 8 * 5 && report.identifierSteps == 0)
    #expect(try desk.store.stepsSpent()[.compare] == report.environmentSteps)
    #expect(try desk.store.guidanceSteps() == 0, "measuring guides nothing")
    #expect(try desk.coach.fidelity(try order(desk, episodes: 40)).rows == report.rows, "the same again")
  }

  @Test func chanceStandsBesideWhoeverIsAsked() throws {
    let desk = try desk()
    let report = try desk.coach.fidelity(try order(desk, episodes: 5, ["blind", "blind"]))
    #expect(report.rows.map(\.identifier) == Array(repeating: "random", count: 4) + Array(repeating: "blind", count: 4))
    let one = try desk.coach.measureFidelity(try order(desk, episodes: 5, ["seer"]))
    #expect(one.map(\.identifier) == ["seer"] && one[0].episodes == 5 && one[0].summaries.count == 4)
  }

  /// Whoever names single states is measured by the steps about them.
  @Test func whoNamesSingleStatesIsMeasuredByTheirSurroundings() throws {
    let states = [(3, 0.25), (6, 1.0)].map { CriticalState(episode: 1, step: $0.0, why: "", score: $0.1) }
    #expect(
      NamedStateScorer.scores(states, steps: 8) == [-2.875, -1.875, -0.875, 0.125, -0.875, -0.5, 0.5, -0.5])
    #expect(NamedStateScorer.scores([], steps: 3) == [0, 0, 0])
    let desk = try Desk()
    _ = try desk.coach.train()
    let report = try desk.coach.fidelity(try order(desk, episodes: 3, ["planner", "offline"]))
    #expect(
      report.rows.map(\.identifier) == ["random", "planner", "offline"].flatMap { Array(repeating: $0, count: 4) })
    #expect(report.identifierSteps > 0, "a search spends steps")
    #expect(try desk.coach.fidelity(try order(desk, episodes: 3, ["planner", "offline"])).rows == report.rows)
  }

  @Test func whoIsUnknownIsNamed() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    #expect(throws: UnknownNameError.self) { try desk.coach.fidelity(try order(desk, episodes: 2, ["radnom"])) }
    #expect(try desk.store.stepsSpent()[.compare] == nil, "before anything is played")
  }

  @Test func aSessionWithoutAPolicySaysSo() throws {
    let desk = try Desk()
    let error = try #require(throws: CoachError.self) { try desk.coach.fidelity(try order(desk, episodes: 2)) }
    #expect("\(error)".contains("sidecoach train"))
  }

  @Test func aMaskIsTrainedOnceAndItsStepsStandApart() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    var order = try order(desk, episodes: 3, ["rice-mask"])
    // Less than an update is one update of the environment's base training.
    try order.apply(["mask.steps=1"])
    let report = try desk.coach.fidelity(order)
    let batch = try PPOConfiguration.training(desk.coach.entry.presets).batchSize
    #expect(report.identifierSteps == batch && report.environmentSteps > 0)
    #expect(try desk.store.stepsSpent()[.compare] == report.identifierSteps + report.environmentSteps)
    #expect(try desk.store.runs().map(\.name) == [.base], "a mask is no run of the session")
    #expect(desk.coach.settings.mask == MaskConfiguration(), "what was set holds for this measurement")
  }

  @Test func aStopEndsIt() throws {
    let desk = try desk()
    desk.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try desk.coach.fidelity(try order(desk, episodes: 40)) }
    #expect(try desk.store.stepsSpent()[.compare] == nil)
  }

  @Test func settingsAreThoseOfTheMeasurementAndOfMasks() throws {
    var order = FidelityOrder(try Desk.pong(seed: 7))
    #expect(order.seed == 7 && order.configuration == FidelityConfiguration())
    try order.apply(["samples=true", "floor=0.01", "mask.steps=5", "episodes=9"])
    #expect(order.configuration.samples && order.configuration.floor == 0.01 && order.configuration.episodes == 9)
    #expect(order.mask.steps == 5)
    let error = try #require(throws: UnknownNameError.self) { try order.apply(["learningRate=1"]) }
    #expect(error.valid.contains("samples") && error.valid.contains("mask.steps"))
    #expect(throws: InvalidSettingError.self) { try order.apply(["floor"]) }
  }

  @Test func theTableAndTheJSONAreByHand() throws {
    func measured(_ name: String, _ changes: [Double], range: Double, own: Int = 0) -> FidelityMeasurement {
      FidelityMeasurement(
        identifier: name, episodes: 2,
        summaries: [FidelityRecord(share: 0.1, changes: changes, lengths: [0.125, 0.125]).summary].compactMap(\.self),
        range: range, environmentSteps: 80, identifierSteps: own)
    }
    let report = FidelityReport(
      environment: "Pong", [measured("random", [0, 0], range: 1), measured("rice-mask", [1, 1], range: 4, own: 500)],
      floor: 0.01)
    // log(0.01 / 0.125), and log(1 / 4 / 0.125), over the larger range for both.
    #expect(
      report.lines == [
        "fidelity on the base policy of Pong over 2 episodes",
        "identifier     K   score  95 % interval     change  window",
        "random      10 %  -2.526  [-2.526, -2.526]   0.000  12.5 %",
        "rice-mask   10 %   0.693  [0.693, 0.693]     1.000  12.5 %",
        "score = log(change / range) - log(window), higher is better; RICE's code prints the negative of it",
        "range of returns 4.00, the largest that any of them has seen; a change below 0.01 of it counts as that",
        "160 environment steps of episodes, 500 of training masks and of searches",
      ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "environment", "episodes", "range", "floor", "environmentSteps", "identifierSteps", "rows",
      ])
    #expect(object["range"] as? Double == 4 && object["episodes"] as? Int == 2 && object["floor"] as? Double == 0.01)
    let rows = try #require(object["rows"] as? [[String: Any]])
    #expect(rows.map { $0["identifier"] as? String } == ["random", "rice-mask"])
    #expect(Set(rows[1].keys) == ["identifier", "share", "score", "low", "high", "change", "length"])
    #expect(abs((rows[1]["score"] as? Double ?? 0) - log(2.0)) < 1e-12 && rows[1]["change"] as? Double == 1)
    for key in Array(object.keys) + Array(rows[1].keys) {
      #expect(FidelityReport.keys.contains(key), "help says nothing of \(key)")
    }
  }
}
