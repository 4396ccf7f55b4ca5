import RLCore
import Numerics
import Testing

@testable import MuJoCoEnvironments

@Suite struct SkeletonTests {
  @Test(arguments: MuJoCoCatalog.tasks) func posesAreMuJoCos(task: LocomotionTask) throws {
    let setup = try MuJoCoCatalog.setup(task)
    let simulation = try MuJoCoSimulation(model: setup.model)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      _ = simulation.reset()
      for index in 0..<setup.plan.positionCount { simulation.positions[index] += 2 * generator.uniform() - 1 }
      _ = simulation.forward()
      let positions = (0..<setup.plan.positionCount).map { simulation.positions[$0] }
      let pose = setup.plan.skeleton.pose(at: positions)
      for body in 0..<setup.model.bodyCount {
        for axis in 0..<3 {
          #expect(
            pose.places[body][axis].isApproximatelyEqual(
              to: simulation.bodyPositions[3 * body + axis], absoluteTolerance: 1e-12))
        }
      }
    }
  }

  @Test func feetAreTheLastPartsOfEachLeg() throws {
    func feet(_ id: String) throws -> [String] {
      let task = try #require(MuJoCoCatalog.tasks.first { $0.id == id })
      let plan = try MuJoCoCatalog.setup(task).plan
      return plan.feet.map { plan.skeleton.bodies[$0].name }
    }
    #expect(try feet("Hopper-v5") == ["foot"])
    #expect(try feet("Walker2d-v4") == ["right foot", "left foot"])
    #expect(try feet("HalfCheetah-v5") == ["back foot", "front foot"])
    #expect(try feet("Ant-v5") == ["front left foot", "back left foot", "back right foot", "front right foot"])
  }

  @Test func theGroundScrollsAndTheBodyStays() throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Hopper-v5" })
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    func frame(x: Double) -> Frame {
      environment.reset(positions: [x, 1.25, 0, 0, 0, 0], velocities: [0.5, 0, 0, 0, 0, 0])
      return environment.frame()
    }
    let (here, further) = (frame(x: 0), frame(x: 1))
    #expect(here.width == 160 && here.height == 80)
    #expect(here.caption == "x +0.00 m   height 1.25 m   speed +0.50 m/s")
    func pixels(_ frame: Frame, _ ink: Frame.Ink) -> [Int] {
      frame.pixels.indices.filter { frame.pixels[$0] == ink.rawValue }
    }
    #expect(!pixels(here, .agent).isEmpty && pixels(here, .agent) == pixels(further, .agent))
    // A tick each half metre, 40 pixels to the metre: the same picture a metre on, except for the one of five metres.
    func ticks(_ frame: Frame, below row: Int) -> [Int] { (0..<160).filter { frame[$0, 70 + row] == .scene } }
    #expect(ticks(here, below: 0).count == 160)
    #expect(ticks(here, below: 2) == [0, 20, 40, 60, 80, 100, 120, 140])
    #expect(ticks(here, below: 5) == [0, 40, 80, 120])
    #expect(ticks(here, below: 8) == [80])
    #expect(ticks(further, below: 8) == [40])
    #expect(ticks(frame(x: 0.25), below: 2) == [10, 30, 50, 70, 90, 110, 130, 150])
    #expect(pixels(frame(x: 1e300), .agent).isEmpty)
  }

  @Test func theLatticeScrollsUnderAnAnt() throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Ant-v5" })
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    let pose = environment.setup.initialPositions
    func pixels(x: Double, y: Double, _ ink: Frame.Ink) -> Set<Int> {
      environment.reset(positions: [x, y] + pose[2...], velocities: [Double](repeating: 0, count: 14))
      let frame = environment.frame()
      return Set(frame.pixels.indices.filter { frame.pixels[$0] == ink.rawValue })
    }
    let body = pixels(x: 1, y: 1, .agent)
    #expect(body.count > 100)
    // A pixel may go either way where a line passes between two.
    #expect(pixels(x: 3.25, y: 1, .agent).symmetricDifference(body).count < 8)
    let ground = pixels(x: 1, y: 1, .scene)
    #expect(ground.count > 50)
    #expect(pixels(x: 6, y: 1, .scene) == ground && pixels(x: 1, y: -4, .scene) == ground, "crosses every 5 m")
    #expect(pixels(x: 1.25, y: 1, .scene) != ground && pixels(x: 2, y: 1, .scene) != ground)
  }
}
