@testable import Coaching
import Experiments
import Foundation
import RLCore
import SessionStore
import TestSupport
import Testing

/// Guidance that a person decided upon in a session, as one of an experiment.
@Suite struct GuidanceByHandTests {
  /// An experiment whose guidance is what is decided in `session`.
  private func text(_ session: String, id: String = "Pong") -> String {
    """
    name = "hand"
    seeds = [3]
    games = 2
    [[environment]]
    id = "\(id)"
    bases = ["steps:1024"]
    budget = 4096
    set = ["environments=8", "stepsPerUpdate=64", "minibatches=2", "hidden=16", "environment.points=1", \
    "environment.stepLimit=120"]
    refine = ["environments=8", "stepsPerUpdate=64", "minibatches=2"]
    [[guidance]]
    advisor = "by-hand"
    session = "\(session)"
    accept = "all"
    rollouts = 2
    horizon = 10
    [[refiner]]
    method = "ppo"
    [[refiner]]
    method = "ultra-ra"
    """
  }

  private func file(_ text: String) throws -> ExperimentFile { try ExperimentFile(Array(text.utf8), name: "hand.toml") }

  private func keys(_ experiment: ExperimentFile) -> Set<String> { Set(experiment.grid.plan.cells.map(\.key)) }

  /// A session with three suggestions: one accepted, one edited, one not yet decided.
  private func decided() throws -> Desk {
    let desk = try Desk.played()
    let stored = try desk.store.addSuggestions(
      [(1, 0), (2, 1), (3, 2)].map { step, action in
        Suggestion(
          episode: 1, step: step, action: .discrete(action), reward: 0.5, rationale: "it looks right", confidence: 1,
          advisor: "by hand")
      }, now: 0)
    try desk.store.decide(
      [
        Decision(suggestion: stored[0].id, verdict: .accepted, actor: "person"),
        Decision(suggestion: stored[1].id, verdict: .edited(action: .discrete(2), reward: -0.25), actor: "person"),
      ], now: 1)
    return desk
  }

  @Test func whatAPersonDecidedGuides() async throws {
    try await onThread {
      let desk = try decided()
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let experiment = try file(text(desk.store.info.path))
      try folder.begin(experiment)
      let grid = try #require(experiment.grid as? CoachingGrid)
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.cells { outcomes[cell.key] = try grid.outcome(of: cell.key, in: folder, threads: 1) }
      let cell = try #require(grid.cells.first { $0.stage == .advice })
      let advice = try #require(outcomes[cell.key]?.advice)
      #expect(advice.suggestions == 2 && advice.accepted == 2)

      let store = try SessionStore.open(path: cell.session(in: folder), readOnly: true)
      let given = try store.suggestions()
      #expect(given.map(\.action) == [.discrete(0), .discrete(2)] && given.map(\.reward) == [0.5, -0.25])
      #expect(given.map(\.step) == [1, 2] && given.allSatisfy { $0.advisor == "by-hand" })
      let recorded = try #require(try desk.store.episode(1))
      let taken = try #require(try store.episode(given[0].episode))
      #expect(taken.states == recorded.states && taken.steps == recorded.steps)
      // What it cost the person is charged, and its evidence on this base besides.
      let spent = try store.guidanceCharges()
      #expect(try spent[.collect] == desk.store.guidanceCharges()[.collect] && spent[.verify] ?? 0 > 0)
      #expect(try Set(store.evidence().keys) == Set(given.map(\.id)))
      store.close()

      let guided = try #require(grid.found(outcomes).last)
      #expect(guided.method == "ultra-ra" && guided.accepted == 2 && guided.identifier == "by-hand")
      #expect(guided.guidanceSteps == advice.environmentSteps && guided.wanted == nil)
      // Taken up again it gives nothing twice.
      #expect(try grid.outcome(of: cell.key, in: folder, threads: 1).advice == advice)
      #expect(try desk.store.suggestions().count == 3, "the person's session stays as it was")
    }
  }

  @Test func aChangedSessionGivesOtherCells() throws {
    let desk = try decided()
    let path = desk.store.info.path
    let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let first = try file(text(path))
    try folder.begin(first)
    #expect(keys(try file(text(path))) == keys(first))

    try desk.store.decide([Decision(suggestion: 3, verdict: .rejected, actor: "person")], now: 2)
    #expect(keys(try file(text(path))) == keys(first), "what is rejected says nothing")
    try desk.store.decide([Decision(suggestion: 3, verdict: .accepted, actor: "person")], now: 3)
    let second = try file(text(path))
    #expect(keys(second).intersection(keys(first)).count == 2, "the base and plain PPO stay")
    // Cells at work are those that the experiment was begun with, until its file is given again.
    #expect(keys(try ExperimentFile(path: folder.file)) == keys(first))
    try folder.begin(second)
    #expect(keys(try ExperimentFile(path: folder.file)) == keys(second))
    // From there on the person's session is not needed.
    desk.close()
    try FileManager.default.removeItem(atPath: path)
    #expect(keys(try ExperimentFile(path: folder.file)) == keys(second))
    #expect(throws: (any Error).self) { try file(text(path)) }
  }

  @Test func whatCannotGuideIsSaidBeforehand() throws {
    func refuse(_ text: String, _ words: String) {
      do {
        _ = try file(text)
        Issue.record("it is taken: \(words)")
      } catch { #expect("\(error)".contains(words), "\(error)") }
    }
    let desk = try decided()
    let path = desk.store.info.path
    refuse(text("/no/such/place"), "[[guidance]]: there is no session at /no/such/place")
    refuse(text(path, id: "PongPoint"), "is a session of Pong, not of PongPoint")
    refuse(text(path).replacing("session = \"\(path)\"\n", with: ""), "'session' is missing")
    refuse(text(path).replacing("by-hand", with: "by-hnad"), "did you mean 'by-hand'?")
    refuse(text(path).replacing("by-hand", with: "offline"), "'session' has to be left out")
    for line in ["identifier = \"random\"", "episodes = 3", "identifyFree = true"] {
      refuse(text(path).replacing("accept = \"all\"", with: line), "has to be left out")
    }
    refuse(
      text(path).replacing(
        "\"ultra-ra\"", with: "\"coach-ra\"\nsettings = [{ set = [\"guidance.rounds=2\"] }]"), "asked anew")
    let empty = try Desk()
    refuse(text(empty.store.info.path), "no suggestion that is accepted or edited")
    let directory = NSTemporaryDirectory() + "sidecoach-hand-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    refuse(text(try SessionFixtures.copy("pong", to: directory)), "written by an older Sidecoach")
  }
}
