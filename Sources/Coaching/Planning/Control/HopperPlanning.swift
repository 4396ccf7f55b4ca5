import Algorithms
import MuJoCoEnvironments
import RLCore
import TextEnvironments

/// Settings of planning for the hopper.
struct HopperPlanSettings: ControlConfigured {
  var control = ControlSettings()
  /// How far the torso has to come, m.
  var beyond = 0.5
  /// The environment steps after which the body has to be up still.
  var alive = 100

  static let fields: [ConfigField<HopperPlanSettings>] =
    controlFields + [
      .number("beyond", \.beyond, 0.01...100, "metres that the torso has to come forward"),
      .integer("alive", \.alive, 1...1_000, "environment steps after which it has to be up still: those of a plan"),
    ]
}

extension TextEnvironmentEntry {
  /// The hopper.
  static let hopper = TextEnvironmentEntry(
    HopperGoal.environment, "MuJoCo's one-legged hopper with torques that are held: get ahead and do not fall",
    usage:
      "A problem is the seed of a start; a set is own for the starts of seeds 1 to 20. Solved is a hopper that is healthy, in "
      + "Gymnasium's sense, after 100 steps and more than 0.5 m ahead then.",
    folderName: "control", settings: HopperPlanSettings(), fields: HopperPlanSettings.fields,
    usualPrior: "uniform", usualPreset: "control",
    tasks: { settings, selection, _ in
      let task = try MuJoCoCatalog.task(HopperGoal.environment)
      let setup = try MuJoCoCatalog.setup(task)
      let plan = ControlPlan(
        goal: HopperGoal(settings).goal, parts: setup.actionNames, rules: HopperGoal.rules,
        entry: try MuJoCoCatalog.entry(HopperGoal.environment), make: { Locomotion(setup: setup) })
      return try plan.tasks(settings.control, selection)
    })
}

extension MuJoCoCatalog {
  /// The built-in task of an id.
  fileprivate static func task(_ id: String) throws -> LocomotionTask {
    guard let task = tasks.first(where: { $0.id == id }) else {
      throw UnknownNameError(kind: "environment", name: id, valid: tasks.map(\.id))
    }
    return task
  }
}

/// Marks of the way ahead, then being up still at the last step.
struct HopperGoal {
  /// Gymnasium's id.
  static let environment = "Hopper-v5"
  private let settings: HopperPlanSettings
  /// Marks of the way ahead.
  private static let marks = 4
  /// Radians of pitch at which the body counts as fallen, Gymnasium's.
  private static let greatestPitch = 0.2

  init(_ settings: HopperPlanSettings = HopperPlanSettings()) { self.settings = settings }

  /// The goal; it measures how far ahead the torso is (m), its height (m), its pitch (rad, forward is positive) and its
  /// forward speed (m/s). What else a state is worth is how upright it is, from 1 to 0.
  var goal: ControlGoal<Locomotion> {
    let (settings, marks) = (settings, Self.marks)
    let ahead = (1...marks).map { mark in
      let (from, to) = (
        settings.beyond * Double(mark - 1) / Double(marks), settings.beyond * Double(mark) / Double(marks)
      )
      return ControlGoal<Locomotion>.SubGoal(
        "the torso is more than \(Numerals.plain(Numerals.rounded(to, 3))) m ahead"
      ) { reading in
        reading.measures[0] > to ? 1 : min((reading.measures[0] - from) / (to - from), 1.0.nextDown)
      }
    }
    let up = ControlGoal<Locomotion>.SubGoal("it is up still after \(settings.alive) steps") { reading in
      Double(reading.steps) / Double(settings.alive)
    }
    return ControlGoal(
      "A body with a single leg hops in a plane: torso, thigh, lower leg and foot, moved by hip, knee and ankle. Be more than "
        + "\(Numerals.plain(settings.beyond)) m ahead after \(settings.alive) steps without having fallen.",
      subGoals: ahead + [up], stay: 1, limit: settings.alive, rewardWeight: settings.control.rewardWeight,
      measure: { body in
        // A simulation that broke down has no numbers; it counts as fallen.
        let (positions, velocities) = (body.positions, body.velocities)
        guard positions.count > 2, let speed = velocities.first else { return [0, 0, 0, 0] }
        return [positions[0], positions[1], positions[2], speed]
      }, describe: Self.words,
      bonus: { reading in max(0, 1 - abs(reading.measures[2]) / Self.greatestPitch) })
  }

  private static func words(_ reading: ControlReading) -> String {
    let measures = reading.measures
    let lean = Numerals.fixed(abs(measures[2]) * 180 / .pi, 0)
    let posture = lean == "0" ? "upright" : "leaning \(lean)° \(measures[2] > 0 ? "forward" : "back")"
    return
      "the torso is \(Numerals.fixed(measures[0], 2)) m ahead and \(Numerals.fixed(measures[1], 2)) m high, \(posture), "
      + "moving at \(Numerals.signed(measures[3], 1)) m/s, at step \(reading.steps)"
      + (reading.hasFallen ? ", fallen" : "")
  }
}

extension HopperGoal {
  /// Keeps the body upright over its leg, and pushes.
  ///
  /// An observation is height, pitch, the angles of hip, knee and ankle (rad), then forward and vertical speed (m/s) and the
  /// rates of pitch and joints (rad/s). The weights were found by a random search over starts of its
  /// own, and rounded: a stand-in that knows this body, and nothing that a planner may be said to have found.
  static let rules = TorqueRules(
    "the hip turns the torso upright and the leg under it, the knee stretches, more so while the torso rises, and the ankle "
      + "pushes against the turning of the torso"
  ) { observation in
    guard observation.count >= 11 else { return [0, 0, 0] }
    let (pitch, hip, knee, ankle) = (
      Double(observation[1]), Double(observation[2]), Double(observation[3]), Double(observation[4])
    )
    let (rise, turning) = (Double(observation[6]), Double(observation[7]))
    return [
      -1.5 * pitch - 0.7 * turning - hip,
      1 + knee + 0.5 * rise,
      1 - ankle - 2 * turning,
    ]
  }
}
