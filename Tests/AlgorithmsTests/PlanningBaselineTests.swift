import Algorithms
import Networks
import RLCore
import TestSupport
import Numerics
import Testing
import TextEnvironments
import Threads

/// The planners that SLINVIT is compared with, and the priors that all share.
@Suite struct PlanningBaselineTests {
  private func world(_ seed: UInt64, blocks: Int = 4) throws -> BlocksWorld {
    let instance = try BlocksInstance.random(blocks: blocks, seed: seed)
    let oracle = try #require(BlocksWorld(instance, horizon: 1).oracle)
    return BlocksWorld(instance, horizon: try #require(try oracle.shortestPlan()).count)
  }

  /// A prior that knows shortest plans; wrong in a share of the states.
  private func synthetic(_ world: BlocksWorld, errors: Double) -> SyntheticPrior {
    let distances = world.instance.goalDistances()
    var good: [String: Set<String>] = [:]
    for (state, distance) in distances {
      var copy = world
      copy.restore(state)
      good[copy.observation] = Set(
        copy.actions.filter { action in
          copy.restore(state)
          _ = copy.step(action)
          return (distances[copy.state] ?? .max) < distance
        })
    }
    let table = good
    return SyntheticPrior(errors: errors) { table[$0.observation] ?? [] }
  }

  @Test func breadthFirstSearchFindsShortestPlans() throws {
    for seed in UInt64(0)..<10 {
      let world = try world(seed, blocks: 5)
      let report = try BreadthFirstPlanner().plan(
        world, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(report.isSolved && report.plan.count == world.horizon)
      #expect(report.account.executed == world.horizon && report.account.modelCalls == 0)
      let short = BlocksWorld(world.instance, horizon: world.horizon - 1)
      let proof = try BreadthFirstPlanner().plan(
        short, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(!proof.isSolved && proof.stop == .exhausted)
    }
  }

  @Test func aPerfectPriorNeedsNoSearch() throws {
    for seed in UInt64(0)..<6 {
      let world = try world(seed)
      let prior = synthetic(world, errors: 0)
      let report = try PriorActing(.act).plan(
        world, prior: prior, budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(report.isSolved && report.account.transitions == world.horizon)
      let slinvit = try SLINVIT(SLINVITConfiguration { $0.breadth = 1 }).plan(
        world, prior: prior, budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(slinvit.isSolved && slinvit.account.searched == world.horizon)
    }
  }

  @Test func budgetsAreKeptByEveryPlanner() throws {
    let world = try world(3, blocks: 5)
    let prior = synthetic(world, errors: 0.5)
    for entry in PlannerCatalog.planners.entries {
      let method = entry.planner()
      #expect(method.name == entry.name && entry.summary.contains(" "))
      for limit in [0, 1, 5, 30] {
        func run(_ threads: Int) throws -> PlanReport {
          try method.plan(
            world, prior: prior, budget: PlanBudget(transitions: limit, modelCalls: limit), seed: 4,
            pool: WorkerPool(threads: threads))
        }
        let report = try run(1)
        #expect(report.account.transitions <= limit, "\(entry.name)")
        #expect(report.account.modelCalls <= limit, "\(entry.name)")
        #expect(try run(3) == report, "\(entry.name)")
        if report.isSolved { #expect(world.instance.validate(report.plan) == .valid(steps: report.plan.count)) }
      }
    }
    #expect(throws: UnknownNameError.self) { try PlannerCatalog.planners.entry("slinvti") }
  }

  @Test func recordsAreFollowedAsFarAsTheyAreLegal() throws {
    let text = """
      (define (problem p) (:domain blocksworld-4ops) (:objects a b c)
      (:init (handempty) (ontable a) (ontable b) (ontable c) (clear a) (clear b) (clear c)) (:goal (on a b)))
      """
    let world = BlocksWorld(try BlocksInstance(pddl: text), horizon: 2)
    let plans = [
      RecordedPlan(task: "p", prompt: "x", actions: ["(pick-up a)", "(stack a b)", "(pick-up c)"]),
      RecordedPlan(task: "p", prompt: "x", actions: ["(pick-up a)", "(stack b a)", "(stack a b)"]),
      RecordedPlan(task: "p", prompt: "x", actions: ["(stack)"]),
      RecordedPlan(task: "q", prompt: "x", actions: ["(pick-up a)"]),
    ]
    let prior = try RecordedPrior(plans, source: "test", smoothing: 1) { $0 == "p" ? world : nil }
    #expect(
      prior.statistics
        == RecordedPrior.Statistics(plans: 3, unknownTasks: 1, actions: 3, illegalActions: 2, solved: 1))
    let proposals = try prior.proposals(for: world.context(history: []))
    #expect(proposals.map(\.action) == ["(pick-up a)", "(pick-up b)", "(pick-up c)"])
    #expect(abs(proposals.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    // Two records and a third of the back-off's one.
    #expect(proposals[0].probability.isApproximatelyEqual(to: (2 + 1.0 / 3) / 3, absoluteTolerance: 1e-12))
    #expect(try prior.plan(for: world.context(history: []))?.count == 3)
  }

  @Test func recordsAreReadFromJSON() throws {
    let text =
      #"[{"instance": "i", "prompt": "one_shot", "extracted_plan": "(a b)\n(c d)\n", "correct": true, "x": 1}]"#
    #expect(
      try RecordedPlan.read(json: Array(text.utf8))
        == [RecordedPlan(task: "i", prompt: "one_shot", actions: ["(a b)", "(c d)"], isCorrect: true)])
    #expect(throws: DecodingError.self) { try RecordedPlan.read(json: Array("[{}]".utf8)) }
  }
}
