import Algorithms
import Networks
import RLCore
import Numerics
import Testing
import TextEnvironments
import Threads

/// SLINVIT on blocks-world instances of its own: scores, counts, budgets, threads.
@Suite struct SLINVITTests {
  private static func worlds(_ count: Int, blocks: Int = 4) throws -> [BlocksWorld] {
    try (0..<count).map { seed in
      let instance = try BlocksInstance.random(blocks: blocks, seed: UInt64(seed))
      let oracle = try #require(BlocksWorld(instance, horizon: 1).oracle)
      return BlocksWorld(instance, horizon: try #require(try oracle.shortestPlan()).count)
    }
  }

  private func plan(
    _ world: BlocksWorld, prior: any ActionPrior = UniformPrior(), budget: PlanBudget = .unlimited, threads: Int = 1,
    _ change: (inout SLINVITConfiguration) -> Void
  ) throws -> PlanReport {
    try SLINVIT(SLINVITConfiguration(change)).plan(
      world, prior: prior, budget: budget, seed: 5, pool: WorkerPool(threads: threads))
  }

  /// A prior of known answers by state text; everything else is left out.
  private struct FixedPrior: ActionPrior {
    let source = "fixed"
    var first: [Proposal]
    func proposals(for context: PlanningContext) throws -> [Proposal] {
      context.history.isEmpty
        ? first : context.actions.map { Proposal(action: $0, probability: 1 / Double(context.actions.count)) }
    }
  }

  @Test func allProposalsToTheHorizonFindAShortestPlan() throws {
    for world in try Self.worlds(12) where world.horizon <= 8 {
      let report = try plan(world) {
        $0.breadth = 0
        $0.depth = 20
      }
      #expect(report.isSolved && !report.isPartial && report.stop == .solved)
      #expect(world.instance.validate(report.plan) == .valid(steps: world.horizon))
    }
  }

  /// One sub-goal of depth 1 with all proposals: the score of each leaf by hand.
  @Test func scoresAreRewardPlusWeightedProbabilityPlusValue() throws {
    let world = try Self.worlds(4)[3]
    let actions = world.actions
    let shares = actions.indices.map { Double($0 + 1) }
    let prior = FixedPrior(first: zip(actions, shares).map { Proposal(action: $0, probability: $1) })
    let report = try plan(world, prior: prior) {
      $0.breadth = 0
      $0.depth = 1
      $0.priorWeight = 2
    }
    let tree = try #require(report.tree)
    let total = shares.reduce(0, +)
    for node in tree.nodes where node.parent == 0 {
      let index = try #require(actions.firstIndex(of: node.action))
      var copy = world
      let reward = copy.step(node.action).reward
      #expect(node.probability.isApproximatelyEqual(to: shares[index] / total, absoluteTolerance: 1e-12))
      #expect(node.value == copy.progress && node.reward == reward)
      #expect(
        node.score.isApproximatelyEqual(to: reward + 2 * node.probability + copy.progress, absoluteTolerance: 1e-12))
      #expect(node.observation == copy.observation)
    }
    let leaf = try #require(tree.subGoals[0].leaf)
    let best = tree.nodes.filter { $0.parent == 0 }.map(\.score).max()
    #expect(tree.nodes[leaf].score == best && tree.nodes[leaf].isChosen)
    #expect(tree.subGoals[0].executed == [tree.nodes[leaf].action])
  }

  /// All actions are simulated, of which the best by λ P + V̂ are followed, whatever the prior proposes.
  @Test(arguments: [0.0, 3], [true, false]) func theBestOfAllActionsAreFollowed(lambda: Double, merges: Bool) throws {
    for world in try Self.worlds(6) {
      let prior = FixedPrior(first: world.actions.prefix(1).map { Proposal(action: $0, probability: 1) })
      let report = try plan(world, prior: prior) {
        $0.selection = .score
        $0.breadth = 2
        $0.depth = 2
        $0.priorWeight = lambda
        $0.usesTranspositions = merges
      }
      let tree = try #require(report.tree)
      let children = tree.nodes.filter { $0.parent == 0 }
      #expect(Set(children.map(\.action)) == Set(world.actions))
      let scores = children.map { lambda * $0.probability + ($0.value ?? 0) }.sorted(by: >)
      let followed = children.filter { $0.fate != .beam }
      #expect(followed.count == min(2, children.count))
      #expect(followed.map { lambda * $0.probability + ($0.value ?? 0) }.sorted(by: >) == Array(scores.prefix(2)))
      let inner = tree.nodes.indices.filter { tree.nodes[$0].fate == .beam }
      #expect(
        inner.allSatisfy { node in !tree.nodes.contains { $0.parent == node } }, "what is left out is not expanded")
    }
  }

  /// Without a table every node costs one transition, every inner node one model call, every action taken one more.
  @Test func everythingIsCounted() throws {
    for world in try Self.worlds(8, blocks: 5) {
      for replans in [true, false] {
        let report = try plan(world) {
          $0.depth = 3
          $0.replans = replans
          $0.usesTranspositions = false
        }
        let tree = try #require(report.tree)
        let account = report.account
        #expect(account.searched == tree.nodes.count { $0.parent != nil })
        #expect(account.executed == tree.nodes.count { $0.parent != nil && $0.isExecuted })
        #expect(account.executed == tree.subGoals.reduce(0) { $0 + $1.executed.count })
        let asked = Set(tree.nodes.compactMap { node in node.parent.map { [$0, node.subGoal] } })
        #expect(account.modelCalls == asked.count)
        #expect(account.transitions == account.searched + account.executed && account.rolledOut == 0)
        #expect(account.reused == 0)
      }
    }
  }

  @Test func aTableSavesAndKeepsCount() throws {
    for world in try Self.worlds(8, blocks: 5) {
      let report = try plan(world) { $0.attempts = 8 }
      let tree = try #require(report.tree)
      let edges = Set(
        tree.nodes.compactMap { node in node.parent.map { "\(tree.nodes[$0].observation) \(node.action)" } })
      #expect(report.account.searched == edges.count)
      #expect(report.account.searched + report.account.reused >= tree.nodes.count { $0.parent != nil })
      #expect(report.account.executed == tree.nodes.count { $0.parent != nil && $0.isExecuted })
    }
  }

  @Test func rolloutsAreCountedAndSeeded() throws {
    let world = try Self.worlds(1, blocks: 4)[0]
    func run(_ threads: Int) throws -> PlanReport {
      try plan(world, threads: threads) {
        $0.leafValue = .rollouts
        $0.rollouts = 3
        $0.depth = 3
        $0.usesTranspositions = false
      }
    }
    let report = try run(1)
    #expect(report.account.rolledOut > 0)
    let tree = try #require(report.tree)
    let asked = Set(tree.nodes.compactMap { node in node.parent.map { [$0, node.subGoal] } })
    #expect(report.account.modelCalls == asked.count + report.account.rolledOut)
    #expect(tree.nodes.allSatisfy { ($0.value ?? 0) >= 0 && ($0.value ?? 0) <= 1 })
    #expect(try run(2) == report)
  }

  @Test func threadsDoNotMatter() throws {
    for world in try Self.worlds(4, blocks: 6) {
      for batch in [0, 3] {
        func run(_ threads: Int) throws -> PlanReport {
          try plan(world, budget: PlanBudget(transitions: 700, modelCalls: 300), threads: threads) {
            $0.breadth = 4
            $0.attempts = 3
            $0.batch = batch
          }
        }
        let report = try run(1)
        #expect(try run(2) == report)
        #expect(try run(5) == report)
      }
    }
  }

  @Test func budgetsAreKept() throws {
    for world in try Self.worlds(6, blocks: 5) {
      for limit in [0, 1, 2, 7, 20, 60] {
        for value in SLINVITConfiguration.LeafValue.allCases {
          let change: (inout SLINVITConfiguration) -> Void = {
            $0.leafValue = value
            $0.attempts = 4
          }
          let few = try plan(world, budget: PlanBudget(transitions: limit), change)
          #expect(few.account.transitions <= limit)
          #expect(few.isSolved || few.stop != .solved)
          #expect(few.isPartial == !few.isSolved)
          let calls = try plan(world, budget: PlanBudget(modelCalls: limit), change)
          #expect(calls.account.modelCalls <= limit)
        }
      }
      #expect(try plan(world, budget: PlanBudget(transitions: 0)) { _ in }.stop == .transitionBudget)
      #expect(try plan(world, budget: PlanBudget(modelCalls: 0)) { _ in }.stop == .modelCallBudget)
    }
  }

  @Test func beamsKeepWhatTheySay() throws {
    let world = try Self.worlds(3, blocks: 6)[2]
    let report = try plan(world) {
      $0.breadth = 0
      $0.beam = 3
      $0.depth = 4
    }
    let tree = try #require(report.tree)
    #expect(tree.nodes.contains { $0.fate == .beam })
    for subGoal in tree.subGoals.indices {
      let inner = Set(tree.nodes.filter { $0.subGoal == subGoal }.compactMap(\.parent))
      for depth in Set(inner.map { tree.nodes[$0].depth }) {
        #expect(inner.count { tree.nodes[$0].depth == depth } <= 3)
      }
    }
  }

  @Test func illegalProposalsAreDroppedAndCounted() throws {
    let world = try Self.worlds(1)[0]
    let prior = FixedPrior(first: [
      Proposal(action: "(fly a)", probability: 0.9), Proposal(action: world.actions[0], probability: 0.1),
    ])
    let report = try plan(world, prior: prior) { $0.depth = 1 }
    #expect(report.account.illegalProposals == 1)
    #expect(report.tree?.nodes.contains { $0.action == "(fly a)" } == false)
  }

  @Test func aSolvedProblemNeedsNothing() throws {
    var world = try Self.worlds(1)[0]
    let plan = try #require(try world.oracle?.shortestPlan())
    for action in plan { _ = world.step(action) }
    #expect(world.isSolved)
    for entry in PlannerCatalog.planners.entries {
      let report = try entry.planner().plan(
        world, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(report.isSolved && report.plan.isEmpty && report.account.transitions == 0, "\(entry.name)")
    }
  }

  @Test func settingsAndPresetsReadBack() throws {
    for preset in PlanPresetCatalog.presets.entries {
      let configuration = preset.settings.slinvit
      var copy = SLINVITConfiguration()
      for field in SLINVITConfiguration.fields {
        try SLINVITConfiguration.fields.apply(field.key, field.read(configuration), to: &copy)
        #expect(throws: InvalidSettingError.self) {
          try SLINVITConfiguration.fields.apply(field.key, "?", to: &copy)
        }
      }
      #expect(copy == configuration, "\(preset.name)")
    }
    #expect(throws: UnknownNameError.self) { try PlanPresetCatalog.presets.entry("alfword") }
  }
}
