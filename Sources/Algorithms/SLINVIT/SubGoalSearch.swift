import Networks
import RLCore

/// The search for one sub-goal after the other, and the tree that it grows.
struct SubGoalSearch<Problem: PlanningProblem> {
  typealias State = Problem.State

  let configuration: SLINVITConfiguration
  var simulator: PlanSimulator<Problem>
  private(set) var tree = SearchTree()
  /// The share of the goal at each node.
  private(set) var goalShares: [Double] = []
  private var states: [State] = []
  /// Where the plan stands.
  private var root = 0
  /// States of the plan so far.
  private var visited: Set<State> = []
  private let horizon: Int
  private let seed: UInt64
  private let onGrowth: PlanObserver?
  /// Leaves valued so far: each has its own randomness.
  private var leaves: UInt64 = 0

  /// A node on the way down with Σ (r + λ P_LLM) since the root.
  private struct Point {
    var node: Int
    var gain: Double
  }

  init(
    configuration: SLINVITConfiguration, simulator: PlanSimulator<Problem>, horizon: Int, seed: UInt64,
    onGrowth: PlanObserver?
  ) {
    self.configuration = configuration
    self.simulator = simulator
    self.horizon = horizon
    self.seed = seed
    self.onGrowth = onGrowth
  }

  /// Actions that may still be taken.
  var stepsLeft: Int { horizon - tree.nodes[root].depth }

  /// Begins a plan at `state`.
  mutating func start(at state: State) throws {
    root = tree.nodes.count
    visited = [state]
    states.append(state)
    goalShares.append(0)
    tree.append(
      SearchTree.Node(
        parent: nil, action: "", probability: 1, reward: 0, value: nil, score: 0, visits: 1, depth: 0, fate: .open,
        isChosen: true, isExecuted: true, subGoal: tree.subGoals.count,
        observation: try simulator.observation(of: state), ownIdentity: try simulator.ownIdentity(of: state)))
  }

  /// The nodes from where the plan stands to `leaf`, in order.
  func way(to leaf: Int) -> [Int] {
    var nodes: [Int] = []
    var current = leaf
    while current != root, let parent = tree.nodes[current].parent {
      nodes.append(current)
      current = parent
    }
    return nodes.reversed()
  }

  /// Carries out the action of `node`, a child of where the plan stands; whether the goal holds, or nil where the budget is
  /// used up.
  mutating func execute(_ node: Int) throws -> Bool? {
    let action = tree.nodes[node].action
    guard let edge = try simulator.step(states[root], action, for: .execution), edge.isLegal else { return nil }
    tree.change(node) { $0.isExecuted = true }
    tree.subGoals[tree.subGoals.count - 1].executed.append(action)
    root = node
    visited.insert(edge.next)
    try onGrowth?(tree, simulator.account)
    return edge.isSolved
  }

  /// Grows the tree from where the plan stands and chooses the best leaf; nil where no proposal leads anywhere.
  mutating func findSubGoal(breadth: Int, attempt: Int) throws -> Int? {
    let subGoal = tree.subGoals.count
    tree.subGoals.append(
      SearchTree.SubGoal(
        root: root, attempt: attempt, breadth: breadth, account: simulator.account, began: tree.nodes.count))
    var frontier = [Point(node: root, gain: 0)]
    var merged: [State: Int] = [states[root]: root]
    for _ in 0..<min(configuration.depth, stepsLeft) {
      let next = try expand(frontier, breadth: breadth, subGoal: subGoal, merged: &merged)
      // Where nothing is new, the frontier before is as far as one can see.
      guard !next.isEmpty else { break }
      frontier = prune(next, beam: configuration.beam * (attempt + 1))
      let solved = frontier.filter { tree.nodes[$0.node].fate == .solved }
      if !solved.isEmpty {
        frontier = solved
        break
      }
      if simulator.exhausted != nil { break }
    }
    frontier.removeAll { $0.node == root }
    try value(frontier)
    var best: Int?
    for point in frontier where best.map({ tree.nodes[point.node].score > tree.nodes[$0].score }) ?? true {
      best = point.node
    }
    if let best { for node in way(to: best) { tree.change(node) { $0.isChosen = true } } }
    tree.subGoals[subGoal].leaf = best
    tree.subGoals[subGoal].account = simulator.account
    tree.subGoals[subGoal].ended = tree.nodes.count
    try onGrowth?(tree, simulator.account)
    return best
  }

  /// One level, `batch` nodes at a time, those with the best scores first; batches after the one that reaches the goal are
  /// not needed any more.
  private mutating func expand(
    _ frontier: [Point], breadth: Int, subGoal: Int, merged: inout [State: Int]
  ) throws -> [Point] {
    var next: [Point] = []
    // The place in `next` of a state that this level reached.
    var level: [State: Int] = [:]
    let order =
      configuration.batch == 0
      ? frontier
      : frontier.enumerated().sorted {
        let (one, other) = (tree.nodes[$0.element.node].score, tree.nodes[$1.element.node].score)
        return one != other ? one > other : $0.offset < $1.offset
      }.map(\.element)
    let size = configuration.batch == 0 ? max(1, order.count) : configuration.batch
    for first in stride(from: 0, to: order.count, by: size) {
      let batch = Array(order[first..<min(first + size, order.count)])
      try expand(batch, breadth: breadth, subGoal: subGoal, merged: merged, level: &level, next: &next)
      try onGrowth?(tree, simulator.account)
      if simulator.exhausted != nil || next.contains(where: { tree.nodes[$0.node].fate == .solved }) { break }
    }
    for (state, place) in level { merged[state] = next[place].node }
    return next
  }

  /// Asks the prior at every node of a batch, then simulates the k likeliest proposals of each, or all actions, of which
  /// the k best stay.
  private mutating func expand(
    _ frontier: [Point], breadth: Int, subGoal: Int, merged: [State: Int], level: inout [State: Int],
    next: inout [Point]
  ) throws {
    let answers = try simulator.propose(frontier.map { (states[$0.node], tree.actions(to: $0.node)) })
    var wanted: [(point: Point, proposal: Proposal)] = []
    for (point, answer) in zip(frontier, answers) {
      var proposals = answer ?? []
      switch configuration.selection {
      case .prior: if breadth > 0 { proposals.removeLast(max(0, proposals.count - breadth)) }
      // A prior that has not answered has ended the search; one without a proposal leaves actions to the score.
      case .score: if answer != nil { proposals += try unproposed(at: states[point.node], by: proposals) }
      }
      for proposal in proposals { wanted.append((point, proposal)) }
    }
    let first = next.count
    let edges = try simulator.step(wanted.map { .init(state: states[$0.point.node], action: $0.proposal.action) })
    for (want, edge) in zip(wanted, edges) {
      // Nil: the budget ended here, and everything after it is missing as well.
      guard let edge else { break }
      let gain = want.point.gain + edge.reward + configuration.priorWeight * want.proposal.probability
      let node = append(want.point.node, want.proposal, edge, gain: gain, subGoal: subGoal)
      guard edge.isLegal else {
        simulator.chargeIllegalProposal()
        tree.change(node) { $0.fate = .illegal }
        continue
      }
      if configuration.usesTranspositions, !edge.isSolved {
        if visited.contains(edge.next) {
          tree.change(node) { $0.fate = .loop }
          continue
        }
        if let place = level[edge.next] {
          let isBetter = gain > next[place].gain
          let (kept, dropped) = isBetter ? (node, next[place].node) : (next[place].node, node)
          let visits = tree.nodes[next[place].node].visits + 1
          tree.change(kept) { $0.visits = visits }
          tree.change(dropped) { $0.fate = .transposition }
          if isBetter { next[place] = Point(node: node, gain: gain) }
          continue
        }
        if let earlier = merged[edge.next] {
          tree.change(earlier) { $0.visits += 1 }
          tree.change(node) { $0.fate = .transposition }
          continue
        }
        level[edge.next] = next.count
      }
      next.append(Point(node: node, gain: gain))
    }
    if configuration.selection == .score, breadth > 0 { follow(breadth, from: first, level: &level, next: &next) }
  }

  /// The legal actions at a state that the prior leaves out, of probability 0.
  private mutating func unproposed(at state: State, by proposals: [Proposal]) throws -> [Proposal] {
    let known = Set(proposals.map(\.action))
    return try simulator.actions(in: state).filter { !known.contains($0) }.map { Proposal(action: $0, probability: 0) }
  }

  /// Of the points from `first` on, the `count` best children of each node by λ P_LLM + V̂ stay; the goal is never dropped.
  private mutating func follow(_ count: Int, from first: Int, level: inout [State: Int], next: inout [Point]) {
    func score(_ point: Point) -> Double {
      let node = tree.nodes[point.node]
      return configuration.priorWeight * node.probability + (node.value ?? 0)
    }
    var kept: Set<Int> = []
    for siblings in Dictionary(grouping: first..<next.count, by: { tree.nodes[next[$0].node].parent }).values {
      let order = siblings.sorted { one, other in
        let isSolved = (
          one: tree.nodes[next[one].node].fate == .solved, other: tree.nodes[next[other].node].fate == .solved
        )
        if isSolved.one != isSolved.other { return isSolved.one }
        return score(next[one]) != score(next[other]) ? score(next[one]) > score(next[other]) : one < other
      }
      kept.formUnion(order.prefix(count))
    }
    var stay = Array(next[..<first])
    for place in first..<next.count {
      if kept.contains(place) { stay.append(next[place]) } else { tree.change(next[place].node) { $0.fate = .beam } }
    }
    next = stay
    level = [:]
    for (place, point) in next.enumerated() where configuration.usesTranspositions { level[states[point.node]] = place }
  }

  private mutating func append(
    _ parent: Int, _ proposal: Proposal, _ edge: PlanSimulator<Problem>.Edge, gain: Double, subGoal: Int
  ) -> Int {
    let value = configuration.leafValue == .rule ? edge.progress : nil
    tree.append(
      SearchTree.Node(
        parent: parent, action: proposal.action, probability: proposal.probability, reward: edge.reward, value: value,
        score: gain + (value ?? 0), visits: 1, depth: tree.nodes[parent].depth + 1,
        fate: edge.isSolved ? .solved : .open, subGoal: subGoal, observation: edge.observation,
        ownIdentity: edge.ownIdentity, response: edge.response))
    states.append(edge.next)
    goalShares.append(edge.goalShare)
    return tree.nodes.count - 1
  }

  /// Keeps the best nodes of a level by score; the goal is never dropped.
  private mutating func prune(_ points: [Point], beam: Int) -> [Point] {
    guard beam > 0, points.count > beam else { return points }
    let order = points.indices.sorted {
      let (one, other) = (tree.nodes[points[$0].node], tree.nodes[points[$1].node])
      if (one.fate == .solved) != (other.fate == .solved) { return one.fate == .solved }
      return one.score != other.score ? one.score > other.score : $0 < $1
    }
    for index in order.dropFirst(beam) { tree.change(points[index].node) { $0.fate = .beam } }
    return order.prefix(beam).sorted().map { points[$0] }
  }

  /// V̂ of the leaves and their scores.
  private mutating func value(_ points: [Point]) throws {
    for point in points where tree.nodes[point.node].fate == .open { tree.change(point.node) { $0.fate = .leaf } }
    guard configuration.leafValue == .rollouts else { return }
    // What is solved has nothing left to earn; its reward is in the sum already.
    let open = points.filter { tree.nodes[$0.node].fate != .solved }
    let values = try simulator.rollOut(
      open.map { (states[$0.node], tree.actions(to: $0.node)) }, count: configuration.rollouts, horizon: horizon,
      seed: seed, stream: 79_001 &+ leaves)
    leaves &+= UInt64(open.count)
    for (point, value) in zip(open, values) {
      let rollouts = configuration.rollouts
      tree.change(point.node) {
        $0.value = value
        $0.score = point.gain + value
        $0.visits += rollouts
      }
    }
  }
}
