import Algorithms
@testable import Coaching
import Experiments
import Foundation
import RLCore
import SessionStore
import Testing

/// Experiments that measure the fidelity of identifiers.
@Suite struct FidelityExperimentTests {
  private static let text = """
    name = "masks"
    kind = "fidelity"
    seeds = [3, 4]
    games = 2
    identifiers = ["ending", "rice-mask"]
    episodes = 2
    set = ["mask.steps=1"]
    [[environment]]
    id = "Pong"
    bases = ["steps:512"]
    set = ["environments=8", "stepsPerUpdate=64", "minibatches=2", "hidden=16", "environment.points=1", \
    "environment.stepLimit=120"]
    """

  private func file(_ text: String = Self.text) throws -> ExperimentFile {
    try ExperimentFile(Array(text.utf8), name: "masks.toml")
  }

  @Test func everyIdentifierIsACellOnASharedBase() throws {
    let experiment = try file()
    let plan = experiment.grid.plan
    #expect(experiment.name == "masks" && experiment.grid.environments == ["Pong"])
    #expect(plan.phases.map(\.name) == ["bases", "fidelity"] && plan.phases.map(\.cells.count) == [2, 6])
    #expect(Set(plan.cells.map(\.key)).count == 8)
    for cell in plan.cells { #expect(PlannedCell.safe(cell.key) == cell.key) }
    let bases = plan.phases[0].cells
    #expect(plan.phases[1].cells.map(\.needs) == bases.flatMap { base in Array(repeating: [base.key], count: 3) })
    // Two episodes of at most 120 steps, each once and for four K; chance stands beside the two that are named.
    #expect(plan.phases[1].cells.map(\.steps) == [1_200, 1_200, 1_201, 1_200, 1_200, 1_201])
    let grid = try #require(experiment.grid as? FidelityGrid)
    #expect(grid.cells.map(\.identifier) == ["random", "ending", "rice-mask", "random", "ending", "rice-mask"])
    // A base is that of a coaching experiment, key for key.
    let coaching =
      Self.text.replacing("kind = \"fidelity\"\n", with: "").replacing(
        "identifiers = [\"ending\", \"rice-mask\"]\nepisodes = 2\nset = [\"mask.steps=1\"]\n", with: ""
      ) + "\n[[refiner]]\nmethod = \"ppo\""
    #expect(try file(coaching).grid.plan.phases[0].cells == bases)
  }

  @Test func keysStandForWhatDeterminesTheOutcome() throws {
    let keys = Set(try file().grid.plan.cells.map(\.key))
    func kept(_ old: String, _ new: String) throws -> Int {
      let text = Self.text.replacing(old, with: new)
      #expect(text != Self.text)
      return keys.intersection(try file(text).grid.plan.cells.map(\.key)).count
    }
    #expect(try kept("seeds = [3, 4]", "seeds = [3, 4, 5]") == 8)
    #expect(try kept("\"ending\", ", "\"ending\", \"value-drop\", ") == 8)
    #expect(try kept("episodes = 2", "episodes = 3") == 2, "the bases stay")
    #expect(try kept("mask.steps=1", "mask.steps=2") == 2)
    #expect(try kept("hidden=16", "hidden=8") == 0)
  }

  /// What is replaced, by what, and what the error says.
  @Test(arguments: [
    ("\"ending\"", "\"endign\"", "did you mean 'ending'?"), ("\"ending\"", "\"openai:tiny\"", "rice-mask"),
    ("\"ending\"", "\"rice-mask\"", "each once"), ("[\"ending\", \"rice-mask\"]", "[]", "names none"),
    ("mask.steps=1", "mask.step=1", "did you mean 'mask.steps'?"), ("mask.steps=1", "gamma=1", "samples"),
    ("episodes = 2", "episodes = 1", "a whole number from 2"), ("episodes = 2", "baseline = \"random\"", "baseline"),
    ("id = \"Pong\"", "id = \"Pong\"\nbudget = 5", "budget"), ("steps:512", "steps:many", "steps:N"),
    ("kind = \"fidelity\"", "kind = \"fidelty\"", "\"fidelity\""),
  ])
  func whatIsWrongIsSaid(_ old: String, _ new: String, _ words: String) throws {
    let error = try #require(throws: (any Error).self) { try file(Self.text.replacing(old, with: new)) }
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test func everyCellComesToItsRows() async throws {
    try await onThread {
      let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-fidelity-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(atPath: folder.path) }
      let experiment = try ExperimentFile(
        Array(Self.text.replacing("[3, 4]", with: "[3]").utf8), name: "masks.toml")
      try folder.begin(experiment)
      let grid = experiment.grid
      var outcomes: [String: ExperimentOutcome] = [:]
      for cell in grid.plan.cells {
        let outcome = try grid.outcome(of: cell.key, in: folder, threads: 1)
        // As the ledger keeps it.
        outcomes[cell.key] = try JSONDecoder().decode(ExperimentOutcome.self, from: JSONEncoder().encode(outcome))
        #expect(outcomes[cell.key] == outcome)
        grid.thin(cell.key, in: folder)
      }
      let found = grid.plan.cells.compactMap { outcomes[$0.key]?.fidelity }
      #expect(found.map(\.measurement.identifier) == ["random", "ending", "rice-mask"])
      #expect(found.allSatisfy { $0.seed == 3 && $0.measurement.episodes == 2 && $0.measurement.summaries.count == 4 })
      #expect(found.map { $0.measurement.identifierSteps > 0 } == [false, false, true])
      #expect(grid.rows(outcomes).count == 12)
      let last = try #require(grid.plan.cells.last)
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.session("cells", last.key) + "/checkpoints")
      #expect(files.isEmpty, "the base has it")
      try FileManager.default.removeItem(atPath: folder.session("cells", last.key))
      let again = try grid.outcome(of: last.key, in: folder, threads: 2).fidelity
      #expect(again?.measurement == outcomes[last.key]?.fidelity?.measurement, "whatever the number of threads")
    }
  }

  /// One identifier on one policy, with a window of an eighth for its one K.
  private func outcome(_ identifier: String, seed: UInt64, change: Double, range: Double) throws -> FidelityOutcome {
    let record = FidelityRecord(share: 0.1, changes: [change, change], lengths: [0.125, 0.125])
    return FidelityOutcome(
      seed: seed, environment: "Pong", base: "preset", floor: 0.01,
      measurement: FidelityMeasurement(
        identifier: identifier, episodes: 2, summaries: [try #require(record.summary)], range: range,
        environmentSteps: 80, identifierSteps: identifier == "random" ? 0 : 500),
      seconds: 1)
  }

  @Test func policiesAreJudgedOverOneRangeEach() throws {
    let tables = FidelityTables([
      try outcome("random", seed: 1, change: 0.5, range: 1), try outcome("random", seed: 2, change: 1, range: 8),
      try outcome("rice-mask", seed: 1, change: 1, range: 4), try outcome("rice-mask", seed: 2, change: 4, range: 2),
    ])
    #expect(tables.rows.map(\.range) == [4, 8, 4, 8])
    // log(0.125 / 0.125), the same, log(0.25 / 0.125), log(0.5 / 0.125).
    for (row, score) in zip(tables.rows, [0, 0, log(2.0), log(4.0)]) { #expect(abs(row.score - score) < 1e-12) }
    // Means 0 and 1.5 log 2 = 1.04; Student's half width with one degree is 12.706 times half of log 2 = 4.40.
    #expect(
      tables.lines == [
        "Pong, preset",
        "identifier  seeds  K 10 %",
        "random          2  0.00 [0.00, 0.00]",
        "rice-mask       2  1.04 [-3.36, 5.44]",
        "",
        "Over random, paired over seeds",
        "identifier  pairs  K 10 %",
        "rice-mask       2  1.04 [-3.36, 5.44]",
        "",
        "score = log(change / range) - log(window), mean over seeds with Student's interval; higher is better, and RICE's "
          + "code prints the negative of it",
        "the range is the largest that any identifier has seen on the same environment, base and seed",
      ])
    let task = try #require(tables.pages(title: "masks", failures: []).comparedTasks.first)
    #expect(task.title == "Pong, preset, K 10 %" && task.methods.map(\.name) == ["random", "rice-mask"])
    #expect(task.methods.map(\.isBaseline) == [true, false] && task.methods[0].difference == nil)
    #expect(
      task.methods[1].meaning == "rice-mask over a window drawn by chance: 1.04 [-3.36, 5.44], paired over 2 seeds.")
    let row = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(ExperimentResults.Row.fidelity(tables.rows[2])))
        as? [String: Any])
    #expect(row["method"] as? String == "rice-mask" && row["identifierSteps"] as? Int == 500)
    for key in row.keys { #expect(ExperimentResults.keys.contains(key), "help says nothing of \(key)") }
  }

  @Test func thePageHasTheTablesAndTheDataTheRows() throws {
    let tables = FidelityTables([
      try outcome("random", seed: 1, change: 0.5, range: 1), try outcome("ending", seed: 1, change: 1, range: 4),
    ])
    var files: [String: String] = [:]
    try tables.pages(title: "masks", failures: [.init(cell: "a cell", reason: "it broke")]).write {
      files[$0] = String(decoding: $1, as: UTF8.self)
    }
    let page = try #require(files["report.md"])
    for words in ["# masks", "## Pong, preset", "Over random, paired over seeds", "RICE's code", "- a cell: it broke"] {
      #expect(page.contains(words), "\(page)")
    }
    let lines = try #require(files["cells.csv"]).split(separator: "\n")
    #expect(
      lines.first
        == "environment,base,method,seed,share,score,low,high,change,length,range,environmentSteps,identifierSteps")
    #expect(lines.count == 3 && lines[1].hasPrefix("Pong,preset,random,1,0.1,"))
    let data = try #require(files["report.json"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
    #expect((object["rows"] as? [Any])?.count == 2 && (object["failures"] as? [Any])?.count == 1)
    #expect(FidelityTables([]).lines.isEmpty)
  }
}
