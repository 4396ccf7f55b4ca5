import Foundation
import RLCore
import Testing

@testable import MuJoCoEnvironments

/// A task as a file holds it; JSON stands for TOML here, since both decode in the same way.
@Suite struct TaskFileTests {
  @Test(arguments: MuJoCoCatalog.tasks) func aTaskReadsBackAsItself(task: LocomotionTask) throws {
    let data = try JSONEncoder().encode(task)
    var decoded = try JSONDecoder().decode(LocomotionTask.self, from: data)
    // Presets belong to the code that lists a task; a file has none.
    decoded.presets = task.presets
    #expect(decoded == task)
  }

  @Test func whatIsLeftOutHasItsDefault() throws {
    let task = try decode(
      #"{"id": "Own-v0", "model": "own.xml", "frameSkip": 3, "health": {"height": {"low": 0.5}}, "#
        + #""start": {"distribution": "normal"}}"#)
    var expected = LocomotionTask()
    expected.id = "Own-v0"
    expected.model = "own.xml"
    expected.frameSkip = 3
    expected.health.height = .init(low: 0.5)
    expected.start.distribution = .normal
    #expect(task == expected)
  }

  @Test(arguments: [
    (#"{"id": "a", "model": "b", "frameskip": 3}"#, "frameSkip"),
    (#"{"id": "a", "model": "b", "reward": {"fowrard": 3}}"#, "forward"),
  ])
  func aMisspeltKeyIsAnErrorWithTheNearest(text: String, nearest: String) {
    let error = #expect(throws: TaskKeyError.self) { try decode(text) }
    #expect(error?.nearest == nearest)
  }

  @Test(arguments: [
    ("reward", "speed", ["position", "body"]), ("start", "distribution", ["uniform", "normal"]),
    ("view", "camera", ["side", "threeQuarter"]),
  ])
  func aWordThatIsNoneOfTheValidOnesIsAnErrorThatListsThem(table: String, key: String, valid: [String]) {
    let expected = UnknownNameError(kind: "\(table).\(key)", name: "hip", valid: valid)
    #expect(throws: expected) { try decode(#"{"id": "a", "model": "b", "\#(table)": {"\#(key)": "hip"}}"#) }
  }

  @Test func anIdAndAModelHaveToBeThere() {
    #expect(throws: DecodingError.self) { try decode(#"{"id": "a"}"#) }
    #expect(throws: DecodingError.self) { try decode(#"{"model": "a"}"#) }
  }

  @Test func aTaskOfOnesOwnIsAnEnvironment() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = """
      <mujoco><worldbody><body pos="0 0 0.5"><joint name="swing" axis="0 1 0"/>
        <geom type="box" size="0.05 0.05 0.4" pos="0 0 -0.4"/><geom type="ellipsoid" size="0.1 0.1 0.2"/></body>
      </worldbody><actuator><motor joint="swing" ctrllimited="true" ctrlrange="-2 3"/></actuator></mujoco>
      """
    try model.write(to: folder.appendingPathComponent("own.xml"), atomically: true, encoding: .utf8)
    let task = try decode(
      #"{"id": "Swing-v0", "summary": "a swing", "model": "own.xml", "stepLimit": 50, "#
        + #""observation": {"hiddenPositions": 0}}"#)
    let entry = try MuJoCoCatalog.entry(task, directory: folder.path)
    #expect(entry.featureNames == ["swing (rad)", "swing velocity (rad/s)"])
    #expect(entry.spec.action == .box(low: [-2], high: [3]))
    #expect(
      try #require(entry.interpreter).rules.contains("Action swing: 1 is 1 N m; a positive one moves the far end of"))
    let shard = entry.makeShard(1)
    shard.reset(0, seed: 1)
    for step in 1...50 { #expect(shard.step(0, action: [1]).truncated == (step == 50)) }
  }

  private func decode(_ text: String) throws -> LocomotionTask {
    try JSONDecoder().decode(LocomotionTask.self, from: Data(text.utf8))
  }
}
