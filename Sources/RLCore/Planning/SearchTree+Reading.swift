// What a file says of a search is checked before anything goes by it: a place outside the tree would trap, and a node
// that comes from a later one would send whoever walks up in a circle.

/// Why a search that was read cannot be one.
public struct SearchTreeFault: Error, Equatable, CustomStringConvertible, Sendable {
  /// What is wrong, and with which part.
  public let description: String
}

extension SearchTree {
  /// Numbers of a search that can be counted and shown.
  private static let counts = 0...1_000_000_000

  /// Guide lines of all nodes together: what a screen draws before them.
  private static let mostLevels = 20_000_000

  /// Throws where the parts of the tree do not fit together.
  func check() throws(SearchTreeFault) {
    func require(_ holds: Bool, _ reason: @autoclosure () -> String) throws(SearchTreeFault) {
      if !holds { throw SearchTreeFault(description: reason()) }
    }
    var levels: [Int] = []
    levels.reserveCapacity(nodes.count)
    var sum = 0
    for (index, node) in nodes.enumerated() {
      var level = 0
      if let parent = node.parent {
        try require(
          (0..<index).contains(parent),
          "node \(index) comes from node \(parent), and there are only nodes 0 to \(index - 1) before it")
        level = levels[parent] + 1
      }
      levels.append(level)
      sum += level
      try require(sum <= Self.mostLevels, "its nodes lie too deep to be drawn")
      try require(
        Self.counts.contains(node.depth) && Self.counts.contains(node.visits) && Self.counts.contains(node.subGoal),
        "node \(index) has a depth, visits or sub-goal out of range")
      try require(node.response?.isPossible ?? true, "the answer at node \(index) has a count out of range")
    }
    for (number, subGoal) in subGoals.enumerated() {
      try require(
        nodes.indices.contains(subGoal.root) && subGoal.leaf.map(nodes.indices.contains) ?? true,
        "sub-goal \(number + 1) begins or ends at a node that is not there")
      let places = 0...nodes.count
      try require(
        places.contains(subGoal.began) && subGoal.ended.map(places.contains) ?? true
          && Self.counts.contains(subGoal.attempt) && Self.counts.contains(subGoal.breadth)
          && subGoal.account.isPossible,
        "sub-goal \(number + 1) has a number out of range")
    }
    for change in changes {
      try require(
        nodes.indices.contains(change.node) && (0...nodes.count).contains(change.at)
          && Self.counts.contains(change.visits),
        "a change is of node \(change.node), and there are \(nodes.count) nodes")
    }
  }
}

extension PlanAccount {
  /// Whether its numbers are counts that can be added up; a file may say anything.
  public var isPossible: Bool {
    [searched, rolledOut, executed, modelCalls, reused, illegalProposals].allSatisfy {
      (0...1_000_000_000_000_000).contains($0)
    }
  }
}
