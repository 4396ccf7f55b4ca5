import Algorithms
@testable import Coaching
import Environments
import Foundation
import MuJoCoEnvironments
import RLCore
import TestSupport
import Testing
import TextEnvironments
import Threads

/// The pendulum and the hopper as they are planned: found by name, their goals by hand, priors, and what is refused.
@Suite struct ControlPlanningTests {
  private static let names = ["Pendulum", "Hopper-v5"]
  private let catalogs = PlanningCatalogs()

  private func request(
    _ environment: String, _ change: (inout PlanOrder) -> Void = { _ in }
  ) throws -> PlanRequest {
    var order = PlanOrder(environment)
    change(&order)
    return try order.request(in: catalogs)
  }

  private func torques(_ request: PlanRequest) throws -> any TorqueTask {
    try #require(request.onlyTask?.task as? any TorqueTask)
  }

  /// A folder of the test's own, removed afterwards.
  private func inScratch(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("control-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  /// A checkpoint of a policy as it is before training.
  private func write(_ environment: EnvironmentEntry, to path: String) throws {
    var configuration = PPOConfiguration()
    (configuration.environments, configuration.stepsPerUpdate, configuration.minibatches) = (8, 16, 2)
    (configuration.hidden, configuration.sharesTrunk) = ([8], false)
    let run = try PPO(
      name: "base", entry: environment, configuration: configuration, seed: 2, pool: WorkerPool(threads: 1))
    try Data(try #require(run.checkpoint())).write(to: URL(fileURLWithPath: path))
  }

  // MARK: - Tasks

  @Test(arguments: names)
  func itIsATextTaskThatKeepsTheLaws(_ name: String) throws {
    #expect(try catalogs.text(name).problem == nil)
    let request = try request(name) { $0.seed = 3 }
    let member = try #require(request.onlyTask)
    #expect(request.priorName == "uniform" && member.task.id.hasSuffix(", seed 3") && member.shortest == nil)
    #expect(request.settings.slinvit.depth == 8 && !request.settings.slinvit.replans)
    let broken = try brokenLaws(of: member)
    #expect(broken.isEmpty, "\(broken)")
    #expect(request.tasks.notes.first?.contains("each held for 4 environment steps") == true)
  }

  @Test func settingsAndSetsSayWhatIsPlanned() throws {
    let hopper = try torques(request("Hopper-v5"))
    #expect(hopper.actions.count == 27 && hopper.horizon == 25)
    #expect(hopper.actions.contains("hip +1, knee 0, ankle -1"))
    let pendulum = try torques(
      request("Pendulum") {
        $0.settings = [("primitives", "five"), ("hold", "7"), ("within", "100"), ("k", "2")]
        $0.problem = "11"
      })
    #expect(pendulum.actions.map { $0 } == ["torque -2", "torque -1", "torque 0", "torque +1", "torque +2"])
    #expect(pendulum.horizon == 15 && pendulum.id == "Pendulum-v1, seed 11")
    let own = try request("Pendulum") {
      $0.sets = ["own"]
      $0.settings = [("starts", "3")]
    }
    #expect(own.tasks.groups.map(\.name) == ["own"])
    #expect(own.tasks.members.map(\.task.id) == (1...3).map { "Pendulum-v1, seed \($0)" })
    #expect(Set(own.tasks.members.map(\.task.identity)).count == 3)
  }

  // MARK: - Goals by hand

  private let pendulum = PendulumGoal().goal

  private func reading(_ degrees: Double, _ velocity: Double, held: Int = 0) -> ControlReading {
    ControlReading(measures: [degrees * .pi / 180, velocity], steps: 9, held: held)
  }

  @Test func thePendulumsSubGoalsAreEnergyThenUprightAndSlow() {
    #expect(pendulum.count == 6 && pendulum.limit == 200 && pendulum.stay == 20)
    // Hanging at rest nothing is reached.
    #expect(abs(pendulum.reached(reading(180, 0))) < 1e-9)
    // Level and at rest half of the energy is there: two sub-goals, and nothing of the third.
    #expect(abs(pendulum.reached(reading(90, 0)) - 2) < 1e-9)
    // Level at a rate whose square is 15 three quarters are: ω²/2 = 7.5 of 30.
    #expect(abs(pendulum.reached(reading(90, 15.0.squareRoot())) - 3) < 1e-9)
    // Hanging at √60 rad/s it has the energy to stand: four, and nothing of being upright.
    #expect(abs(pendulum.reached(reading(180, 60.0.squareRoot())) - 4) < 1e-9)
    // Too fast at the top is as far away as too slow: ω²/2 = 15 is half of 30 too much.
    #expect(abs(pendulum.reached(reading(0, 30.0.squareRoot())) - 2) < 1e-9)
    #expect(pendulum.reached(reading(14, 0.9)) == 5 && pendulum.holds(reading(-14, -0.9)))
    #expect(!pendulum.holds(reading(16, 0)) && !pendulum.holds(reading(0, 1.1)))
    #expect(pendulum.reached(reading(2, 0, held: 5)) == 5.25)
    #expect(pendulum.isReached(reading(2, 0, held: 20)) && pendulum.share(reading(2, 0, held: 20)) == 1)
    #expect(!pendulum.isReached(reading(2, 0, held: 19)) && pendulum.share(reading(2, 0, held: 19)) < 1)
  }

  @Test func thePendulumReadsItsAngleFromUpright() {
    var rod = Pendulum()
    rod.reset(angle: 2 * .pi + 0.25, velocity: -0.5)
    let measures = pendulum.measure(rod)
    #expect(abs(measures[0] - 0.25) < 1e-12 && measures[1] == -0.5)
    #expect(pendulum.describe(reading(30, -1.26)) == pendulum.describe(reading(30.3, -1.31)), "words are rounded")
    #expect(pendulum.describe(reading(30, -1.26)).hasPrefix("the rod is 30° left of upright, turning at -1.3 rad/s"))
  }

  @Test func theHoppersSubGoalsAreMarksAndBeingUpAtTheEnd() {
    let goal = HopperGoal().goal
    func reading(_ ahead: Double, steps: Int, pitch: Double = 0, hasFallen: Bool = false) -> ControlReading {
      ControlReading(
        measures: [ahead, 1.2, pitch, 1], steps: steps, held: ahead > 0.5 && steps >= 100 ? 1 : 0,
        hasFallen: hasFallen)
    }
    #expect(goal.count == 5 && goal.stay == 1 && goal.limit == 100)
    // Marks lie at 0.125, 0.25, 0.375 and 0.5 m.
    #expect(goal.reached(reading(-0.1, steps: 10)) == 0)
    #expect(abs(goal.reached(reading(0.1875, steps: 50)) - 1.5) < 1e-9)
    #expect(abs(goal.reached(reading(0.6, steps: 50)) - 4.5) < 1e-9)
    #expect(goal.isReached(reading(0.6, steps: 100)) && goal.share(reading(0.6, steps: 100)) == 1)
    #expect(!goal.isReached(reading(0.4, steps: 100)) && !goal.isReached(reading(0.6, steps: 99)))
    // A body that fell has reached nothing, however far ahead it is.
    let fallen = reading(0.6, steps: 100, hasFallen: true)
    #expect(!goal.isReached(fallen) && goal.value(fallen) == 0 && goal.share(fallen) == 0)
    // Upright is worth one, at half of Gymnasium's limit of 0.2 rad a half.
    #expect(abs(goal.value(reading(0.6, steps: 50)) - 5.5) < 1e-9)
    #expect(abs(goal.value(reading(0.6, steps: 50, pitch: -0.1)) - 5) < 1e-9)
  }

  // MARK: - Priors and plans

  @Test(arguments: names, ["uniform", "rules"])
  func priorsAreNormalisedOverThePrimitives(_ name: String, prior: String) throws {
    let request = try request(name) { $0.prior = prior }
    var task = try torques(request)
    var history: [String] = []
    for step in 0..<4 where !task.actions.isEmpty {
      let proposals = try request.prior.prior.proposals(for: task.context(history: history))
      #expect(abs(proposals.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
      #expect(Set(proposals.map(\.action)) == Set(task.actions))
      if prior == "uniform" { #expect(Set(proposals.map(\.probability)).count == 1) }
      let action = try #require(proposals.first?.action)
      _ = try task.step(action)
      history.append(action)
      #expect(history.count == step + 1)
    }
    #expect(prior == "uniform" || request.prior.prior.source.hasPrefix("rules of thumb: "))
  }

  @Test func thePendulumIsSwungUpAndThePlanReplays() throws {
    for prior in ["uniform", "rules"] {
      let request = try request("Pendulum") {
        $0.prior = prior
        $0.seed = 2
        $0.budget = PlanBudget(transitions: 20_000)
      }
      let run = try PlanRun(request, pool: WorkerPool(threads: 2), keepsTrees: true)
      let plan = try #require(run.plans.first)
      #expect(plan.report.isSolved && plan.verdict == .valid(steps: plan.report.plan.count), "\(prior)")
      var again = try torques(request)
      try again.reset()
      for action in plan.report.plan { _ = try again.step(action) }
      let end = try #require(plan.report.tree?.nodes.last { $0.fate == .solved && $0.isExecuted })
      #expect(again.isSolved && again.ownIdentity == end.ownIdentity, "\(prior)")
    }
  }

  @Test func aPolicyIsAPriorAndActsByItself() throws {
    try inScratch { folder in
      let path = folder + "/policy.safetensors"
      try write(EnvironmentCatalog.entry("Pendulum-v1"), to: path)
      let density = try request("Pendulum") {
        $0.prior = "policy"
        $0.settings = [("policy", path)]
      }
      #expect(density.tasks.notes.last?.contains("0 environment steps of training") == true)
      let task = try torques(density)
      let proposals = try density.prior.prior.proposals(for: task.context(history: []))
      #expect(proposals.count == 3 && abs(proposals.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
      let acting = try request("Pendulum") {
        $0.settings = [("policy", path), ("primitives", "policy")]
        $0.planners = "prior"
      }
      let run = try PlanRun(acting, pool: WorkerPool(threads: 1), keepsTrees: false)
      let plan = try #require(run.plans.first)
      #expect(Set(plan.report.plan) == ["policy"] && plan.report.account.transitions == plan.report.plan.count)
      #expect(plan.report.plan.count <= 50 && (plan.isRight || plan.report.plan.count == 50))
    }
  }

  // MARK: - What is refused

  @Test func policiesThatDoNotFitAreRefusedInASentence() throws {
    try inScratch { folder in
      let path = folder + "/policy.safetensors"
      try write(EnvironmentCatalog.entry("Pendulum-v1"), to: path)
      func refusal(_ path: String) throws -> String {
        let error = try #require(throws: CoachError.self) {
          try request("Hopper-v5") { $0.settings = [("policy", path)] }
        }
        return "\(error)"
      }
      let other = try refusal(path)
      #expect(other.hasPrefix("the policy at \(path) (--policy) cannot be used: "))
      #expect(other.contains("it is a policy for Pendulum-v1, not for Hopper-v5"))
      #expect(try refusal(folder).contains("there is no session at \(folder)"))
      #expect(try refusal(folder + "/none.safetensors").contains("none.safetensors"))
      try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try refusal(path).contains("not a readable checkpoint"))
    }
  }

  @Test func unknownPrimitivesStartsAndSetsAreRefused() throws {
    let primitives = try #require(throws: InvalidSettingError.self) {
      try request("Hopper-v5") { $0.settings = [("primitives", "seven")] }
    }
    #expect(primitives.key == "primitives" && primitives.valid == "two, three, five, single, policy")
    #expect(throws: ControlError.noPolicy("Hopper-v5")) {
      try request("Hopper-v5") { $0.settings = [("primitives", "policy")] }
    }
    let start = try #require(throws: InvalidSettingError.self) {
      try request("Pendulum") { $0.problem = "upright" }
    }
    #expect(start.valid.contains("the seed of a start of Pendulum-v1"))
    let set = try #require(throws: UnknownNameError.self) { try request("Pendulum") { $0.sets = ["theirs"] } }
    #expect(set.valid == ["own"])
  }

  @Test func priorsSayWhatTheyAreFor() throws {
    for prior in ["policy", "rules"] {
      let error = try #require(throws: InvalidSettingError.self) {
        try request("BlocksWorld") { $0.prior = prior }
      }
      #expect(error.key == "prior" && error.valid.contains("torques of a simulator"))
    }
    let missing = try #require(throws: InvalidSettingError.self) { try request("Pendulum") { $0.prior = "policy" } }
    #expect(missing.valid.contains("--policy SESSION"))
    for prior in ["learnt", "synthetic"] {
      let error = try #require(throws: InvalidSettingError.self) { try request("Pendulum") { $0.prior = prior } }
      #expect(error.key == "prior" && error.valid.contains("Pendulum"))
    }
  }

  @Test func whatIsTrainedAndCannotBePlannedSaysWhy() throws {
    var catalogs = catalogs
    catalogs.trained = catalogs.trained.adding([Corridor.line(isDeterministic: true)])
    func reason(_ name: String) throws -> String {
      "\(try #require(throws: CoachError.self) { try catalogs.text(name) })"
    }
    #expect(try reason("Corridor").contains("those of Corridor cannot be restored"))
    #expect(try reason("Pong").contains("Pong takes one of a few named actions"))
    let ant = try reason("Ant-v5")
    #expect(ant.contains("it has no sub-goals") && ant.contains("Pendulum, Hopper-v5"))
    #expect(throws: UnknownNameError.self) { try catalogs.text("Pendulmu") }
  }
}
