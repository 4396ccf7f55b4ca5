import Algorithms
import Environments
import Foundation
import RLCore
import TextEnvironments

/// Settings of planning for the pendulum.
struct PendulumPlanSettings: ControlConfigured {
  var control = ControlSettings()
  /// Degrees from upright that count as upright.
  var upright = 15.0
  /// Rates below this are slow, rad/s.
  var slow = 1.0
  /// Steps in a row for which it has to be upright and slow.
  var stay = 20
  /// Steps within which all of that has to be done.
  var within = 200

  static let fields: [ConfigField<PendulumPlanSettings>] =
    controlFields + [
      .number("upright", \.upright, 1...90, "degrees from upright that count as upright"),
      .number("slow", \.slow, 0.01...8, "rate in rad/s up to which it is slow"),
      .integer("stay", \.stay, 1...200, "steps in a row for which it has to be upright and slow"),
      .integer("within", \.within, 1...200, "environment steps of a plan"),
    ]
}

extension TextEnvironmentEntry {
  /// The pendulum.
  static let pendulum = TextEnvironmentEntry(
    "Pendulum", "Pendulum-v1 with torques that are held: swing a rod up and keep it there",
    usage:
      "A problem is the seed of a start; a set is own for the starts of seeds 1 to 20. Solved is a rod that is within 15° of "
      + "upright and no faster than 1 rad/s for 20 steps in a row, within 200 steps.",
    folderName: "control", settings: PendulumPlanSettings(), fields: PendulumPlanSettings.fields,
    usualPrior: "uniform", usualPreset: "control",
    tasks: { settings, selection, _ in
      let plan = ControlPlan(
        goal: PendulumGoal(settings).goal, parts: ["torque"], rules: PendulumGoal.rules,
        entry: try EnvironmentCatalog.entry("Pendulum-v1"), make: { Pendulum() })
      return try plan.tasks(settings.control, selection)
    })
}

/// Energy levels, then upright and slow.
///
/// The energy of the rod in rad²/s² is e = ω²/2 + (3g/2l) cos θ: -15 hanging at rest, 15 upright at rest. Its distance from
/// upright's is a share of the 30 between, so that a rod that is too fast is no nearer than one that is too slow.
struct PendulumGoal {
  private let settings: PendulumPlanSettings
  /// Distances of energy that are sub-goals, as shares.
  static let levels = [0.75, 0.5, 0.25, 0.08]
  /// 3g / 2l.
  private static let lift = 1.5 * PendulumConfiguration().gravity

  init(_ settings: PendulumPlanSettings = PendulumPlanSettings()) { self.settings = settings }

  /// The energy's distance from upright's, as a share of the way from hanging to upright.
  static func distance(angle: Double, velocity: Double) -> Double {
    abs(velocity * velocity / 2 + lift * cos(angle) - lift) / (2 * lift)
  }

  /// The goal; it measures the angle from upright (rad, in ±π) and the rate (rad/s).
  var goal: ControlGoal<Pendulum> {
    let settings = settings
    let energies = Self.levels.enumerated().map { place, level in
      let before = place > 0 ? Self.levels[place - 1] : 1
      return ControlGoal<Pendulum>.SubGoal(
        "the energy is within \(Numerals.fixed(100 * level, 0)) % of what stands upright at rest, of the way from hanging"
      ) { reading in
        let distance = Self.distance(angle: reading.measures[0], velocity: reading.measures[1])
        return distance <= level ? 1 : min((before - distance) / (before - level), 1.0.nextDown)
      }
    }
    let bounds =
      "within \(Numerals.plain(settings.upright))° of upright and no faster than "
      + "\(Numerals.plain(settings.slow)) rad/s"
    let upright = ControlGoal<Pendulum>.SubGoal("the rod is \(bounds)") { reading in
      let isThere =
        abs(reading.measures[0]) <= settings.upright * .pi / 180 && abs(reading.measures[1]) <= settings.slow
      return isThere ? 1 : min((1 + cos(reading.measures[0])) / 2, 1.0.nextDown)
    }
    return ControlGoal(
      "A rod turns about a hinge, and a motor of 2 N m is too weak to lift it at once. Swing it up and keep it \(bounds) for "
        + "\(settings.stay) steps in a row.",
      subGoals: energies + [upright], stay: settings.stay, limit: settings.within,
      rewardWeight: settings.control.rewardWeight,
      measure: { [atan2(sin($0.angle), cos($0.angle)), $0.velocity] }, describe: Self.words)
  }

  private static func words(_ reading: ControlReading) -> String {
    let (angle, velocity) = (reading.measures[0], reading.measures[1])
    let degrees = Numerals.fixed(abs(angle) * 180 / .pi, 0)
    let side = degrees == "0" ? "upright" : "\(degrees)° \(angle > 0 ? "left" : "right") of upright"
    let energy = Numerals.fixed(100 * distance(angle: angle, velocity: velocity), 0)
    return
      "the rod is \(side), turning at \(Numerals.signed(velocity, 1)) rad/s, its energy \(energy) % from upright's, at "
      + "step \(reading.steps)"
      + (reading.held > 0 ? ", upright and slow for \(reading.held) steps" : "")
  }

  /// Pumps energy, then balances.
  static let rules = TorqueRules(
    "pushes along with the motion while the rod has too little energy to stand, against it while it has too much, and "
      + "near upright towards upright and against the rate"
  ) { observation in
    guard observation.count >= 3 else { return [0] }
    let (cosine, sine, velocity) = (Double(observation[0]), Double(observation[1]), Double(observation[2]))
    let angle = atan2(sine, cosine)
    if abs(angle) < 0.5, abs(velocity) < 3 { return [-10 * angle - 3 * velocity] }
    let missing = lift - (velocity * velocity / 2 + lift * cosine)
    // At rest either way is as good.
    return [missing * (velocity < 0 ? -1 : 1)]
  }
}
