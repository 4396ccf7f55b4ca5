import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Blocks as towers")
struct BlockTowersTests {
  private func letters(_ towers: BlockTowers?) -> [String]? { towers?.towers.map { $0.map(\.letter).joined() } }

  @Test func aStateIsReadFromItsWords() throws {
    let text =
      "the blue block is clear, the yellow block is clear, the hand is empty, "
      + "the blue block is on top of the red block, the red block is on top of the orange block, the orange block is on the table and "
      + "the yellow block is on the table."
    let towers = try #require(BlockTowers(text))
    #expect(letters(towers) == ["cab", "d"])
    #expect(towers.held == nil && towers.blocks.map(\.colour) == ["red", "blue", "orange", "yellow"])
  }

  @Test func whatIsHeldStandsNowhere() throws {
    let text = "the hand is currently holding the red block and the blue block is on the table."
    let towers = try #require(BlockTowers(text))
    #expect(towers.held?.letter == "a" && letters(towers) == ["b"])
  }

  @Test func aGoalSaysOnlyWhatItAsksFor() {
    let goal = BlockTowers(
      "My goal is to have that the red block is on top of the block x7 and the white block is not on the table.")
    #expect(letters(goal) == ["x7a"])
  }

  @Test(arguments: [
    "", "You are in the middle of a room.", "the red block is clear.", "1 row: the table users holds 4 names, and more",
    "my goal is to have that nothing in particular.",
  ])
  func otherWordsAreNoBlocks(text: String) { #expect(BlockTowers(text) == nil) }

  @Test func wordsThatContradictThemselvesEnd() {
    let round = BlockTowers("the red block is on top of the blue block and the blue block is on top of the red block.")
    #expect(round != nil && letters(round) == [])
  }

  /// A plan about eight blocks, the first state a single tower.
  private func model(width: Int, height: Int, glyphs: GlyphSet = .unicode) -> AppModel {
    let colours = ["red", "blue", "orange", "yellow", "white", "magenta", "black", "cyan"]
    func on(_ pairs: [(Int, Int)]) -> [String] {
      pairs.map { "the \(colours[$0]) block is on top of the \(colours[$1]) block" }
    }
    let start = on((1..<8).map { ($0, $0 - 1) }) + ["the hand is empty", "the red block is on the table"]
    let next = on((1..<7).map { ($0, $0 - 1) }) + ["the hand is currently holding the cyan block"]
    var picture = Fixtures.planPicture(run: 1)
    picture.goal =
      "My goal is to have that the cyan block is on top of the red block and the blue block is on top of the cyan block."
    picture.tree = SearchTree()
    for (index, facts) in [start, next].enumerated() {
      picture.tree.append(
        SearchTree.Node(
          parent: index == 0 ? nil : 0, action: index == 0 ? "" : "(unstack h g)", probability: 0.5, reward: 0,
          value: -1, score: 0, visits: 1, depth: index, fate: .open, subGoal: 0,
          observation: facts.joined(separator: ", ") + "."))
    }
    var model = Fixtures.empty(width: width, height: height, glyphs: glyphs, subject: .planning)
    _ = update(&model, .plan(picture))
    press("j", &model)
    return model
  }

  @Test(arguments: [(60, 15), (80, 24), (120, 40), (200, 60)]) func golden(width: Int, height: Int) {
    GoldenCase(name: "plan-blocks", keys: "", width: width, height: height)
      .check(model(width: width, height: height), "Plan")
  }

  @Test func goldenInASCII() {
    GoldenCase(name: "plan-blocks-ascii", keys: "", width: 120, height: 40)
      .check(model(width: 120, height: 40, glyphs: .ascii), "Plan")
  }

  @Test func otherTasksHaveNoBlocksAndKeepTheirRoom() {
    let layout = PlanLayout(side: .tree, zoom: .none, width: 120, height: 36)
    #expect(layout.blocks.height == 0 && layout.first.height == 35)
    let blocks = PlanLayout(side: .tree, zoom: .none, width: 120, height: 36, blockCount: 4)
    #expect(blocks.blocks.height == 13 && blocks.first.height + blocks.blocks.height == 35)
    let long = PlanLayout(side: .tree, zoom: .none, width: 120, height: 36, blockCount: 4, rows: 400)
    #expect(long.blocks.height == 9, "a long tree needs its rows")
    #expect(PlanLayout(side: .bounds, zoom: .none, width: 120, height: 36, blockCount: 4).blocks.height == 0)
  }
}
