import Algorithms
import Environments
import Foundation
import RLCore
import TestSupport
import Testing
import Threads

/// A simulator as a planning problem: primitives, sub-goals, exact states and their ends, on a cart whose numbers are small.
@Suite struct ControlTaskTests {
  /// To 1, then to 3 and staying there for two steps; a unit of reward is worth a half.
  static let goal = ControlGoal<Rail>(
    "Get to 3.",
    subGoals: [
      .init("at 1 or beyond") { $0.measures[0] },
      .init("at 3 or beyond") { ($0.measures[0] - 1) / 2 },
    ], stay: 2, limit: 12, rewardWeight: 0.5, measure: { [Double($0.place)] },
    describe: { "at \(Numerals.fixed($0.measures[0], 0))" })

  private func task(
    _ levels: TorquePrimitives.Levels = .three, hold: Int = 2, policy: TorquePolicy? = nil
  ) throws -> ControlTask<Rail> {
    let primitives = try TorquePrimitives(levels, of: Rail().spec, parts: ["push"], hold: hold)
    return try ControlTask(Self.goal, primitives: primitives, policy: policy, seed: 7) { Rail() }
  }

  private func spec(_ parts: Int) -> EnvironmentSpec {
    EnvironmentSpec(
      id: "Many", observation: .dense(dimension: 1),
      action: .box(low: .init(repeating: -1, count: parts), high: .init(repeating: 2, count: parts)), stepLimit: 1)
  }

  // MARK: - Primitives

  @Test func primitivesAreEveryCombination() throws {
    let one = try TorquePrimitives(.five, of: Pendulum().spec, parts: ["torque"], hold: 4)
    #expect(one.all.map(\.name) == ["torque -2", "torque -1", "torque 0", "torque +1", "torque +2"])
    #expect(one.all.map(\.torques) == [[-2], [-1], [0], [1], [2]] && one.hold == 4)
    // The bounds are not even: the middle is 0.5.
    let two = try TorquePrimitives(.three, of: spec(2), parts: ["hip", "knee"], hold: 1)
    #expect(two.all.count == 9 && two.all[0].name == "hip -1, knee -1" && two.all[0].torques == [-1, -1])
    #expect(two.all[5].name == "hip +0.5, knee +2" && two["hip +0.5, knee +2"] == two.all[5])
    #expect(two["hip 3, knee 0"] == nil)
    let counts = try [TorquePrimitives.Levels.two, .three, .five, .single, .policy].map {
      try TorquePrimitives($0, of: spec(3), parts: [], hold: 1).all.count
    }
    #expect(counts == [8, 27, 125, 7, 1])
    let single = try TorquePrimitives(.single, of: spec(2), parts: ["a", "b"], hold: 1)
    #expect(single.all.map(\.torques) == [[0.5, 0.5], [-1, 0.5], [2, 0.5], [0.5, -1], [0.5, 2]])
  }

  @Test func whatHasNoTorquesOrTooManyIsRefused() throws {
    #expect(throws: ControlError.tooManyPrimitives("Many", "five", parts: 6)) {
      try TorquePrimitives(.five, of: spec(6), parts: [], hold: 1)
    }
    #expect(throws: ControlError.noTorques("Pong")) {
      try TorquePrimitives(.three, of: Pong().spec, parts: [], hold: 1)
    }
    let error = try #require(throws: ControlError.self) { try task(.policy) }
    #expect(error == .noPolicy("Rail") && error.description.contains("--policy"))
  }

  // MARK: - Sub-goals and ends

  @Test func subGoalsCountInOrder() throws {
    var task = try task()
    #expect(task.progress == 0 && task.goalShare == 0 && !task.isSolved && task.horizon == 6)
    #expect(task.actions == ["push -1", "push 0", "push +1"] && task.observation == "at 0")
    // Two steps to the right: the first sub-goal, and half of the second; 2 of reward, each worth a half.
    #expect(try task.step("push +1") == PlanningOutcome(reward: 1))
    #expect(task.observation == "at 2" && task.reading.steps == 2 && task.progress == 1.5 && task.goalShare == 0.5)
    // At 3 it begins to stay, at 4 it has stayed for two steps.
    #expect(try task.step("push +1") == PlanningOutcome(reward: 1))
    #expect(task.isSolved && task.goalShare == 1 && task.progress == 3 && task.reading.held == 2)
  }

  @Test func stayingIsASubGoalAndHasToBeInARow() throws {
    var task = try task(hold: 1)
    for _ in 0..<3 { _ = try task.step("push +1") }
    #expect(task.reading.held == 1 && task.progress == 2.5 && !task.isSolved)
    _ = try task.step("push -1")
    #expect(task.reading.held == 0 && task.progress == 1.5)
    _ = try task.step("push +1")
    #expect(task.reading.held == 1 && !task.isSolved)
    _ = try task.step("push 0")
    #expect(task.isSolved)
  }

  @Test func anActionEndsWhereTheGoalIsReached() throws {
    var task = try task(hold: 3)
    _ = try task.step("push +1")
    #expect(task.observation == "at 3" && task.reading.held == 1)
    #expect(try task.step("push +1") == PlanningOutcome(reward: 0.5), "one step of three is taken")
    #expect(task.isSolved && task.reading.steps == 4)
  }

  @Test func afterAFallNothingFollowsAndNothingIsWorth() throws {
    var task = try task(hold: 5)
    #expect(try task.step("push -1") == PlanningOutcome(reward: -1.5), "it falls at the third step")
    #expect(task.reading.hasFallen && task.reading.steps == 3 && task.actions.isEmpty)
    #expect(task.progress == 0 && task.goalShare == 0)
    #expect(try !task.step("push 0").isLegal)
    #expect(
      try self.task(hold: 5).verdict(on: ["push -1", "push 0"])
        == .illegal(
          step: 1, reason: "push 0 is not possible there"))
  }

  @Test func thePlansStepsEndIt() throws {
    var task = try task(hold: 5)
    #expect(task.horizon == 3)
    for steps in [5, 10, 12] {
      _ = try task.step("push 0")
      #expect(task.reading.steps == steps)
    }
    #expect(task.actions.isEmpty && !task.reading.hasFallen && !task.isSolved)
  }

  // MARK: - States

  @Test(arguments: [TorquePrimitives.Levels.two, .three, .five, .single])
  func itKeepsTheLawsOfTextTasks(_ levels: TorquePrimitives.Levels) throws {
    let broken = try brokenLaws(of: TextTaskSet.Member(task(levels), shortest: nil))
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test func restoringContinuesBitForBit() throws {
    let primitives = try TorquePrimitives(.five, of: Pendulum().spec, parts: ["torque"], hold: 3)
    let goal = ControlGoal<Pendulum>(
      "Turn.", subGoals: [.init("fast") { $0.measures[1] / 8 }], stay: 1, limit: 60, rewardWeight: 1,
      measure: { [$0.angle, $0.velocity] }, describe: { "\(Numerals.fixed($0.measures[0], 0))" })
    var one = try ControlTask(goal, primitives: primitives, seed: 3) { Pendulum() }
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<5 { _ = try one.step(primitives.all[generator.below(5)].name) }
    let (middle, fork) = (one.state, one.fork())
    let way = (0..<6).map { _ in primitives.all[generator.below(5)].name }
    let outcomes = try way.map { try one.step($0) }
    let end = one.state
    one.restore(middle)
    var other = fork
    for (action, outcome) in zip(way, outcomes) {
      #expect(try one.step(action) == outcome && other.step(action) == outcome)
    }
    #expect(one.state == end && other.state == end)
    let bits = { (task: ControlTask<Pendulum>) in task.reading.measures.map(\.bitPattern) }
    #expect(bits(one) == bits(other) && one.row == other.row && one.ownIdentity == other.ownIdentity)
    // Copies share a simulator and no state.
    let copy = one
    _ = try one.step("torque +2")
    #expect(copy.state == end && one.state != end)
  }

  @Test func statesOfOneWordStayApart() throws {
    var (still, moved, back) = (try task(hold: 1), try task(hold: 1), try task(hold: 1))
    for action in ["push 0", "push 0"] { _ = try still.step(action) }
    for action in ["push +1", "push -1"] { _ = try moved.step(action) }
    for action in ["push -1", "push +1"] { _ = try back.step(action) }
    #expect(still.observation == moved.observation && still.row == moved.row)
    #expect(still.state != moved.state && still.identity != moved.identity, "one has worn")
    #expect(moved.state == back.state && moved.identity == back.identity)
    // The search merges the two that are one state, and no other: 9 ways of two steps, 3 of them back to 0, of which 2
    // are equal; and of the other places each is reached with one wear alone, at 1 and -1 by two ways each.
    let settings = SLINVITConfiguration {
      $0.depth = 2
      $0.breadth = 0
    }
    let planner = SLINVIT(settings)
    let report = try planner.plan(
      task(hold: 1), prior: UniformPrior(), budget: PlanBudget(transitions: 12), seed: 1, pool: WorkerPool(threads: 1))
    let second = try #require(report.tree).nodes.filter { $0.depth == 2 && $0.subGoal == 0 }
    #expect(second.count == 9)
    let home = second.filter { $0.observation == "at 0" }
    #expect(home.count == 3 && Set(home.map(\.ownIdentity)).count == 2)
    #expect(home.count { $0.fate == .transposition } == 1)
    #expect(second.count { $0.fate == .transposition } == 3)
  }

  // MARK: - Planning

  @Test func aPlanThatIsFoundReplaysFromTheStartToTheSameEnd() throws {
    let task = try task()
    let report = try SLINVIT(SLINVITConfiguration { $0.breadth = 0 }).plan(
      task, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 2))
    #expect(report.isSolved && report.plan == ["push +1", "push +1"])
    #expect(try task.verdict(on: report.plan) == .valid(steps: 2))
    let (found, blind) = (
      try #require(report.tree?.nodes.last { $0.fate == .solved }),
      try BreadthFirstPlanner().plan(
        task, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
    )
    #expect(blind.plan == report.plan)
    var again = try self.task()
    try again.reset()
    for action in report.plan { _ = try again.step(action) }
    #expect(again.isSolved && again.ownIdentity == found.ownIdentity)
    let document = task.document
    #expect(document.contains("environment: Rail") && document.contains("start: seed 7"))
    #expect(document.contains("primitive: push +1") && document.contains("sub-goal 3: so for 2 steps in a row"))
  }
}
