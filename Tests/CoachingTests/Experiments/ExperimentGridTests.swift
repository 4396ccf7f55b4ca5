@testable import Coaching
import Experiments
import Foundation
import RLCore
import SessionStore
import Testing

/// What cells a file stands for, and that their keys say what they are.
@Suite struct ExperimentGridTests {
  private func file(_ text: String = ExperimentFileTests.whole) throws -> ExperimentFile {
    try ExperimentFile(Array(text.utf8), name: "tiny.toml")
  }

  private func cells(_ text: String = ExperimentFileTests.whole) throws -> [CoachingCell] {
    try #require(try file(text).grid as? CoachingGrid).cells
  }

  @Test func everyCombinationIsACell() throws {
    let plan = try file().grid.plan
    #expect(plan.phases.map(\.name) == ["bases", "advice", "refinements"])
    // Two bases and two seeds; one guidance; two replicates of ppo and one of ultra-ra.
    #expect(plan.phases.map(\.cells.count) == [4, 4, 12])
    #expect(Set(plan.cells.map(\.key)).count == 20)
    for cell in plan.cells { #expect(PlannedCell.safe(cell.key) == cell.key && cell.key.count < 200) }
    let refinements = plan.phases[2].cells
    #expect(refinements.allSatisfy { $0.steps == 2_048 }, "the budget has guidance inside")
    let bases = Set(plan.phases[0].cells.map(\.key))
    #expect(refinements.allSatisfy { bases.contains($0.needs[0]) })
    #expect(refinements.count { $0.needs.count == 2 } == 4, "ultra-ra alone needs advice")
  }

  @Test func anotherBaselineLeavesTheCellsAsTheyAre() throws {
    let bytes = Array(ExperimentFileTests.whole.utf8)
    let grid = try #require(
      try ExperimentFile(bytes, name: "tiny.toml", baseline: "ultra-ra").grid as? CoachingGrid)
    #expect(grid.baseline.hasPrefix("ultra-ra") && grid.primary == nil)
    #expect(grid.cells.map(\.key) == (try cells()).map(\.key))
    #expect(throws: (any Error).self) { try ExperimentFile(bytes, name: "tiny.toml", baseline: "ultra") }
  }

  @Test func methodsWithoutGuidanceComeOncePerBase() throws {
    let text = ExperimentFileTests.whole.replacing(
      "[[refiner]]\nmethod = \"ppo\"",
      with: """
        [[guidance]]
        advisor = "offline"
        accept = "all"
        control = "random-actions"
        [[guidance]]
        identifier = "random"
        advisor = "offline"
        [[refiner]]
        method = "ppo"
        """
    ).replacing("primary = \"ultra-ra\"\n", with: "")
    let cells = try cells(text).filter { $0.stage == .refinement && $0.base == .preset && $0.seed == 1 }
    #expect(
      cells.map(\.method) == [
        "ppo", "ppo", "ultra-ra alpha 0.05 offline", "ultra-ra alpha 0.05 offline random-actions",
        "ultra-ra alpha 0.05 random+offline",
      ])
    let advice = Set(cells.compactMap { $0.adviceCell?.key })
    #expect(advice.count == 2, "a control is made of advice that is there")
    let one = text.replacing("method = \"ultra-ra\"", with: "method = \"ultra-ra\"\nguidance = \"random+offline\"")
    let named = try self.cells(one)
    #expect(
      Set(named.filter { $0.stage == .refinement }.map(\.method)) == ["ppo", "ultra-ra alpha 0.05 random+offline"])
    #expect(Set(named.compactMap { $0.adviceCell?.key }).count == 4, "advice that no refiner names is not asked for")
    let error = try #require(throws: (any Error).self) {
      try file(text.replacing("baseline = \"ppo\"", with: "baseline = \"ppo\"\nprimary = \"ultra-ra\""))
    }
    #expect("\(error)".contains("one of ultra-ra alpha 0.05 offline, "), "\(error)")
  }

  @Test func keysStandForWhatDeterminesTheOutcome() throws {
    let keys = Set(try file().grid.plan.cells.map(\.key))
    #expect(Set(try file().grid.plan.cells.map(\.key)) == keys)
    func kept(_ old: String, _ new: String) throws -> Int {
      let other = try file(ExperimentFileTests.whole.replacing(old, with: new))
      return keys.intersection(other.grid.plan.cells.map(\.key)).count
    }
    #expect(try kept("budget = 2048", "budget = 4096") == 8, "bases and advice stay")
    #expect(try kept("seeds = \"1-2\"", "seeds = \"1-3\"") == 20)
    #expect(try kept("alpha = 0.05", "alpha = 0.06") == 16)
    #expect(try kept("primary = \"ultra-ra\"", "") == 20)
    #expect(try kept("accept = \"all\"", "accept = \"verified\"") == 12)
    #expect(
      try kept("accept = \"all\"", "accept = \"all\"\nset = [\"mask.steps=5\"]") == 12, "another mask, other advice")
    #expect(try kept("accept = \"all\"", "accept = \"all\"\nset = []") == 20)
    #expect(keys.contains("Pong.steps-1024.offline-offline.s1.60015cbd"), "folders of earlier versions go on")
  }

  @Test func guidanceIsCalledByItsSettings() throws {
    let text = ExperimentFileTests.whole.replacing(
      "accept = \"all\"",
      with: """
        identifier = "rice-mask"
        set = ["mask.steps=5"]
        [[guidance]]
        identifier = "rice-mask"
        advisor = "offline"
        set = ["mask.steps=6"]
        """
    ).replacing("primary = \"ultra-ra\"\n", with: "")
    let grid = try #require(try file(text).grid as? CoachingGrid)
    #expect(grid.guidances.map(\.name) == ["rice-mask+offline mask.steps=5", "rice-mask+offline mask.steps=6"])
    #expect(Set(grid.cells.compactMap { $0.adviceCell?.key }).count == 8, "two of them on two bases and two seeds")
  }

  @Test func aFolderTakesMoreCellsAndNoOthers() throws {
    let folder = ExperimentFolder(NSTemporaryDirectory() + "sidecoach-experiment-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.begin(try file())
    try folder.begin(try file())
    let more = ExperimentFileTests.whole.replacing("seeds = \"1-2\"", with: "seeds = \"1-3\"")
    try folder.begin(try file(more))
    #expect(try String(contentsOfFile: folder.file, encoding: .utf8) == more)
    for (old, new, words) in [
      ("seeds = \"1-3\"", "seeds = \"2-3\"", "10 of its 30 cells are no more"),
      ("primary = \"ultra-ra\"", "", "primary was 'ultra-ra' and is ''"),
      ("budget = 2048", "budget = 4096", "18 of its 30"),
    ] {
      let error = try #require(throws: ExperimentFileError.self) {
        try folder.begin(try file(more.replacing(old, with: new)))
      }
      #expect("\(error)".contains(words) && "\(error)".contains("--out"), "\(error)")
    }
    #expect(try String(contentsOfFile: folder.file, encoding: .utf8) == more, "what it was begun with stays")
  }

  @Test func aBaseOfAnotherKindIsRefused() throws {
    let desk = try Desk()
    var path = desk.directory + "/one"
    func refuse(_ id: String, _ words: String) {
      do {
        let text = ExperimentFileTests.whole.replacing("steps:1024", with: "session:\(path)").replacing(
          "id = \"Pong\"", with: "id = \"\(id)\"")
        try file(text).checkBases()
        Issue.record("it is taken")
      } catch { #expect("\(error)".contains(words), "\(error)") }
    }
    refuse("Pong", "no base policy yet")
    _ = try desk.coach.train()
    let taken = try file(ExperimentFileTests.whole.replacing("steps:1024", with: "session:\(path)"))
    try taken.checkBases()
    refuse("PongPoint", "is a session of Pong, not of PongPoint")
    path = "/no/such/place"
    refuse("Pong", "there is no session at /no/such/place")
    // What is copied is needed no more.
    let other = try file(ExperimentFileTests.whole.replacing("steps:1024", with: "session:\(path)"))
    try other.checkBases(finished: Set(other.grid.plan.cells.map(\.key)))
    // Whether its policy can be read is found out before anything runs too.
    path = desk.directory + "/one"
    let checkpoint = try #require(try desk.store.run(named: .base)?.checkpoint)
    try FileManager.default.removeItem(atPath: desk.store.checkpointDirectory + "/" + checkpoint)
    refuse("Pong", "cannot read")
  }
}
