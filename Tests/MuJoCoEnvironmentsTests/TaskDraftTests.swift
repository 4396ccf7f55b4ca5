import RLCore
import Testing

@testable import MuJoCoEnvironments

/// What is asked about a model that has no task, and the file that follows.
@Suite struct TaskDraftTests {
  private func hopper() throws -> TaskDraft {
    try TaskDraft(model: MuJoCoCatalog.modelPath("hopper", directory: "."))
  }

  @Test func aHopperIsAskedAboutWhatItHas() throws {
    let draft = try hopper()
    #expect(draft.questions.map(\.subject) == [.forward, .height, .pitch, .actuators])
    #expect(draft.questions[0].choices == ["forward", "torso", "none"])
    // 1.25 m up, less two fifths of that.
    #expect(draft.questions[1].proposal == "0.75")
    #expect(draft.questions[3].choices.count == 3)
  }

  @Test func whatIsProposedMakesATaskLikeTheBuiltInOne() throws {
    let file = try hopper().file()
    for line in [
      "id = \"Hopper-v0\"", "model = \"hopper.xml\"", "hiddenPositions = 1", "forward = 1.0  # per m/s",
      "height = { low = 0.75 }  # m", "pitch = { low = -1, high = 1 }  # rad",
    ] { #expect(file.contains(line + "\n")) }
    #expect(!file.contains("speed =") && !file.contains("[action]") && !file.contains("[start]"))
  }

  @Test func answersTakeTheProposalsPlace() throws {
    let draft = try hopper()
    let names = draft.questions[3].choices
    let file = draft.file([.forward: "torso", .height: "none", .pitch: "none", .actuators: "\(names[2]),\(names[0])"])
    #expect(file.contains("speed = \"body\"\n"))
    #expect(file.contains("actuators = [\"\(names[2])\", \"\(names[0])\"]\n"))
    #expect(!file.contains("[health]"))
    #expect(draft.file([.forward: "none"]).contains("forward = 0.0"))
  }

  @Test func whatIsNoAnswerIsRefusedWithWhatIs() throws {
    let questions = try hopper().questions
    #expect(try questions[1].answer("  ") == "0.75")
    #expect(try questions[1].answer(" 0.5 ") == "0.5")
    #expect(throws: InvalidSettingError.self) { try questions[1].answer("low") }
    #expect(throws: InvalidSettingError.self) { try questions[1].answer("inf") }
    #expect(throws: UnknownNameError.self) { try questions[0].answer("head") }
    #expect(throws: UnknownNameError.self) { try questions[0].answer("torso, forward") }
    let names = questions[3].choices
    #expect(try questions[3].answer("\(names[1]) , \(names[0])") == "\(names[1]),\(names[0])")
    #expect(throws: InvalidSettingError.self) { try questions[3].answer("\(names[0]),\(names[0])") }
  }

  @Test func aFreeBodyIsMeasuredByItsPlaceAndStartsFromAKeyframe() throws {
    let ant = try TaskDraft(model: MuJoCoCatalog.modelPath("ant", directory: "."))
    #expect(!ant.questions.map(\.subject).contains(.pitch))
    let file = ant.file()
    #expect(file.contains("speed = \"body\"\n") && file.contains("hiddenPositions = 2\n"))
    #expect(file.contains("camera = \"threeQuarter\"\n"))
  }
}

/// A task whose policy sets some of the model's actuators.
@Suite struct ActuatorTests {
  private func environment(_ actuators: [String]?) throws -> Locomotion {
    var task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Hopper-v5" })
    task.action.actuators = actuators
    return Locomotion(setup: try MuJoCoCatalog.setup(task))
  }

  @Test func theOthersStayAtZero() throws {
    let (all, some) = (try environment(nil), try environment(nil).setup.actionNames)
    let two = try environment([some[2], some[0]])
    #expect(two.setup.actionNames == [some[2], some[0]])
    #expect(two.spec.action.width == 2)
    let start = (all.positions, all.velocities)
    all.reset(positions: start.0, velocities: start.1)
    two.reset(positions: start.0, velocities: start.1)
    for _ in 0..<20 {
      #expect(all.step(actions: [0.3, 0, -0.7]) == two.step(actions: [-0.7, 0.3]))
    }
    #expect(all.positions == two.positions)
  }

  @Test func anUnknownOneIsRefusedWithThoseThatThereAre() throws {
    let names = try environment(nil).setup.actionNames
    let error = try #require(throws: MuJoCoError.self) { try environment(["tail"]) }
    #expect(error.description.contains("'tail'") && error.description.contains(names.joined(separator: ", ")))
    #expect(throws: MuJoCoError.self) { try environment([names[0], names[0]]) }
    #expect(throws: MuJoCoError.self) { try environment([]) }
  }
}
