import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// An environment that is not restorable is added by its catalog line alone and goes through the real stages.
@Suite struct ToyEnvironmentTests {
  private func desk(isDeterministic: Bool, horizon: Int = 8) throws -> Desk {
    var catalogs = Catalogs.standard
    catalogs.environments = catalogs.environments.adding([Corridor.line(isDeterministic: isDeterministic)])
    var settings = try SessionSettings(environment: "Corridor", seed: 1, catalogs: catalogs)
    settings.training.totalSteps = 8_192
    settings.evidence.rollouts = 4
    settings.evidence.horizon = horizon
    try settings.check(catalogs)
    return try Desk(settings, catalogs: catalogs)
  }

  private func suggest(_ desk: Desk) throws {
    let episode = try #require(try desk.store.episode(1))
    let step = episode.steps.count - 1
    // The floor is as slippery as it was, so that the other way leads away from the prize.
    let other = Action.discrete(episode.steps[step].action == .discrete(0) ? 1 : 0)
    _ = try desk.store.addSuggestions(
      [
        Suggestion(
          id: 0, episode: 1, step: step, action: other, reward: -1, rationale: "away from the prize",
          confidence: 1, advisor: "test")
      ], now: 0)
  }

  @Test func itStartsFromGeneralPresetsForDiscreteActions() throws {
    let settings = try desk(isDeterministic: false).coach.settings
    #expect(settings.training.environments == 4 && settings.training.stepsPerUpdate == 128)
    #expect(!settings.training.normalisesObservations && settings.training.entropyWeight == 0.01)
  }

  @Test func itIsTrainedRecordedAndEvaluated() throws {
    let desk = try desk(isDeterministic: false)
    let run = try desk.coach.train()
    #expect(run.state == .finished)
    try desk.coach.collect(3)
    let episode = try #require(try desk.store.episode(1))
    #expect(episode.stateBytes == 0 && episode.states.isEmpty && !episode.steps.isEmpty)
    let evaluation = try desk.coach.evaluate("base", games: 40)
    #expect(evaluation.mean > 0.9, "the prize is found: \(evaluation.mean)")
  }

  @Test func resumingBeginsNewEpisodesAndSaysSo() throws {
    let desk = try desk(isDeterministic: false)
    desk.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try desk.coach.train() }
    let again = try desk.reopened()
    #expect(try again.coach.train().state == .finished)
    again.writer.flush()
    let alerts = try again.store.events().compactMap { event -> String? in
      if case .alert(_, _, let title, let detail) = event.event { "\(title): \(detail)" } else { nil }
    }
    #expect(alerts.contains { $0.hasPrefix("episodes begin anew: Corridor cannot be restored") }, "\(alerts)")
  }

  @Test func whatCannotBeDoneIsRefusedWithASentence() throws {
    let desk = try desk(isDeterministic: false)
    _ = try desk.coach.train()
    try desk.coach.collect(1)
    try suggest(desk)
    let error = try #require(throws: MissingCapabilityError.self) { try desk.coach.verify() }
    #expect(error.capability == .restorable)
    #expect("\(error)".hasPrefix("verify starts rollouts from recorded states, but Corridor is not restorable"))
    #expect("\(error)".contains("Restorable"))
  }

  @Test func aDeterministicOneIsPlayedAgainInstead() throws {
    // One step: a longer look would see the prize fetched all the same.
    let desk = try desk(isDeterministic: true, horizon: 1)
    _ = try desk.coach.train()
    try desk.coach.collect(1)
    try suggest(desk)
    try desk.coach.verify()
    let evidence = try #require(try desk.store.evidence()[1])
    #expect(evidence.difference == -1, "away from the prize is worse: \(evidence.difference)")
    let episode = try #require(try desk.store.episode(1))
    #expect(evidence.environmentSteps > 8 * (episode.steps.count - 1), "playing again counts towards the budget")
  }

  /// The search needs no words, but states that it can look ahead from.
  @Test func adviceIsFoundBySearchWhereStatesCanBeReached() async throws {
    let deterministic = try desk(isDeterministic: true)
    _ = try deterministic.coach.train()
    try deterministic.coach.collect(2)
    let found = try await deterministic.identify("planner", by: "random")
    #expect(found.issues == 0)
    let other = try desk(isDeterministic: false)
    _ = try other.coach.train()
    try other.coach.collect(1)
    let error = try #require(
      await #expect(throws: MissingCapabilityError.self) { try await other.identify("planner", by: "random") })
    #expect(error.capability == .restorable && "\(error)".contains("'planner' looks ahead from recorded states"))
  }
}
