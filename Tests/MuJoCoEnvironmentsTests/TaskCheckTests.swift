import Foundation
import RLCore
import TestSupport
import Testing

@testable import MuJoCoEnvironments

/// What a task or a model of one's own may say, and what is said of it.
@Suite struct TaskCheckTests {
  /// A folder with one model.
  private final class Scratch {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sidecoach-" + UUID().uuidString)

    init(_ model: String) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try model.write(to: folder.appendingPathComponent("own.xml"), atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func setup(_ change: (inout LocomotionTask) -> Void = { _ in }) throws -> LocomotionSetup {
      var task = LocomotionTask()
      (task.id, task.model) = ("Own-v0", "own.xml")
      change(&task)
      return try MuJoCoCatalog.setup(task, directory: folder.path)
    }

    /// The reason of a refusal.
    func refusal(_ change: (inout LocomotionTask) -> Void = { _ in }) throws -> String {
      try #require(throws: MuJoCoError.self) { try setup(change) }.description
    }
  }

  /// A body on rails along x and z with a leg, its parts to be replaced.
  private static func model(
    place: String = "0 0 1", first: String = "<joint name=\"x\" type=\"slide\" axis=\"1 0 0\"/>", shape: String = "",
    more: String = "",
    actuator: String = "ctrlrange=\"-1 1\""
  ) -> String {
    """
    <mujoco><option timestep="0.002" gravity="0 0 0"/><worldbody><geom type="plane" size="9 9 .1"/>
    <body name="torso" pos="\(place)">\(first)<joint name="z" type="slide" axis="0 0 1"/>
    <geom type="sphere" size=".1" \(shape)/></body></worldbody>
    <actuator><motor joint="z" ctrllimited="true" \(actuator)/></actuator>\(more)</mujoco>
    """
  }

  @Test(arguments: [
    ("frameSkip", 0, "from 1 to 1000"),
    ("frameSkip", 4_294_967_296, "frameSkip is 4294967296 and has to be from 1 to 1000"),
    ("stepLimit", Int.max, "from 1 to 1000000"), ("hiddenPositions", -1, "from 0 to 10000"),
  ])
  func countsHaveARange(key: String, value: Int, reason: String) throws {
    let scratch = try Scratch(Self.model())
    let text = try scratch.refusal { task in
      switch key {
      case "frameSkip": task.frameSkip = value
      case "stepLimit": task.stepLimit = value
      default: task.observation.hiddenPositions = value
      }
    }
    #expect(text.contains(reason), "\(text)")
  }

  @Test func limitsAndWidthsHaveARange() throws {
    let scratch = try Scratch(Self.model())
    #expect(try scratch.refusal { $0.health.height = .init(low: 1, high: 0.5) }.contains("low has to be below high"))
    #expect(try scratch.refusal { $0.health.height = .init(low: .nan) }.contains("height"))
    for width in [0, 1e-300, 1e300, .infinity, .nan] {
      #expect(try scratch.refusal { $0.view.metresAcross = width }.contains("metresAcross"))
    }
  }

  @Test(arguments: [
    (model(place: "0 0 nan"), "the body 'torso'"),
    (model(shape: "pos=\"nan 0 0\""), "a shape of the body 'torso'"),
    (model(actuator: "ctrlrange=\"-1e39 1\""), "an actuator, 1 of 1"),
    (model(actuator: "ctrlrange=\"-1 1\" gear=\"nan\""), "an actuator, 1 of 1"),
  ])
  func aModelWithNumbersThatAreNotFiniteIsRefused(model: String, part: String) throws {
    let text = try Scratch(model).refusal()
    #expect(text.contains(part) && (text.contains("not finite") || text.contains("nan")), "\(text)")
  }

  @Test func aShapeLargerThanThePictureIsNotDrawnForEver() throws {
    let setup = try Scratch(Self.model()).setup()
    let huge = Locomotion(
      setup: try Scratch(Self.model(shape: "margin=\"0\"").replacing("size=\".1\"", with: "size=\"1e6\"")).setup())
    func agents(_ frame: Frame) -> Int { frame.shapes.count { $0.ink == .agent } }
    #expect(agents(Locomotion(setup: setup).frame()) > 0 && agents(huge.frame()) == 0)
    // A pose that went bad has no place in a picture.
    let plan = setup.plan
    let frame = SkeletonDrawing.frame(
      plan.skeleton, setup.task.view, positions: [.nan, .infinity], centre: 1, caption: "")
    #expect(agents(frame) == 0)
  }

  @Test func episodesStartAtAKeyframe() throws {
    let scratch = try Scratch(
      Self.model(
        more: """
          <keyframe><key name="up" qpos="0.5 2" qvel="0.25 -1"/><key qpos="7 8"/></keyframe>
          """))
    let named = Locomotion(
      setup: try scratch.setup {
        $0.start.keyframe = "up"
        ($0.start.positionNoise, $0.start.velocityNoise) = (0, 0)
      })
    #expect(named.positions == [0.5, 2] && named.velocities == [0.25, -1])
    _ = named.step(actions: [1])
    try named.reset(seed: 3)
    #expect(named.positions == [0.5, 2] && named.velocities == [0.25, -1])
    let counted = Locomotion(
      setup: try scratch.setup {
        $0.start.keyframe = "1"
        $0.start.positionNoise = 0.125
      })
    try counted.reset(seed: 4)
    #expect(abs(counted.positions[0] - 7) <= 0.125 && abs(counted.positions[1] - 8) <= 0.125)
    let text = try scratch.refusal { $0.start.keyframe = "down" }
    #expect(text.contains("no keyframe 'down'") && text.contains("there are up, 1"), "\(text)")
    #expect(try Scratch(Self.model()).refusal { $0.start.keyframe = "up" }.contains("it has none"))
  }

  @Test func forwardOnAHingeIsRemarked() throws {
    #expect(try Scratch(Self.model()).setup().remarks.isEmpty)
    for task in MuJoCoCatalog.tasks { #expect(try MuJoCoCatalog.entry(task.id).remarks.isEmpty, "\(task.id)") }
    let hinge = try Scratch(Self.model(first: "<joint name=\"hip\" type=\"hinge\" axis=\"0 1 0\"/>"))
    let remark = try #require(try hinge.setup().remarks.first)
    #expect(remark.contains("'hip'") && remark.contains("hinge") && remark.contains("'forward'"), "\(remark)")
    #expect(try hinge.setup { $0.reward.speed = .body }.remarks.isEmpty)
    #expect(try hinge.setup { $0.reward.forward = 0 }.remarks.isEmpty)
    let sideways = try Scratch(Self.model(first: "<joint name=\"y\" type=\"slide\" axis=\"0 1 0\"/>"))
    #expect(try sideways.setup().remarks.first?.contains("does not slide along x") == true)
  }

  @Test func anAttributeThatThisReleaseDoesNotKnowIsNamedWithTheRelease() throws {
    let text = try Scratch(Self.model(shape: "fromthefuture=\"1\"")).refusal()
    #expect(text.contains("the attribute 'fromthefuture' is not known to MuJoCo \(MuJoCoLibrary.version)"), "\(text)")
    #expect(text.contains("newer than"))
    let element = try Scratch(Self.model(more: "<novelty/>")).refusal()
    #expect(element.contains("the element 'novelty' is not known to MuJoCo"), "\(element)")
  }

  @Test func aKeyInTheWrongPlaceIsToldWhereItBelongs() throws {
    func error(_ text: String) throws -> TaskKeyError {
      try #require(throws: TaskKeyError.self) { try JSONDecoder().decode(LocomotionTask.self, from: Data(text.utf8)) }
    }
    let top = try error(#"{"id": "a", "model": "b", "positionNoise": 0.1}"#)
    #expect(top.homes == ["start"] && "\(top)".contains("it belongs in [start]"), "\(top)")
    #expect("\(top)".contains("[health] height, pitch") && "\(top)".contains("at the top id, summary, model"))
    let nested = try error(#"{"id": "a", "model": "b", "reward": {"frameSkip": 3}}"#)
    #expect("\(nested)".contains("unknown key 'frameSkip' in [reward]; it belongs at the top"), "\(nested)")
    let slip = try error(#"{"id": "a", "model": "b", "view": {"metersAcross": 3}}"#)
    #expect("\(slip)".contains("did you mean 'metresAcross'"), "\(slip)")
  }
}
