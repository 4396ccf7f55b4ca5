import Foundation
import MuJoCoEnvironments
import RLCore
import Testing

@testable import Coaching

/// From a model to a task file by answers.
@Suite struct TaskDraftingTests {
  private final class Scratch {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drafting-" + UUID().uuidString)
    var model: String { folder.appendingPathComponent("cart.xml").path }
    var task: String { folder.appendingPathComponent("cart.toml").path }

    init() throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let text = """
        <mujoco>
          <worldbody>
            <body name="cart" pos="0 0 1">
              <joint name="rail" type="slide" axis="1 0 0"/>
              <geom type="sphere" size="0.1"/>
              <body name="arm">
                <joint name="elbow" axis="0 1 0"/>
                <geom type="capsule" size="0.02" fromto="0 0 0 0 0 0.5"/>
              </body>
            </body>
          </worldbody>
          <actuator>
            <motor name="pull" joint="rail" ctrlrange="-1 1" ctrllimited="true"/>
            <motor name="bend" joint="elbow" ctrlrange="-1 1" ctrllimited="true"/>
          </actuator>
        </mujoco>
        """
      try text.write(toFile: model, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
  }

  @Test func answersMakeATaskThatOpens() throws {
    let scratch = try Scratch()
    var said: [String] = []
    // The rail does not change the height, so that pitch alone could be asked about, and there is none either.
    var asked: [String] = []
    let place = try TaskDrafting.file(
      for: scratch.model,
      ask: { question in
        asked.append(question)
        return question.contains("actuators") ? "pull" : ""
      }, tell: { said.append($0) })
    #expect(place == scratch.task)
    #expect(asked.count == 2 && asked[0].contains("[rail]"))
    let entry = try TaskFile(path: place).entry()
    #expect(entry.spec.id == "Cart-v0" && entry.spec.action.width == 1)
    #expect(said.last?.contains("cart.toml") == true)
  }

  @Test(arguments: ["hopper", "walker2d", "half_cheetah", "ant"])
  func whatIsProposedOpensForEveryBuiltInModel(name: String) throws {
    let scratch = try Scratch()
    let source = try MuJoCoCatalog.modelPath(name, directory: ".")
    try FileManager.default.removeItem(atPath: scratch.model)
    try FileManager.default.copyItem(atPath: source, toPath: scratch.model)
    let place = try TaskDrafting.file(for: scratch.model, ask: { _ in "" }, tell: { _ in })
    let built = try #require(MuJoCoCatalog.tasks.first { $0.model == name })
    let drafted = try TaskFile(path: place).entry().spec
    #expect(drafted.action == (try MuJoCoCatalog.entry(built).spec.action))
  }

  @Test func wholeNumbersAreNumbers() throws {
    let scratch = try Scratch()
    let text = """
      id = "Cart-v0"
      model = "cart.xml"
      [reward]
      forward = 2
      control = 0
      beyond = 1
      """
    try text.write(toFile: scratch.task, atomically: true, encoding: .utf8)
    let task = try TaskFile.task(at: scratch.task)
    #expect(task.reward.forward == 2 && task.reward.control == 0 && task.reward.beyond == 1)
    try (text + "\n[health]\npitch = { low = -1, hihg = 1 }\n").write(
      toFile: scratch.task, atomically: true, encoding: .utf8)
    let error = try #require(throws: TaskFileError.self) { try TaskFile.task(at: scratch.task) }
    #expect("\(error)".contains("high"), "\(error)")
    try text.replacing("= 2", with: "= \"two\"").write(toFile: scratch.task, atomically: true, encoding: .utf8)
    let wrong = try #require(throws: TaskFileError.self) { try TaskFile.task(at: scratch.task) }
    #expect("\(wrong)".contains("reward.forward has to be a number"), "\(wrong)")
  }

  @Test func whatIsNoAnswerIsAskedAgain() throws {
    let scratch = try Scratch()
    var said: [String] = []
    var first = true
    _ = try TaskDrafting.file(
      for: scratch.model,
      ask: { _ in
        defer { first = false }
        return first ? "wheel" : ""
      }, tell: { said.append($0) })
    #expect(said.contains { $0.contains("wheel") && $0.contains("rail") })
  }

  @Test func withoutAnswersNothingIsWritten() throws {
    let scratch = try Scratch()
    #expect(throws: NoAnswerError.self) { try TaskDrafting.file(for: scratch.model, ask: { _ in nil }, tell: { _ in }) }
    #expect(!FileManager.default.fileExists(atPath: scratch.task))
  }

  @Test func aTaskThatIsThereIsTakenAsItIs() throws {
    let scratch = try Scratch()
    try "own".write(toFile: scratch.task, atomically: true, encoding: .utf8)
    let place = try TaskDrafting.file(
      for: scratch.model,
      ask: { _ in
        Issue.record("nothing is to be asked"); return nil
      }, tell: { _ in })
    #expect(try String(contentsOfFile: place, encoding: .utf8) == "own")
  }
}
