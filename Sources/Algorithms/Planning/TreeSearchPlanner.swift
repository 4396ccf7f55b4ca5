import Glibc
public import RLCore
public import Threads

/// Monte-Carlo tree search with the prior in its rewards, after RAP.
///
/// Paper: Hao et al., 2023, arXiv 2305.14992. The reward of an action is r = P^α · g^(1-α), P its probability by the prior
/// and g = 0.5 + the share of the goal that holds, or 100 when all of it does. Selection is UCT with weight `exploration`;
/// simulations sample the prior to the horizon; a node's Q is the mean of the returns below it. Children that were never
/// visited come first, by their own reward. The search ends with the
/// first plan that reaches the goal, which favours it against the paper's fixed number of rollouts, and transitions that
/// were seen before cost nothing.
public struct TreeSearchPlanner: TreeGrowing {
  /// `rap`.
  public let name = "rap"
  /// Rollouts at most; the paper's are 10 to 60.
  public var rollouts = 60
  /// The weight of the exploration term.
  public var exploration = 1.0
  /// α, the share of the prior in the reward.
  public var priorShare = 0.5
  /// Sees the tree after every rollout.
  public var onGrowth: PlanObserver?

  /// The search with the settings of RAP's blocks world.
  public init() {}

  /// The search with other settings.
  public init(_ settings: BaselineConfiguration) {
    rollouts = settings.treeRollouts
    exploration = settings.treeExploration
    priorShare = settings.treePriorShare
  }

  private struct Node<State> {
    var state: State
    var parent: Int?
    var action: String
    var reward: Double
    var isSolved: Bool
    var depth: Int
    var children: [Int]?
    var visits = 0.0
    var total = 0.0
  }

  /// Searches until a plan reaches the goal or the rollouts are used up.
  public func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport {
    var simulator = try PlanSimulator(
      problem, prior: prior, budget: budget, pool: pool, remembers: true, describes: true)
    var generator = SeededGenerator(seed: seed, stream: 78_001)
    var nodes = [
      Node(state: problem.state, parent: nil, action: "", reward: 0, isSolved: problem.isSolved, depth: 0)
    ]
    var tree = SearchTree()
    tree.append(
      SearchTree.Node(
        parent: nil, action: "", probability: 1, reward: 0, value: nil, score: 0, visits: 0, depth: 0, fate: .open,
        isChosen: true, subGoal: 0, observation: try simulator.observation(of: problem.state),
        ownIdentity: try simulator.ownIdentity(of: problem.state)))
    tree.subGoals = [SearchTree.SubGoal(root: 0, attempt: 0, breadth: 0, account: PlanAccount(), began: 1)]
    var report = PlanReport(
      method: name, source: prior.source, task: problem.id, plan: [], isSolved: problem.isSolved,
      stop: problem.isSolved ? .solved : .horizon, goalShare: problem.goalShare, account: PlanAccount())
    var rollout = 0
    while !report.isSolved, rollout < rollouts, simulator.exhausted == nil {
      rollout += 1
      // Selection.
      var current = 0
      while let children = nodes[current].children, !children.isEmpty { current = select(nodes, children, current) }
      // Expansion.
      if nodes[current].depth < problem.horizon, nodes[current].children == nil {
        let history = path(nodes, current)
        let proposals = try simulator.propose(nodes[current].state, history: history) ?? []
        var children: [Int] = []
        for proposal in proposals {
          guard let edge = try simulator.step(nodes[current].state, proposal.action, for: .search) else { break }
          guard edge.isLegal else { continue }
          children.append(nodes.count)
          nodes.append(
            Node(
              state: edge.next, parent: current, action: proposal.action,
              reward: reward(proposal.probability, edge.goalShare, edge.isSolved), isSolved: edge.isSolved,
              depth: nodes[current].depth + 1))
          tree.append(
            SearchTree.Node(
              parent: current, action: proposal.action, probability: proposal.probability,
              reward: nodes[nodes.count - 1].reward, value: nil, score: nodes[nodes.count - 1].reward, visits: 0,
              depth: nodes[current].depth + 1, fate: edge.isSolved ? .solved : .open, subGoal: 0,
              observation: edge.observation, ownIdentity: edge.ownIdentity, response: edge.response))
          if edge.isSolved || edge.goalShare > report.goalShare {
            report.plan = history + [proposal.action]
            report.goalShare = edge.goalShare
            report.isSolved = edge.isSolved
          }
          if edge.isSolved { break }
        }
        nodes[current].children = children
        if report.isSolved { break }
        if !children.isEmpty { current = select(nodes, children, current) }
      }
      // Simulation.
      var plan = path(nodes, current)
      var state = nodes[current].state
      var total = 0.0
      while plan.count < problem.horizon, let proposals = try simulator.propose(state, history: plan),
        !proposals.isEmpty
      {
        let proposal = proposals[generator.pick(proposals.map(\.probability)[...])]
        guard let edge = try simulator.step(state, proposal.action, for: .search), edge.isLegal else { break }
        total += reward(proposal.probability, edge.goalShare, edge.isSolved)
        plan.append(proposal.action)
        state = edge.next
        if edge.isSolved || edge.goalShare > report.goalShare {
          report.plan = plan
          report.goalShare = edge.goalShare
          report.isSolved = edge.isSolved
        }
        if edge.isSolved { break }
      }
      // Backpropagation.
      var node: Int? = current
      while let index = node {
        total += nodes[index].reward
        nodes[index].visits += 1
        nodes[index].total += total
        let (mean, visits) = (nodes[index].total / nodes[index].visits, Int(nodes[index].visits))
        tree.change(index) {
          $0.value = mean
          $0.score = mean
          $0.visits = visits
        }
        node = nodes[index].parent
      }
      try onGrowth?(tree, simulator.account)
    }
    report.stop = report.isSolved ? .solved : simulator.exhausted ?? .horizon
    tree.choose(report.plan, spent: simulator.account)
    try simulator.carryOut(&report, from: problem.state)
    report.tree = tree
    return report
  }

  private func reward(_ probability: Double, _ goalShare: Double, _ isSolved: Bool) -> Double {
    pow(probability, priorShare) * pow(isSolved ? 100 : 0.5 + goalShare, 1 - priorShare)
  }

  /// A child that was never visited, the one with the largest reward; else the largest UCT; the first of equals.
  private func select<State>(_ nodes: [Node<State>], _ children: [Int], _ parent: Int) -> Int {
    let unvisited = children.filter { nodes[$0].visits == 0 }
    var best = (index: children[0], score: -Double.infinity)
    for index in unvisited.isEmpty ? children : unvisited {
      let node = nodes[index]
      let score =
        node.visits == 0
        ? node.reward
        : node.total / node.visits + exploration * (log(nodes[parent].visits) / node.visits).squareRoot()
      if score > best.score { best = (index, score) }
    }
    return best.index
  }

  private func path<State>(_ nodes: [Node<State>], _ index: Int) -> [String] {
    var actions: [String] = []
    var current = index
    while let parent = nodes[current].parent {
      actions.append(nodes[current].action)
      current = parent
    }
    return actions.reversed()
  }
}

extension SearchTree {
  /// Marks the way of a plan as far as the tree has it; a simulation may have found the rest.
  fileprivate mutating func choose(_ plan: [String], spent: PlanAccount) {
    var current = 0
    for action in plan {
      guard let next = nodes.indices.first(where: { nodes[$0].parent == current && nodes[$0].action == action })
      else { break }
      change(next) { $0.isChosen = true }
      current = next
    }
    subGoals[0].leaf = current == 0 ? nil : current
    subGoals[0].account = spent
    subGoals[0].ended = nodes.count
  }
}
