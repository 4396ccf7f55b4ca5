/// What a search for an optimal plan found.
public enum BlocksSearchOutcome: Sendable, Equatable {
  /// A shortest plan.
  case plan([BlocksAction])
  /// No state that satisfies the goal can be reached, and why.
  case unsolvable(String)
  /// The limit on expanded states was reached first; nothing is known.
  case undecided
}

/// The outcome and the cost of a search.
public struct BlocksSearchResult: Sendable, Equatable {
  /// What was found.
  public var outcome: BlocksSearchOutcome
  /// States whose actions were all tried.
  public var expanded: Int
  /// Actions tried.
  public var transitions: Int
}

/// Exact searches for shortest plans.
extension BlocksInstance {
  /// Breadth-first search: a shortest plan, or a proof that there is none.
  public func breadthFirstPlan(limit: Int = 5_000_000) -> BlocksSearchResult {
    search(limit: limit) { _ in 0 }
  }

  /// A* with `distanceBound` as its heuristic: a shortest plan after fewer states.
  public func shortestPlan(limit: Int = 5_000_000) -> BlocksSearchResult {
    search(limit: limit) { distanceBound($0) }
  }

  /// Actions that are needed at least from `state` to the goal.
  ///
  /// A block must move when a goal fact puts it elsewhere, when it lies on something that must move, on a block that shall
  /// be clear, or on one that another block shall lie on. Moving takes two actions, and one for the block in the hand.
  /// Each action lifts or lowers one block, and at the end one at most may stay in the hand, so the bound is admissible.
  public func distanceBound(_ state: BlocksState) -> Int {
    var wanted = [Int](repeating: -1, count: blocks.count)
    var wantedOn = [Int](repeating: -1, count: blocks.count)
    for pair in goal.on {
      wanted[pair.block] = pair.below
      wantedOn[pair.below] = pair.block
    }
    var bound = 0
    var mayStayHeld = false
    for block in blocks.indices {
      if goal.holding.contains(block) {
        bound += state.held == block ? 0 : 1
        continue
      }
      let isHeld = state.held == block
      guard isHeld || mustMove(block, state, wanted, wantedOn) else { continue }
      bound += isHeld ? 1 : 2
      if !goal.handEmpty, goal.holding.isEmpty, !isNamed(block) { mayStayHeld = true }
    }
    return mayStayHeld ? bound - 1 : bound
  }

  private func isNamed(_ block: Int) -> Bool {
    goal.on.contains { $0.block == block || $0.below == block } || goal.onTable.contains(block)
      || goal.clear.contains(block)
  }

  private func mustMove(_ block: Int, _ state: BlocksState, _ wanted: [Int], _ wantedOn: [Int]) -> Bool {
    var current = block
    while true {
      let below = state.support(of: current)
      if wanted[current] >= 0, wanted[current] != below { return true }
      guard let below else { return false }
      if goal.onTable.contains(current) || goal.clear.contains(below) { return true }
      if wantedOn[below] >= 0, wantedOn[below] != current { return true }
      if goal.holding.contains(below) { return true }
      current = below
    }
  }

  /// Best-first search by steps so far plus `estimate`, which must never overestimate; buckets stand for a heap, since
  /// both are small whole numbers. Among equals the deeper state comes first.
  private func search(limit: Int, estimate: (BlocksState) -> Int) -> BlocksSearchResult {
    if let reason = goal.contradiction({ blocks[$0] }) {
      return BlocksSearchResult(outcome: .unsolvable(reason), expanded: 0, transitions: 0)
    }
    struct Entry {
      var steps: Int32
      var parent: BlocksState?
      var action: BlocksAction?
      var isClosed = false
    }
    var known: [BlocksState: Entry] = [initial: Entry(steps: 0)]
    var buckets: [[BlocksState]] = []
    func insert(_ state: BlocksState, _ total: Int) {
      while buckets.count <= total { buckets.append([]) }
      buckets[total].append(state)
    }
    insert(initial, estimate(initial))
    var (expanded, transitions, bucket) = (0, 0, 0)
    while bucket < buckets.count {
      guard let state = buckets[bucket].popLast() else {
        bucket += 1
        continue
      }
      guard let entry = known[state], !entry.isClosed else { continue }
      if goal.holds(in: state) {
        var plan: [BlocksAction] = []
        var current = state
        while let entry = known[current], let action = entry.action, let parent = entry.parent {
          plan.append(action)
          current = parent
        }
        return BlocksSearchResult(outcome: .plan(plan.reversed()), expanded: expanded, transitions: transitions)
      }
      guard expanded < limit else {
        return BlocksSearchResult(outcome: .undecided, expanded: expanded, transitions: transitions)
      }
      known[state]?.isClosed = true
      expanded += 1
      let steps = entry.steps + 1
      for action in state.actions {
        guard let next = state.applying(action) else { continue }
        transitions += 1
        if let old = known[next], old.steps <= steps { continue }
        known[next] = Entry(steps: steps, parent: state, action: action)
        insert(next, max(bucket, Int(steps) + estimate(next)))
      }
    }
    return BlocksSearchResult(
      outcome: .unsolvable("none of the \(expanded) states that can be reached satisfies the goal"),
      expanded: expanded, transitions: transitions)
  }

  /// The number of actions from every state that can be reached to the nearest one that satisfies the goal.
  ///
  /// Actions can be undone, so one search backwards from the goals finds them all. Meant for up to six blocks: seven have
  /// some 65,000 states.
  public func goalDistances() -> [BlocksState: Int] {
    var reached: Set<BlocksState> = [initial]
    var order = [initial]
    var index = 0
    while index < order.count {
      let state = order[index]
      index += 1
      for action in state.actions {
        if let next = state.applying(action), reached.insert(next).inserted { order.append(next) }
      }
    }
    var distances: [BlocksState: Int] = [:]
    var frontier = order.filter { goal.holds(in: $0) }
    for state in frontier { distances[state] = 0 }
    var distance = 0
    while !frontier.isEmpty {
      distance += 1
      var next: [BlocksState] = []
      for state in frontier {
        for action in state.actions {
          guard let neighbour = state.applying(action), distances[neighbour] == nil else { continue }
          distances[neighbour] = distance
          next.append(neighbour)
        }
      }
      frontier = next
    }
    return distances
  }
}
