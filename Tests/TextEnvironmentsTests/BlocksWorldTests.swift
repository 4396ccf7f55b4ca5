import TextEnvironments
import RLCore
import Testing

/// The rules of the blocks world, its searches and its words.
@Suite struct BlocksWorldTests {
  private func instance(_ goal: String, _ start: String? = nil) throws -> BlocksInstance {
    try BlocksInstance(
      pddl: """
        (define (problem test) (:domain blocksworld-4ops) (:objects a b c d)
        (:init \(start ?? "(handempty) (on a b) (ontable b) (ontable c) (ontable d) (clear a) (clear c) (clear d)"))
        (:goal (and \(goal))))
        """)
  }

  @Test func actionsFollowTheOperators() throws {
    let world = try instance("(on b c)")
    var state = world.initial
    #expect(state.actions.map(world.text) == ["(unstack a b)", "(pick-up c)", "(pick-up d)"])
    #expect(state.applying(.pickUp(1)) == nil && state.applying(.pickUp(0)) == nil)
    #expect(state.applying(.putDown(0)) == nil && state.applying(.unstack(0, 2)) == nil)
    state = try #require(state.applying(.unstack(0, 1)))
    #expect(state.held == 0 && state.isClear(1) && !state.isClear(0) && !state.isOnTable(0))
    #expect(state.actions.map(world.text) == ["(put-down a)", "(stack a b)", "(stack a c)", "(stack a d)"])
    #expect(state.applying(.stack(0, 0)) == nil && state.applying(.pickUp(2)) == nil)
    #expect(state.applying(.stack(0, 1)) == world.initial)
  }

  @Test func everyActionCanBeUndone() throws {
    var generator = SeededGenerator(seed: 3)
    for blocks in [2, 5, 16] {
      var state = BlocksState.random(blocks: blocks, &generator)
      for _ in 0..<500 {
        let action = state.actions[generator.below(state.actions.count)]
        let next = try #require(state.applying(action))
        let back: BlocksAction =
          switch action {
          case .pickUp(let block): .putDown(block)
          case .putDown(let block): .pickUp(block)
          case .stack(let block, let below): .unstack(block, below)
          case .unstack(let block, let below): .stack(block, below)
          }
        #expect(next.applying(back) == state)
        #expect(next.applying(back)?.hashValue == state.hashValue)
        // `clear` is kept beside the towers and must agree with them.
        for block in 0..<blocks {
          let isCovered = (0..<blocks).contains { next.isOn($0, block) }
          #expect(next.isClear(block) == (!isCovered && next.held != block))
        }
        state = next
      }
    }
  }

  /// States with n blocks: 1, 3, 13, 73, 501 with an empty hand, and n times those of n - 1 with a block in it.
  @Test(arguments: [(2, 3 + 2), (3, 13 + 9), (4, 73 + 52), (5, 501 + 365)])
  func allStatesAreReached(_ blocks: Int, _ states: Int) throws {
    let world = try BlocksInstance.random(blocks: blocks, seed: 1)
    #expect(world.goalDistances().count == states)
  }

  @Test func optimalPlansAgreeWithExhaustiveDistances() throws {
    for seed in UInt64(0)..<60 {
      let world = try BlocksInstance.random(blocks: 3 + Int(seed % 3), goals: seed % 2 == 0 ? nil : 1, seed: seed)
      let distances = world.goalDistances()
      let shortest = try #require(distances[world.initial])
      guard case .plan(let first) = world.breadthFirstPlan().outcome,
        case .plan(let second) = world.shortestPlan().outcome
      else {
        Issue.record("no plan for seed \(seed)")
        continue
      }
      #expect(first.count == shortest && second.count == shortest)
      #expect(world.validate(second.map(world.text)) == .valid(steps: shortest))
      for (state, distance) in distances { #expect(world.distanceBound(state) <= distance) }
    }
  }

  @Test(arguments: ["(holding a)", "(clear b)", "(holding d) (on a c)", "(handempty) (clear d)", "(ontable a)", ""])
  func otherFactsAreBoundedToo(_ goal: String) throws {
    let world = try instance(goal)
    let distances = world.goalDistances()
    for (state, distance) in distances { #expect(world.distanceBound(state) <= distance, "\(world.words(state))") }
    guard case .plan(let plan) = world.shortestPlan().outcome else {
      Issue.record("no plan")
      return
    }
    #expect(plan.count == distances[world.initial])
  }

  @Test func largeInstancesAreSolved() throws {
    for seed in UInt64(0)..<3 {
      let world = try BlocksInstance.random(blocks: 9, seed: seed)
      let result = world.shortestPlan()
      guard case .plan(let plan) = result.outcome else {
        Issue.record("\(result)")
        continue
      }
      #expect(world.validate(plan.map(world.text)) == .valid(steps: plan.count))
    }
    #expect(try BlocksInstance.random(blocks: 12, seed: 1).breadthFirstPlan(limit: 100).outcome == .undecided)
  }

  @Test(arguments: [
    ("(on a a)", "itself"), ("(on a b) (on a c)", "both"), ("(on a b) (on c b)", "both"),
    ("(on a b) (on b c) (on c a)", "below it as well"), ("(on a b) (ontable a)", "on the table and"),
    ("(on a b) (clear b)", "clear under"), ("(holding a) (handempty)", "empty"),
    ("(holding a) (holding b)", "hold both"),
    ("(holding a) (on a b)", "in the hand"),
  ])
  func contradictionsAreProven(_ goal: String, _ reason: String) throws {
    let world = try instance(goal)
    guard case .unsolvable(let text) = world.shortestPlan().outcome else {
      Issue.record("not proven")
      return
    }
    #expect(text.contains(reason), "\(text)")
    #expect(world.goalDistances().isEmpty)
  }

  @Test func plansAreJudged() throws {
    let world = try instance("(on c b)")
    let plan = ["(unstack a b)", "(put-down a)", "(pick-up c)", "(stack c b)"]
    #expect(world.validate(plan) == .valid(steps: 4))
    #expect(world.validate(plan + ["(unstack c b)"]) == .valid(steps: 4))
    #expect(world.validate(plan + ["(unstack c b)"], stopsAtGoal: false) == .goalMissed)
    #expect(world.validate(Array(plan.dropLast())) == .goalMissed)
    #expect(world.validate(["(pick-up b)"]) == .illegal(step: 0, reason: "(pick-up b) is not possible there"))
    for bad in ["(lift a)", "(stack a)", "(pick-up z)", "", "(put-down a b)"] {
      guard case .illegal(step: 0, _) = world.validate([bad]) else {
        Issue.record("'\(bad)' was taken")
        continue
      }
    }
  }

  @Test func wordsAreThoseOfPlanBench() throws {
    let world = try instance("(on c b)")
    #expect(
      world.words(world.initial)
        == "the red block is clear, the orange block is clear, the yellow block is clear, the hand is empty, "
        + "the red block is on top of the blue block, the blue block is on the table, the orange block is on the table "
        + "and the yellow block is on the table")
    #expect(world.goalWords == "the orange block is on top of the blue block")
    #expect(world.words(.unstack(0, 1)) == "unstack the red block from on top of the blue block")
    let held = try #require(world.initial.applying(.pickUp(3)))
    #expect(world.words(held).contains("the hand is currently holding the yellow block"))
  }

  @Test func randomStatesAreUniform() {
    var generator = SeededGenerator(seed: 9)
    var counts: [BlocksState: Int] = [:]
    for _ in 0..<26_000 { counts[.random(blocks: 3, &generator), default: 0] += 1 }
    #expect(counts.count == 13)
    for count in counts.values { #expect(abs(count - 2000) < 250) }
  }

  @Test func ownInstancesAreReproducible() throws {
    #expect(try BlocksInstance.random(blocks: 6, seed: 4) == BlocksInstance.random(blocks: 6, seed: 4))
    #expect(try BlocksInstance.random(blocks: 6, seed: 4) != BlocksInstance.random(blocks: 6, seed: 5))
    let world = try BlocksInstance.random(blocks: 6, goals: 2, seed: 4)
    #expect(world.goal.count == 2 && !world.goal.holds(in: world.initial))
    #expect(try BlocksInstance(pddl: world.pddl) == world)
    #expect(throws: InvalidSettingError.self) { try BlocksInstance.random(blocks: 17, seed: 1) }
  }
}
