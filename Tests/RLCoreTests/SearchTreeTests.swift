import Foundation
import RLCore
import Testing

/// A tree remembers how it was at every size.
@Suite struct SearchTreeTests {
  private static func node(_ parent: Int?, _ generator: inout SeededGenerator) -> SearchTree.Node {
    SearchTree.Node(
      parent: parent, action: "a\(generator.below(9))", probability: generator.uniform(), reward: 0, value: nil,
      score: generator.uniform(), visits: 1, depth: 0, fate: .open, subGoal: 0, observation: "seen")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func prefixesAreTheTreeAsItWas(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var tree = SearchTree()
    var past: [SearchTree] = [tree]
    for _ in 0..<60 {
      switch generator.below(4) {
      case 0...1:
        past.append(tree)
        tree.append(Self.node(tree.nodes.isEmpty ? nil : generator.below(tree.nodes.count), &generator))
      case 2:
        guard !tree.nodes.isEmpty else { continue }
        let score = generator.uniform()
        let fate = SearchTree.Fate.allCases[generator.below(SearchTree.Fate.allCases.count)]
        tree.change(generator.below(tree.nodes.count)) {
          $0.score = score
          $0.fate = fate
          $0.visits += 1
          $0.value = score
          $0.isChosen.toggle()
        }
      default:
        guard !tree.nodes.isEmpty else { continue }
        if let last = tree.subGoals.indices.last, tree.subGoals[last].ended == nil {
          tree.subGoals[last].ended = tree.nodes.count
          tree.subGoals[last].leaf = generator.below(tree.nodes.count)
        } else {
          tree.subGoals.append(
            SearchTree.SubGoal(root: 0, attempt: 0, breadth: 2, account: PlanAccount(), began: tree.nodes.count))
        }
      }
      // The last picture of every size is what counts.
      if past.count > tree.nodes.count { past[tree.nodes.count] = tree } else { past.append(tree) }
    }
    for (count, then) in past.enumerated() where count <= tree.nodes.count {
      #expect(tree.prefix(count).nodes == then.nodes, "at \(count) nodes")
      // A search that had begun and had no node yet is not to be told from none.
      let began = tree.prefix(count).subGoals.filter { $0.began < count }
      #expect(began == then.subGoals.filter { $0.began < count }, "at \(count) nodes")
      #expect(tree.prefix(count).prefix(count / 2).nodes == tree.prefix(count / 2).nodes, "a prefix of a prefix")
    }
    #expect(tree.prefix(1_000) == tree)
    #expect(tree.prefix(-1).nodes.isEmpty)
  }

  @Test func whatAPersonTookIsMarkedFromThenOn() throws {
    var generator = SeededGenerator(seed: 1)
    var tree = SearchTree()
    for parent in [nil, 0, 0] as [Int?] { tree.append(Self.node(parent, &generator)) }
    tree.change(1) { $0.isByHand = true }
    #expect(tree.nodes[1].isByHand && !tree.nodes[2].isByHand)
    #expect(!tree.prefix(2).nodes[1].isByHand, "the search made it")
    #expect(try JSONDecoder().decode(SearchTree.self, from: JSONEncoder().encode(tree)) == tree)
  }

  @Test func changingWhatIsNotThereDoesNothing() {
    var tree = SearchTree()
    tree.change(0) { $0.visits = 5 }
    #expect(tree == SearchTree() && tree.actions(to: 3).isEmpty)
  }
}
