import Foundation
import RLCore
import Testing

/// What came back for an action is kept in parts, and cut with a count.
@Suite struct TextResponseTests {
  @Test func shortTextsAreKeptWhole() {
    let response = TextResponse(printed: "one\ntwo\n")
    #expect(response.text == "one\ntwo\n" && response.hiddenLines == 0 && response.changes == nil)
  }

  @Test func longTextsAreCutWithACount() {
    let lines = (1...1_000).map { "line \($0)" }.joined(separator: "\n") + "\n"
    let response = TextResponse(printed: lines)
    #expect(response.text.hasPrefix("line 1\n") && response.text.hasSuffix("\nline 200") && response.hiddenLines == 800)
    let wide = TextResponse(printed: String(repeating: "x", count: 9_000))
    #expect(wide.text.count == 8_000 && wide.hiddenLines == 1)
    #expect(TextResponse(printed: "a" + String(repeating: "\n", count: 900)).hiddenLines == 0)
  }

  @Test func manyRowsAndChangesAreCounted() {
    let rows = (0..<250).map { ["\($0)", String(repeating: "y", count: 900)] }
    let table = TextResponse.Table(columns: ["n", "text"], rows: rows, count: rows.count)
    #expect(table.rows.count == 100 && table.count == 250 && table.rows[7][0] == "7" && table.rows[7][1].count == 200)
    let changes = (0..<120).map { TextResponse.Change(.added, path: "f\($0)") }
    let response = TextResponse(printed: "", changes: changes, isFailure: true)
    #expect(response.changes?.count == 100 && response.changeCount == 120 && response.isFailure)
  }

  @Test func aTreeKeepsItAndRefusesWhatCannotBeCounted() throws {
    var tree = SearchTree()
    var response = TextResponse(TextResponse.Table(columns: ["n"], rows: [["1"]], count: 1))
    func node(_ response: TextResponse?) -> SearchTree.Node {
      SearchTree.Node(
        parent: nil, action: "", probability: 1, reward: 0, value: nil, score: 0, visits: 1, depth: 0, fate: .open,
        subGoal: 0, observation: "seen", response: response)
    }
    tree.append(node(response))
    let bytes = try JSONEncoder().encode(tree)
    #expect(try JSONDecoder().decode(SearchTree.self, from: bytes) == tree)
    response.hiddenLines = -1
    tree = SearchTree()
    tree.append(node(response))
    let wrong = try JSONEncoder().encode(tree)
    #expect(throws: SearchTreeFault.self) { try JSONDecoder().decode(SearchTree.self, from: wrong) }
  }
}
