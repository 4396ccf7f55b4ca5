import Foundation
import RLCore
import Testing

@testable import MuJoCoEnvironments

/// Bad models, tasks and numbers: a clear error, and the process goes on.
@Suite struct FailureTests {
  /// A file with `text` for the length of `body`.
  private func with<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).xml")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  private func setup(_ text: String, _ change: (inout LocomotionTask) -> Void = { _ in }) throws -> LocomotionSetup {
    try with(text) { path in
      var task = LocomotionTask()
      task.id = "Own-v0"
      task.model = path
      change(&task)
      return try MuJoCoCatalog.setup(task)
    }
  }

  /// A cart on a rail, with `extra` in its actuator and `size` as the model's memory.
  private func cart(range: String = "ctrllimited='true' ctrlrange='-1 1'", size: String = "") -> String {
    """
    <mujoco>\(size)<worldbody><geom type="plane" size="9 9 1"/>
      <body pos="0 0 0.2"><joint name="rail" type="slide" axis="1 0 0"/><geom type="sphere" size="0.2"/></body>
    </worldbody><actuator><motor joint="rail" \(range)/></actuator></mujoco>
    """
  }

  @Test(arguments: [
    "", "not XML", "<mujoco><nonsense/></mujoco>",
    "<mujoco><worldbody><body name='a'/><body name='a'/></worldbody></mujoco>",
    "<mujoco><worldbody><body><joint type='hinge'/></body></worldbody></mujoco>",
  ])
  func whatDoesNotCompileIsAnErrorWithMuJoCosReason(text: String) throws {
    do {
      _ = try setup(text)
      Issue.record("compiled")
    } catch let error as MuJoCoError {
      guard case .model(_, let reason) = error else { throw error }
      #expect(!reason.isEmpty && !reason.contains("\n"))
      #expect(error.description.contains(reason))
    }
  }

  @Test func aMissingFileIsAnErrorThatNamesIt() throws {
    var task = LocomotionTask()
    task.id = "Own-v0"
    task.model = "no/such/file.xml"
    let error = #expect(throws: MuJoCoError.self) { try MuJoCoCatalog.entry(task, directory: "/nowhere") }
    #expect(error?.description.contains("/nowhere/no/such/file.xml") == true)
    task.model = "hoper"
    #expect(throws: MuJoCoError.missingModel(name: "hoper")) { try MuJoCoCatalog.entry(task) }
    let text = MuJoCoError.missingModel(name: "hoper").description
    #expect(text.contains("no built-in model 'hoper'; valid: ant, half_cheetah, hopper, walker2d, walker2d_v4"))
    #expect(MuJoCoError.missingModel(name: "hopper").description.contains("build it again"))
  }

  @Test func whatDoesNotFitItsTaskIsAnErrorThatSaysWhy() throws {
    func reason(_ text: String, _ change: (inout LocomotionTask) -> Void = { _ in }) throws -> String {
      let error = #expect(throws: MuJoCoError.self) { try setup(text, change) }
      return error.map { "\($0)" } ?? ""
    }
    #expect(try reason(cart(range: "")).contains("'rail' has no ctrlrange"))
    #expect(try reason("<mujoco><worldbody/></mujoco>").contains("no actuators"))
    #expect(try reason(cart()) { $0.observation.hiddenPositions = 4 }.contains("fewer than 4 positions"))
    #expect(try reason(cart()) { $0.health.height = .init(low: 1) }.contains("no joint along z"))
    #expect(try reason(cart()) { $0.health.pitch = .init(low: 1) }.contains("no hinge about y"))
    #expect(try reason(cart()) { $0.frameSkip = 0 }.contains("frameSkip is 0"))
    #expect(try reason(cart()) { $0.reward.forward = .nan }.contains("not finite"))
  }

  @Test func aNumberThatGoesBadIsSeenAtTheStepItHappens() throws {
    for bad in [Float.nan, .infinity, 1e30] {
      let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "HalfCheetah-v5" })
      let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
      try environment.reset(seed: 1)
      #expect(try environment.step([0, 0, 0, 0, 0, 0]).reward.isFinite)
      let error = #expect(throws: MuJoCoError.self) { try environment.step([0, bad, 0, 0, 0, 0]) }
      #expect(error == environment.breakdown)
      guard case .diverged(let step, let reason) = environment.breakdown else {
        Issue.record("\(bad) was not noticed")
        continue
      }
      #expect(step == 2)
      // MuJoCo clips what is infinite or huge, and it is the cost of the action that gives it away.
      let words = bad.isNaN ? ["an action is not finite or huge", "CTRL"] : ["the reward is not finite or huge"]
      for word in words { #expect(reason.contains(word), "\(reason)") }
      #expect(environment.frame().caption == environment.breakdown?.description)
      #expect(environment.observation.allSatisfy { $0.isNaN })
      #expect(throws: try #require(error)) { try environment.step([0, 0, 0, 0, 0, 0]) }
      try environment.reset(seed: 1)
      #expect(environment.breakdown == nil)
      #expect(try environment.step([0, 0, 0, 0, 0, 0]).reward.isFinite)
    }
  }

  @Test func aStateThatGoesBadIsSeen() throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Ant-v5" })
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    try environment.reset(seed: 1)
    var positions = environment.positions
    positions[3] = .nan
    environment.reset(positions: positions, velocities: environment.velocities)
    #expect(environment.step(actions: [Double](repeating: 0, count: 8)).isNaN)
    guard case .diverged(_, let reason) = environment.breakdown else {
      Issue.record("NaN was not noticed")
      return
    }
    #expect(reason.contains("not finite"))
  }

  /// A motor so strong that one step tears the cart off its rail.
  @Test func anUnstableStepEndsItsEpisodeAndLeavesNothingBehind() throws {
    let setup = try setup(cart(range: "gear='1e15' ctrllimited='true' ctrlrange='-1 1'"))
    func step(_ shard: any EnvironmentShard, _ action: Float) -> StepOutcome {
      withUnsafePointer(to: action) { shard.step(0, action: $0) }
    }
    let (shard, fresh) = (
      TypedShard(count: 1) { Locomotion(setup: setup) }, TypedShard(count: 1) { Locomotion(setup: setup) }
    )
    shard.reset(0, seed: 3)
    #expect(!step(shard, 0).isOver)
    #expect(step(shard, 1) == .failed)
    let reason = "\(try #require(shard.failure(0)))"
    #expect(reason.contains("step 2") && reason.contains("an acceleration is not finite or huge"), "\(reason)")
    shard.reset(0, seed: 9)
    fresh.reset(0, seed: 9)
    let (states, clean) = (try #require(shard.restorable), try #require(fresh.restorable))
    for _ in 0..<20 {
      #expect(states.capture(0) == clean.capture(0))
      #expect(step(shard, 0) == step(fresh, 0))
    }
  }

  /// MuJoCo's own handler would end the process here: its stack does not hold what a step needs.
  @Test func anErrorInsideMuJoCoIsAnErrorHere() throws {
    let isOld = MuJoCoLibrary.version.hasPrefix("2.")
    let model = cart(size: isOld ? "<size nstack='20'/>" : "<size memory='200'/>")
    let error = #expect(throws: MuJoCoError.self) {
      let setup = try setup(model)
      let environment = Locomotion(setup: setup)
      try environment.reset(seed: 1)
      _ = try environment.step([0])
    }
    let text = error.map { "\($0)" }?.lowercased() ?? ""
    #expect(text.contains("stack") || text.contains("memory") || text.contains("arena"), "\(text)")
    let after = Locomotion(setup: try setup(cart()))
    try after.reset(seed: 1)
    #expect(try after.step([0]).reward.isFinite)
  }

  @Test func theLibraryHasAVersion() {
    let parts = MuJoCoLibrary.version.split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 3 && parts[0] >= 2)
  }
}
