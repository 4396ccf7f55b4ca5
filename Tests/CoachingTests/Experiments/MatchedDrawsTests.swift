@testable import Coaching
import Experiments
import Foundation
import RLCore
import SessionStore
import Testing

/// States drawn by chance until as many suggestions are accepted as of another guidance.
@Suite struct MatchedDrawsTests {
  private static let text = """
    name = "matched"
    seeds = [3]
    games = 2
    [[environment]]
    id = "Pong"
    bases = ["steps:1024"]
    budget = 8192
    set = ["environments=8", "stepsPerUpdate=64", "minibatches=2", "hidden=16", "environment.points=3", \
    "environment.stepLimit=600"]
    refine = ["environments=8", "stepsPerUpdate=64", "minibatches=2"]
    [[guidance]]
    advisor = "offline"
    accept = "all"
    episodes = 2
    rollouts = 2
    horizon = 10
    [[guidance]]
    identifier = "random"
    advisor = "offline"
    accept = "all"
    episodes = 2
    rollouts = 2
    horizon = 10
    matches = "offline"
    draws = 20
    [[refiner]]
    method = "ppo"
    [[refiner]]
    method = "ultra-a"
    guidance = ["random+offline matches offline"]
    """

  private func grid(_ text: String = MatchedDrawsTests.text) throws -> CoachingGrid {
    try #require(try ExperimentFile(Array(text.utf8), name: "matched.toml").grid as? CoachingGrid)
  }

  @Test func itComesAfterWhatItMatches() throws {
    let grid = try grid()
    #expect(grid.plan.phases.map(\.name) == ["bases", "advice", "matched advice", "refinements"])
    let (model, own) = (grid.plan.phases[1].cells, grid.plan.phases[2].cells)
    #expect(model.count == 1 && own.count == 1 && own[0].needs.contains(model[0].key))
    // What it is to match is part of what it is.
    let other = try self.grid(Self.text.replacing("draws = 20", with: "draws = 21"))
    #expect(other.plan.phases[2].cells[0].key != own[0].key && other.plan.phases[1].cells == model)
  }

  @Test(arguments: [
    ("matches = \"offline\"", "matches = \"ofline\"", "did you mean 'offline'?"),
    ("identifier = \"random\"", "identifier = \"value-drop\"", "left out unless identifier = \"random\""),
    ("matches = \"offline\"\n", "", "left out where there is no 'matches'"),
    ("draws = 20", "draws = 0", "a whole number from 1"),
    (
      "matches = \"offline\"", "name = \"x\"\nmatches = \"x\"", "unknown guidance to match 'x'"
    ),
  ])
  func whatIsWrongIsSaid(_ old: String, _ new: String, _ words: String) {
    do {
      _ = try grid(Self.text.replacing(old, with: new))
      Issue.record("\(new) is taken")
    } catch { #expect("\(error)".contains(words), "\(error)") }
  }

  @Test func asManyAreAcceptedAndNoMore() async throws {
    try await onThread {
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let experiment = try ExperimentFile(Array(Self.text.utf8), name: "matched.toml")
      try folder.begin(experiment)
      let grid = try #require(experiment.grid as? CoachingGrid)
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.cells { outcomes[cell.key] = try grid.outcome(of: cell.key, in: folder, threads: 1) }
      let advice = grid.cells.filter { $0.stage == .advice }
      let counts = advice.compactMap { outcomes[$0.key]?.advice?.accepted }
      #expect(counts.count == 2 && counts[0] > 0 && counts[0] == counts[1], "\(counts)")
      let row = try #require(grid.found(outcomes).last)
      #expect(row.accepted == counts[0] && row.wanted == counts[0])
      let words = "Of random+offline matches offline as many suggestions are accepted as of offline on 1 of 1 seeds"
      #expect(grid.remarks(outcomes, errors: [:]).contains { $0.hasPrefix(words) })
      // No state is asked about twice, and taken up again nothing is asked.
      let own = try #require(advice.last)
      let store = try SessionStore.open(path: own.session(in: folder), readOnly: true)
      let places = try store.suggestions().map { "\($0.episode) \($0.step)" }
      store.close()
      #expect(Set(places).count == places.count)
      #expect(try grid.outcome(of: own.key, in: folder, threads: 1).advice == outcomes[own.key]?.advice)
    }
  }

  @Test func whereAllDrawsAreSpentItIsSaid() throws {
    let grid = try grid()
    let advice = grid.cells.filter { $0.stage == .advice }
    let desk = try Desk()
    var (model, own) = (try AdviceSummary(desk.store), try AdviceSummary(desk.store))
    (model.accepted, own.accepted) = (12, 7)
    let outcomes = [
      advice[0].key: ExperimentOutcome(advice: model), advice[1].key: ExperimentOutcome(advice: own),
    ]
    let remark = try #require(grid.remarks(outcomes, errors: [:]).last)
    #expect(remark.contains("on 0 of 1 seeds of Pong, steps:1024; all 20 draws of states were spent on "))
    #expect(remark.hasSuffix("seed 3 (7 of 12)."))
  }

  @Test func nothingIsAskedWhereNothingIsWanted() throws {
    let desk = try Desk.played()
    (desk.coach.settings.advisor, desk.coach.settings.identifier) = ("offline", "random")
    #expect(try desk.coach.drawStates(until: 0, draws: 5, by: .all) == nil)
    #expect(try desk.store.suggestions().isEmpty)
  }
}
