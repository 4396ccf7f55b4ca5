import RLCore

/// Actions that a person takes by hand: carried out in the environment from its start, and nodes of the search's tree.
struct ActionsByHand {
  let task: any TextTask
  /// V̂ is the environment's rule, so that it is known at once.
  let isValuedByRule: Bool

  /// The tree with an action taken at a node, and the node that it led to: one that the search made, or a new one.
  ///
  /// - Throws: `PlanWorkError.refused`, and what the environment throws.
  func taking(_ action: String, at index: Int, in tree: SearchTree) throws -> (tree: SearchTree, node: Int) {
    var tree = tree
    guard tree.nodes.indices.contains(index) else {
      throw PlanWorkError.refused(action, "its state is not in the tree")
    }
    if let known = tree.child(of: index, by: action) { return mark(known, in: &tree) }
    let parent = tree.nodes[index]
    guard parent.depth < task.horizon else {
      throw PlanWorkError.refused(action, "a plan may take \(task.horizon) actions, and that many lead here")
    }
    var world = try task.fork()
    try world.reset()
    for earlier in tree.actions(to: index) {
      guard try world.step(earlier).isLegal else {
        throw PlanWorkError.refused(earlier, "it was not possible before it")
      }
    }
    let written = world.action(named: action) ?? action
    if let known = tree.child(of: index, by: written) { return mark(known, in: &tree) }
    let outcome = try world.step(written)
    guard outcome.isLegal else { throw PlanWorkError.refused(written, "it is not possible there") }
    let value = isValuedByRule ? world.progress : nil
    tree.append(
      SearchTree.Node(
        parent: index, action: written, probability: 0, reward: outcome.reward, value: value,
        score: parent.score - (parent.value ?? 0) + outcome.reward + (value ?? 0), visits: 1, depth: parent.depth + 1,
        fate: world.isSolved ? .solved : .open, subGoal: parent.subGoal, observation: world.observation,
        ownIdentity: world.ownIdentity, response: world.response))
    return mark(tree.nodes.count - 1, in: &tree)
  }

  /// A tree with every action that was taken by hand, in order; what the environment no longer takes is left out.
  func regrown(_ tree: SearchTree, _ taken: [PlanDecision]) -> SearchTree {
    guard let start = tree.nodes.firstIndex(where: { $0.parent == nil }) else { return tree }
    var tree = tree
    for decision in taken {
      var next = tree
      var current = start
      do {
        // What leads there may be missing from a search that went other ways.
        for action in (decision.way ?? []) + [decision.action] {
          if let known = next.child(of: current, by: action) {
            current = known
          } else {
            (next, current) = try taking(action, at: current, in: next)
          }
        }
      } catch { continue }
      tree = mark(current, in: &next).tree
    }
    return tree
  }

  private func mark(_ index: Int, in tree: inout SearchTree) -> (tree: SearchTree, node: Int) {
    tree.change(index) { $0.isByHand = true }
    return (tree, index)
  }
}

extension SearchTree {
  /// The node that an action of another led to, of several the last one; nil where there is none, or it was refused.
  func child(of index: Int, by action: String) -> Int? {
    nodes.lastIndex { $0.parent == index && $0.action == action && $0.fate != .illegal }
  }
}
