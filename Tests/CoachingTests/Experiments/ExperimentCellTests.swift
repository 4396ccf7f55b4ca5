import Algorithms
@testable import Coaching
import Experiments
import Foundation
import RLCore
import SessionStore
import TestSupport
import Testing

/// The cells of a small experiment, done in this process.
@Suite struct ExperimentCellTests {
  private static let text = """
    name = "small"
    seeds = [3]
    games = 2
    [[environment]]
    id = "Pong"
    bases = ["steps:1024"]
    budget = 8192
    set = ["environments=8", "stepsPerUpdate=64", "minibatches=2", "hidden=16", "environment.points=1", \
    "environment.stepLimit=120"]
    refine = ["environments=8", "stepsPerUpdate=64", "minibatches=2"]
    [[guidance]]
    identifier = "random"
    advisor = "offline"
    accept = "all"
    episodes = 2
    rollouts = 2
    horizon = 10
    [[refiner]]
    method = "ppo"
    replicates = 2
    [[refiner]]
    method = "ultra-ra"
    """

  @Test func everyCellComesToARow() async throws {
    try await onThread {
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let experiment = try ExperimentFile(Array(Self.text.utf8), name: "small.toml")
      try folder.begin(experiment)
      let grid = try #require(experiment.grid as? CoachingGrid)
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.cells {
        outcomes[cell.key] = try grid.outcome(of: cell.key, in: folder, threads: 1)
        grid.thin(cell.key, in: folder)
      }
      let rows = grid.found(outcomes)
      #expect(rows.map(\.method) == ["base", "ppo", "ppo", "ultra-ra"])
      #expect(rows.map(\.replicate) == [0, 0, 1, 0] && rows.allSatisfy { $0.seed == 3 && $0.returns.count == 2 })
      #expect(rows[1].checkpointDigest != rows[2].checkpointDigest, "replicates have seeds of their own")
      let advice = try #require(outcomes.values.compactMap(\.advice).first)
      let guided = rows[3]
      #expect(advice.accepted > 0 && guided.accepted == advice.accepted)
      #expect(guided.guidanceSteps == advice.environmentSteps && guided.guidanceSteps > 0)
      #expect(guided.environmentSteps <= 8_192 && guided.environmentSteps > 8_192 - 512, "guidance is inside")
      #expect(rows[1].environmentSteps == 8_192 && rows[1].guidanceSteps == 0 && rows[1].identifier == nil)
      #expect(guided.hitRate != nil && !guided.hitRateCurve.isEmpty && guided.acceptedMeanEvidence != nil)

      // What refinements do not need is not in their folders; done again, they come to the same.
      for cell in grid.cells where cell.stage == .refinement {
        let files = try FileManager.default.contentsOfDirectory(atPath: cell.session(in: folder) + "/checkpoints")
        #expect(files.count == 1 && !files[0].hasPrefix("base"), "\(files)")
      }
      let last = try #require(grid.cells.last)
      try FileManager.default.removeItem(atPath: last.session(in: folder))
      var again = try #require(try grid.outcome(of: last.key, in: folder, threads: 2).coaching)
      again.seconds = outcomes[last.key]?.coaching?.seconds ?? 0
      #expect(again == outcomes[last.key]?.coaching, "whatever the number of threads")

      let text = grid.pages(outcomes, errors: [:], title: "").summary.joined(separator: "\n")
      for words in ["Pong, steps:1024", "ultra-ra", "over ppo, paired", "noise floor: ppo"] {
        #expect(text.contains(words))
      }
      let report = ExperimentResults(experiment, outcomes)
      let data = try JSONEncoder().encode(report)
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(object["name"] as? String == "small" && object["environment"] as? String == "Pong")
      let row = try #require((object["rows"] as? [[String: Any]])?.last)
      for key in [
        "environment", "base", "method", "identifier", "advisor", "setting", "seed", "mean", "low", "high",
        "environmentSteps", "hitRate",
      ] {
        #expect(row[key] != nil, "\(key) is missing")
      }
      for key in Array(row.keys) + Array(object.keys) {
        #expect(ExperimentResults.keys.contains(key), "help says nothing of \(key)")
      }
    }
  }

  /// A seed at which advice comes to nothing is a row as well: without it guidance would be judged where it found something.
  @Test func adviceThatComesToNothingIsARow() async throws {
    try await onThread {
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let text =
        Self.text.replacing("accept = \"all\"", with: "accept = \"confidence=1\"")
        .replacing("replicates = 2", with: "replicates = 1")
        + "\n"
        + ["coach-ra", "restarts", "rice", "llm-rnd"].map { "[[refiner]]\nmethod = \"\($0)\"" }.joined(separator: "\n")
      let experiment = try ExperimentFile(Array(text.utf8), name: "small.toml")
      try folder.begin(experiment)
      let grid = try #require(experiment.grid as? CoachingGrid)
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.cells { outcomes[cell.key] = try grid.outcome(of: cell.key, in: folder, threads: 1) }
      let rows = grid.found(outcomes)
      #expect(rows.map(\.method) == ["base", "ppo", "ultra-ra", "coach-ra", "restarts", "rice", "llm-rnd"])
      for row in rows.dropFirst(2) {
        #expect(row.accepted == 0 && row.hitRate ?? 0 == 0 && row.guidanceSteps > 0, "\(row.method)")
      }
      // Without a table each is plain PPO: the curve of all but RICE, whose novelty is paid everywhere, is the same.
      for row in rows.dropFirst(2) where row.method != "rice" {
        #expect(row.learningCurve == rows[2].learningCurve && row.returns == rows[2].returns, "\(row.method)")
      }
      #expect(grid.pages(outcomes, errors: [:], title: "").summary.joined().contains("coach-ra"))
    }
  }

  @Test(arguments: GuidanceTerms.Control.valid)
  func everyControlMakesATable(_ name: String) throws {
    let control = try GuidanceTerms.Control(name == "corrupted:SHARE" ? "corrupted:0.25" : name)
    #expect(try GuidanceTerms.Control(control.name) == control)
  }

  @Test func aCopyHasTheBaseAlone() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    try desk.coach.collect(2)
    _ = try desk.coach.refine(try desk.coach.catalogs.methods.entry("ppo"))
    let path = desk.directory + "/copy"
    try desk.store.copy(to: path, runs: [.base])
    #expect(throws: SessionStoreError.self) { try desk.store.copy(to: path, runs: [.base]) }
    let copy = try SessionStore.open(path: path)
    defer { copy.close() }
    #expect(try copy.policy(of: .base).step == 1_024)
    #expect(try copy.episodeSummaries().count == 2 && copy.guidanceSteps() == desk.store.guidanceSteps())
    #expect(try FileManager.default.contentsOfDirectory(atPath: copy.checkpointDirectory).count == 1)
  }

  @Test func aCopyOfOneRunKnowsOfNothingElse() async throws {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    _ = try desk.coach.refine(try desk.coach.catalogs.methods.entry("ppo"))
    let path = desk.directory + "/copy"
    try desk.store.copy(to: path, run: .base)
    #expect(throws: SessionStoreError.self) { try desk.store.copy(to: path, run: .base) }
    let copy = try SessionStore.open(path: path)
    defer { copy.close() }
    #expect(try copy.runs().map(\.name) == [.base] && copy.run(named: .base) == desk.store.run(named: .base))
    #expect(try copy.policy(of: .base).step == 1_024 && copy.stepsSpent() == [.train: 1_024])
    #expect(try copy.metrics(run: .base) == desk.store.metrics(run: .base) && !copy.metrics(run: .base).isEmpty)
    #expect(try copy.episodeSummaries().isEmpty && copy.suggestions().isEmpty && copy.decisions().isEmpty)
    #expect(try copy.metrics(run: "ppo").isEmpty && copy.guidanceSteps() == 0)
    #expect(try SessionOpening.settings(of: copy) == SessionOpening.settings(of: desk.store))
    #expect(try FileManager.default.contentsOfDirectory(atPath: copy.checkpointDirectory).count == 1)
  }

  /// What was coached in a session whose policy is a base is no part of an experiment: its runs are not taken for cells, and
  /// its decisions guide nobody.
  @Test func aSessionGivesItsPolicyAlone() async throws {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    _ = try desk.coach.refine(try desk.coach.catalogs.methods.entry("ppo"))
    let path = desk.store.info.path
    try await onThread {
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let text = Self.text.replacing("steps:1024", with: "session:\(path)").replacing(
        "accept = \"all\"", with: "accept = \"confidence=1\"")
      let experiment = try ExperimentFile(Array(text.utf8), name: "small.toml")
      try experiment.checkBases()
      try folder.begin(experiment)
      let grid = try #require(experiment.grid as? CoachingGrid)
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.cells { outcomes[cell.key] = try grid.outcome(of: cell.key, in: folder, threads: 1) }
      let rows = grid.found(outcomes)
      #expect(rows.map(\.method) == ["base", "ppo", "ppo", "ultra-ra"])
      #expect(rows[0].environmentSteps == 1_024 && rows[1].environmentSteps == 8_192)
      #expect(rows[3].accepted == 0, "nothing that was decided in the session guides here")
    }
    #expect(try desk.store.currentVerdicts().values.contains { $0.guides }, "it is as it was")
  }

  @Test func aBaseOfAnEarlierVersionIsBroughtUpToDate() throws {
    let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let own = try SessionFixtures.copy("pong", to: folder.path + "/bases")
    try folder.copy(own, to: folder.path + "/cells/one")
    let copy = try SessionStore.open(path: folder.path + "/cells/one", readOnly: true)
    #expect(try copy.run(named: .base) != nil && copy.info.environment == "Pong")
    copy.close()
    // A session of somebody else's stays as it was.
    let elsewhere = folder.path + "-elsewhere"
    defer { try? FileManager.default.removeItem(atPath: elsewhere) }
    let theirs = try SessionFixtures.copy("pong", to: elsewhere)
    let error = #expect(throws: SessionStoreError.self) { try folder.copy(theirs, to: folder.path + "/cells/two") }
    #expect(error?.description.contains("open it once for writing") == true)
  }
}
