@testable import Coaching
import Experiments
import Foundation
import FoundationXML
import RLCore
import Testing

/// What `export` gives of an experiment's folder.
@Suite struct ExperimentExportTests {
  /// A folder of one test's own, removed with its last reference.
  private final class Place {
    let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-export-" + UUID().uuidString)

    init() throws { try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    func write(_ text: String, to name: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
    }

    func export(_ format: String) throws -> String {
      try Exported(folder.path, in: "sessions", as: format) { Issue.record("\($0)") }.text
    }
  }

  private static let file = """
    name = "small"
    seeds = "1-3"
    baseline = "ppo"
    primary = "ppo-slow"
    [[environment]]
    id = "Pong"
    bases = ["steps:1024"]
    [[refiner]]
    method = "ppo"
    [[refiner]]
    method = "ppo-slow"
    """

  /// A folder in which all cells but the last are finished, which failed.
  private func filled() throws -> (place: Place, cells: [CoachingCell]) {
    let place = try Place()
    try place.write(Self.file, to: "experiment.toml")
    let grid = try #require(try ExperimentFile(path: place.folder.file).grid as? CoachingGrid)
    let ledger = try CellLedger<ExperimentOutcome>(directory: place.folder.path)
    let last = try #require(grid.cells.last)
    try ledger.add(CellRecord(grid.cells[0].key, error: "cut short", seconds: 1, time: 1))
    for cell in grid.cells where cell.key != last.key {
      let mean = Double(cell.seed) + (cell.method == "ppo-slow" ? 5 : 0)
      var outcome = CoachingOutcome(
        seed: cell.seed, method: cell.method, environment: "Pong", base: cell.base.name, mean: mean, low: mean - 1,
        high: mean + 1, returns: [mean], environmentSteps: 1_000, checkpointDigest: "ab")
      outcome.learningCurve = [CurvePoint(step: 0, value: 0), CurvePoint(step: 1_000, value: mean)]
      try ledger.add(CellRecord(cell.key, outcome: ExperimentOutcome(coaching: outcome), seconds: 1, time: 1))
    }
    try ledger.add(CellRecord(last.key, error: "the disk is full", seconds: 1, time: 1))
    return (place, grid.cells)
  }

  @Test func thePageIsTheReport() throws {
    let (place, cells) = try filled()
    let before = try FileManager.default.subpathsOfDirectory(atPath: place.folder.path).sorted()
    let page = try place.export("markdown")
    #expect(page.hasPrefix("# small\n") && page.hasSuffix("\n") && !page.contains("!["), "no figure lies beside it")
    #expect(page.contains("\(cells.count - 1) of \(cells.count) cells finished, 1 failed, 0 missing."))
    #expect(page.contains("the disk is full") && !page.contains("cut short"), "what was done again has not failed")
    #expect(page.contains("Primary comparison on Pong, steps:1024: ppo-slow is ahead of ppo by 5.00"))
    #expect(try Exported(place.folder.path + "/", in: "sessions", as: "markdown") { _ in }.text == page)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: place.folder.path).sorted() == before)
  }

  @Test func cellsAreRowsAndTheFigureIsTheCurves() throws {
    let (place, cells) = try filled()
    let lines = try place.export("csv").split(separator: "\n")
    #expect(lines.count == 1 + cells.count && lines[0].hasPrefix("environment,base,identifier,advisor,method,"))
    #expect(lines.filter { $0.contains(",ppo-slow,") }.count == 3)
    let svg = try place.export("svg")
    #expect(XMLParser(data: Data(svg.utf8)).parse() && svg.contains("episodic return"))
  }

  @Test func otherFormatsAreRefusedWithThoseThatThereAre() throws {
    let (place, _) = try filled()
    for format in ["jsonl", "text"] {
      let error = try #require(throws: UnknownNameError.self) { try place.export(format) }
      #expect(error.valid == ["csv", "markdown", "svg"])
    }
  }

  /// The sentence of the error that an export ends with.
  private func refusal<Failure: Error>(_ type: Failure.Type, _ place: Place, _ format: String = "csv") throws -> String
  {
    let error = try #require(throws: type) { try place.export(format) }
    return "\(error)"
  }

  @Test func whatIsMissingOrBrokenIsNamed() throws {
    let place = try Place()
    // Nothing of an experiment: it is taken for a session.
    #expect(try refusal(CoachError.self, place).contains("no session"))
    try place.write("", to: "ledger.jsonl")
    #expect(try refusal(ExportError.self, place).contains("no experiment.toml"))
    try place.write("name = [", to: "experiment.toml")
    #expect(try refusal(TOMLFileError.self, place).contains("experiment.toml:1"))
    try place.write("name = \"small\"\nnonsense = 1\nseeds = 1\n", to: "experiment.toml")
    #expect(try refusal(ExperimentFileError.self, place).contains("nonsense"))
    try place.write(Self.file, to: "experiment.toml")
    #expect(try place.export("markdown").contains("No cell finished: nothing is known."))
    #expect(try refusal(ExportError.self, place, "svg").contains("nothing to draw"))
    // A line of another form is an error, one that a crash cut is not.
    try place.write(#"{"key":"a","outcome":7,"seconds":1,"time":1}"# + "\n", to: "ledger.jsonl")
    #expect(try refusal(CellError.self, place).contains("ledger.jsonl:1"))
    try place.write(#"{"key":"a","outc"#, to: "ledger.jsonl")
    #expect(try place.export("csv").split(separator: "\n").count == 1)
    try FileManager.default.removeItem(atPath: place.folder.path + "/ledger.jsonl")
    let open = try refusal(ExportError.self, place)
    #expect(open.contains("no cell of the experiment") && open.contains("sidecoach experiment"))
  }

  @Test func theShelfHasWhatStandsBesideTheSessions() throws {
    let (place, _) = try filled()
    let root = NSTemporaryDirectory() + "sidecoach-shelf-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    let manager = FileManager.default
    for name in ["empty", "begun"] {
      try manager.createDirectory(atPath: root + "/experiments/" + name, withIntermediateDirectories: true)
    }
    try Data(Self.file.utf8).write(to: URL(fileURLWithPath: root + "/experiments/begun/experiment.toml"))
    try manager.copyItem(atPath: place.folder.path, toPath: root + "/experiments/small")
    let shelf = ExperimentShelf(sessions: root + "/sessions")
    #expect(ExperimentShelf(sessions: "sessions").directory == "experiments")
    #expect(shelf.items.map(\.name) == ["small"], "of the others no cell ended")
    let tasks = try shelf.tasks(of: "small")
    #expect(try shelf.tasks(of: place.folder.path) == tasks)
    #expect(tasks.map(\.title) == ["Pong, steps:1024"])
    #expect(tasks[0].methods.map(\.name) == ["ppo", "base", "ppo-slow", "noise floor"])
    // ppo-slow's cell of seed 3 failed: two pairs, each 5 above.
    #expect(tasks[0].methods[2].difference?.value == 5 && tasks[0].methods[2].difference?.count == 2)
    #expect { try shelf.tasks(of: "smal") } throws: { "\($0)".contains("known are small") }
    #expect { try shelf.tasks(of: "begun") } throws: { "\($0)".contains("no cell of the experiment") }
  }
}
