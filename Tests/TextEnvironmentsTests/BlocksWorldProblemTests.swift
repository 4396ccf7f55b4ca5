import TextEnvironments
import RLCore
import TestSupport
import Testing

/// The blocks world as a planning problem, and the data set's instances and plans.
@Suite struct BlocksWorldProblemTests {
  @Test func stepsRestoresAndRefuses() throws {
    var world = BlocksWorld(try BlocksInstance(pddl: BlocksWorldPDDLTests.text), horizon: 4)
    let start = world.state
    #expect(world.task == "My goal is to have that the orange block is on top of the blue block.")
    #expect(world.actions == ["(unstack b a)", "(pick-up c)"])
    #expect(world.progress == 0 && world.goalShare == 0 && !world.isSolved)
    #expect(!world.step("(stack c b)").isLegal && !world.step("nonsense").isLegal && world.state == start)
    #expect(world.step("PICK-UP C") == PlanningOutcome(reward: 0))
    #expect(world.progress == 0.5)
    #expect(world.step("(stack c b)") == PlanningOutcome(reward: 1))
    #expect(world.isSolved && world.progress == 1000 && world.goalShare == 1)
    world.restore(start)
    #expect(world.state == start && !world.isSolved)
  }

  @Test func valuesFollowTheirRules() throws {
    // c lies on b on a; the goal wants a on b.
    let text = """
      (define (problem value) (:domain blocksworld-4ops) (:objects a b c)
      (:init (handempty) (ontable a) (on b a) (on c b) (clear c)) (:goal (on a b)))
      """
    let instance = try BlocksInstance(pddl: text)
    #expect(BlocksWorld(instance, horizon: 8).progress == -3)
    #expect(BlocksWorld(instance, horizon: 8, valuation: .fraction).progress == 0)
    #expect(BlocksWorld(instance, horizon: 8, valuation: .distance).progress == -5)
  }

  @Test(.enabled(if: PlanningData.isThere, "\(PlanningData.skipped)"))
  func everyInstanceIsReadAndSolved() throws {
    for name in PlanningData.instanceNames {
      let instance = try BlocksInstance(pddl: PlanningData.pddl(name))
      #expect(try BlocksInstance(pddl: instance.pddl) == instance, "\(name)")
      guard case .plan(let plan) = instance.shortestPlan().outcome else {
        Issue.record("\(name) has no plan")
        continue
      }
      #expect(instance.goalDistances()[instance.initial] == plan.count, "\(name)")
    }
  }

  @Test(.enabled(if: PlanningData.isThere, "\(PlanningData.skipped)"))
  func listedPlansAreShortest() throws {
    var (sound, foreign) = (0, 0)
    for list in PlanningData.listNames {
      for task in try PlanningData.tasks(list) {
        let instance = try BlocksInstance(pddl: PlanningData.pddl(task.instance))
        // Lists were made from more than one folder of instances, which share file names: a plan that is not for the
        // instance of its name says nothing about it.
        guard instance.validate(task.optimal_plan) == .valid(steps: task.steps) else {
          foreign += 1
          continue
        }
        sound += 1
        guard case .plan(let plan) = instance.shortestPlan().outcome else {
          Issue.record("\(task.instance): a plan is listed, and none was found")
          continue
        }
        #expect(plan.count == task.steps, "\(task.instance)")
      }
    }
    #expect(sound > foreign, "\(sound) plans are for the instance of their name, \(foreign) for another one")
  }
}
