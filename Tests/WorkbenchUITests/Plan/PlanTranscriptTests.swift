import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The transcript of a plan")
struct PlanTranscriptTests {
  private static func tree(_ responses: [(action: String, response: TextResponse?)]) -> SearchTree {
    var tree = SearchTree()
    let all: [(action: String, response: TextResponse?)] = [("", nil)] + responses
    for (index, turn) in all.enumerated() {
      tree.append(
        SearchTree.Node(
          parent: index == 0 ? nil : index - 1, action: turn.action, probability: 1, reward: 0, value: nil, score: 0,
          visits: 1, depth: index, fate: .open, subGoal: 0, observation: index == 0 ? "it begins here" : "it goes on",
          response: turn.response))
    }
    return tree
  }

  private func onTranscript(
    _ responses: [(action: String, response: TextResponse?)], width: Int = 120, height: Int = 40,
    glyphs: GlyphSet = .unicode
  ) -> AppModel {
    var picture = Fixtures.planPicture()
    picture.tree = Self.tree(responses)
    picture.plan = []
    var model = Fixtures.empty(width: width, height: height, glyphs: glyphs, subject: .planning)
    _ = update(&model, .plan(picture))
    press("ddG", &model)
    return model
  }

  private static let table = TextResponse(
    TextResponse.Table(
      columns: ["title", "price"], rows: [["Emma", "12.50"], ["The Castle", "NULL"]], count: 2))

  @Test func theWayIsADialogue() {
    let model = onTranscript([("look around", nil), ("SELECT title, price FROM book", Self.table)])
    let text = view(model).text
    for line in ["Transcript up to node 3", "it begins here", "> look around", "it goes on", "> SELECT title, price"] {
      #expect(text.contains(line), "\(line) is missing\n\(text)")
    }
    var back = model
    press("k", &back)
    #expect(!view(back).text.contains("> SELECT") && view(back).text.contains("Transcript up to node 2"))
    press("d", &back)
    #expect(view(back).text.contains("State, met"), "the detail again")
  }

  @Test func answersOfRowsAreTables() {
    let text = view(onTranscript([("SELECT title, price FROM book", Self.table)])).text
    for line in [
      "title       price", "──────────  ─────", "Emma        12.50", "The Castle   NULL", "2 rows",
    ] {
      #expect(text.contains(line), "\(line) is missing\n\(text)")
    }
    let plain = view(onTranscript([("SELECT", Self.table)], glyphs: .ascii)).text
    #expect(plain.contains("----------  -----"))
  }

  @Test func widthsThatDoNotFitAreCut() {
    let wide = TextResponse(
      TextResponse.Table(
        columns: (0..<40).map { "column \($0)" },
        rows: [(0..<40).map { String(repeating: "\($0)", count: 30) }, ["a"]],
        count: 900))
    for width in [60, 80, 120] {
      let model = onTranscript([("SELECT *", wide)], width: width)
      let lines = PlanTranscriptView(plan: model.plan, glyphs: .unicode, width: 40).lines
      #expect(lines.allSatisfy { line in line.reduce(0) { $0 + columnWidth(of: $1.text) } <= 40 })
      #expect(lines.contains { $0.last?.text.contains("first 2 of 900 rows, ") == true })
    }
  }

  @Test func longOutputIsCutAndScrolls() {
    let long = TextResponse(printed: (1...60).map { "line \($0)" }.joined(separator: "\n"))
    var model = onTranscript([("seq 60", long), ("seq 61", long)], width: 80, height: 24)
    let earlier = PlanTranscriptView(plan: model.plan, glyphs: .unicode, width: 78).lines
    #expect(earlier.contains { $0.last?.text == "… 54 more lines" }, "of what came before, a few lines")
    press("zz", &model)
    #expect(view(model).text.contains("> seq 61") && !view(model).text.contains("line 40"))
    press("<pgdn><pgdn>", &model)
    #expect(view(model).text.contains("line 40"))
    press("<pgdn><pgdn><pgdn><pgdn>", &model)
    #expect(view(model).text.contains("line 60"))
    press("<pgup><pgup><pgup><pgup><pgup><pgup><pgup><pgup><pgup>", &model)
    #expect(view(model).text.contains("it begins here"))
    press("k", &model)
    #expect(model.plan.scroll == 0, "another node is read from its own answer")
  }

  @Test func changedFilesHaveSigns() {
    let changes = [
      TextResponse.Change(.modified, path: "testbed/a.txt"), TextResponse.Change(.removed, path: "testbed/b"),
      TextResponse.Change(.added, path: "new/"),
    ]
    let response = TextResponse(printed: "", changes: changes)
    let text = view(onTranscript([("touch new/x", response)])).text
    for line in ["(nothing was printed)", "Changed since the start", "M testbed/a.txt", "- testbed/b", "+ new/"] {
      #expect(text.contains(line), "\(line) is missing\n\(text)")
    }
    let none = view(onTranscript([("ls", TextResponse(printed: "a  b", changes: [], isFailure: true))])).text
    #expect(none.contains("No file changed since the start") && none.contains("✗ failed") && none.contains("a  b"))
  }

  @Test func whatAPrintedLineHoldsIsMadeSafe() {
    let evil = "\u{1B}[2J\u{202E}\ttab"
    let response = TextResponse(printed: evil, changes: [TextResponse.Change(.added, path: evil)])
    let table = TextResponse(TextResponse.Table(columns: [evil], rows: [[evil, evil]], count: 1))
    for answer in [response, table] {
      for scalar in view(onTranscript([(evil, answer)])).text.unicodeScalars {
        #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        #expect(scalar != "\u{202E}")
      }
    }
  }
}
