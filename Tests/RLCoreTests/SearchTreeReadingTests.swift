import Foundation
import RLCore
import Testing

/// A tree that a file states is one, or it is refused with what is wrong in it.
@Suite struct SearchTreeReadingTests {
  /// A start and a node below it, as JSON.
  private static func tree(
    parent: String = "0", node: String = "\"depth\":1,\"visits\":1,\"subGoal\":0", root: String = "0",
    leaf: String = "1",
    began: String = "1", searched: String = "3", change: String = "0"
  ) -> String {
    let rest =
      "\"action\":\"a\",\"probability\":1,\"reward\":0,\"score\":0,\"fate\":\"open\",\"isChosen\":false,"
      + "\"isExecuted\":false,\"observation\":\"seen\""
    let account =
      "{\"searched\":\(searched),\"rolledOut\":0,\"executed\":0,\"modelCalls\":0,\"reused\":0,\"illegalProposals\":0}"
    return """
      {"nodes":[{"depth":0,"visits":1,"subGoal":0,\(rest)},{"parent":\(parent),\(node),\(rest)}],
       "subGoals":[{"root":\(root),"leaf":\(leaf),"attempt":0,"breadth":2,"executed":[],"account":\(account),
       "began":\(began),"ended":2}],
       "changes":[{"at":2,"node":\(change),"score":0,"visits":1,"fate":"open","isChosen":false,"isExecuted":false}]}
      """
  }

  private func read(_ text: String) throws -> SearchTree {
    try JSONDecoder().decode(SearchTree.self, from: Data(text.utf8))
  }

  @Test func aTreeIsReadAsItWasWritten() throws {
    let tree = try read(Self.tree())
    #expect(tree.nodes.count == 2 && tree.actions(to: 1) == ["a"])
    #expect(try JSONDecoder().decode(SearchTree.self, from: JSONEncoder().encode(tree)) == tree)
  }

  @Test func aTreeOfTheFirstVersionTellsStatesApartByTheirWords() throws {
    let tree = try read(Self.tree())
    #expect(tree.nodes.allSatisfy { $0.ownIdentity == nil && $0.identity == "seen" })
  }

  @Test(arguments: [
    (tree(parent: "9"), "node 1 comes from node 9"), (tree(parent: "1"), "node 1 comes from node 1"),
    (tree(parent: "-1"), "node 1 comes from node -1"),
    (tree(node: "\"depth\":9223372036854775807,\"visits\":1,\"subGoal\":0"), "node 1 has a depth"),
    (tree(node: "\"depth\":1,\"visits\":1,\"subGoal\":-1"), "node 1 has a depth, visits or sub-goal"),
    (tree(root: "2"), "sub-goal 1 begins or ends"), (tree(leaf: "-1"), "sub-goal 1 begins or ends"),
    (tree(began: "3"), "sub-goal 1 has a number"), (tree(searched: "9223372036854775807"), "sub-goal 1 has a number"),
    (tree(change: "-1"), "a change is of node -1"), (tree(change: "2"), "a change is of node 2"),
  ])
  func whatDoesNotFitIsNamed(text: String, reason: String) throws {
    let fault = try #require(throws: SearchTreeFault.self) { try read(text) }
    #expect(fault.description.contains(reason), "\(fault)")
  }

  @Test func aChainWhoseGuideLinesWouldFillTheMemoryIsRefused() throws {
    var tree = SearchTree()
    for index in 0..<7_000 {
      tree.append(
        SearchTree.Node(
          parent: index == 0 ? nil : index - 1, action: "", probability: 1, reward: 0, value: nil, score: 0, visits: 1,
          depth: index, fate: .open, subGoal: 0, observation: ""))
    }
    let bytes = try JSONEncoder().encode(tree)
    #expect(throws: SearchTreeFault.self) { try JSONDecoder().decode(SearchTree.self, from: bytes) }
  }
}
