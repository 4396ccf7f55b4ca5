import Algorithms
import Experiments
import Foundation
import RLCore
import SessionStore
import Testing

@testable import Coaching

/// Oracles and plateaus in an experiment: what the cells need, and what is said of them.
@Suite struct ExperimentOracleTests {
  private static let text = """
    name = "bounds"
    seeds = [3, 4]
    games = 2
    [[environment]]
    id = "Pong"
    bases = ["steps:1024"]
    budget = 8192
    oracle = "steps:2048"
    oracleSeed = 7
    set = ["environments=8", "stepsPerUpdate=64", "minibatches=2", "hidden=16", "environment.points=1", \
    "environment.stepLimit=120"]
    refine = ["environments=8", "stepsPerUpdate=64", "minibatches=2"]
    [[refiner]]
    method = "ppo"
    [[refiner]]
    method = "oracle-actions"
    [[refiner]]
    method = "oracle-imitation"
    settings = [{ name = "", set = ["oracle.epochs=2"] }]
    """

  private func grid(_ old: String = "", _ new: String = "") throws -> CoachingGrid {
    let text = old.isEmpty ? Self.text : Self.text.replacing(old, with: new)
    return try #require(try ExperimentFile(Array(text.utf8), name: "bounds.toml").grid as? CoachingGrid)
  }

  @Test func oraclesNeedOneTeacherOfAFixedSeed() throws {
    let grid = try grid()
    #expect(grid.plan.phases.map(\.name) == ["bases", "refinements"])
    #expect(grid.plan.phases.map(\.cells.count) == [3, 6])
    let teachers = grid.cells.filter { $0.stage == .teacher }
    #expect(teachers.count == 1 && teachers[0].seed == 7 && teachers[0].steps == 2_048)
    for cell in grid.cells where cell.stage == .refinement {
      let asks = cell.method.hasPrefix("oracle")
      #expect(cell.planned.needs == [cell.baseCell.key] + (asks ? [teachers[0].key] : []))
      #expect(cell.steps == 8_192, "the teacher is not charged")
    }
    #expect(grid.axes.last == "oracles ask: \(teachers[0].label)")
    let unasked = ExperimentFileTests.whole.replacing("budget = 2048", with: "budget = 2048\noracle = \"steps:9\"")
    #expect(try ExperimentFile(Array(unasked.utf8), name: "tiny.toml").grid.plan.cells.count == 20)
  }

  @Test func aTeacherThatIsABaseIsTrainedOnce() throws {
    let grid = try grid("oracle = \"steps:2048\"\noracleSeed = 7", "oracle = \"steps:1024\"\noracleSeed = 4")
    #expect(grid.plan.phases.map(\.cells.count) == [2, 6] && !grid.cells.contains { $0.stage == .teacher })
    let base = try #require(grid.cells.first { $0.stage == .base && $0.seed == 4 })
    #expect(grid.cells.count { $0.method == "oracle-actions" && $0.planned.needs.contains(base.key) } == 2)
  }

  @Test func whatATeacherIsDeterminesWhatComesOfOraclesAlone() throws {
    let keys = Set(try grid().plan.cells.map(\.key))
    func kept(_ old: String, _ new: String) throws -> Int {
      keys.intersection(try grid(old, new).plan.cells.map(\.key)).count
    }
    #expect(try kept("oracleSeed = 7", "oracleSeed = 8") == 4, "two bases, and ppo on each")
    #expect(try kept("oracle = \"steps:2048\"", "oracle = \"steps:4096\"") == 4)
    #expect(try kept("oracle.epochs=2", "oracle.epochs=3") == 7)
  }

  @Test func aPlateauIsTrainedAndTested() throws {
    let grid = try grid("bases = [\"steps:1024\"]", "bases = [\"plateau:10240\"]")
    let base = try #require(grid.cells.first)
    // A tenth is two updates of 512 steps.
    #expect(base.environment.window(base.base) == 1_024 && base.steps == 10_240 + 3 * 1_024)
    let settings = base.environment.settings(base.base, seed: 3, games: nil)
    #expect(settings.training.totalSteps == 10_240 && !settings.training.annealsLearningRate)
    let wide = try self.grid("bases = [\"steps:1024\"]", "bases = [\"plateau:10240\"]\nplateauWindow = 4000")
    #expect(wide.cells[0].environment.window(wide.cells[0].base) == 4_096)
    #expect(wide.cells[0].key != base.key, "another test is another base")
    #expect(try self.grid().cells[0].environment.testSteps(.steps(1_024)) == 0)
  }

  @Test func everyCellComesToARowButTheTeacher() async throws {
    try await onThread {
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let experiment = try ExperimentFile(Array(Self.text.utf8), name: "bounds.toml")
      try folder.begin(experiment)
      let grid = try #require(experiment.grid as? CoachingGrid)
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.plan.cells { outcomes[cell.key] = try grid.outcome(of: cell.key, in: folder, threads: 1) }
      let rows = grid.found(outcomes)
      let methods = ["base", "ppo", "oracle-actions", "oracle-imitation"]
      #expect(rows.map(\.method) == methods + methods && rows.map(\.seed) == [3, 3, 3, 3, 4, 4, 4, 4])
      #expect(rows.allSatisfy { $0.base == "steps:1024" })
      #expect(rows[1].environmentSteps == 8_192 && rows[2].environmentSteps == 8_192)
      #expect(rows[2].guidanceSteps == 0 && rows[3].guidanceSteps > 0, "episodes are charged")
      #expect(rows[3].environmentSteps <= 8_192 && rows[3].environmentSteps > 8_192 - 512)
      let said = grid.remarks(outcomes, errors: [:])
      #expect(said.count == 1 && said[0].contains("Pong (steps:2048, seed 7)") && said[0].contains("mean return is"))
      #expect(said[0].contains("upper bounds, and no methods"))
      #expect(ExperimentResults(experiment, outcomes).lines.contains(said[0]))
      var page = ""
      try grid.pages(outcomes, errors: [:], title: "bounds").write { name, bytes in
        if name == "report.md" { page = String(decoding: bytes, as: UTF8.self) }
      }
      #expect(page.contains("Upper bounds, and no methods") && page.contains("whose training is not charged"))
      #expect(!page.contains("## Failed") && !page.contains("## Missing"))
    }
  }

  @Test func aBaseThatIsNotStuckIsLeftOutAndNoFailure() throws {
    let text = Self.text.replacing("bases = [\"steps:1024\"]", with: "bases = [\"plateau:1024\"]")
    let experiment = try ExperimentFile(Array(text.utf8), name: "bounds.toml")
    let grid = try #require(experiment.grid as? CoachingGrid)
    let test = try #require(PlateauTest(windows: [[1, 3], [3, 5], [5, 7]], steps: 1_000))
    let reason = "\(CoachError.notStuck(test))"
    #expect(reason == "not stuck: still gains 2.00 per 1000 steps [0.30, 3.70]")
    let base = try #require(grid.cells.first { $0.stage == .base && $0.seed == 4 })
    let builds = grid.plan.cells.filter { $0.needs.contains(base.key) }
    let lost = ExperimentFailures([(base.planned, reason)], leftOut: builds)
    #expect(lost.failed.isEmpty && lost.leftOut.count == 1 + builds.count && builds.count == 3)
    let results = ExperimentResults(experiment, [:], lost)
    #expect(results.failures.isEmpty && results.leftOut.count == 4)
    let sentence = "1 of 2 seeds of Pong, plateau:1024, are left out, since PPO still improves their base: 4."
    #expect(results.lines.contains(sentence))
    #expect(results.lines.contains("left out: \(base.label): \(reason)"))
    #expect(results.lines.count { $0.hasPrefix("left out: ") } == 1, "what builds on it goes without saying")
    let page = grid.pages([:], errors: [base.key: reason], title: "bounds").markdown
    #expect(page.contains(sentence) && !page.contains("## Failed") && !page.contains("seed 4"))
    #expect(page.contains("0 of 4 cells finished, 0 failed, 4 missing."), "\(page)")
    #expect(results.lines.last == "5 of 9 cells are still to be done", "\(results.lines)")

    // Whatever else fails is a failure, and so is what builds on it.
    let failed = ExperimentFailures([(base.planned, "the disk is full")], leftOut: builds)
    #expect(failed.leftOut.isEmpty && failed.failed.count == 4)
  }
}
