import Algorithms
import Environments
import Networks
import RLCore
import Synchronization
import Testing
import TextEnvironments
import Threads

/// Watching a search, changing its prior, and what the bounds of LINVIT look like on the way.
@Suite struct AmendedPlanningTests {
  private static func world(_ seed: UInt64, blocks: Int = 4) throws -> BlocksWorld {
    BlocksWorld(try BlocksInstance.random(blocks: blocks, seed: seed), horizon: 10)
  }

  private static let planners: [any TreeGrowing] = [
    SLINVIT(SLINVITConfiguration { $0.beam = 2 }),
    SLINVIT(
      SLINVITConfiguration {
        $0.leafValue = .rollouts
        $0.depth = 2
        $0.replans = false
      }),
    SLINVIT(
      SLINVITConfiguration {
        $0.batch = 1
        $0.attempts = 3
      }),
    TreeSearchPlanner(),
  ]

  private func plan(_ method: any Planner, _ world: BlocksWorld, _ prior: any ActionPrior = UniformPrior()) throws
    -> PlanReport
  {
    try method.plan(world, prior: prior, budget: .unlimited, seed: 3, pool: WorkerPool(threads: 1))
  }

  @Test(arguments: planners.indices)
  func whatIsWatchedIsThePrefixOfWhatComesOut(_ index: Int) throws {
    for seed in 0..<4 as Range<UInt64> {
      let world = try Self.world(seed)
      let alone = try plan(Self.planners[index], world)
      let seen = Mutex<[SearchTree]>([])
      var method = Self.planners[index]
      method.onGrowth = { tree, _ in seen.withLock { $0.append(tree) } }
      let watched = try plan(method, world)
      #expect(watched == alone, "watching changes nothing")
      let tree = try #require(watched.tree)
      let pictures = seen.withLock { $0 }
      #expect(!pictures.isEmpty)
      // Of several pictures of one size the last is the tree as it was before it grew on.
      for (picture, next) in zip(pictures, pictures.dropFirst()) where next.nodes.count > picture.nodes.count {
        let then = tree.prefix(picture.nodes.count)
        #expect(then.nodes.map(\.action) == picture.nodes.map(\.action))
        #expect(zip(then.nodes, picture.nodes).allSatisfy { $0.visits >= $1.visits })
      }
      #expect(tree.nodes.allSatisfy { node in node.parent == nil || !node.action.isEmpty && !node.observation.isEmpty })
    }
  }

  @Test func anObserverThatThrowsEndsThePlanning() throws {
    struct Enough: Error {}
    for method in Self.planners {
      var method = method
      method.onGrowth = { _, _ in throw Enough() }
      #expect(throws: Enough.self) { try plan(method, Self.world(1)) }
    }
  }

  @Test func treeSearchMarksTheWayOfItsPlan() throws {
    let report = try plan(TreeSearchPlanner(), Self.world(2))
    let tree = try #require(report.tree)
    let leaf = try #require(tree.subGoals.first?.leaf)
    let way = tree.actions(to: leaf)
    #expect(report.plan.starts(with: way) && !way.isEmpty)
    #expect(tree.nodes[0].visits > 0 && tree.nodes[0].value != nil)
    #expect(tree.nodes.allSatisfy { $0.probability >= 0 && $0.probability <= 1 })
  }

  @Test func vetoesAndReplacementsChangeThePlan() throws {
    for seed in 0..<6 as Range<UInt64> {
      let world = try Self.world(seed)
      let method = SLINVIT(
        SLINVITConfiguration {
          $0.breadth = 0
          $0.depth = 8
        })
      let before = try plan(method, world)
      let first = try #require(before.plan.first)
      let veto = PlanDecision(.veto, task: world.id, state: world.observation, action: first)
      let prior = AmendedPrior(UniformPrior(), amendments: PlanAmendments([veto]))
      #expect(prior.source == "uniform, 1 change by a person")
      let after = try plan(method, world, prior)
      let tree = try #require(after.tree)
      #expect(!tree.nodes.contains { $0.action == first && $0.parent.map { tree.nodes[$0].observation } == veto.state })
      #expect(after.plan.first != first)
    }
  }

  @Test func nothingDecidedIsNothingChanged() throws {
    let world = try Self.world(3)
    let prior = AmendedPrior(UniformPrior(), amendments: PlanAmendments())
    #expect(try plan(Self.planners[0], world, prior) == plan(Self.planners[0], world))
    let context = world.context(history: [])
    #expect(try prior.proposals(for: context) == UniformPrior().proposals(for: context))
  }

  @Test func boundsCloseInOnTheExactValue() throws {
    let mdp = try TabularCatalog.processes.entry("RiverSwim").process()
    var configuration = LINVITConfiguration()
    configuration.bonusScale = 1
    var learner = try LINVIT(
      mdp, prior: TabularPriors.diverging(mdp, by: 2), configuration: configuration, seed: 1)
    var recorder = ValueBoundsRecorder(learner)
    let first = recorder.picture(learner)
    for _ in 0..<3_000 {
      learner.advance()
      recorder.note(learner)
    }
    let last = recorder.picture(learner)
    #expect(last.optimistic.count <= 513 && last.rows == mdp.states)
    #expect((ValueBoundsRecorder.momentLimit / 2...ValueBoundsRecorder.momentLimit + 1).contains(last.moments.count))
    #expect(last.moments.map(\.episode) == last.moments.map(\.episode).sorted() && last.moments[0] == first.moments[0])
    #expect(last.moments.allSatisfy { $0.gaps.count == mdp.horizon * mdp.states })
    let now = try #require(last.moments.last)
    #expect(now.episode == 3_000 && last.episode == 3_000)
    let exact = try #require(last.exact)
    #expect(last.optimistic.allSatisfy { $0.value > exact - 1e-9 })
    #expect(last.pessimistic.allSatisfy { $0.value < exact + 1e-9 })
    let end = try #require(last.optimistic.last)
    #expect(end.step == 3_000)
    #expect(end.value - (last.pessimistic.last?.value ?? 0) < first.optimistic[0].value - first.pessimistic[0].value)
    #expect(last.widest == first.widest && first.moments[0].gaps.max() == first.widest)
    for stage in 0..<mdp.horizon {
      for state in 0..<mdp.states {
        let index = try #require(last.index(stage: stage, row: state))
        #expect(now.gaps[index] == learner.gaps[stage * mdp.states + state])
        #expect(now.lower[index] <= now.upper[index])
      }
    }
    #expect(last.index(stage: mdp.horizon, row: 0) == nil && last.index(stage: 0, row: mdp.states) == nil)
  }

  @Test func manyStatesShareRows() throws {
    let mdp = try TabularMDP.chain(length: 600, horizon: 2)
    let learner = try LINVIT(
      mdp, prior: TabularPolicy(uniformFor: mdp), configuration: LINVITConfiguration(), seed: 1)
    let picture = ValueBoundsRecorder(learner).picture(learner)
    #expect(picture.statesPerRow == 3 && picture.rows == 200 && picture.moments[0].gaps.count == 400)
    #expect(picture.moments[0].gaps.max() == learner.gaps.max())
  }
}
