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
    #expect(here.width == 160 && here.height == 80 && here.fit == .extended)
    #expect(here.caption == "x +0.00 m   height 1.25 m   speed +0.50 m/s")
    /// Places to a thousandth of a unit.
    func limbs(_ frame: Frame) -> [[Int]] {
      frame.shapes.compactMap { shape in
        guard shape.ink == .agent, case .limb(let from, let to, _) = shape.form else { return nil }
        return [from.x, from.y, to.x, to.y].map { Int(($0 * 1000).rounded()) }
      }
    }
    #expect(limbs(here).count == 4 && limbs(here) == limbs(further))
    // A tick each metre, which is 40 units: the same ground a metre on, numbered one higher.
    func zero(_ frame: Frame) -> Double? {
      frame.shapes.lazy.compactMap { shape in
        if case .ground(74, 40, let zero, "m") = shape.form { zero } else { nil }
      }.first
    }
    #expect(zero(here) == 80 && zero(further) == 40 && further.origin.x - here.origin.x == 40)
    #expect(frame(x: 1e300).shapes.isEmpty)
  }

  @Test func limbsAreThickAndJointsAreMarked() throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Hopper-v5" })
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    _ = environment.step(actions: [0.5, -0.25, 1])
    let frame = environment.frame()
    for shape in frame.shapes where shape.ink == .agent {
      guard case .limb(_, _, let thickness) = shape.form else { continue }
      // Gymnasium's hopper has radii of 4 to 6 cm.
      #expect((3.1...5).contains(thickness))
    }
    #expect(frame.shapes.count { if case .point = $0.form { true } else { false } } == 3)
    #expect(frame.efforts.map(\.share) == [0.5, -0.25, 1] && frame.efforts.allSatisfy { !$0.name.isEmpty })
  }

  @Test func theFarLegOfAWalkerLiesBehind() throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Walker2d-v5" })
    let inks = Locomotion(setup: try MuJoCoCatalog.setup(task)).frame().shapes.map(\.ink).filter { $0 != .scene }
    #expect(inks.count { $0 == .far } == 3 && inks.prefix(3).allSatisfy { $0 == .far }, "\(inks)")
  }

  @Test func theLatticeScrollsUnderAnAnt() throws {
    let task = try #require(MuJoCoCatalog.tasks.first { $0.id == "Ant-v5" })
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    let pose = environment.setup.initialPositions
    func shapes(x: Double, y: Double, _ ink: Frame.Ink) -> [FrameShape] {
      environment.reset(positions: [x, y] + pose[2...], velocities: [Double](repeating: 0, count: 14))
      return environment.frame().shapes.filter { $0.ink == ink }
    }
    /// Places to a tenth of a unit, in any order.
    func places(_ shapes: [FrameShape]) -> Set<[Int]> {
      Set(
        shapes.compactMap { shape in
          switch shape.form {
          case .line(let from, let to, _), .limb(let from, let to, _):
            [from.x, from.y, to.x, to.y].map { Int(($0 * 10).rounded()) }
          default: nil
          }
        })
    }
    let body = places(shapes(x: 1, y: 1, .agent))
    #expect(body.count > 8)
    // A place may be rounded either way.
    #expect(places(shapes(x: 3.25, y: 1, .agent)).symmetricDifference(body).count < 6)
    let ground = places(shapes(x: 1, y: 1, .scene))
    #expect(ground.count > 20)
    #expect(places(shapes(x: 6, y: 1, .scene)).symmetricDifference(ground).count < 8, "crosses every 5 m")
    #expect(places(shapes(x: 1.25, y: 1, .scene)).isDisjoint(with: ground))
  }
}
